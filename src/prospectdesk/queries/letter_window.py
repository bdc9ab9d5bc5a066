"""What stands beside a letter in the window: its versions, its saved text, what each document still needs (D-36, X-11)."""

from __future__ import annotations

from dataclasses import dataclass

from prospectdesk.domain.letter_numbers import version_name
from prospectdesk.domain.letters import Ready
from prospectdesk.queries.contacts import VISIBLE
from prospectdesk.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Version:
    """A printed version without its text; `at` is an instant in ms, `place` 0 unless another laptop made that number first."""

    id: int
    number: int
    title: str
    sha256: str | None
    at: int
    author: str | None
    place: int = 0

    @property
    def name(self) -> str:
        """The number as it is told: "1", or "1 bis"."""
        return version_name(self.number, self.place)


@dataclass(frozen=True, slots=True)
class SavedText:
    """The text of a letter as somebody wrote it: `text` the frozen letter, `at` an instant in ms."""

    text: str
    at: int
    author: str | None


def versions(conn: Connection, dossier_id: int, label: str) -> tuple[Version, ...]:
    """The versions of one document of a dossier, newest first."""
    rows = conn.execute(
        "SELECT d.id, d.number, d.title, d.sha256, d.made_at, u.name, "
        "row_number() OVER (PARTITION BY d.number ORDER BY d.made_at, d.uid) - 1 FROM document d "
        "LEFT JOIN user u ON u.id = d.author_id WHERE d.dossier_id = ? AND d.label = ? AND d.number > 0 "
        "AND d.deleted_at IS NULL ORDER BY d.number DESC, d.made_at DESC, d.id DESC",
        (dossier_id, label),
    )
    return tuple(Version(*row) for row in rows)


def saved_text(conn: Connection, dossier_id: int, label: str) -> SavedText | None:
    """The newest saved text of a document; None when it says what its template says."""
    row = conn.execute(
        "SELECT d.text, d.made_at, u.name FROM document d LEFT JOIN user u ON u.id = d.author_id "
        "WHERE d.dossier_id = ? AND d.label = ? AND d.number = 0 AND d.deleted_at IS NULL "
        "ORDER BY d.made_at DESC, d.id DESC LIMIT 1",
        (dossier_id, label),
    ).fetchone()
    return None if row is None or not row[0] else SavedText(*row)


def ready(conn: Connection, dossier_id: int) -> Ready | None:
    """What the conditions of D-36 look at; None when the dossier is gone."""
    row = conn.execute(
        "SELECT d.contract_type_id IS NOT NULL, d.offer_id IS NOT NULL, "
        f"EXISTS (SELECT 1 FROM contact c WHERE c.company_id = d.company_id AND c.privileged = 1 AND {VISIBLE}), "
        "coalesce((SELECT r.accountant FROM registration r WHERE r.company_id = d.company_id AND r.deleted_at IS NULL), "
        "'') <> '' FROM dossier d WHERE d.id = ? AND d.deleted_at IS NULL",
        (dossier_id,),
    ).fetchone()
    return None if row is None else Ready(*map(bool, row))


def latest(conn: Connection) -> tuple[int, str] | None:
    """The dossier (local id) and the label of the letter that was worked on last."""
    row = conn.execute(
        "SELECT d.dossier_id, d.label FROM document d JOIN dossier o ON o.id = d.dossier_id "
        "WHERE d.deleted_at IS NULL AND o.deleted_at IS NULL ORDER BY d.made_at DESC, d.id DESC LIMIT 1"
    ).fetchone()
    return None if row is None else (int(row[0]), str(row[1]))
