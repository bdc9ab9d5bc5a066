"""The printed documents of the workspace are found by any of their words (X-12)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from prospectdesk.commands.documents import SaveLetterText
from prospectdesk.commands.dossiers import CreateDossier, DeleteDossier
from prospectdesk.jobs import letter_batch
from prospectdesk.jobs.session import Opening, Session, open_session
from prospectdesk.jobs.ticket import Ticket
from prospectdesk.queries import document_list

LE_GOFF, TANGUY = "00010003200010", "00010002400017"


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """The demonstration with five documents of three dossiers."""
    folder = tmp_path_factory.mktemp("documents")
    made = open_session(Opening(demo=True, data_dir=folder, now=datetime(2026, 11, 23, 9)))
    dossiers = [
        made.bus.do(CreateDossier(company=company, dossier_type=kind)).row_id
        for company, kind in ((LE_GOFF, "Comptable"), (LE_GOFF, "Conseil"), (TANGUY, "Comptable"))
    ]
    for label, many in (
        ("Lettre vierge", dossiers),
        ("Annexe Caisse", dossiers[:1]),
        ("Lettre vierge", dossiers[:1]),
    ):
        found = letter_batch.plan(
            made.reader, [one or 0 for one in many], label, made.clock.today_number(), Ticket()
        )
        letter_batch.print_all(found, folder, Ticket(), store=made.bus.do)
    made.bus.do(
        SaveLetterText(dossier=dossiers[0] or 0, label="Lettre vierge", text=found.items[0].letter.frozen())
    )
    yield made
    made.close()


def found(session: Session, text: str = "", label: str = "", **more: Any) -> list[tuple[str, str, int]]:
    """Company, document and version, in the order of the list."""
    with session.reader.session() as conn:
        ids = document_list.find(conn, text, label, **more)
        rows = {one.id: one for one in document_list.rows(conn, ids)}
    return [(rows[one].company, rows[one].label, rows[one].number) for one in ids]


@pytest.mark.spec("X-12")
def test_every_word_narrows_the_list(session: Session) -> None:
    assert len(found(session)) == 5, "a text that is being written is no document"
    assert found(session)[0] == ("Cycles Le Goff", "Lettre vierge", 2)
    assert [one[1] for one in found(session, "le goff CAISSE")] == ["Annexe Caisse"]
    assert len(found(session, "conseil")) == 1
    assert len(found(session, "ugo 23/11/2026")) == 5
    assert len(found(session, label="Lettre vierge")) == 4
    for text in ("zzz", "le goff zzz", "%", "_", "' OR 1=1 --", "\\", '"'):
        assert found(session, text) == [], text
    with session.reader.session() as conn:
        digest = document_list.rows(conn, document_list.find(conn))[0].sha256
    assert digest is not None
    assert len(found(session, digest[:10].upper())) >= 1
    assert found(session, digest[3:20]) == []


def test_the_list_sorts_by_each_column_and_counts_the_versions(session: Session) -> None:
    by_company = found(session, sort="company", descending=False)
    assert by_company[0][0].startswith("Boulangerie")
    assert found(session, sort="label", descending=False)[0][1] == "Annexe Caisse"
    for sort in document_list.SORTS:
        assert sorted(found(session, sort=sort)) == sorted(by_company)
    with session.reader.session() as conn:
        rows = document_list.rows(conn, document_list.find(conn, "vierge goff comptable"))
        assert {one.versions for one in rows} == {2}
        assert document_list.rows(conn, []) == []
        stages = document_list.series(conn)
    assert sum(len(one.dossiers) for one in stages) == 3


def test_documents_of_a_deleted_dossier_leave_the_list(session: Session) -> None:
    with session.reader.session() as conn:
        dossier = conn.execute(
            "SELECT d.id FROM dossier d JOIN dossier_type t ON t.id = d.type_id WHERE t.label = 'Conseil'"
        ).fetchone()[0]
    done = session.bus.do(DeleteDossier(dossier=dossier))
    assert len(found(session)) == 4
    assert done.undo is not None
    session.bus.do(done.undo)
    assert len(found(session)) == 5
