"""The derived columns of companies: what lists show, sort by and filter, so that no list runs a sub-query.

One set-based statement over the touched companies, in the transaction that touched them. Dates that
depend on "now" are stored as dates and compared when read (PERFORMANCE §6.6).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache

from prospectdesk.domain.text import fold
from prospectdesk.store.connection import Connection

CHUNK = 400

FIRST_ESTABLISHMENT = (
    "(SELECT e.id FROM establishment e WHERE e.company_id = c.id AND e.deleted_at IS NULL "
    "ORDER BY coalesce(e.head_office, 0) DESC, e.open DESC, e.id LIMIT 1)"
)
"""The establishment a company `c` is shown at: its seat, or the first one known."""
_PRIVILEGED = (
    "(SELECT {column} FROM contact p WHERE p.company_id = c.id AND p.deleted_at IS NULL AND p.colour = 'orange' "
    "AND p.privileged = 1 LIMIT 1)"
)
_ORANGE = (
    "p.company_id = c.id AND p.deleted_at IS NULL AND p.role = 'interlocuteur' AND p.colour = '{colour}'"
)
_FOLLOW_UP = "FROM follow_up f WHERE f.company_id = c.id AND f.deleted_at IS NULL"
_DONE = f"{_FOLLOW_UP} AND f.done = 1 ORDER BY f.done_at DESC, f.day DESC, f.id DESC LIMIT 1"
_NEXT = f"{_FOLLOW_UP} AND f.done = 0 ORDER BY f.day, coalesce(f.minute, 1440), f.id LIMIT 1"
_MISSION = "m.company_id = c.id AND m.deleted_at IS NULL AND m.nature = 'placement'"
_DOSSIERS = (
    "(SELECT count(*) FROM dossier d WHERE d.company_id = c.id AND d.deleted_at IS NULL "
    "AND d.status = '{status}')"
)
_BEST = (
    "FROM dossier d JOIN stage s ON s.id = d.stage_id WHERE d.company_id = c.id AND d.deleted_at IS NULL "
    "AND d.status <> 'perdu' ORDER BY s.percent DESC LIMIT 1"
)


_FROM = (
    "company c LEFT JOIN registration r ON r.company_id = c.id AND r.deleted_at IS NULL "
    f"LEFT JOIN establishment s ON s.id = {FIRST_ESTABLISHMENT}"
)
"""A company beside its registration and its seat (or first establishment)."""


def _reg(column: str) -> str:
    return f"r.{column}"


def _numbers(column: str) -> str:
    return f"phone_digits(r.{column})"


def _seat(column: str) -> str:
    return f"s.{column}"


_VALUES: dict[str, str] = {
    "shown_name": f"coalesce({_reg('name')}, c.name)",
    "name_key": f"fold(coalesce({_reg('name')}, c.name))",
    "search_key": (
        f"fold(coalesce({_reg('name')} || ' ', '') || c.name || ' ' || coalesce((SELECT group_concat(DISTINCT "
        "coalesce(e.brand, '') || CASE WHEN e.name IS NULL OR e.name = c.name THEN '' ELSE ' ' || e.name END) "
        "FROM establishment e WHERE e.company_id = c.id AND e.deleted_at IS NULL), ''))"
    ),
    "siret": f"coalesce({_reg('siret')}, {_seat('siret')})",
    "shown_naf": f"coalesce({_reg('naf')}, {_seat('naf')}, c.naf)",
    "shown_postcode": f"coalesce({_reg('postcode')}, {_seat('postcode')})",
    "shown_city": f"coalesce({_reg('city')}, {_seat('city')})",
    "city_key": f"fold(coalesce({_reg('city')}, {_seat('city')}))",
    "phone": f"coalesce({_reg('phone')}, {_seat('phone')}, {_PRIVILEGED.format(column='coalesce(p.mobile, p.home)')})",
    "mail": f"coalesce({_reg('mail')}, {_PRIVILEGED.format(column='p.email')})",
    "phones_key": (
        f"nullif(trim(coalesce({_numbers('phone')} || ' ', '') || coalesce({_numbers('phone_foreign')} || ' ', '') "
        f"|| coalesce({_numbers('fax')} || ' ', '') || coalesce((SELECT group_concat(phone_digits(e.phone), ' ') "
        "FROM establishment e WHERE e.company_id = c.id AND e.deleted_at IS NULL), '')), '')"
    ),
    "created_day": f"coalesce({_reg('created_on')}, c.created_on)",
    "registered": "r.id IS NOT NULL",
    "registered_day": "r.registered_at / 86400000",
    "client": "EXISTS (SELECT 1 FROM client_file k WHERE k.company_id = c.id AND k.deleted_at IS NULL)",
    "source_id": _reg("source_id"),
    "source_user_id": _reg("source_user_id"),
    "operational_user_id": _reg("operational_user_id"),
    "takeover": f"coalesce({_reg('takeover')}, 0)",
    "n_orange": f"(SELECT count(*) FROM contact p WHERE {_ORANGE.format(colour='orange')})",
    "n_white": f"(SELECT count(*) FROM contact p WHERE {_ORANGE.format(colour='white')})",
    "n_missions": f"(SELECT count(*) FROM mission m WHERE {_MISSION})",
    "n_placed": (
        "(SELECT count(*) FROM mission m JOIN placement l ON l.mission_id = m.id AND l.deleted_at IS NULL "
        f"WHERE {_MISSION})"
    ),
    "dossier_open": _DOSSIERS.format(status="en_cours"),
    "dossier_signed": _DOSSIERS.format(status="signe"),
    "dossier_lost": _DOSSIERS.format(status="perdu"),
    "best_percent": f"(SELECT s.percent {_BEST})",
    "best_stage": f"(SELECT s.label {_BEST})",
    "last_action": f"(SELECT f.action_type {_DONE})",
    "last_action_day": f"(SELECT f.day {_DONE})",
    "next_action": f"(SELECT f.action_type {_NEXT})",
    "next_action_day": f"(SELECT f.day {_NEXT})",
    "next_action_minute": f"(SELECT f.minute {_NEXT})",
    "last_note": (
        "(SELECT t.text FROM timeline t WHERE t.company_id = c.id AND t.deleted_at IS NULL "
        "AND t.type IN ('note', 'appel') AND t.text <> '' ORDER BY t.at DESC, t.id DESC LIMIT 1)"
    ),
    "last_event_at": "(SELECT max(t.at) FROM timeline t WHERE t.company_id = c.id AND t.deleted_at IS NULL)",
}


_FED: dict[str, tuple[str, ...]] = {
    "timeline": ("last_note", "last_event_at"),
    "follow_up": ("last_action", "last_action_day", "next_action", "next_action_day", "next_action_minute"),
    "mission": ("n_missions", "n_placed"),
    "placement": ("n_placed",),
    "client_file": ("client",),
    "dossier": ("dossier_open", "dossier_signed", "dossier_lost", "best_percent", "best_stage"),
}
"""Tables whose rows feed few columns; a row of any other table may change all of them."""
APPENDED = frozenset({"timeline"})
"""Tables whose new rows the cached columns find by their ids: nothing else of a company that is cached follows them."""


def is_narrow(table: str) -> bool:
    """Whether rows of `table` feed few columns only (`refresh_fed`)."""
    return table in _FED


@cache
def _fed_statement(table: str, count: int) -> str:
    """An UPDATE of what rows of `table` feed: it leaves the other columns and their indexes alone."""
    sets = ", ".join(f"{name} = {_VALUES[name].replace('c.id', 'company.id')}" for name in _FED[table])
    return f"UPDATE company SET {sets} WHERE id IN ({', '.join('?' * count)})"


@cache
def _statement(marks: str) -> str:
    names = ", ".join(_VALUES)
    values = ", ".join(_VALUES.values())
    return (
        f"UPDATE company SET ({names}) = (SELECT {values} FROM {_FROM} WHERE c.id = company.id) "
        f"WHERE id IN ({marks})"
    )


def refresh(conn: Connection, companies: Sequence[int]) -> None:
    """Recomputes the derived columns of `companies` (local ids) and marks their cached columns dirty."""
    for part in _chunks(companies):
        marks = ", ".join("?" * len(part))
        conn.execute(_statement(marks), part)
        conn.execute(
            "UPDATE company SET phone_key = phone_digits(phone), department = department_of(shown_postcode) "
            f"WHERE id IN ({marks})",
            part,
        )
        mark_dirty(conn, part)


_REGISTER = (
    "shown_name", "name_key", "search_key", "siret", "shown_naf", "shown_postcode", "shown_city", "city_key", "phone",
    "mail", "phones_key", "created_day", "registered", "registered_day", "source_id", "source_user_id",
    "operational_user_id", "takeover",
)  # fmt: skip
_CARDS = ("phone", "mail", "n_orange", "n_white")
PARTS: dict[str, tuple[str, ...]] = {
    "company": ("shown_name", "name_key", "search_key", "shown_naf", "created_day"),
    "establishment": (
        "search_key", "siret", "shown_naf", "shown_postcode", "shown_city", "city_key", "phone", "phones_key",
    ),
    "registration": _REGISTER,
    "contact": _CARDS, "contact_point": _CARDS, **_FED,
}  # fmt: skip
"""What rows of a table may change of their company; a row of any other table changes nothing of it."""


@cache
def _part_statement(names: tuple[str, ...], count: int) -> str:
    """One UPDATE of some derived columns, phone key and department with what they come from."""
    values = {name: _VALUES[name] for name in names}
    if "phone" in values:
        values["phone_key"] = f"phone_digits({values['phone']})"
    if "shown_postcode" in values:
        values["department"] = f"department_of({values['shown_postcode']})"
    return (
        f"UPDATE company SET ({', '.join(values)}) = (SELECT {', '.join(values.values())} FROM {_FROM} "
        f"WHERE c.id = company.id) WHERE id IN ({', '.join('?' * count)})"
    )


def refresh_parts(conn: Connection, touched: Mapping[str, Collection[int]]) -> None:
    """Recomputes of each company what rows of the tables `touched` names feed; each company is written once.

    Beside `refresh` this writes only columns that can have changed: a page of a sync touches thousands.
    """
    tables: dict[int, set[str]] = {}
    for table, companies in touched.items():
        for one in companies:
            tables.setdefault(one, set()).add(table)
    alike: dict[tuple[str, ...], list[int]] = {}
    for one, found in tables.items():
        alike.setdefault(tuple(sorted(found)), []).append(one)
    for told, companies in alike.items():
        names = tuple(dict.fromkeys(name for table in told for name in PARTS[table]))
        for part in _chunks(sorted(companies)):
            conn.execute(_part_statement(names, len(part)), part)
            mark_dirty(conn, part)


def refresh_fed(conn: Connection, table: str, companies: Sequence[int]) -> None:
    """Recomputes what rows of a narrow `table` feed of `companies`."""
    for part in _chunks(companies):
        conn.execute(_fed_statement(table, len(part)), part)


def mark_dirty(conn: Connection, companies: Sequence[int]) -> None:
    """Marks the cached columns of companies as to be read again."""
    conn.executemany(
        "INSERT OR REPLACE INTO column_dirty (id, batch) SELECT ?, batch FROM write_state",
        [(one,) for one in companies],
    )


_POINT = (
    "(SELECT x.{column} FROM contact_point x WHERE x.contact_id = contact.id AND x.kind = '{kind}' "
    "AND x.deleted_at IS NULL ORDER BY x.rank, x.uid LIMIT 1)"
)
_CONTACT: dict[str, str] = {
    "name_key": (
        "CASE WHEN erased_at IS NULL THEN "
        "nullif(fold(coalesce(first_name || ' ', '') || coalesce(last_name, '')), '') END"
    ),
    "email": _POINT.format(column="value", kind="email"),
    "email_key": _POINT.format(column="key", kind="email"),
    "home": _POINT.format(column="value", kind="home"),
    "home_key": _POINT.format(column="key", kind="home"),
    "mobile": _POINT.format(column="value", kind="mobile"),
    "mobile_key": _POINT.format(column="key", kind="mobile"),
}


def order_points(conn: Connection, contacts: Sequence[int]) -> None:
    """Numbers that laptops added unseen have one rank: those of their kind stand by identity then (X-17).

    Identities grow with time and are the same everywhere, so the order is, whatever arrived first.
    """
    for part in _chunks(contacts):
        marks = ", ".join("?" * len(part))
        conn.execute(
            "UPDATE contact_point SET rank = n.place FROM (SELECT id, row_number() OVER (PARTITION BY contact_id, kind "
            "ORDER BY uid) - 1 AS place FROM contact_point WHERE deleted_at IS NULL AND (contact_id, kind) IN (SELECT "
            f"contact_id, kind FROM contact_point WHERE deleted_at IS NULL AND contact_id IN ({marks}) "
            "GROUP BY contact_id, kind, rank HAVING count(*) > 1)) n WHERE n.id = contact_point.id AND rank <> n.place",
            part,
        )


def refresh_contacts(conn: Connection, contacts: Sequence[int]) -> None:
    """Recomputes the derived columns of contact cards from their phones and e-mails."""
    sets = ", ".join(f"{name} = {value}" for name, value in _CONTACT.items())
    for part in _chunks(contacts):
        conn.execute(f"UPDATE contact SET {sets} WHERE id IN ({', '.join('?' * len(part))})", part)


def at_birth(table: str, row: Mapping[str, object]) -> dict[str, str | None]:
    """The derived columns that a new row is written with: the search form of a note or call."""
    if table != "timeline" or row.get("type") not in {"note", "appel"}:
        return {}
    return {"text_key": fold(str(row.get("text") or "")) or None}


def refresh_notes(conn: Connection, entries: Sequence[int]) -> None:
    """Recomputes the search form of notes and calls."""
    for part in _chunks(entries):
        conn.execute(
            "UPDATE timeline SET text_key = nullif(fold(text), '') WHERE type IN ('note', 'appel') "
            f"AND id IN ({', '.join('?' * len(part))})",
            part,
        )


def differences(conn: Connection, limit: int = 100) -> list[int]:
    """Ids of companies whose derived columns are not what they should be (`check`)."""
    tests = " OR ".join(f"company.{name} IS NOT ({value})" for name, value in _VALUES.items())
    sql = (
        "SELECT company.id FROM company WHERE phone_key IS NOT phone_digits(phone) "
        f"OR department IS NOT department_of(shown_postcode) OR EXISTS (SELECT 1 FROM {_FROM} "
        f"WHERE c.id = company.id AND ({tests})) LIMIT ?"
    )
    return [row[0] for row in conn.execute(sql, (limit,))]


def contact_differences(conn: Connection, limit: int = 100) -> list[int]:
    """Ids of contact cards whose derived columns are not what they should be (`check`)."""
    tests = " OR ".join(f"{name} IS NOT {value}" for name, value in _CONTACT.items())
    return [row[0] for row in conn.execute(f"SELECT id FROM contact WHERE {tests} LIMIT ?", (limit,))]


def note_differences(conn: Connection, limit: int = 100) -> list[int]:
    """Ids of notes and calls whose search form is not what it should be (`check`)."""
    sql = (
        "SELECT id FROM timeline WHERE type IN ('note', 'appel') "
        "AND text_key IS NOT nullif(fold(text), '') LIMIT ?"
    )
    return [row[0] for row in conn.execute(sql, (limit,))]


def _chunks(items: Iterable[int]) -> Iterable[list[int]]:
    part: list[int] = []
    for one in items:
        part.append(one)
        if len(part) == CHUNK:
            yield part
            part = []
    if part:
        yield part
