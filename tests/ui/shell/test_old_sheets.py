"""Sheets that nobody has seen for long go, but for those that hold what somebody typed."""

import pytest
from PySide6.QtTest import QTest

from prospectdesk.commands.companies import CreateCompany
from prospectdesk.ui.shell.pages import holds_typing

KEPT = 2


@pytest.fixture
def companies(window, session):
    """Four registered companies."""
    return [
        session.bus.do(CreateCompany(raison_sociale=f"Société {one}", commercial_source="ugo", commercial_operationnel="ugo",
                                     source="Salon")).row_id
        for one in range(4)
    ]  # fmt: skip


@pytest.fixture
def open_all(window, companies, rest, monkeypatch):
    """Opens them one after the other; `meanwhile` is done on the first."""
    monkeypatch.setattr("prospectdesk.ui.shell.pages.SHEETS_KEPT", KEPT)
    stack = window.live.pages
    stack._dropping.setInterval(0)

    def run(meanwhile=lambda _page: None):
        for one in companies:
            window.open("sheet", company=one)
            rest(window.need_desk())
            if one == companies[0]:
                meanwhile(stack.page())
        return stack

    return run


@pytest.mark.spec("X-27")
def test_the_longest_unseen_sheets_go_and_come_back_when_their_tab_is_chosen(
    window, companies, open_all, rest, qtbot
):
    stack = open_all()
    qtbot.waitUntil(lambda: stack.sheets() == set(companies[-KEPT:]))
    window.open("sheet", company=companies[0])
    rest(window.need_desk())
    assert stack.page().company_id == companies[0]
    assert "Société 0" in stack.page().title()


@pytest.mark.spec("X-27")
def test_a_sheet_with_something_typed_in_it_stays(window, companies, open_all, qtbot):
    def type_in(page):
        page.body.choose("contacts")
        page.body.contacts.edit(None)
        page.body.choose("history")
        assert not holds_typing(page)
        QTest.keyClicks(page.body.contacts.editor.fields["nom"], "Morvan")
        assert holds_typing(page)

    stack = open_all(type_in)
    qtbot.waitUntil(lambda: stack.sheets() == {companies[0], *companies[-KEPT:]})
    qtbot.wait(50)
    assert companies[0] in stack.sheets()
