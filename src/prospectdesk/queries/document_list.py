"""The printed documents of the workspace: found by words, by kind, sorted (X-12)."""

from __future__ import annotations

from dataclasses import dataclass

from prospectdesk.domain.letter_numbers import version_name
from prospectdesk.domain.text import fold, like_pattern
from prospectdesk.store.connection import Connection

MOST = 50_000
MOST_WORDS = 8
SORTS = {
    "label": "fold(d.label)",
    "company": "c.name_key",
    "dossier": "fold(t.label)",
    "number": "d.number",
    "at": "d.made_at",
    "author": "fold(u.name)",
}
"""Columns that sort, and by what."""
_FROM = (
    "FROM document d JOIN company c ON c.id = d.company_id LEFT JOIN dossier o ON o.id = d.dossier_id "
    "LEFT JOIN dossier_type t ON t.id = o.type_id LEFT JOIN user u ON u.id = d.author_id "
)
_PLACE = (
    "(SELECT count(*) FROM document o3 WHERE o3.dossier_id = d.dossier_id AND o3.label = d.label AND o3.number = d.number "
    "AND o3.deleted_at IS NULL AND (o3.made_at, o3.uid) < (d.made_at, d.uid))"
)
_LIVE = "d.number > 0 AND d.deleted_at IS NULL AND c.deleted_at IS NULL AND (o.id IS NULL OR o.deleted_at IS NULL)"
_DAY = "strftime('%d/%m/%Y', d.made_at / 1000, 'unixepoch', 'localtime')"
_WORD = (
    "(fold(d.label) LIKE :{0} ESCAPE '\\' OR c.name_key LIKE :{0} ESCAPE '\\' OR fold(t.label) LIKE :{0} ESCAPE '\\' "
    "OR fold(u.name) LIKE :{0} ESCAPE '\\' OR d.sha256 LIKE substr(:{0}, 2) ESCAPE '\\' "
    f"OR {_DAY} LIKE :{{0}} ESCAPE '\\')"
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A printed document in the list. `versions` are those of the same document of the same dossier; `at` in ms.

    `place` is 0 unless another laptop made that number of that document first.
    """

    id: int
    label: str
    number: int
    versions: int
    title: str
    company_id: int
    company: str
    dossier_id: int | None
    dossier: str | None
    at: int
    author: str | None
    sha256: str | None
    place: int = 0

    @property
    def version(self) -> str:
        """The number as it is told: "1", or "1 bis"."""
        return version_name(self.number, self.place)


def find(
    conn: Connection, text: str = "", label: str = "", sort: str = "at", *, descending: bool = True
) -> list[int]:
    """Ids of the documents in which every word of `text` stands somewhere: kind, company, dossier, author, day, hash."""
    conditions, values = [_LIVE], {}
    if label:
        conditions.append("d.label = :label")
        values["label"] = label
    for number, word in enumerate(fold(text).split()[:MOST_WORDS]):
        name = f"w{number}"
        conditions.append(_WORD.format(name))
        values[name] = like_pattern(word)
    way = "DESC" if descending else "ASC"
    sql = f"SELECT d.id {_FROM} WHERE {' AND '.join(conditions)} ORDER BY {SORTS[sort]} {way}, d.id {way} LIMIT {MOST}"
    return [int(row[0]) for row in conn.execute(sql, values)]


def rows(conn: Connection, ids: list[int]) -> list[Listed]:
    """Some of them, in any order; those that are gone are left out."""
    marks = ",".join("?" * len(ids))
    found = conn.execute(
        "SELECT d.id, d.label, d.number, (SELECT count(*) FROM document o2 WHERE o2.dossier_id = d.dossier_id "
        "AND o2.label = d.label AND o2.number > 0 AND o2.deleted_at IS NULL), d.title, c.id, "
        f"coalesce(c.shown_name, c.name), o.id, t.label, d.made_at, u.name, d.sha256, {_PLACE} {_FROM} "
        f"WHERE d.id IN ({marks}) AND {_LIVE}",
        ids,
    )
    return [Listed(*row) for row in found]


@dataclass(frozen=True, slots=True)
class Series:
    """Open dossiers a letter may be printed for together: at a stage, by what they are called."""

    stage: int
    label: str
    dossiers: tuple[int, ...]


def series(conn: Connection) -> tuple[Series, ...]:
    """The open dossiers by stage, in the order of the pipelines."""
    found = conn.execute(
        "SELECT s.id, p.label, s.label, (SELECT count(*) FROM pipeline WHERE deleted_at IS NULL), d.id FROM dossier d "
        "JOIN stage s ON s.id = d.stage_id JOIN pipeline p ON p.id = s.pipeline_id JOIN company c ON c.id = d.company_id "
        "WHERE d.status = 'en_cours' AND d.deleted_at IS NULL AND c.deleted_at IS NULL "
        "ORDER BY p.rank, p.id, s.rank, s.id, c.name_key, d.id"
    )
    made: dict[int, tuple[str, list[int]]] = {}
    for stage, pipeline, label, pipelines, dossier in found:
        name = f"{pipeline} – {label}" if pipelines > 1 else label
        made.setdefault(stage, (name, []))[1].append(dossier)
    return tuple(Series(stage, name, tuple(ids)) for stage, (name, ids) in made.items())
