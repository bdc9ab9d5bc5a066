"""The five steps with real widgets: fates, doublets settled field by field, refusals, cancelling, undoing."""

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from prospectdesk.commands.companies import EditCompany
from prospectdesk.ui.imports.frame import CHECK, COLUMNS, FILE, KEY, RUN


@pytest.fixture
def fair(table, siret):
    """A list with everything: new companies, a twin, a wrong SIRET, and three doublets without SIRET."""
    common = {"E-mail": "", "Téléphone": "", "Remarque": "vue au stand"}

    def row(number, name, postcode, city, **more):
        return (
            {"SIRET": number, "Raison sociale": name, "Code postal": postcode, "Commune": city}
            | common
            | more
        )

    return table(
        [
            row(siret(1), "Verrerie Saint-Clair", "69300", "Caluire-et-Cuire"),
            row(siret(2), "Atelier Bois & Métal", "69500", "Bron"),
            row("1234567890123", "Chaudronnerie Vial", "69700", "Givors"),
            row(
                "",
                "Atelier Kermarec",
                "35510",
                "Cesson-Sévigné",
                **{"E-mail": "salon@exemple.fr", "Téléphone": "02 99 00 11 22"},
            ),
            row(siret(2), "Atelier Bois & Métal", "69500", "Bron"),
            row("", "Cycles Le Goff", "35830", "Betton"),
            row("", "Garage Nantais", "44000", "Nantes"),
            row("", "Studio Lumen", "69001", "Lyon"),
        ],
        "salon.csv",
    )


def value(session, sql, *parameters):
    with session.store.session() as conn:
        return conn.execute(sql, parameters).fetchone()[0]


def words(page, row):
    return page.frame.check.model.read_row(row).words


@pytest.mark.spec("X-40")
@pytest.mark.spec("INV-11")
def test_a_list_goes_through_five_steps(page, take, click, fair, session, held):
    before = held()
    take(fair)
    assert page.frame.step == FILE
    assert page.files.sample.sample.rows[0][1] == "Verrerie Saint-Clair"
    assert page.files.encoding.currentText() == "UTF-8"
    click("import.forward")
    assert page.frame.step == COLUMNS
    assert [combo.currentData() for combo in page.frame.columns.combos] == [
        "siret", "raison_sociale", "code_postal", "ville", "courriel", "telephone", "",
    ]  # fmt: skip
    click("import.forward")
    assert page.frame.step == KEY
    click("import.forward")
    assert page.frame.step == CHECK
    counts = {key: figure.value.text() for key, figure in page.frame.check.figures.parts.items()}
    assert counts == {"create": "3", "update": "0", "ignore": "1", "duplicate": "3", "error": "1"}
    assert [words(page, row)[:3] for row in range(4)] == [
        ("2", "Créer", "Verrerie Saint-Clair"),
        ("3", "Créer", "Atelier Bois & Métal"),
        ("4", "Erreur", ""),
        ("5", "Doublon à trancher", "Atelier Kermarec"),
    ]
    assert "13 lus" in words(page, 2)[4]
    assert "Même SIRET que la ligne 3" in words(page, 4)[4]
    assert held() == before, "nothing is written before step 5"
    click("import.forward")
    assert page.frame.step == RUN
    after = held()
    assert after["company"] == before["company"] + 3
    assert after["registration"] == before["registration"] + 3
    assert page.frame.run_step.table.sample.rows == [
        ("4", "SIRET", "1234567890123", "SIRET\u00a0: 14 chiffres attendus, 13 lus")
    ]
    click("import.forward")
    assert page.frame.step == FILE
    (card,) = page.files.history.cards.values()
    assert card.undo.isVisibleTo(card)


def test_a_doublet_is_settled_field_by_field(page, check, click, fair, session, qtbot):
    check(fair)
    panel = page.frame.check.panel
    assert panel.heading.text() == "Doublon 1 sur 3 · ligne 5"
    assert panel.outcome.text() == "2 champs seront repris du fichier\u00a0: téléphone, e-mail."
    click("import.side.phone.present")
    assert panel.outcome.text() == "1 champ sera repris du fichier\u00a0: e-mail."
    click("import.answer.update")
    assert panel.heading.text() == "Doublon 1 sur 2 · ligne 7", "the next one that waits is shown"
    assert page.frame.check.figures.parts["duplicate"].under.text() == "1 tranchés, 2 restants"
    click("import.answer.create")
    click("import.answer.ignore")
    assert page.found.standing.open == ()
    page.frame.check.view.go_to(8)
    click("import.answer.again")
    assert page.found.standing.open == (8,), "an answer can be taken back"
    click("import.answer.ignore")
    click("import.forward")
    assert value(session, "SELECT mail FROM company WHERE name = 'Atelier Kermarec'") == "salon@exemple.fr"
    assert value(session, "SELECT phone FROM company WHERE name = 'Atelier Kermarec'") is None
    assert value(session, "SELECT count(*) FROM company WHERE name = 'Cycles Le Goff'") == 2
    assert value(session, "SELECT count(*) FROM company WHERE name = 'Garage Nantais'") == 1


def test_one_answer_serves_all_doublets_of_the_same_cause(page, check, click, fair, session):
    check(fair)
    alike = page.frame.check.panel.alike
    assert alike.text() == "Même réponse pour les 3 doublons «\u00a0nom + CP\u00a0»"
    alike.setChecked(True)
    click("import.answer.ignore")
    assert page.found.standing.open == ()
    assert page.frame.check.figures.parts["ignore"].value.text() == "4"


