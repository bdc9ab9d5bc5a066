"""A printed letter is kept: numbered, frozen, made again byte for byte, never taken back (X-11, X-12)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from prospectdesk.commands.documents import ChooseClauses, SaveLetterText, StoreDocument
from prospectdesk.commands.dossiers import CreateDossier
from prospectdesk.domain.errors import Invalid, NotFound, Refused
from prospectdesk.domain.letter import thaw
from prospectdesk.jobs import letters
from prospectdesk.jobs.session import Opening, Session, open_session
from prospectdesk.queries import letter_window
from prospectdesk.queries import letters as reading


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """The demonstration, thrown away after the test."""
    made = open_session(Opening(demo=True, data_dir=tmp_path, now=datetime(2026, 11, 23, 9)))
    yield made
    made.close()


@pytest.fixture
def dossier(session: Session) -> int:
    """A new dossier of Cycles Le Goff."""
    done = session.bus.do(CreateDossier(company="00010003200010", dossier_type="Comptable"))
    assert done.row_id is not None
    return done.row_id


def store(session: Session, dossier: int, body: str | None = None) -> bytes:
    """Prints "Lettre vierge", with another text when told."""
    with session.reader.session() as conn:
        letter = letters.prepare(conn, dossier, "Lettre vierge", session.clock.today_number()).merged.letter
    if body is not None:
        letter = letters.edited(letter, body)
    data, _pages = letters.pdf(letter)
    done = session.bus.do(
        StoreDocument(
            dossier=dossier, label="Lettre vierge", text=letters.frozen(letter), sha256=letters.digest(data)
        )
    )
    assert done.undo is None
    return data


@pytest.mark.spec("X-11", "X-12")
def test_each_version_is_kept_and_made_again_byte_for_byte(session: Session, dossier: int) -> None:
    first = store(session, dossier)
    second = store(session, dossier, "Un autre texte, **tapé** à la main.")
    with session.reader.session() as conn:
        kept = reading.printed(conn, dossier)
    assert [(one.label, one.number, one.title) for one in kept] == [
        ("Lettre vierge", 2, "Lettre vierge_Cycles Le Goff_2026-11-23.pdf"),
        ("Lettre vierge", 1, "Lettre vierge_Cycles Le Goff_2026-11-23.pdf"),
    ]
    assert [letters.again(one) for one in kept] == [
        letters.Reprint(second, True),
        letters.Reprint(first, True),
    ]
    assert kept[0].author is not None


@pytest.mark.spec("X-12")
def test_a_text_that_was_changed_behind_its_back_is_not_passed_off_as_what_was_printed(
    session: Session, dossier: int
) -> None:
    store(session, dossier)
    with session.store.transaction(session.clock.now_ms(), session.person.id) as uow:
        uow.run("UPDATE document SET text = replace(text, 'distingués', 'forgés')")
    with session.reader.session() as conn:
        kept = reading.printed(conn, dossier)[0]
    with pytest.raises(Refused, match="à l’identique"):
        letters.again(kept)


@pytest.mark.spec("X-12")
def test_what_another_release_printed_keeps_its_text_and_says_that_its_layout_is_of_today(
    session: Session, dossier: int
) -> None:
    data = store(session, dossier)
    with session.store.transaction(session.clock.now_ms(), session.person.id) as uow:
        uow.run("UPDATE document SET text = json_set(text, '$.layout', '0'), sha256 = ?", ("0" * 64,))
    with session.reader.session() as conn:
        kept = reading.printed(conn, dossier)[0]
    assert letters.again(kept) == letters.Reprint(data, False)


def test_what_is_no_letter_is_not_kept(session: Session, dossier: int) -> None:
    digest = "0" * 64
    for command, error in (
        (StoreDocument(dossier=dossier, label="Lettre vierge", text="x", sha256=digest), Refused),
        (StoreDocument(dossier=dossier, label="Autre", text="{}", sha256=digest), Invalid),
        (StoreDocument(dossier=dossier, label="Lettre vierge", text="{}", sha256="z"), Invalid),
        (StoreDocument(dossier=987654, label="Lettre vierge", text="{}", sha256=digest), NotFound),
    ):
        with pytest.raises(error):
            session.bus.do(command)


@pytest.mark.spec("X-11")
def test_a_written_text_is_kept_with_the_dossier_and_is_no_version(session: Session, dossier: int) -> None:
    def prepared() -> letters.Prepared:
        with session.reader.session() as conn:
            return letters.prepare(conn, dossier, "Lettre vierge", session.clock.today_number())

    template = prepared()
    assert template.saved is None
    text = letters.edited(template.merged.letter, "Écrit à la main, …………").frozen()
    done = session.bus.do(SaveLetterText(dossier=dossier, label="lettre vierge", text=text))
    found = prepared()
    assert found.merged.letter.body == "Écrit à la main, …………"
    assert found.body == template.merged.letter.body
    assert [one.field for one in found.merged.missing] == ["texte"]
    assert found.saved is not None
    assert found.saved.author == session.person.name
    with session.reader.session() as conn:
        assert reading.printed(conn, dossier) == []
    store(session, dossier, "Imprimé.")
    with session.reader.session() as conn:
        assert [one.number for one in reading.printed(conn, dossier)] == [1]
        assert [one.number for one in letter_window.versions(conn, dossier, "Lettre vierge")] == [1]
    session.bus.do(SaveLetterText(dossier=dossier, label="Lettre vierge"))
    assert prepared() == template
    assert done.undo is not None


def test_the_newest_written_text_counts_and_a_colleague_s_row_stays(session: Session, dossier: int) -> None:
    with session.reader.session() as conn:
        letter = letters.prepare(conn, dossier, "Lettre vierge", session.clock.today_number()).merged.letter

    def write(login: str, text: str) -> str:
        session.sign_in(login)
        session.clock = session.clock.forward(1000)
        frozen = letters.edited(letter, text).frozen() if text else ""
        session.bus.do(SaveLetterText(dossier=dossier, label="Lettre vierge", text=frozen))
        with session.reader.session() as conn:
            found = letter_window.saved_text(conn, dossier, "Lettre vierge")
        return "" if found is None else thaw(found.text).body

    assert write("ugo", "un") == "un"
    assert write("nora", "deux") == "deux"
    assert write("ugo", "trois") == "trois"
    assert write("nora", "") == ""
    rows = session.reader.run(lambda conn: conn.execute("SELECT count(*) FROM document").fetchone())
    assert rows[0] == 2


@pytest.mark.spec("X-10", "X-11")
def test_the_clauses_somebody_unticked_stay_with_the_dossier_and_its_versions(session: Session) -> None:
    vierge = session.bus.do(CreateDossier(company="00010003200010", dossier_type="Comptable")).row_id or 0
    label, today = "Lettre Mission Prévisionnelle", session.clock.today_number()

    def prepared() -> letters.Prepared:
        with session.reader.session() as conn:
            return letters.prepare(conn, vierge, label, today)

    shipped = prepared().merged.letter
    choice = ("-clause_financeurs Communication aux financeurs", "+clause_acompte Acompte à la commande")
    done = session.bus.do(ChooseClauses(dossier=vierge, label=label, clauses=choice))
    found = prepared()
    assert found.saved is None
    assert found.merged.letter.clauses == choice
    assert "financeurs que vous désignez" not in found.merged.letter.body
    assert "Un acompte de 30" in found.merged.letter.body
    data, _pages = letters.pdf(found.merged.letter)
    text = letters.frozen(found.merged.letter)
    session.bus.do(StoreDocument(dossier=vierge, label=label, text=text, sha256=letters.digest(data)))
    assert done.undo is not None
    session.bus.do(done.undo)
    assert prepared().merged.letter == shipped
    with session.reader.session() as conn:
        kept = next(one for one in reading.printed(conn, vierge) if one.label == label)
    assert thaw(kept.text).clauses == choice
    assert letters.again(kept).same
    for bad in (("clause_x X",), ("+autre X",), tuple(f"+clause_a{n} x" for n in range(21))):
        with pytest.raises(Invalid):
            session.bus.do(ChooseClauses(dossier=vierge, label=label, clauses=bad))
    session.bus.do(
        SaveLetterText(dossier=vierge, label=label, text=letters.edited(shipped, "À la main").frozen())
    )
    with pytest.raises(Refused, match="écrit à la main"):
        session.bus.do(ChooseClauses(dossier=vierge, label=label, clauses=choice))
    assert prepared().merged.letter.clauses == shipped.clauses
