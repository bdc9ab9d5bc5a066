"""The fates of staged rows as the page and the command line show them: counts, rows, decisions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from prospectdesk.domain.errors import Invalid, NotFound, Refused
from prospectdesk.domain.siret import format_siret
from prospectdesk.store.import_stage import Stage

DECISIONS = ("create", "update", "ignore")
_SHOWN = (
    ("name", "Raison sociale"), ("brand", "Enseigne"), ("siret", "SIRET"), ("naf", "Naf"), ("street", "Rue, lieu-dit"),
    ("postcode", "Code Postal"), ("city", "Ville"), ("headcount_band", "Effectif"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Side:
    """One field side by side: its label, the file's value, the present one (None: none).

    `locked` says why the file's value cannot be taken (None: it can); `kept` that the user keeps the present one.
    """

    label: str
    file: str | None
    present: str | None
    name: str = ""
    locked: str | None = None
    kept: bool = False


@dataclass(frozen=True, slots=True)
class RowFate:
    """What one row of the file will do; `column`, `value` and `reason` say why for errors.

    `company` is the known one (local id), `candidate` whether the row waits to be told if it is that one;
    `decision` is the user's, `settled` whether it answered a doublet.
    """

    line: int
    fate: str
    title: str
    reason: str | None
    column: str | None = None
    value: str | None = None
    sides: tuple[Side, ...] = ()
    decidable: bool = False
    city: str | None = None
    siret: str | None = None
    company: int | None = None
    decision: str | None = None
    settled: bool = False
    candidate: bool = False


def report(stage: Stage) -> dict[str, Any]:
    """The document of CLI.md, without warnings and `import_id`."""
    counts = dict(stage.rows("SELECT fate, count(*) FROM row GROUP BY fate"))
    errors = [
        {"row": line, "column": title, "value": value, "reason": reason}
        for line, title, value, reason in stage.rows(
            "SELECT line, title, value, reason FROM problem ORDER BY line"
        )
    ]
    return {
        "rows": sum(counts.values()) + len(errors),
        "created": stage.value("SELECT count(*) FROM unit WHERE company_id IS NULL OR dead = 1"),
        "establishments_created": stage.value(
            "SELECT count(*) FROM row r JOIN unit u ON u.ord = r.unit WHERE r.fate = 'create' AND (r.siret IS NOT NULL "
            "OR (u.fresh IS NOT NULL AND coalesce(r.street, r.postcode, r.city) IS NOT NULL)) AND (r.site_id IS NULL "
            "OR r.site_id IN (SELECT id FROM book.establishment WHERE deleted_at IS NOT NULL))"
        ),
        "updated": counts.get("update", 0),
        "ignored": counts.get("ignore", 0),
        "duplicates": counts.get("duplicate", 0),
        "row_errors": errors,
    }


def sentences(tail: object) -> list[str]:
    """What the reading child mended or left out: one sentence a reason, how many rows, the first of them."""
    found = []
    for title, reason, count, lines in tail if isinstance(tail, list) else []:
        places = ", ".join(map(str, lines)) + ("…" if count > len(lines) else "")
        found.append(f"{title} : {reason} ({count} {'lignes' if count > 1 else 'ligne'} : {places})")
    return found


def rows(stage: Stage, fate: str | None, offset: int, limit: int) -> list[RowFate]:
    """A page of rows; errors come from the problems of the file."""
    if fate == "error":
        return [
            RowFate(line, "error", "", reason, title, value)
            for line, title, value, reason in stage.rows(
                "SELECT line, title, value, reason FROM problem ORDER BY line LIMIT ? OFFSET ?",
                (limit, offset),
            )
        ]
    names = ", ".join(f"r.{name}" for name, _label in _SHOWN)
    present = (
        "c.name, e.brand, coalesce(e.siret, c.siret), coalesce(e.naf, c.naf), e.street, "
        "coalesce(e.postcode, c.shown_postcode), coalesce(e.city, c.shown_city), e.headcount_band"
    )
    where = "" if fate is None else "WHERE r.fate = ?"
    found = stage.rows(
        f"SELECT r.line, r.fate, r.reason, r.siren IS NULL, c.id, {names}, {present} FROM row r "
        "LEFT JOIN unit u ON u.ord = r.unit LEFT JOIN book.company c ON c.id = coalesce(r.candidate, u.company_id) "
        f"LEFT JOIN book.establishment e ON e.id = r.site_id {where} ORDER BY r.line LIMIT ? OFFSET ?",
        (*(() if fate is None else (fate,)), limit, offset),
    )
    return [_row(one) for one in found]


def _row(found: tuple[Any, ...]) -> RowFate:
    line, fate, reason, nameless, company = found[:5]
    ours, theirs = found[5 : 5 + len(_SHOWN)], found[5 + len(_SHOWN) :]
    title = ours[0] or (format_siret(ours[2]) if ours[2] else "")
    sides = tuple(
        Side(label, new, old)
        for (_name, label), new, old in zip(_SHOWN, ours, theirs, strict=True)
        if (new is not None or old is not None) and company is not None
    )
    return RowFate(line, fate, title, reason, sides=sides, decidable=bool(nameless) or fate != "duplicate")


def decide(stage: Stage, line: int, decision: str) -> None:
    """Notes what the user wants of a row. Raises Invalid, NotFound, Refused."""
    if decision not in DECISIONS:
        raise Invalid("bad_choice", "Une ligne se décide par create, update ou ignore.")
    found = stage.rows("SELECT siren, fate, candidate FROM row WHERE line = ?", (line,))
    if not found:
        raise NotFound("no_row", "La ligne {line} n’est pas dans ce fichier.", line=line)
    siren, fate, candidate = found[0]
    if siren is not None and fate == "duplicate":
        raise Refused(
            "same_siret", "La ligne {line} répète un SIRET du fichier : elle complète la première.", line=line
        )
    if decision == "update" and siren is None and candidate is None:
        raise Refused("no_candidate", "La ligne {line} ne correspond à aucune fiche existante.", line=line)
    kept = None if siren is not None and decision != "ignore" else decision
    stage.run("UPDATE row SET decision = ? WHERE line = ?", (kept, line))
