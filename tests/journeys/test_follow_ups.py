"""Tâches of the Suivi tab: the past is done at once, the future is reminded of once (A-D7)."""

import pytest

MAILS = "SELECT u.login, m.subject FROM workspace_mail m JOIN user u ON u.id = m.user_id ORDER BY m.id"
FORM = "sheet.follow_ups.form"


def note_task(desk, date, add="sheet.follow_ups.add"):
    """A Tâche "1er contact" for a date, through the form of the tab."""
    desk.click(add)
    desk.click(f"{FORM}.kind.tache")
    desk.choose(f"{FORM}.type_action", "1er contact")
    desk.fill(f"{FORM}.date.field", date)
    desk.click(f"{FORM}.save")
    desk.wait(lambda: not desk.sees(FORM))
    desk.rest()


def tasks(desk):
    """(state, date, row) of the shown follow-ups."""
    model = desk.see("sheet.follow_ups.table").model()
    return {model.text(row, 1): (model.text(row, 0), row) for row in model.rows}


@pytest.mark.spec("A-D7", "D-43", "D-44", "D-47")
def test_a_past_task_is_done_and_a_future_one_reminds_its_salesperson_once(ugo):
    ugo.open_by_search("cycles", "Cycles Le Goff")
    ugo.click("sheet.tabs.follow_ups")
    note_task(ugo, "20/11/2026", "sheet.follow_ups.empty.button")
    note_task(ugo, "25/11/2026")
    state, past = tasks(ugo)["20/11/2026"]
    assert state == "Effectué"
    table = ugo.see("sheet.follow_ups.table")
    assert table.reason_against("edit", past)
    assert table.reason_against("done", past)
    assert not table.reason_against("delete", past)
    ugo.click_cell("sheet.follow_ups.table", table.place_of(past.id, "edit"))
    assert not ugo.sees(FORM)
    assert tasks(ugo)["25/11/2026"][0] == "A faire"

    assert ugo.rows(MAILS) == []
    ugo.main_menu("action.demo.days")
    assert [login for login, _subject in ugo.rows(MAILS)] == ["ugo"]
    assert "Cycles Le Goff" in ugo.rows(MAILS)[0][1]
    ugo.main_menu("action.demo.days")
    assert len(ugo.rows(MAILS)) == 1

    ugo.click_cell("sheet.follow_ups.table", table.place_of(past.id, "delete"))
    ugo.click("ask.yes")
    assert "20/11/2026" not in tasks(ugo)


@pytest.mark.spec("A-D7", "D-44")
def test_a_task_at_a_company_of_another_salesperson_reminds_nobody(ugo):
    ugo.open_by_search("garage", "Garage Nantais")
    ugo.click("sheet.tabs.follow_ups")
    note_task(ugo, "25/11/2026", "sheet.follow_ups.empty.button")
    assert tasks(ugo)["25/11/2026"][0] == "A faire"
    ugo.main_menu("action.demo.days")
    assert ugo.rows(MAILS) == []
