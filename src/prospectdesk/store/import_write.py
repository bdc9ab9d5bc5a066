"""An import of companies written part by part, hidden: nobody sees a row before `store.import_show` shows it.

Runs on the writing connection with the staging file attached as `stage`; notes what it made. A hidden row is a
deleted one whose `deleted_at` is minus the number of its import.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from prospectdesk.domain.ids import natural_uid, new_uids
from prospectdesk.store import import_update, summaries
from prospectdesk.store.connection import Connection
from prospectdesk.store.import_match import REGISTRATION_COLUMNS

UIDS = 1_000
TABLES = ("establishment", "registration", "company")
"""What an import makes, children before their parents."""
PLANNED = "+"
"""Before the name of a table in `import_change`: noted, not shown yet."""
END = f"{PLANNED}end"
"""The last line of a part."""


@dataclass(frozen=True)
class Plan:
    """What the write needs to know beside the staged rows. `source_id` is None without registration."""

    run_id: int
    now_ms: int
    today: int
    user_id: int | None
    workspace: str
    registered: bool
    source_id: int | None = None
    seller_id: int | None = None


@dataclass(frozen=True)
class _Base:
    """The highest ids before the part; `fresh` is what the number of a new unit is counted from."""

    company: int
    establishment: int
    registration: int
    fresh: int

    def before(self, table: str) -> int:
        """The highest id of a table before the part."""
        return int(getattr(self, table))


def units(conn: Connection) -> int:
    """How many companies the file speaks of."""
    return int(_value(conn, "SELECT coalesce(max(ord), 0) FROM stage.unit"))


def write_part(conn: Connection, plan: Plan, first: int, last: int) -> None:
    """Makes the companies of the units `first` to `last` with their rows, hidden; notes what is to change."""
    _functions(conn, plan)
    highest = [int(_value(conn, f"SELECT coalesce(max(id), 0) FROM {name}")) for name in reversed(TABLES)]
    started = _value(conn, "SELECT min(fresh) FROM stage.unit WHERE ord BETWEEN ? AND ?", (first, last))
    base = _Base(highest[0], highest[2], highest[1], highest[0] - (started or 1) + 1)
    conn.execute("UPDATE write_state SET fts_muted = 1")
    _companies(conn, plan, base, first, last)
    _sites(conn, plan, base, first, last)
    import_update.plan_revivals(conn, plan.run_id, first, last)
    if plan.registered:
        _registrations(conn, plan, base, first, last)
    crowded = [
        row[0]
        for row in conn.execute(
            "SELECT ? + fresh FROM stage.unit WHERE ord BETWEEN ? AND ? AND fresh IS NOT NULL AND sites <> 1",
            (base.fresh, first, last),
        )
    ]
    summaries.refresh(conn, crowded)
    _search(conn, base)
    conn.execute("UPDATE write_state SET fts_muted = 0")
    import_update.plan_changes(conn, plan.run_id, first, last, registered=plan.registered)
    _note(conn, plan, base)


def learn(conn: Connection, run_id: int, sums: dict[str, tuple[int, float, float]]) -> None:
    """Adds what the new establishments teach about the centres of their communes."""
    for code, (count, latitude, longitude) in sums.items():
        conn.execute(
            "INSERT INTO commune_centre (uid, code, n, latitude_sum, longitude_sum) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (code) DO UPDATE SET n = n + excluded.n, latitude_sum = latitude_sum + excluded.latitude_sum, "
            "longitude_sum = longitude_sum + excluded.longitude_sum",
            (natural_uid("commune_centre", code), code, count, latitude, longitude),
        )
    if sums:
        conn.execute(
            "INSERT INTO import_change (run_id, tbl, row_id, before, after) VALUES (?, 'commune_centre', 0, NULL, ?)",
            (run_id, json.dumps(sums)),
        )


def analyze(conn: Connection, run_id: int) -> None:
    """Fresh statistics from a bounded sample, for tables of which this import made over a tenth.

    Never of the whole file: the search tables have no index, and ANALYZE counts their rows one by one.
    """
    conn.execute("PRAGMA analysis_limit = 1000")
    ranges = conn.execute(
        "SELECT tbl, row_id, after ->> 'last' FROM import_change WHERE run_id = ? AND before IS NULL "
        "AND after ->> 'last' IS NOT NULL",
        (run_id,),
    ).fetchall()
    for table, first, last in ranges:
        if table in TABLES and (last - first + 1) * 10 > last:
            conn.execute(f"ANALYZE {table}")


def fresh_uids(conn: Connection, at_ms: int) -> None:
    """Makes the function `fresh_uid` on the connection."""
    uids = _fresh_uids(at_ms)
    conn.create_function("fresh_uid", 0, lambda: next(uids))


def _functions(conn: Connection, plan: Plan) -> None:
    """Identities made in SQL; a registration's is that of workspace and company."""
    workspace = plan.workspace
    fresh_uids(conn, plan.now_ms)
    conn.create_function(
        "registration_uid",
        1,
        lambda uid: natural_uid("registration", workspace, bytes(uid).hex()),
        deterministic=True,
    )
    conn.create_function(
        "address_uid", 1, lambda siren: natural_uid("siren-address", siren), deterministic=True
    )