def test_the_keyboard_walks_and_settles(page, host, check, fair, qtbot, run, desk):
    check(fair)
    view = page.frame.check.view
    here = view.current_id()

    def press(key, modifiers=Qt.KeyboardModifier.NoModifier):
        host.activateWindow()
        view.setFocus()
        qtbot.keyClick(view, key, modifiers)
        run(desk.settle())

    assert here == 5
    press(Qt.Key.Key_J)
    assert view.current_id() == 6
    press(Qt.Key.Key_K)
    press(Qt.Key.Key_K)
    assert view.current_id() == 4
    press(Qt.Key.Key_F8)
    assert view.current_id() == 5
    press(Qt.Key.Key_2)
    assert page.found.standing.open == (7, 8)
    assert page.found.standing.settled == 1


def test_rows_are_filtered_by_what_is_to_see_and_by_words(page, check, fair, click, run, desk):
    check(fair)
    assert page.frame.check.filter.chips["see"].text() == "À voir · 4"
    click("import.filter.see")
    assert list(page.frame.check.model.ids()) == [4, 5, 7, 8]
    click("import.filter.all")
    page.frame.check.search.setText("bois & metal")
    page.frame.check.search.returnPressed.emit()
    run(desk.settle())
    assert list(page.frame.check.model.ids()) == [3, 6]


def test_leaving_before_the_last_step_writes_nothing(page, check, fair, click, held, session):
    before = held()
    check(fair)
    click("import.leave")
    assert page.frame.step == FILE
    assert held() == before
    assert not list(session.store.path.parent.glob("*.import")), "what was staged is removed"


def test_a_cancelled_import_leaves_the_store_unchanged(
    page, host, check, fair, click, held, run, desk, qtbot
):
    before = held()
    check(fair)
    gate = threading.Event()
    held_up = desk.lanes.submit("write", gate.wait, 5)
    page.frame.forward.click()
    qtbot.waitUntil(page.frame.run_step.underway.isVisible)
    page.frame.run_step.underway.stop.click()
    assert "Arrêt en cours" in page.frame.run_step.underway.label.text()
    gate.set()
    held_up.result()
    run(desk.settle())
    assert page.frame.step == CHECK
    assert host.messages.text() == "Import annulé\u00a0: rien n’a été écrit."
    assert held() == before
    click("import.forward")
    assert held()["company"] == before["company"] + 3, "the same file can be imported after all"


@pytest.mark.spec("X-40")
def test_an_import_is_taken_back_and_what_was_touched_is_kept_and_listed(
    page, check, fair, click, held, session, run, desk
):
    before = held()
    check(fair)
    click("import.forward")
    touched = value(session, "SELECT id FROM company WHERE name = 'Studio Lumen'")
    run(desk.do(EditCompany(company=touched, telephone="04 72 00 00 01")))
    run(desk.settle())
    click("import.undo")
    rows = page.frame.run_step.table.sample.rows
    assert rows == [("Studio Lumen", "modifié depuis l’import")]
    assert "1 gardés" in page.frame.run_step.banner.label.text()
    assert held()["company"] == before["company"] + 1
    click("import.forward")
    (card,) = page.files.history.cards.values()
    assert not card.undo.isVisibleTo(card), "an import is undone once"
    assert card.pill.isVisibleTo(card)


def test_the_history_asks_before_it_takes_an_import_back(
    page, host, check, fair, click, held, run, desk, qtbot
):
    before = held()
    check(fair)
    click("import.forward")
    click("import.forward")
    assert page.frame.step == FILE
    (card,) = page.files.history.cards.values()
    card.undo.click()
    qtbot.waitUntil(lambda: host.findChild(QWidget, "ask.yes") is not None)
    host.findChild(QWidget, "ask.yes").click()
    run(desk.settle())
    run(desk.settle())
    assert held()["company"] == before["company"]
    assert page.frame.step == RUN
    assert "annulé" in page.frame.run_step.banner.label.text()


def test_the_undo_of_an_import_is_stopped_from_the_status_bar(page, check, fair, click, held, run, desk):
    check(fair)
    click("import.forward")
    after = held()
    tickets = []
    desk.working.connect(lambda ticket: (tickets.append(ticket), ticket.cancel()))
    page.frame.run_step.undo.click()
    run(desk.settle())
    assert len(tickets) == 1
    assert held() == after
    desk.working.disconnect()
    click("import.undo")
    assert held()["company"] < after["company"]


@pytest.mark.spec("X-05")
def test_every_disabled_control_says_why(page, host, check, fair, take, click):
    def silent():
        return [
            one.objectName()
            for one in host.findChildren(QWidget)
            if one.objectName().startswith("import.")
            and not one.isEnabled()
            and (one.parentWidget() is None or one.parentWidget().isEnabled())
            and not one.toolTip()
        ]

    assert silent() == []
    take(fair)
    assert silent() == []
    for _ in range(4):
        click("import.forward")
        assert silent() == []


def test_other_pages_hear_of_the_import_once_it_is_done(page, check, fair, click, desk):
    heard = []
    desk.feed.changed.connect(heard.append)
    check(fair)
    assert heard == []
    click("import.forward")
    assert [changes.everything for changes in heard] == [True]
    assert not desk.history.stack.canUndo(), "an import is its own undo, not Ctrl+Z"
