"""The page of the opportunities: created, exported, sorted, filtered, projects with their own columns."""

import zipfile
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget

from prospectdesk.commands.dossiers import CreateDossier, EditDossier, SetContract
from prospectdesk.commands.pipeline import MoveStage
from prospectdesk.queries import companies
from prospectdesk.ui.pipeline.model import PENDING
from prospectdesk.ui.pipeline.page import OpportunitiesPage

SUSPECT, EVALUATED = 0, 2
DIALOG = "opportunities.new_dialog"
LE_GOFF, TANGUY, DUPUIS = "Cycles Le Goff", "Boulangerie Tanguy", "Dupuis Menuiserie"


@pytest.fixture
def page(walker):
    """Three dossiers at Suspect: 2 400 €, 900 € and one without amount."""
    made = {}
    for siren, amount in ((walker.le_goff, "2400"), (walker.tanguy, "900"), (walker.dupuis, None)):
        uid = walker.do(CreateDossier(company=siren, dossier_type="Comptable", type_client="SCI")).uid
        if amount is not None:
            contract = SetContract(
                dossier=uid, contrat_type="Présentation des comptes", offre="Confort", montant=amount
            )
            walker.do(contract)
        made[siren] = uid
    shown = walker.show(OpportunitiesPage(walker.desk))
    shown.made = made
    return shown


def lane(page, column):
    return list(page.board.lanes.values())[column]


def names(page, column):
    return [one.company for one in lane(page, column).view.cards.cards]


