"""The board in the real window: dragged, refused, won, signed, lost, moved by keys (A-X5)."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from prospectdesk.commands.dossiers import CreateDossier, EditDossier, SetContract
from prospectdesk.commands.pipeline import MoveStage

SUSPECT, QUALIFIED, EVALUATED, TALKING, WON = range(5)
COLUMN = "opportunities.column.{0}"
REASONS = "dossiers.reasons"
LE_GOFF, TANGUY, DUPUIS = "Cycles Le Goff", "Boulangerie Tanguy", "Dupuis Menuiserie"
STATUS = "SELECT status FROM dossier WHERE deleted_at IS NULL ORDER BY id"
MOVE, NO_KEY = Qt.DropAction.MoveAction, Qt.KeyboardModifier.NoModifier


def company(driver, name):
    sql = "SELECT id FROM company WHERE shown_name = ? AND registered = 1 ORDER BY id LIMIT 1"
    return driver.rows(sql, name)[0][0]


@pytest.fixture
def board(ugo):
    """Three dossiers at Suspect of 2 400 €, the board open."""
    for name in (LE_GOFF, TANGUY, DUPUIS):
        made = ugo.run(ugo.desk.do(CreateDossier(company=company(ugo, name), dossier_type="Comptable")))
        contract = SetContract(dossier=made.row_id, contrat_type="Présentation des comptes", offre="Confort")
        ugo.run(ugo.desk.do(contract))
        edited = EditDossier(dossier=made.row_id, montant="2400", type_client="Artisan/Commerçant")
        ugo.run(ugo.desk.do(edited))
    ugo.click("rail.opportunities")
    ugo.wait(lambda: ugo.sees(COLUMN.format(SUSPECT)))
    return ugo


def view(driver, column):
    return driver.see(COLUMN.format(column) + ".cards")


def cards(driver, column):
    return [one.company for one in view(driver, column).cards.cards]


def told(driver, column, part):
    text = driver.text(f"{COLUMN.format(column)}.{part}")
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def drag(driver, name, target, place):
    """Takes a card, carries it over a widget and lets it go at `place` of it."""
    home = next(view(driver, number) for number in range(5) if name in cards(driver, number))
    index = home.cards.index(cards_of(home).index(name))
    data = home.cards.mimeData([index])
    left = Qt.MouseButton.LeftButton
    for kind in (QDragEnterEvent, QDragMoveEvent):
        event = kind(place, MOVE, data, left, NO_KEY)
        QApplication.sendEvent(target, event)
        assert event.isAccepted()
    event = QDropEvent(QPointF(place), MOVE, data, left, NO_KEY)
    QApplication.sendEvent(target, event)
    return event


def cards_of(shown):
    return [one.company for one in shown.cards.cards]


def into(driver, name, column, place=None):
    target = view(driver, column)
    return drag(driver, name, target.viewport(), place or QPoint(40, 5))


@pytest.mark.spec("A-X5", "X-06", "X-07")
def test_a_card_dragged_to_another_stage_takes_its_amounts_along(board):
    assert cards(board, SUSPECT) == [LE_GOFF, TANGUY, DUPUIS]
    assert (told(board, SUSPECT, "total"), told(board, SUSPECT, "weighted")) == ("7 200 €", "360 €")
    event = into(board, TANGUY, EVALUATED)
    assert event.dropAction() != MOVE  # the source keeps its row until the store has answered
    dossier = next(one for one in view(board, SUSPECT).cards.cards if one.company == TANGUY)
    assert dossier.id in view(board, SUSPECT).cards.pending
    board.rest()
    assert cards(board, SUSPECT) == [LE_GOFF, DUPUIS]
    assert cards(board, EVALUATED) == [TANGUY]
    assert not view(board, EVALUATED).cards.pending
    assert (told(board, SUSPECT, "weighted"), told(board, EVALUATED, "weighted")) == ("240 €", "1 200 €")
    assert told(board, EVALUATED, "count") == "1"
    assert "pondéré 1 440 €" in board.text("opportunities.facts").replace("\u00a0", " ").replace(
        "\u202f", " "
    )
    board.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    board.wait(lambda: cards(board, SUSPECT) == [LE_GOFF, TANGUY, DUPUIS])


@pytest.mark.spec("A-X5", "X-08", "D-40")
def test_dropped_on_perdu_facteurs_opens_and_cancelling_returns_the_card(board):
    zone = board.see("opportunities.lost")
    drag(board, LE_GOFF, zone, QPoint(20, 10))
    board.rest()
    assert board.sees(f"{REASONS}.justification")
    board.click(f"{REASONS}.no")
    assert cards(board, SUSPECT) == [LE_GOFF, TANGUY, DUPUIS]
    assert not view(board, SUSPECT).cards.pending
    assert board.rows(STATUS) == [("en_cours",)] * 3
    drag(board, LE_GOFF, zone, QPoint(20, 10))
    board.rest()
    board.click(f"{REASONS}.reasons")
    board.tick(f"{REASONS}.reason.0")
    board.fill(f"{REASONS}.justification", "Trop cher")
    board.click(f"{REASONS}.yes")
    board.wait(lambda: cards(board, SUSPECT) == [TANGUY, DUPUIS])
    assert ("perdu",) in board.rows(STATUS)


@pytest.mark.spec("X-08", "D-37")
def test_the_zones_are_pressed_for_the_card_in_hand(board):
    board.click("opportunities.signed")
    assert "Choisissez d’abord une opportunité" in board.text("opportunities.messages.text")
    shown = view(board, SUSPECT)
    board.click_cell(shown.objectName(), shown.visualRect(shown.cards.index(0)).center())
    board.click("opportunities.signed")
    board.click(f"{REASONS}.reasons")
    board.tick(f"{REASONS}.reason.0")
    board.click(f"{REASONS}.yes")
    board.wait(lambda: cards(board, SUSPECT) == [TANGUY, DUPUIS])
    assert ("signe",) in board.rows(STATUS)


@pytest.mark.spec("X-07", "D-25", "INV-10")
def test_gagne_asks_first_and_makes_the_client_file(board):
    files = "SELECT count(*) FROM client_file WHERE deleted_at IS NULL"
    before = board.rows(files)[0][0]
    into(board, LE_GOFF, WON)
    board.rest()
    board.click("ask.no")
    assert cards(board, WON) == []
    assert not view(board, SUSPECT).cards.pending
    into(board, LE_GOFF, WON)
    board.rest()
    board.click("ask.yes")
    board.wait(lambda: cards(board, WON) == [LE_GOFF])
    assert board.rows(files)[0][0] == before + 1
    assert board.rows(STATUS) == [("en_cours",)] * 3


@pytest.mark.spec("X-07")
def test_a_refused_drop_returns_the_card_and_says_why(board):
    """Another laptop moved it: the board still shows the old place when the card is let go."""
    dossier = next(one for one in view(board, SUSPECT).cards.cards if one.company == TANGUY)
    bus = board.desk.session.bus
    bus.do(MoveStage(dossier=dossier.id, etape="Qualifié"))  # beside the feed: the board has not heard of it
    into(board, TANGUY, EVALUATED)
    board.rest()
    assert "Ce dossier a changé d’étape entre-temps" in board.text("opportunities.messages.text")
    assert not view(board, SUSPECT).cards.pending
    assert cards(board, EVALUATED) == []


@pytest.mark.spec("X-07")
def test_cards_are_moved_and_ordered_by_keys(board):
    shown = view(board, SUSPECT)
    shown.setFocus()
    ctrl = Qt.KeyboardModifier.ControlModifier
    board.press(Qt.Key.Key_Down, ctrl)
    board.wait(lambda: cards(board, SUSPECT) == [TANGUY, LE_GOFF, DUPUIS])
    board.press(Qt.Key.Key_Up, ctrl)
    board.wait(lambda: cards(board, SUSPECT) == [LE_GOFF, TANGUY, DUPUIS])
    board.press(Qt.Key.Key_Right)
    board.wait(lambda: cards(board, QUALIFIED) == [LE_GOFF])
    assert view(board, QUALIFIED).hasFocus()  # the keyboard follows the card
    board.press(Qt.Key.Key_Left)
    board.wait(lambda: cards(board, QUALIFIED) == [])
    board.press(Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert board.sees(f"{REASONS}.justification")
    board.click(f"{REASONS}.no")
    board.wait(view(board, SUSPECT).hasFocus)
    board.press(Qt.Key.Key_Return)
    board.wait(lambda: board.sees("sheet.name"))
    assert board.text("sheet.name") == LE_GOFF


@pytest.mark.spec("C-37", "X-08")
def test_filters_and_the_list_show_the_same_dossiers(board):
    into(board, DUPUIS, TALKING)
    board.rest()
    board.fill("opportunities.search", "tang")
    board.wait(lambda: cards(board, SUSPECT) == [TANGUY])
    board.click("opportunities.form.list")
    board.wait(lambda: [row[0] for row in board.cells("opportunities.list.table")] == [TANGUY])
    board.click("opportunities.clear_filters")
    board.wait(lambda: len(board.cells("opportunities.list.table")) == 3)
    table = board.see("opportunities.list.table")
    for _ in range(2):
        head = table.head
        place = QPoint(head.sectionViewportPosition(4) + 20, 10)
        board.qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=place)
        board.rest()
    assert board.cells("opportunities.list.table")[0][0] == DUPUIS
    board.fill("opportunities.search", "personne de ce nom")
    board.wait(lambda: board.sees("opportunities.empty"))
    board.click("opportunities.empty.button")
    board.wait(lambda: len(board.cells("opportunities.list.table")) == 3)
