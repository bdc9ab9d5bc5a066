"""Staged rows as the page walks through them: which lines, what each will do side by side, answers to doublets."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from prospectdesk.commands import import_fates
from prospectdesk.commands.import_fates import RowFate, Side
from prospectdesk.domain.errors import Invalid
from prospectdesk.domain.siret import format_siret
from prospectdesk.domain.text import fold
from prospectdesk.store.import_stage import Stage

PART = 500
OPEN = "open"
"""Beside the fates: doublets that wait for an answer (others repeat a SIRET of the file and need none)."""
_FATES = {
    "create": "r.fate = 'create'", "update": "r.fate = 'update'", "error": "0",
    "duplicate": "r.fate = 'duplicate'", OPEN: "r.fate = 'duplicate' AND r.siren IS NULL",
    "ignore": "r.fate = 'ignore'", "twin": "r.fate = 'duplicate' AND r.siren IS NOT NULL",
}  # fmt: skip
_UNIT, _SITE, _OWN = "unit", "site", "own"
_FIELDS = (
    ("name", "Raison sociale", "coalesce(c.shown_name, c.name)", _UNIT),
    ("brand", "Enseigne", "e.brand", _SITE),
    ("siret", "SIRET", "coalesce(e.siret, c.siret)", ""),
    ("street", "Rue, lieu-dit", "e.street", _SITE),
    ("postcode", "Code Postal", "coalesce(e.postcode, c.shown_postcode)", _SITE),
    ("city", "Ville", "coalesce(e.city, c.shown_city)", _SITE),
    ("phone", "Téléphone", "coalesce(g.phone, c.phone)", _OWN),
    ("mail", "E-mail", "coalesce(g.mail, c.mail)", _OWN),
    ("website", "Site internet", "g.website", _OWN),
    ("naf", "Naf", "coalesce(e.naf, c.naf)", _UNIT),
    ("headcount_band", "Effectif", "coalesce(e.headcount_band, c.headcount_band)", _UNIT),
)  # fmt: skip
"""Name, label, present value, and who takes the file's: the company, its establishment, the registration."""
KEEPABLE = tuple(name for name, _label, _present, taker in _FIELDS if taker)
_FREE_SITE = (
    "(SELECT f.id FROM book.establishment f WHERE f.company_id = r.candidate AND f.siret IS NULL "
    "AND f.deleted_at IS NULL ORDER BY f.id LIMIT 1)"
)
_NO_SITE = "L’adresse de cette fiche est celle de son SIRET\u00a0: une ligne sans SIRET ne la change pas."
_NOT_OURS = "Ce champ se remplit quand les sociétés sont ajoutées au portefeuille."
_FULL = "Un import remplit ce champ quand il est vide, il ne le remplace pas."


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the doublets are: lines that wait for an answer, how many got one, how many repeat a SIRET.

    `known` are those of `open` that look like a known record; the others repeat a row of the file.
    """

    open: tuple[int, ...] = ()
    settled: int = 0
    twins: int = 0
    known: tuple[int, ...] = ()


def lines(stage: Stage, fates: Sequence[str] = (), text: str = "") -> Sequence[int]:
    """The lines of the file with one of `fates` (all without), in file order; `text` is looked for in
    name, town and reason."""
    import numpy as np

    wanted = fates or tuple(_FATES)
    words: list[Any] = []
    rows = "SELECT r.line FROM row r WHERE (" + " OR ".join(f"({_FATES[one]})" for one in wanted) + ")"
    wrong = "SELECT p.line FROM problem p WHERE " + ("1" if "error" in wanted else "0")
    if text.strip():
        needle = fold(text.strip())
        rows += (
            " AND (instr(coalesce(r.search_key, ''), ?) OR instr(coalesce(r.city_key, ''), ?) OR r.siret = ?)"
        )
        wrong += " AND instr(fold(coalesce(p.value, '') || ' ' || p.title || ' ' || p.reason), ?)"
        words = [needle, needle, needle.replace(" ", ""), needle]
    found = stage.value(f"SELECT group_concat(line, ' ') FROM ({rows} UNION {wrong} ORDER BY line)", words)
    numbers = np.array([], np.int64) if not found else np.fromstring(found, np.int64, sep=" ")
    return cast("Sequence[int]", numbers)


def at(stage: Stage, wanted: Sequence[int], *, registered: bool) -> list[RowFate]:
    """The rows of these lines, with the file's and the present values where the company is known."""
    found: list[RowFate] = []
    for first in range(0, len(wanted), PART):
        part = [int(one) for one in wanted[first : first + PART]]
        marks = ", ".join("?" * len(part))
        found += [_row(one, registered) for one in stage.rows(_SELECT.format(marks), part)]
        found += [
            RowFate(line, "error", "", reason, title, value)
            for line, title, value, reason in stage.rows(
                "SELECT line, title, value, reason FROM problem "
                f"WHERE line IN ({marks}) GROUP BY line HAVING rowid = min(rowid)",
                part,
            )
        ]
    return sorted(found, key=lambda one: one.line)


