"""The next sheet is made while nobody waits, and shows nothing but its own company."""

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QWidget

from prospectdesk.commands.companies import CreateCompany
from prospectdesk.commands.drafts import SaveDraft
from prospectdesk.queries import companies
from prospectdesk.ui.companies.sheet import SheetPage
from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.theme import Look, bundled_family

RICH, OTHER = "000100024", "000100032"
SELLERS = {"commercial_source": "ugo", "commercial_operationnel": "ugo", "source": "Salon"}
TEXTS = (QLabel, QAbstractButton, QLineEdit)


@pytest.fixture
def stack(window):
    """The pages of the window, which makes sheets ahead from now on."""
    pages = window.live.pages
    pages.make_ahead()
    return pages


def wait(qtbot, stack):
    qtbot.waitUntil(lambda: stack.spare.ready, timeout=10_000)
    return stack.spare


def said(page):
    """Every word of a sheet with where it stands: name, text, tooltip, what is heard, whether it is hidden."""
    found = []
    for one in page.findChildren(QWidget):
        text = ""
        if isinstance(one, TEXTS):
            text = one.text()
        elif isinstance(one, QPlainTextEdit):
            text = one.toPlainText()
        elif isinstance(one, QComboBox):
            text = "|".join([one.currentText(), *(one.itemText(place) for place in range(one.count()))])
        found.append((type(one).__name__, one.objectName(), text, one.toolTip(), one.accessibleName(),
                      one.isVisibleTo(page), one.isEnabled()))  # fmt: skip
    found += [(type(one).__name__, one.objectName(), one.text(), one.toolTip(), one.isEnabled(), one.isVisible())
              for one in page.findChildren(QAction)]  # fmt: skip
    entries = page.body.timeline.list.entries.rows
    return sorted(map(str, found)), [row.text for row in entries], page.title()


def fresh(window, rest, company):
    """The sheet of a company made for it alone, as large as that of the window."""
    page = SheetPage(window.need_desk())
    page.resize(window.live.pages.page().size())
    page.apply(company=company)
    page.show()
    rest(window.need_desk())
    return page


def test_a_sheet_made_ahead_says_what_one_made_for_its_company_says(window, stack, rest, qtbot):
    desk = window.need_desk()
    empty = desk.session.bus.do(CreateCompany(raison_sociale="Vide", **SELLERS)).row_id
    private = desk.session.bus.do(
        CreateCompany(raison_sociale="Anne Vannier", kind="particulier", **SELLERS)
    ).row_id
    find = desk.session.reader.run
    draft = {"text": "A finir demain"}
    desk.session.bus.do(SaveDraft(key=f"composer:note:{empty}", kind="composer", company=empty, data=draft))
    rich, other = (find(companies.find_id, siren) for siren in (RICH, OTHER))
    for company in (rich, empty, other, rich, private):
        host = wait(qtbot, stack)._host
        rest(desk)
        window.router.close_sheet(company)
        window.open("sheet", company=company)
        rest(desk)
        page = stack.page()
        assert page is host.page, "it was the one made ahead"
        made = fresh(window, rest, company)
        assert said(page) == said(made)
        made.deleteLater()
    assert stack.page().title() == "Anne Vannier"
    window.open("sheet", company=empty)
    assert stack.page().body.timeline.composer.editors["note"].body.data() == draft


def test_what_waits_bears_no_names_and_another_look_makes_it_anew(window, stack, qtbot):
    before = {one.objectName() for one in window.findChildren(QObject)}
    spare = wait(qtbot, stack)
    waiting = spare._host
    assert {one.objectName() for one in window.findChildren(QObject)} - before <= {""} | {
        one.objectName() for one in window.findChildren(QObject) if one.objectName().startswith("qt_")
    }
    assert waiting.isHidden()
    theme.current().apply(Look("light", text_percent=120, family=bundled_family()))
    assert not spare.ready
    wait(qtbot, stack)
    assert spare._host is not waiting


def test_who_opens_a_sheet_before_the_next_one_is_whole_goes_on_where_it_stands(window, stack, rest, qtbot):
    desk = window.need_desk()
    company = desk.session.reader.run(companies.find_id, RICH)
    spare = stack.spare
    qtbot.waitUntil(lambda: spare._host is not None, timeout=10_000)
    begun = spare._host
    window.open("sheet", company=company)
    rest(desk)
    assert stack.page() is begun.page
    assert window.findChild(QLabel, "sheet.name").text() == "Boulangerie Tanguy"
    made = fresh(window, rest, company)
    assert said(stack.page()) == said(made)
    made.deleteLater()
    assert wait(qtbot, stack)._host is not begun
    with pytest.raises(ValueError, match=str(company)):
        begun.page.body.bind(company + 1)
