"""An administrator replaces the text of a document for the workspace, and goes back to the shipped one (X-09, X-04)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from prospectdesk.commands.documents import StoreDocument
from prospectdesk.commands.dossiers import CreateDossier
from prospectdesk.commands.letter_templates import RestoreLetterTemplate, SaveLetterTemplate
from prospectdesk.documents import letter_templates as templates
from prospectdesk.domain.errors import Forbidden, Invalid, Refused
from prospectdesk.jobs import letters
from prospectdesk.jobs.session import Opening, Session, open_session
from prospectdesk.queries import letter_templates as reading
from prospectdesk.queries import letters as stored

TEXT = "title = \"Notre lettre\"\nbody = '''\nPour {{raison_sociale}}, par nous.\n'''\n"
WORDS = "SELECT object, field, old, new FROM history WHERE object = 'Modèle de lettre' ORDER BY id"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """The demonstration, thrown away after the test, with its administrator."""
    made = open_session(Opening(demo=True, data_dir=tmp_path, now=datetime(2026, 11, 23, 9)))
    made.person = made.person._replace(licence="administrateur")
    yield made
    made.close()


def body(session: Session, dossier: int) -> str:
    """What "Lettre vierge" says."""
    with session.reader.session() as conn:
        return letters.prepare(
            conn, dossier, "Lettre vierge", session.clock.today_number()
        ).merged.letter.body


@pytest.mark.spec("X-09")
def test_a_replaced_text_is_printed_restored_undone_and_told_in_the_history(session: Session) -> None:
    dossier = session.bus.do(CreateDossier(company="00010003200010", dossier_type="Comptable")).row_id
    assert dossier is not None
    shipped = body(session, dossier)
    with session.reader.session() as conn:
        letter = letters.prepare(conn, dossier, "Lettre vierge", session.clock.today_number()).merged.letter
    digest = letters.digest(letters.pdf(letter)[0])
    session.bus.do(StoreDocument(dossier=dossier, label="Lettre vierge", text=letter.frozen(), sha256=digest))
    done = session.bus.do(SaveLetterTemplate(document="Lettre vierge", text=TEXT))
    assert done.undo is not None
    assert body(session, dossier) == "Pour Cycles Le Goff, par nous."
    session.bus.do(done.undo)
    assert body(session, dossier) == shipped
    session.bus.do(SaveLetterTemplate(document="lettre vierge", text="\ufeff" + TEXT.replace("\n", "\r\n")))
    other = session.bus.do(SaveLetterTemplate(document="Lettre vierge", text=TEXT.replace("nous", "moi")))
    assert body(session, dossier).endswith("par moi.")
    assert other.undo is not None
    session.bus.do(other.undo)
    back = session.bus.do(RestoreLetterTemplate(document="Lettre vierge"))
    assert body(session, dossier) == shipped
    assert back.undo is not None
    session.bus.do(back.undo)
    assert body(session, dossier).endswith("par nous.")
    session.bus.do(SaveLetterTemplate(document="Lettre vierge", text=templates.shipped("lettre-vierge")))
    with session.reader.session() as conn:
        assert reading.all_replaced(conn) == {}
        told = conn.execute(WORDS).fetchall()
        kept = stored.printed(conn, dossier)[0]
    assert told[0] == ("Modèle de lettre", "Création", None, "lettre-vierge")
    assert ("Modèle de lettre", "Texte", TEXT, TEXT.replace("nous", "moi")) in told
    assert letters.digest(letters.again(kept).data) == digest, "what was printed stays as it is"
    with pytest.raises(Refused, match="déjà le modèle livré"):
        session.bus.do(RestoreLetterTemplate(document="Lettre vierge"))


@pytest.mark.spec("X-09")
def test_both_mission_letters_follow_one_text_and_a_wrong_one_changes_nothing(session: Session) -> None:
    done = session.bus.do(SaveLetterTemplate(document="Lettre de mission éditable", text=TEXT))
    assert done.message is not None
    assert "« Lettre de mission » et « Lettre de mission éditable »" in done.message.replace("\u00a0", " ")
    with pytest.raises(Invalid, match="Ligne 3\u00a0: champ inconnu"):
        session.bus.do(SaveLetterTemplate(document="Lettre de mission", text=TEXT.replace("raison_", "x_")))
    with session.reader.session() as conn:
        assert {name: one.text for name, one in reading.all_replaced(conn).items()} == {
            "lettre-de-mission": TEXT
        }


@pytest.mark.spec("X-04", "X-09")
@pytest.mark.parametrize("licence", ["utilisateur", "responsable"])
def test_only_an_administrator_replaces_texts(session: Session, licence: str) -> None:
    session.person = session.person._replace(licence=licence)
    for command in (
        SaveLetterTemplate(document="Lettre vierge", text=TEXT),
        RestoreLetterTemplate(document="Lettre vierge"),
    ):
        with pytest.raises(Forbidden):
            session.bus.do(command)


@pytest.mark.spec("T18")
def test_a_text_a_colleague_wrote_by_hand_is_refused_with_its_fault_not_followed(session: Session) -> None:
    dossier = session.bus.do(CreateDossier(company="00010003200010", dossier_type="Comptable")).row_id
    assert dossier is not None
    with session.store.transaction(session.clock.now_ms(), session.person.id) as uow:
        uow.insert(
            "letter_template",
            {"name": "lettre-vierge", "text": TEXT.replace("Pour", "<img src='/etc/x'>"), "saved_at": 1},
        )
    with pytest.raises(Refused, match="Ligne 3\u00a0: les balises sont interdites"):
        body(session, dossier)
