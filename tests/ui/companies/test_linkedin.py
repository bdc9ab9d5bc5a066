"""The company's LinkedIn page, known from enrichment or a colleague's row, is one click away (C-05)."""

import pytest
from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QDesktopServices

TANGUY, DUPUIS = "000100024", "000100040"
PAGE = "https://www.linkedin.com/company/boulangerie-tanguy"


class Browser(QObject):
    """Takes what would go to the browser."""

    def __init__(self):
        super().__init__()
        self.opened = []

    @Slot("QUrl")
    def take(self, url):
        self.opened.append(url.toString())


@pytest.fixture
def browser():
    made = Browser()
    QDesktopServices.setUrlHandler("https", made, "take")
    yield made
    QDesktopServices.unsetUrlHandler("https")


@pytest.mark.spec("C-05")
def test_the_logo_opens_the_page_and_is_absent_without_one(sheet, browser):
    with sheet.session.store.transaction(1_795_000_000_000, None, muted=True) as uow:
        uow.update("company", sheet.company(TANGUY), {"linkedin": PAGE})
    sheet.open(TANGUY)
    link = sheet.find("sheet.linkedin")
    assert link.text() == "LinkedIn"
    assert link.toolTip() == "Ouvrir la page LinkedIn de la société"
    sheet.press("sheet.linkedin")
    assert browser.opened == [PAGE]
    sheet.open(DUPUIS)
    assert not sheet.find("sheet.linkedin").isVisible()
