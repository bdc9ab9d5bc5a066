"""The bonus lines of signed dossiers, for administrators (D-30)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from prospectdesk.domain.money import percent_of, read_amount
from prospectdesk.domain.people import Person
from prospectdesk.queries.reports_scope import Asked, Where, companies_where
from prospectdesk.store.connection import Connection

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Bonus:
    """One line: for whom, for which dossier. `amount` of the bonus, `base` of the dossier; `at` the signature (ms UTC).

    `percent` is what the bonus is of the dossier's amount; None without an amount.
    """

    id: int
    user_id: int
    user: str
    company_id: int
    company: str
    type: str
    base: Decimal | None
    amount: Decimal
    state: str
    at: int

    @property
    def percent(self) -> Decimal | None:
        """What was the percentage when it was signed."""
        return None if not self.base else 100 * self.amount / self.base


@dataclass(frozen=True, slots=True)
class PersonTotal:
    """What one person gets."""

    user_id: int
    user: str
    count: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Bonuses:
    """The lines of the period, the latest first; `percent` applies to dossiers signed from now on."""

    rows: tuple[Bonus, ...]
    percent: Decimal

    @property
    def total(self) -> Decimal:
        """All amounts."""
        return sum((one.amount for one in self.rows), NOTHING)

    def people(self) -> tuple[PersonTotal, ...]:
        """The total of each person, the highest first."""
        found: dict[int, PersonTotal] = {}
        for one in self.rows:
            known = found.get(one.user_id, PersonTotal(one.user_id, one.user, 0, NOTHING))
            found[one.user_id] = PersonTotal(
                one.user_id, one.user, known.count + 1, known.amount + one.amount
            )
        return tuple(sorted(found.values(), key=lambda one: (-one.amount, one.user, one.user_id)))


def bonuses(conn: Connection, asked: Asked, person: Person) -> Bonuses:
    """The lines of dossiers signed in the period. Raises Forbidden for who is no administrator."""
    person.require_admin()
    where = Where().add("b.deleted_at IS NULL").within("b.made_at", asked.period.span(asked.zone))
    if asked.users:
        where.among("b.user_id", asked.users)
    if asked.service is not None:
        where.add("t.service_id = ?", asked.service)
    companies_where(asked, where, "d")
    rows = conn.execute(
        "SELECT b.id, u.id, u.name, c.id, coalesce(c.shown_name, c.name), t.label, d.amount, b.amount, b.state, "
        "b.made_at FROM bonus b JOIN dossier d ON d.id = b.dossier_id JOIN user u ON u.id = b.user_id "
        f"JOIN company c ON c.id = d.company_id JOIN dossier_type t ON t.id = d.type_id {where.sql} "
        "ORDER BY b.made_at DESC, b.id DESC",
        where.values,
    ).fetchall()
    settings = conn.execute("SELECT settings FROM workspace ORDER BY id LIMIT 1").fetchone()
    return Bonuses(tuple(_line(row) for row in rows), percent_of("" if settings is None else settings[0]))


def _line(row: Any) -> Bonus:
    values: list[Any] = [*row[:6], read_amount(row[6]), read_amount(row[7]) or NOTHING, *row[8:]]
    return Bonus(*values)