def plain(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def inside(dialog, name):
    found = dialog.findChild(QWidget, name)
    assert found is not None, name
    return found


@pytest.mark.spec("C-37", "D-22", "X-05", "X-06")
def test_a_new_opportunity_is_made_from_the_board(walker, page):
    wait = walker.qtbot.waitUntil

    def look_for(text, count):
        dialog.field.setText(text)
        dialog.field.returnPressed.emit()
        wait(lambda: dialog.list.count() == count)

    def offered():
        wait(lambda: dialog.type.count() > 1)
        return [dialog.type.itemText(place) for place in range(dialog.type.count())]

    walker.press("opportunities.new", asks=True)
    dialog = walker.dialog()
    wait(lambda: dialog.list.count() > 3)  # the portfolio by name
    kind, yes = inside(dialog, f"{DIALOG}.type"), inside(dialog, f"{DIALOG}.yes")
    for one in (kind, yes):
        assert (one.isEnabled(), one.toolTip()) == (False, "Choisissez d’abord une société")
    look_for("cycles le", 1)
    types = offered()
    assert "Comptable" not in types  # INV-07
    assert (yes.isEnabled(), yes.toolTip()) == (False, "Choisissez un type")
    kind.setCurrentIndex(types.index("Conseil"))
    yes.click()
    walker.rest()
    assert names(page, SUSPECT) == [LE_GOFF, TANGUY, DUPUIS, LE_GOFF]
    assert page.board.in_hand.type == "Conseil"  # the keyboard stands on it

    walker.press("opportunities.column.2.add", asks=True)
    dialog = walker.dialog()
    assert plain(inside(dialog, f"{DIALOG}.stage").text()) == "Etape : Evalué (50 %)"
    look_for("nulle part", 0)
    wait(lambda: "Aucune société" in dialog.state.text())
    look_for("tanguy", 1)
    types = offered()
    assert "Formation" not in types  # another pipeline's
    dialog.type.setCurrentIndex(types.index("Social"))
    inside(dialog, f"{DIALOG}.yes").click()
    walker.rest()
    assert names(page, EVALUATED) == [TANGUY]


@pytest.mark.spec("X-06", "X-07", "C-37")
def test_the_cards_are_sorted_exported_and_their_sums_explained(walker, page, tmp_path):
    shown = lane(page, SUSPECT)
    assert plain(shown.weighted.toolTip()) == "Montant pondéré : 3 300 € × 5 % = 165 €"
    assert "pourcentage de son étape" in page.facts.toolTip()
    walker.trigger("opportunities.sort.amount")
    assert plain(page.sort.text()) == "Tri : montant ↓"
    assert names(page, SUSPECT) == [LE_GOFF, TANGUY, DUPUIS]
    walker.trigger("opportunities.sort.amount")
    assert names(page, SUSPECT) == [TANGUY, LE_GOFF, DUPUIS]  # the empty one last either way
    page.moves.drop(shown.view.cards.cards[0].id, shown, 3)
    assert "Le tableau est trié" in walker.message
    target = lane(page, EVALUATED)
    page.moves.drop(shown.view.cards.cards[0].id, target, 0)
    walker.rest()
    assert (names(page, SUSPECT), names(page, EVALUATED)) == ([LE_GOFF, DUPUIS], [TANGUY])
    walker.do(MoveStage(dossier=page.made[walker.tanguy], etape="Suspect"))
    assert names(page, SUSPECT) == [TANGUY, LE_GOFF, DUPUIS]

    walker.press("opportunities.export", asks=True)
    dialog = walker.dialog()
    assert isinstance(dialog, QFileDialog)
    target = tmp_path / "opportunites.xlsx"
    dialog.findChild(QLineEdit, "fileNameEdit").setText(str(target))
    dialog.accept()
    walker.rest()
    walker.qtbot.waitUntil(target.exists)
    walker.rest()
    assert "3 opportunités écrites" in plain(walker.message)
    with zipfile.ZipFile(target) as book:
        text = book.read("xl/worksheets/sheet1.xml").decode()
    places = [text.index(name) for name in (TANGUY, LE_GOFF, DUPUIS)]
    assert places == sorted(places)
    assert "<v>2400" in text
    assert "<v>120" in text  # weighted


@pytest.mark.spec("X-06", "X-08")
def test_a_change_leaves_the_other_columns_alone(walker, page):
    walker.do(MoveStage(dossier=page.made[walker.tanguy], etape="Evalué"))
    kept = [lane(page, column).view.cards.cards for column in range(5)]
    walker.do(EditDossier(dossier=page.made[walker.tanguy], montant="1200"))
    assert plain(lane(page, EVALUATED).total.text()) == "1 200 €"
    for column in (SUSPECT, 1, 3, 4):
        assert lane(page, column).view.cards.cards is kept[column]
    held = lane(page, SUSPECT).view
    held.stand_at(1)
    walker.do(MoveStage(dossier=page.made[walker.tanguy], etape="Suspect"))
    assert held.current().company == DUPUIS  # the card in hand stays in hand


@pytest.mark.spec("X-08", "X-05")
def test_amounts_are_asked_for_and_read(walker, page):
    walker.press("opportunities.amount", asks=True)
    dialog = walker.dialog()
    least, most = (inside(dialog, f"opportunities.amounts.{key}") for key in ("least", "most"))
    least.setText("mille")
    dialog.yes.click()
    assert dialog.isVisible()
    least.setText("2 000")
    most.setText("100")
    dialog.yes.click()
    assert dialog.isVisible()
    most.setText("")
    dialog.yes.click()
    walker.rest()
    assert page.filters.wanted.least == Decimal(2000)
    assert names(page, SUSPECT) == [LE_GOFF]
    assert plain(page.filters.amount.text()) == "Montant : ≥ 2 000 €"
    walker.press("opportunities.clear_filters")
    assert len(names(page, SUSPECT)) == 3


@pytest.mark.spec("SM-5", "X-07", "X-08", "INV-08")
def test_projects_have_their_own_columns_and_abandon_asks_first(walker, page):
    project = walker.do(CreateDossier(company=walker.le_goff, dossier_type="Formation"))
    page.filters.set(
        pipeline=next(key for key, label in page.filters.choices.pipelines if label == "Projets")
    )
    walker.rest()
    titles = [one.title.text() for one in page.board.lanes.values()]
    assert titles == ["Projet ouvert", "Proposition", "Concrétisé, à valider", "Abandon"]
    assert lane(page, 3).add.isHidden()
    assert page.board.signed.isHidden()  # L-31: a project is neither signed nor lost by hand
    assert page.board.lost.isHidden()
    card = lane(page, 0).view.cards.cards[0]
    page.moves.to_lane(card, lane(page, 3))
    walker.answer("ask.no")
    assert names(page, 0) == [LE_GOFF]
    page.moves.to_lane(card, lane(page, 3))
    assert "nouveau projet complet" in walker.answer("ask.yes")
    assert names(page, 0) == names(page, 3) == []
    assert "Projet abandonné" in walker.message
    rows = walker.ask(
        lambda conn: conn.execute("SELECT status FROM dossier WHERE id = ?", (project.row_id,)).fetchone()
    )
    assert rows[0] == "perdu"


@pytest.mark.spec("X-07", "X-08")
def test_the_menu_of_a_card_does_what_dragging_does(walker, page):
    card = lane(page, SUSPECT).view.cards.cards[0]
    page.menu.open_for(card, page.mapToGlobal(page.rect().center()))
    texts = [one.text() for one in page.menu.actions() if not one.isSeparator()]
    assert texts[0] == "Ouvrir la fiche"
    assert "Passer à l’étape « Evalué »" in plain("|".join(texts))
    assert texts[-2:] == ["Signé…", "Perdu…"]
    page.menu.close()
    page.findChild(QAction, "opportunities.card_menu.stage.2").trigger()
    walker.rest()
    assert names(page, EVALUATED) == [LE_GOFF]
    walker.qtbot.keyClick(lane(page, EVALUATED).view, Qt.Key.Key_Return)
    name, params = walker.opened[-1]
    assert (name, params["company"]) == ("sheet.dossiers", walker.ask(companies.find_id, walker.le_goff))


def hang(data, target, at):
    """Lets a card hang over a widget."""
    left, free, move = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.DropAction.MoveAction
    for event in (QDragEnterEvent(at, move, data, left, free), QDragMoveEvent(at, move, data, left, free)):
        QApplication.sendEvent(target, event)


@pytest.mark.spec("X-07", "X-08")
def test_a_dragged_card_says_what_letting_go_would_do(walker, page):
    hint, home = page.board.hint, lane(page, SUSPECT)
    data = home.view.cards.mimeData([home.view.cards.index(0)])
    port = lane(page, EVALUATED).view.viewport()
    hang(data, port, QPoint(40, 60))
    assert plain(hint.text()) == "Suspect → Evalué\npondéré 120 € → 1 200 €"
    assert hint.isVisible()
    assert page.board.rect().contains(hint.geometry())
    assert page.board.childAt(hint.geometry().center()) is not hint, "the card falls on what lies beneath"
    page.board.grab()
    hang(data, port, QPoint(port.width() - 2, port.height() - 2))
    assert page.board.rect().contains(hint.geometry())
    QApplication.sendEvent(port, QDragLeaveEvent())
    assert not hint.isVisible()
    hang(data, home.view.viewport(), QPoint(40, 60))
    assert not hint.isVisible(), "nothing changes over its own column"
    zone = page.board.lost
    hang(data, zone, QPoint(40, 20))
    assert plain(hint.text()) == "Suspect → Perdu\nOuvre « Facteurs » : raison et justification obligatoires"
    QApplication.sendEvent(zone, QDragLeaveEvent())
    assert not hint.isVisible()
    without = home.view.cards.mimeData([home.view.cards.index(2)])
    hang(without, port, QPoint(40, 60))
    assert hint.text().endswith("Sans montant")
    card = home.view.cards.cards[0]
    home.view.lifted.emit(card, QPoint(-30, 40))
    assert home.view.cards.data(home.view.cards.index(0), PENDING) is True
    home.view.lifted.emit(None, QPoint())
    assert home.view.cards.data(home.view.cards.index(0), PENDING) is False
    assert not hint.isVisible()