def _fresh_uids(at_ms: int) -> Iterator[bytes]:
    while True:
        yield from new_uids(UIDS, at_ms)


_SOURCE = (
    "CASE WHEN r.source IS NULL THEN :source ELSE coalesce((SELECT k.id FROM catalogue k WHERE k.kind = 'source' "
    "AND k.deleted_at IS NULL AND fold(k.label) = fold(r.source) ORDER BY k.id LIMIT 1), :source) END"
)


def _companies(conn: Connection, plan: Plan, base: _Base, first: int, last: int) -> None:
    name = "coalesce(r.name, r.brand, 'SIREN ' || r.siren)"
    numbers = ("phone", "phone_foreign", "fax") if plan.registered else ("phone",)
    phones = " || ".join(f"coalesce(phone_digits(r.{one}) || ' ', '')" for one in numbers)
    reg = int(plan.registered)
    values = {
        "id": ":base + u.fresh",
        "deleted_at": ":hidden",
        "uid": "coalesce(r.company_uid, fresh_uid())",
        "scope": "r.siren IS NULL",
        "siren": "r.siren", "name": name, "legal_form": "r.legal_form", "naf": "r.naf",
        "created_on": "r.created_on", "headcount_band": "r.headcount_band", "headcount": "r.headcount",
        "register_on": ":today", "origin": "'import'",
        "shown_name": name,
        "name_key": f"CASE WHEN r.name IS NULL THEN fold({name}) ELSE r.name_key END",
        "search_key": f"CASE WHEN r.name IS NULL THEN fold({name} || ' ' || coalesce(r.brand, '')) ELSE r.search_key END",
        "siret": "r.siret", "shown_naf": "r.naf", "shown_postcode": "r.postcode", "shown_city": "r.city",
        "city_key": "r.city_key", "department": "r.department",
        "phone": "r.phone", "phone_key": "CASE WHEN r.phone IS NOT NULL THEN phone_digits(r.phone) END",
        "phones_key": f"CASE WHEN coalesce({', '.join(f'r.{one}' for one in numbers)}, '') <> '' "
        f"THEN nullif(trim({phones}), '') END",
        "mail": "r.mail" if plan.registered else "NULL",
        "created_day": "r.created_on", "registered": str(reg),
        "registered_day": ":now / 86400000" if reg else "NULL",
        "source_id": _SOURCE if reg else "NULL", "source_user_id": ":seller" if reg else "NULL",
    }  # fmt: skip
    conn.execute(
        f"INSERT INTO company ({', '.join(values)}) SELECT {', '.join(values.values())} FROM stage.unit u "
        "JOIN stage.row r ON r.line = u.rep WHERE u.ord BETWEEN :first AND :last AND u.fresh IS NOT NULL "
        "ORDER BY u.ord",
        {
            "base": base.fresh, "hidden": -plan.run_id, "today": plan.today, "now": plan.now_ms, "source": plan.source_id,
            "seller": plan.seller_id, "first": first, "last": last,
        },
    )  # fmt: skip


