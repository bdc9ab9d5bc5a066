"""Clients of a routine, contacts, a real register, and a window that stays alive while 20,000 rows come in."""

import asyncio
import itertools

import pytest
from PySide6.QtWidgets import QWidget

from prospectdesk.ui.imports.frame import CHECK, KEY, RUN


def values(session, sql, *parameters):
    with session.store.session() as conn:
        return [tuple(row) for row in conn.execute(sql, parameters)]


@pytest.mark.spec("C-74")
def test_clients_get_their_tag_on_the_routine_that_is_chosen(page, take, click, table, session):
    rows = [{"SIREN": "000100016"}, {"SIREN": "000100024"}, {"SIREN": "732829320"}, {"SIREN": "123"}]
    take(table(rows), "clients")
    click("import.forward")
    click("import.forward")
    assert page.frame.step == KEY
    assert "50 clients" in page.frame.key.routine_field.under.text()
    routine = page.frame.key.routine.currentText()
    click("import.forward")
    click("import.forward")
    assert page.frame.step == RUN
    reasons = [row[3] for row in page.frame.run_step.table.sample.rows]
    assert len(reasons) == 2
    assert any("inconnu" in one for one in reasons)
    tagged = values(
        session,
        "SELECT c.siren FROM routine_tag t JOIN company c ON c.id = t.company_id JOIN routine r ON r.id = t.routine_id "
        "WHERE r.title = ? AND t.tag = 'client' AND t.deleted_at IS NULL",
        routine,
    )
    assert {"000100016", "000100024"} <= {siren for (siren,) in tagged}


def test_a_contact_that_looks_like_another_is_added_when_asked(page, check, click, table, session):
    rows = [
        {"SIREN": "000100016", "Nom": "Legrand", "Prénom": "Anne", "E-mail": "anne@exemple.fr"},
        {"SIREN": "000100024", "Nom": "Legros", "Prénom": "Paul", "E-mail": "anne@exemple.fr"},
        {"SIREN": "732829320", "Nom": "Personne", "Prénom": "", "E-mail": ""},
    ]
    check(table(rows), "contacts")
    assert page.frame.step == CHECK
    assert [words[1] for words in (page.frame.check.model.read_row(n).words for n in range(3))] == [
        "Créer", "Doublon à trancher", "Erreur",
    ]  # fmt: skip
    assert not page.frame.check.panel.update_button.isEnabled()
    assert page.frame.check.panel.update_button.toolTip()
    click("import.answer.create")
    click("import.forward")
    names = values(
        session, "SELECT last_name FROM contact WHERE last_name IN ('Legrand', 'Legros') ORDER BY 1"
    )
    assert names == [("Legrand",), ("Legros",)]


@pytest.mark.spec("INV-11")
@pytest.mark.slow
def test_the_register_of_metz_is_imported_from_the_page(page, take, click, shared_data, held, qtbot):
    before = held()
    take(shared_data / "etablissements_metz" / "etablissements_metz.csv")
    for _ in range(4):
        click("import.forward")
    assert page.frame.step == RUN
    assert page.done.data["rows"] == 7082
    assert page.done.data["created"] == 6173
    assert held()["company"] == before["company"] + 6173
    assert held()["establishment"] == before["establishment"] + 7082
    assert page.frame.run_step.figures.parts["create"].value.text() == "6\u202f173"


@pytest.mark.spec("X-27")
@pytest.mark.slow
def test_the_window_stays_alive_while_20000_rows_come_in(page, take, table, siret, run, desk, qtbot):
    rows = [
        {
            "SIRET": siret(n),
            "Nom": f"Société {n}",
            "Adresse": f"{n} rue du Port",
            "Code postal": "35000",
            "Commune": "Rennes",
        }
        for n in range(20_000)
    ]
    take(table(rows))
    turns, heard = [0], []
    desk.working.connect(lambda ticket: ticket.listen(lambda _progress: heard.append(turns[0])))

    async def beat(until):
        while not until():
            await asyncio.sleep(0.005)
            turns[0] += 1

    async def whole():
        for _ in range(4):
            page.go_on()
            await beat(lambda: desk.idle)

    task = asyncio.get_event_loop().create_task(whole())
    qtbot.waitUntil(task.done, timeout=120_000)
    task.result()
    assert page.frame.step == RUN
    assert page.done.data["created"] == 20_000
    desk.working.disconnect()
    moved = sum(before < after for before, after in itertools.pairwise(heard))
    assert moved >= len(heard) // 2 >= 5, "the loop of the window turns between two steps of the work"
    assert page.findChild(QWidget, "import.list").isVisible()
