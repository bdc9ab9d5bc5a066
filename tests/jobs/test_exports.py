"""Exports are read again by another library (C-11, D-49)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from prospectdesk.commands.timeline import AddNote
from prospectdesk.domain.errors import Invalid, Refused
from prospectdesk.jobs import exports
from prospectdesk.jobs.session import Opening, Session, open_session
from prospectdesk.queries import companies


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = open_session(Opening(demo=True, data_dir=tmp_path / "demo", now=datetime(2026, 11, 23, 9)))
    yield opened
    opened.close()


@pytest.mark.spec("C-11")
def test_another_crm_is_handed_sheets_contacts_and_notes(session: Session, tmp_path: Path) -> None:
    ids: list[Any] = [session.reader.run(companies.find_id, one) for one in ("000100032", "000100024")]
    session.bus.do(AddNote(company=ids[0], text="=1+1 n’est pas une formule"))
    target = tmp_path / "reprise.xlsx"
    assert exports.export_handover(session.reader, ids, target) == 2 + 5 + 1
    book = openpyxl.load_workbook(target)
    assert book.sheetnames == ["Sociétés", "Contacts", "Notes"]
    assert [row[0].value for row in book["Sociétés"].iter_rows(min_row=2)] == [
        "Cycles Le Goff",
        "Boulangerie Tanguy",
    ]
    assert {row[5].value for row in book["Contacts"].iter_rows(min_row=2)} == {
        "Le Goff",
        "Rio",
        "Tanguy",
        "Caradec",
        "Hamon",
    }
    note = [cell.value for cell in book["Notes"][2]]
    assert note[2:] == [datetime(2026, 11, 23, 9, 0), "Note", "Ugo Martin", "=1+1 n’est pas une formule"]
    with pytest.raises(Refused):
        exports.export_handover(session.reader, ids, target)
    with pytest.raises(Invalid):
        exports.export_handover(session.reader, ids, tmp_path / "reprise.pdf")


@pytest.mark.spec("D-49")
def test_the_history_is_exported_newest_first(session: Session, tmp_path: Path) -> None:
    company: Any = session.reader.run(companies.find_id, "000100032")
    session.bus.do(AddNote(company=company, text="dernière"))
    target = tmp_path / "historique.xlsx"
    count = exports.export_history(session.reader, company, target)
    sheet = openpyxl.load_workbook(target).active
    assert sheet.max_row == count + 1
    assert [cell.value for cell in sheet[2]][1:] == ["Ugo Martin", "Note", "Création", None, "dernière"]
