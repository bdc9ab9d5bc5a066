"""Imports of clients (C-74) and contacts: a plan of rows, looked at in a snapshot, carried out in parts."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from prospectdesk.commands import find, routines
from prospectdesk.commands.bus import Bus
from prospectdesk.commands.context import Context
from prospectdesk.commands.import_contacts import ContactPlan, plan_contacts
from prospectdesk.commands.import_fates import RowFate
from prospectdesk.commands.import_list_parts import ListRow, ListWriter
from prospectdesk.commands.import_listing import OPEN, Standing
from prospectdesk.commands.import_parts import Lane, importing, settle
from prospectdesk.commands.imports import Source
from prospectdesk.domain.changes import Done
from prospectdesk.domain.errors import Invalid, Refused
from prospectdesk.domain.siret import format_siren
from prospectdesk.domain.text import fold
from prospectdesk.sheets import company_rows, contact_rows
from prospectdesk.sheets.columns import CLIENTS, CONTACTS
from prospectdesk.store import import_show
from prospectdesk.store.store import Store
from prospectdesk.store.unit_of_work import UnitOfWork

MOST_ROWS = 200_000
Row = dict[str, Any]
Problem = tuple[int, str, str, str]
UNKNOWN = "SIREN inconnu de la base : importez d’abord cette société"


_FIELDS = {"email": "courriel", "mobile": "telephone_portable", "company": "raison_sociale"}
"""The field of a file behind a part of a record."""


@dataclass(frozen=True)
class _Planned:
    """A row with its fate, the company and card it is about."""

    row: Row
    fate: str
    reason: str | None = None
    column: str = ""
    company: int | None = None
    routine: int | None = None


class _ListWork(ABC):
    """Rows held in memory, few enough to be; `columns` names the values of a record."""

    kind = ""
    columns: tuple[str, ...] = ()
    settles = False
    """Whether doublets may be made all the same."""

    def __init__(self, store: Store, ctx: Context) -> None:
        self.store = store
        self.ctx = ctx
        self.rows: list[Row] = []
        self.problems: list[Problem] = []
        self.planned: list[_Planned] = []
        self._ignored: dict[int, Row] = {}
        self.wanted: set[int] = set()
        self.titles: dict[str, str] = {}
        """The title of the column of each field, as the file writes it."""

    def put(self, found: list[list[Any]], problems: list[Problem]) -> None:
        """Adds the records of one batch. Raises Refused when they are too many."""
        for values in found:
            full = zip(self.columns, values, strict=True)
            self.rows.append({name: value for name, value in full if value != ""})
        self.problems += problems
        if len(self.rows) > MOST_ROWS:
            raise Refused(
                "too_many_rows", "Cette liste dépasse {limit} lignes : découpez-la.", limit=MOST_ROWS
            )

    def settle(self) -> None:
        """Plans every row against the present store; nothing is written."""
        with self.store.session() as conn:
            self.planned = self.plan(UnitOfWork(conn, self.ctx.clock.now_ms(), self.ctx.person.id or None))
        left = [_Planned(row, "ignore", "laissée de côté par vous") for row in self._ignored.values()]
        self.planned = sorted([*self.planned, *left], key=lambda one: one.row["line"])

    @abstractmethod
    def plan(self, uow: UnitOfWork) -> list[_Planned]:
        """The fate of each row."""

    def report(self) -> dict[str, Any]:
        """The document of CLI.md, without warnings and `import_id`."""
        return _report(self.planned, self.problems, self._column)

    def fates(self, fate: str | None, offset: int, limit: int) -> list[RowFate]:
        """A page of rows."""
        return [one for one in self._all() if fate is None or one.fate == fate][offset : offset + limit]

    def _column(self, one: _Planned) -> str:
        return self.titles.get(_FIELDS.get(one.column, one.column), one.column)

    def _all(self) -> list[RowFate]:
        found = [
            RowFate(line, "error", "", reason, title, value) for line, title, value, reason in self.problems
        ]
        found += [self._shown(one) for one in self.planned]
        return sorted(found, key=lambda one: one.line)

    def _shown(self, one: _Planned) -> RowFate:
        row, line = one.row, one.row["line"]
        answered = "ignore" if line in self._ignored else "create" if line in self.wanted else None
        return RowFate(
            line, one.fate, _title(row), one.reason, self._column(one) or None, city=row.get("city"),
            company=one.company, decision=answered, settled=line in self.wanted,
            decidable=one.fate != "error" and (self.settles or one.fate != "duplicate"),
        )  # fmt: skip

    def decide(self, line: int, decision: str) -> None:
        """Only leaving a row aside, or taking it (again), can be decided here."""
        self.answer([line], decision, ())

    def answer(self, lines: Sequence[int], decision: str, keep: Sequence[str]) -> None:
        """As `decide` for several rows; "" takes an answer back. Raises Invalid."""
        if decision not in ("ignore", "create", "") or keep:
            raise Invalid("bad_choice", "Une ligne de cette liste se décide par create ou ignore.")
        rows = {row["line"]: row for row in self.rows}
        doubled = {one.row["line"] for one in self.planned if one.fate == "duplicate"}
        for line in (one for one in lines if one in rows):
            self._ignored.pop(line, None)
            if decision == "ignore":
                self._ignored[line] = rows[line]
            if decision == "create" and self.settles and (line in doubled or line in self.wanted):
                self.wanted.add(line)
            else:
                self.wanted.discard(line)
        self.settle()

    def lines(self, fates: Sequence[str], text: str) -> list[int]:
        """The lines with one of these fates, in file order."""
        needle = fold(text.strip())
        return [
            one.line
            for one in self._all()
            if (not fates or one.fate in fates or _kind(one) in fates)
            and needle in fold(f"{one.title} {one.city or ''} {one.reason or ''}")
        ]

    def at(self, lines: Sequence[int]) -> list[RowFate]:
        """The rows of these lines."""
        wanted = {int(one) for one in lines}
        return [one for one in self._all() if one.line in wanted]

    def standing(self) -> Standing:
        """Where the doublets are."""
        doubled = [one for one in map(self._shown, self.planned) if one.fate == "duplicate"]
        waiting = tuple(one.line for one in doubled if one.decidable)
        return Standing(waiting, len(self.wanted), len(doubled) - len(waiting))

    def kept(self) -> tuple[Row, ...]:
        """The rows the user did not leave aside."""
        return tuple(row for row in self.rows if row["line"] not in self._ignored)

    def run(self, origin: Source, lane: Lane) -> Done:
        """Rows are planned again against the store as it is now, then written in parts."""
        with import_show.turn(self.store) as ours:
            if not ours:
                raise importing()
            bus = Bus(self.store, lambda: self.ctx)
            lane(lambda: settle(bus))
            self.settle()
            report = self.report() | {"warnings": list(origin.warnings)}
            rows = [
                ListRow(one.row, one.company, one.row["line"] in self.wanted, one.routine)
                for one in self.planned
                if one.fate in ("create", "update") and one.company is not None
            ]
            done = ListWriter(bus, lane, origin).write(self.kind, rows, report)
            done.data.update({**report, **done.data})
            return done

    def close(self) -> None:
        """Forgets the rows."""
        self.rows = []
        self.planned = []


class ClientWork(_ListWork):
    """A list of clients for one routine."""

    kind = CLIENTS
    columns = company_rows.COLUMNS

    def __init__(self, store: Store, ctx: Context, routine: str) -> None:
        super().__init__(store, ctx)
        self._routine = routine

    def plan(self, uow: UnitOfWork) -> list[_Planned]:
        """Tagged, already tagged, unknown."""
        return _plan_clients(uow, self.ctx, self._routine, self.kept())


class ContactWork(_ListWork):
    """A list of contacts."""

    kind = CONTACTS
    columns = contact_rows.COLUMNS
    settles = True

    def plan(self, uow: UnitOfWork) -> list[_Planned]:
        """Made, already there, doublets, refused."""
        return _plan_contacts(uow, self.kept(), self.wanted)


def _plan_clients(uow: UnitOfWork, ctx: Context, ref: str, rows: tuple[Row, ...]) -> list[_Planned]:
    routine = find.routine(uow, ref)
    routines.check_sees(uow, ctx, routine)
    planned = []
    seen: set[str] = set()
    for row in rows:
        siren = row.get("siren")
        if siren is None:
            planned.append(_Planned(row, "error", "SIREN absent", "siren"))
            continue
        if siren in seen:
            planned.append(_Planned(row, "duplicate", "SIREN déjà lu plus haut dans le fichier"))
            continue
        seen.add(siren)
        company = uow.value(
            "SELECT id FROM company WHERE siren = ? AND deleted_at IS NULL ORDER BY registered DESC, id LIMIT 1",
            (siren,),
        )
        if company is None:
            planned.append(_Planned(row, "error", UNKNOWN, "siren"))
            continue
        tag = uow.one(
            "SELECT tag, ex_client FROM routine_tag WHERE company_id = ? AND routine_id = ? AND deleted_at IS NULL",
            (company, routine["id"]),
        )
        same = (
            tag is not None
            and tag["tag"] == "client"
            and row.get("ex_client", tag["ex_client"]) == tag["ex_client"]
        )
        fate = "ignore" if same else "update"
        planned.append(_Planned(row, fate, company=company, routine=routine["id"]))
    return planned


def _kind(one: RowFate) -> str:
    if one.fate != "duplicate":
        return one.fate
    return OPEN if one.decidable else "twin"


def _plan_contacts(uow: UnitOfWork, rows: tuple[Row, ...], wanted: Collection[int]) -> list[_Planned]:
    planned = [_from_contact(one) for one in plan_contacts(uow, rows)]
    return [
        replace(one, fate="create", reason="ajouté quand même, à votre demande")
        if one.fate == "duplicate" and one.row["line"] in wanted
        else one
        for one in planned
    ]


def _from_contact(one: ContactPlan) -> _Planned:
    return _Planned(one.row, one.fate, one.reason, one.column, one.company)


def _report(
    planned: list[_Planned], problems: list[Problem], column: Callable[[_Planned], str]
) -> dict[str, Any]:
    counts = {
        name: sum(1 for one in planned if one.fate == name)
        for name in ("create", "update", "ignore", "duplicate")
    }
    errors = [
        {"row": line, "column": title, "value": value, "reason": reason}
        for line, title, value, reason in problems
    ]
    errors += [
        {"row": one.row["line"], "column": column(one), "value": _value(one), "reason": one.reason or ""}
        for one in planned
        if one.fate == "error"
    ]
    return {
        "rows": len(planned) + len(problems),
        "created": counts["create"],
        "establishments_created": 0,
        "updated": counts["update"],
        "ignored": counts["ignore"],
        "duplicates": counts["duplicate"],
        "row_errors": sorted(errors, key=lambda one: one["row"]),
        "warnings": [],
    }


def _value(one: _Planned) -> str:
    if one.column in ("email", "mobile"):
        return ""  # of an erased person: the report of the import is kept
    return str(
        one.row.get(one.column)
        or one.row.get("siret")
        or one.row.get("siren")
        or one.row.get("company")
        or ""
    )


def _title(row: Row) -> str:
    if "last_name" in row:
        return " ".join(filter(None, (row.get("first_name"), row["last_name"])))
    return str(row.get("name") or (format_siren(row["siren"]) if row.get("siren") else ""))