def _sites(conn: Connection, plan: Plan, base: _Base, first: int, last: int) -> None:
    values = {
        "uid": "coalesce(r.site_uid, CASE WHEN r.siren IS NULL THEN fresh_uid() ELSE address_uid(r.siren) END)",
        "scope": "r.siren IS NULL",
        "company_id": "coalesce(u.company_id, :base + u.fresh)",
        **{name: f"r.{name}" for name in (
            "siret", "name", "brand", "naf", "street", "street2", "postcode", "city", "city_code", "country",
            "headcount_band", "head_office", "created_on",
        )},
        "latitude": "coalesce(r.latitude, r.near_latitude)",
        "longitude": "coalesce(r.longitude, r.near_longitude)",
        "precision": "CASE WHEN r.latitude IS NULL AND r.near_latitude IS NOT NULL THEN 'commune' END",
        "phone": "NULL" if plan.registered else "r.phone",
        "open": "coalesce(r.open, 1)",
        "origin": "'import'",
    }  # fmt: skip
    conn.execute(
        f"INSERT INTO establishment ({', '.join(values)}) SELECT {', '.join(values.values())} FROM stage.unit u "
        "CROSS JOIN stage.row r ON r.unit = u.ord WHERE u.ord BETWEEN :first AND :last AND r.fate = 'create' "
        "AND r.site_id IS NULL AND (r.siret IS NOT NULL OR (u.fresh IS NOT NULL "
        "AND coalesce(r.street, r.postcode, r.city) IS NOT NULL)) ORDER BY r.line",
        {"base": base.fresh, "first": first, "last": last},
    )


_UNIT_JSON = (
    "json_patch('{}', json_object('siren', c.siren, 'name', c.name, 'naf', c.naf, 'legal_form', c.legal_form, "
    "'created_on', c.created_on))"
)
_SITE_NAMES = (
    "siret", "name", "brand", "naf", "street", "street2", "postcode", "city", "city_code", "latitude", "longitude",
    "head_office", "open",
)  # fmt: skip
_SITE_JSON = "json_object(" + ", ".join(f"'{name}', e.{name}" for name in _SITE_NAMES) + ")"
_SEEN = (
    f"CASE WHEN c.siren IS NOT NULL THEN json_set({_UNIT_JSON}, '$.establishments', json((SELECT json_group_array("
    f"json(json_patch('{{}}', {_SITE_JSON}))) FROM "
    "(SELECT * FROM establishment WHERE company_id = c.id AND deleted_at IS NULL ORDER BY id LIMIT 50) e))) END"
)


def _registrations(conn: Connection, plan: Plan, base: _Base, first: int, last: int) -> None:
    """The workspace's rows about new companies and known ones not yet registered."""
    import_update.plan_registrations_back(conn, plan.run_id, first, last)
    conn.execute(
        "INSERT INTO registration (uid, company_id, registered_at, registered_by_id, source_user_id, source_id, "
        f"{', '.join(REGISTRATION_COLUMNS)}, seen) SELECT registration_uid(c.uid), c.id, :now, :user, :seller, "
        f"{_SOURCE}, {', '.join(f'r.{name}' for name in REGISTRATION_COLUMNS)}, {_SEEN} "
        "FROM stage.unit u JOIN stage.row r ON r.line = u.rep "
        "JOIN company c ON c.id = coalesce(u.company_id, :base + u.fresh) WHERE u.ord BETWEEN :first AND :last "
        "AND (u.fresh IS NOT NULL OR NOT EXISTS (SELECT 1 FROM registration g WHERE g.company_id = c.id)) "
        "ORDER BY u.ord",
        {
            "now": plan.now_ms, "user": plan.user_id, "seller": plan.seller_id, "source": plan.source_id,
            "base": base.fresh, "first": first, "last": last,
        },
    )  # fmt: skip


def _search(conn: Connection, base: _Base) -> None:
    """Search tables of the new companies, which were muted."""
    conn.execute(
        "INSERT INTO company_words (rowid, search_key, city_key) SELECT id, search_key, city_key FROM company "
        "WHERE id > ?",
        (base.company,),
    )
    conn.execute(
        "INSERT INTO company_grams (rowid, search_key, mail, phones_key) SELECT id, search_key, mail, phones_key "
        "FROM company WHERE id > ?",
        (base.company,),
    )


def _note(conn: Connection, plan: Plan, base: _Base) -> None:
    """Hides the new rows and notes them as one range a table; the last line closes the part."""
    line = "INSERT INTO import_change (run_id, tbl, row_id, before, after) VALUES (?, ?, ?, NULL, ?)"
    for table in TABLES:
        before = base.before(table)
        last = int(_value(conn, f"SELECT coalesce(max(id), 0) FROM {table}"))
        if last > before:
            if table != "company":  # those are born hidden
                conn.execute(f"UPDATE {table} SET deleted_at = ? WHERE id > ?", (-plan.run_id, before))
            span = json.dumps({"last": last})
            conn.execute(line, (plan.run_id, PLANNED + table, before + 1, span))
    conn.execute(line, (plan.run_id, END, 0, "{}"))


def _value(conn: Connection, sql: str, parameters: Any = ()) -> Any:
    return conn.execute(sql, parameters).fetchone()[0]