def standing(stage: Stage) -> Standing:
    """Which doublets wait, and how many do not."""
    waiting = stage.rows(f"SELECT line, candidate FROM row r WHERE {_FATES[OPEN]} ORDER BY line")
    return Standing(
        tuple(int(line) for line, _known in waiting),
        int(stage.value("SELECT count(*) FROM extra")),
        int(stage.value("SELECT count(*) FROM row r WHERE " + _FATES["twin"])),
        tuple(int(line) for line, known in waiting if known is not None),
    )


def answer(stage: Stage, wanted: Sequence[int], decision: str, keep: Sequence[str] = ()) -> None:
    """The user's answer for these lines; `keep` names fields where the present value stays, "" takes an
    answer back. Raises Invalid, NotFound, Refused. Fates are matched again by the caller.
    """
    unknown = set(keep) - set(KEEPABLE)
    if unknown:
        raise Invalid("bad_field", "Le champ « {field} » ne se garde pas.", field=min(unknown))
    for line in wanted:
        known = stage.rows("SELECT data FROM extra WHERE line = ?", (line,))
        asked = known or stage.rows("SELECT 1 FROM row r WHERE line = ? AND " + _FATES[OPEN], (line,))
        for name, value in json.loads(known[0][0]).items() if known else ():
            stage.run(f"UPDATE row SET {_column(name)} = ? WHERE line = ?", (value, line))
        stage.run("DELETE FROM extra WHERE line = ?", (line,))
        if not decision:
            stage.run("UPDATE row SET decision = NULL WHERE line = ?", (line,))
            continue
        import_fates.decide(stage, line, decision)
        if asked:
            _put_aside(stage, line, [*keep, *(["city_code"] if "city" in keep else [])])


def _put_aside(stage: Stage, line: int, names: Sequence[str]) -> None:
    """Values the user does not want leave the row, which then changes nothing there; they can come back."""
    columns = [_column(name) for name in names]
    values = stage.rows(f"SELECT {', '.join(columns)} FROM row WHERE line = ?", (line,))[0] if columns else ()
    stage.run("INSERT INTO extra VALUES (?, ?)", (line, json.dumps(dict(zip(columns, values, strict=True)))))
    for column in columns:
        stage.run(f"UPDATE row SET {column} = NULL WHERE line = ?", (line,))


def _column(name: str) -> str:
    """A column of the closed list, never other text (SECURITY R6)."""
    return next(one for one in (*KEEPABLE, "city_code") if one == name)


_SELECT = (
    "SELECT r.line, r.fate, r.reason, r.siren, r.candidate, r.decision, x.line IS NOT NULL, c.id, "
    "coalesce(r.site_id, " + _FREE_SITE + ") IS NOT NULL, g.id IS NOT NULL, u.leads, "
    + ", ".join(f"coalesce(r.{name}, x.data ->> '$.{name}')" for name, *_rest in _FIELDS)
    + ", " + ", ".join(present for _name, _label, present, _taker in _FIELDS)
    + ", x.data, g.phone, g.mail, g.website "
    "FROM row r LEFT JOIN extra x ON x.line = r.line LEFT JOIN unit u ON u.ord = r.unit "
    "LEFT JOIN book.company c ON c.id = coalesce(r.candidate, u.company_id) "
    "LEFT JOIN book.establishment e ON e.id = coalesce(r.site_id, " + _FREE_SITE + ") "
    "LEFT JOIN book.registration g ON g.company_id = c.id AND g.deleted_at IS NULL WHERE r.line IN ({0})"
)  # fmt: skip


def _row(found: tuple[Any, ...], registered: bool) -> RowFate:
    line, fate, reason, siren, candidate, decision, settled, company, site, ours, _leads = found[:11]
    size = len(_FIELDS)
    given, present = found[11 : 11 + size], found[11 + size : 11 + 2 * size]
    data, *own = found[11 + 2 * size :]
    kept = frozenset(json.loads(data)) if data else frozenset()
    values = dict(zip((one[0] for one in _FIELDS), given, strict=True))
    filled = dict(zip(("phone", "mail", "website"), own, strict=True))

    def locked(name: str, taker: str) -> str | None:
        if taker == _SITE and not site:
            return _NO_SITE
        if taker == _OWN and not registered:
            return _NOT_OURS
        return _FULL if taker == _OWN and ours and filled[name] is not None else None

    sides = tuple(
        Side(label, _shown(name, new), _shown(name, old), name, locked(name, taker), name in kept)
        for (name, label, _sql, taker), new, old in zip(_FIELDS, given, present, strict=True)
        if company is not None and (new is not None or old is not None)
    )
    title = values["name"] or values["brand"] or _shown("siret", values["siret"]) or ""
    return RowFate(
        line, fate, title, reason, sides=sides, decidable=siren is None or fate != "duplicate",
        city=values["city"], siret=values["siret"], company=company, decision=decision,
        settled=bool(settled), candidate=candidate is not None,
    )  # fmt: skip


def _shown(name: str, value: Any) -> str | None:
    if value is None or name != "siret":
        return value if value is None else str(value)
    return format_siret(str(value))
