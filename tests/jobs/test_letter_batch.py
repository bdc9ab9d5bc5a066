"""One document for many dossiers: all or nothing until the last one is laid out, then kept and copied (X-12, X-09)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pypdfium2
import pytest

from prospectdesk.commands.dossiers import CreateDossier
from prospectdesk.domain.errors import Cancelled, Invalid, NotFound
from prospectdesk.jobs import letter_batch, letters
from prospectdesk.jobs.letter_batch import Plan
from prospectdesk.jobs.session import Opening, Session, open_session
from prospectdesk.jobs.ticket import Progress, Ticket
from prospectdesk.queries import letters as stored


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """The demonstration."""
    folder = tmp_path_factory.mktemp("batch")
    made = open_session(Opening(demo=True, data_dir=folder, now=datetime(2026, 11, 23, 9)))
    yield made
    made.close()


@pytest.fixture(scope="module")
def dossiers(session: Session) -> list[int]:
    """Twelve dossiers, eleven of one company."""
    with session.reader.session() as conn:
        other = conn.execute(
            "SELECT c.id FROM company c JOIN registration r ON r.company_id = c.id "
            "WHERE c.name <> 'Cycles Le Goff' ORDER BY c.id LIMIT 1"
        ).fetchone()[0]
    made = [session.bus.do(CreateDossier(company=other, dossier_type="Opportunité")).row_id]
    made += [
        session.bus.do(CreateDossier(company="00010003200010", dossier_type="Opportunité")).row_id
        for _ in range(11)
    ]
    return [one for one in made if one is not None]


def planned(session: Session, dossiers: list[int], label: str = "Lettre vierge") -> Plan:
    return letter_batch.plan(session.reader, dossiers, label, session.clock.today_number(), Ticket())


def kept(session: Session, dossiers: list[int]) -> int:
    with session.reader.session() as conn:
        return sum(len(stored.printed(conn, one)) for one in dossiers)


@pytest.mark.spec("X-09", "X-12")
def test_each_letter_is_kept_with_its_dossier_and_copied_under_a_name_of_its_own(
    session: Session, dossiers: list[int], tmp_path: Path
) -> None:
    before = kept(session, dossiers)
    (tmp_path / "Lettre vierge_Cycles Le Goff_2026-11-23 (3).pdf").write_text("mine")
    told: list[Progress] = []
    found = planned(session, dossiers)
    batch = letter_batch.print_all(found, tmp_path, Ticket(told.append), store=session.bus.do)
    assert len({one.name.lower() for one in batch.files}) == 12
    assert len(list(tmp_path.iterdir())) == 13
    assert (tmp_path / "Lettre vierge_Cycles Le Goff_2026-11-23 (3).pdf").read_text() == "mine"
    assert kept(session, dossiers) == before + 12
    assert [(one.done, one.total) for one in told] == [(0, 12), (10, 12), (12, 12)]
    with session.reader.session() as conn:
        for one, item in zip(batch.files, found.items, strict=True):
            version = stored.printed(conn, item.dossier)[0]
            assert one.read_bytes() == letters.again(version).data
    assert len(pypdfium2.PdfDocument(batch.files[0])) == 1


@pytest.mark.spec("X-12")
def test_a_batch_that_is_stopped_leaves_nothing_behind(
    session: Session, dossiers: list[int], tmp_path: Path
) -> None:
    before = kept(session, dossiers)
    ticket = Ticket(lambda progress: ticket.cancel() if progress.done else None)
    with pytest.raises(Cancelled):
        letter_batch.print_all(planned(session, dossiers), tmp_path, ticket, store=session.bus.do)
    assert list(tmp_path.iterdir()) == []
    assert kept(session, dossiers) == before
    stopped = Ticket()
    stopped.cancel()
    with pytest.raises(Cancelled):
        letter_batch.plan(session.reader, dossiers, "Lettre vierge", 0, stopped)


@pytest.mark.spec("D-36")
def test_dossiers_that_lack_something_are_left_out_with_the_reason(
    session: Session, dossiers: list[int], tmp_path: Path
) -> None:
    found = planned(session, [*dossiers[:2], 987654], "Lettre de mission")
    assert found.items == ()
    reasons = [(one.company, one.reason) for one in found.left_out]
    assert reasons[1] == ("Cycles Le Goff", "Choisissez un contrat type et une offre")
    assert reasons[2][0] == "Dossier supprimé"
    with pytest.raises(Invalid):
        planned(session, dossiers, "Lettre inconnue")
    with pytest.raises(Invalid):
        planned(session, [1] * (letter_batch.MOST + 1))
    with pytest.raises(NotFound):
        letter_batch.print_all(found, tmp_path / "absent", Ticket(), store=session.bus.do)
