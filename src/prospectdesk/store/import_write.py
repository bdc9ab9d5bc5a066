"""The last transaction of an import of companies: staged rows become visible, set-based, all or none.

Runs on the writing connection with the staging file attached as `stage`; notes what it made for the undo.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from prospectdesk.domain.ids import natural_uid, new_uids
from prospectdesk.store import import_update, summaries
from prospectdesk.store.connection import Connection
from prospectdesk.store.import_match import REGISTRATION_COLUMNS

PART = 5_000
Step = Callable[[int, int], None]
"""Called between parts with done and total; raises Cancelled to take everything back."""


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
class Written:
    """How many rows of each table were made or brought back, and changed."""

    companies: int
    sites: int
    registrations: int


@dataclass(frozen=True)
class _Base:
    company: int
    site: int
    registration: int


def write(conn: Connection, plan: Plan, step: Step) -> Written:
    """Makes and updates everything the staged fates say."""
    _functions(conn, plan)
    base = _Base(
        *(
            int(_value(conn, f"SELECT coalesce(max(id), 0) FROM {name}"))
            for name in ("company", "establishment", "registration")
        )
    )
    total = int(_value(conn, "SELECT count(*) FROM stage.row WHERE fate IN ('create', 'update')"))
    fresh = int(_value(conn, "SELECT coalesce(max(fresh), 0) FROM stage.unit"))
    conn.execute("UPDATE write_state SET fts_muted = 1")
    for first in range(1, fresh + 1, PART):
        _companies(conn, plan, base, first, first + PART - 1)
        step(min(first, total) // 4, total)
    _sites(conn, plan, base, step, total)
    revived = import_update.revive(conn, plan.run_id)
    made = _registrations(conn, plan, base, step, total)
    crowded = [
        row[0]
        for row in conn.execute(
            "SELECT ?1 + fresh FROM stage.unit WHERE fresh IS NOT NULL AND sites <> 1", (base.company,)
        )
    ]
    summaries.refresh(conn, crowded)
    _search(conn, base, step, total)
    conn.execute("UPDATE write_state SET fts_muted = 0")
    import_update.apply(
        conn, plan.run_id, registered=plan.registered, now_ms=plan.now_ms, user_id=plan.user_id
    )
    _note_new(conn, plan, base)
    _refresh_known(conn, base)
    step(total, total)
    return Written(fresh + revived[0], _count(conn, "establishment", base.site) + revived[1], made)


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
        if (last - first + 1) * 10 > last:
            conn.execute(f"ANALYZE {table}")


def _functions(conn: Connection, plan: Plan) -> None:
    """Identities made in SQL; a registration's is that of workspace and company."""
    workspace = plan.workspace
    uids = _fresh_uids(plan.now_ms)
    conn.create_function("fresh_uid", 0, lambda: next(uids))
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
        yield from new_uids(PART, at_ms)


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
        "JOIN stage.row r ON r.line = u.rep WHERE u.fresh BETWEEN :first AND :last ORDER BY u.fresh",
        {
            "base": base.company, "today": plan.today, "now": plan.now_ms, "source": plan.source_id,
            "seller": plan.seller_id, "first": first, "last": last,
        },
    )  # fmt: skip


def _sites(conn: Connection, plan: Plan, base: _Base, step: Step, total: int) -> None:
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
    last = int(_value(conn, "SELECT coalesce(max(line), 0) FROM stage.row"))
    for first in range(1, last + 1, PART):
        conn.execute(
            f"INSERT INTO establishment ({', '.join(values)}) SELECT {', '.join(values.values())} FROM stage.row r "
            "JOIN stage.unit u ON u.ord = r.unit WHERE r.line BETWEEN :first AND :last AND r.fate = 'create' "
            "AND r.site_id IS NULL AND (r.siret IS NOT NULL OR (u.fresh IS NOT NULL "
            "AND coalesce(r.street, r.postcode, r.city) IS NOT NULL)) ORDER BY r.line",
            {"base": base.company, "first": first, "last": first + PART - 1},
        )
        step(total // 4 + min(first, total) // 4, total)


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


def _registrations(conn: Connection, plan: Plan, base: _Base, step: Step, total: int) -> int:
    """The workspace's rows about new companies and known ones not yet registered, with their history."""
    if not plan.registered:
        return 0
    import_update.revive_registrations(conn, plan.run_id)
    units = int(_value(conn, "SELECT coalesce(max(ord), 0) FROM stage.unit"))
    for first in range(1, units + 1, PART):
        conn.execute(
            "INSERT INTO registration (uid, company_id, registered_at, registered_by_id, source_user_id, source_id, "
            f"{', '.join(REGISTRATION_COLUMNS)}, seen) SELECT registration_uid(c.uid), c.id, :now, :user, :seller, "
            f"{_SOURCE}, {', '.join(f'r.{name}' for name in REGISTRATION_COLUMNS)}, {_SEEN} "
            "FROM stage.unit u JOIN stage.row r ON r.line = u.rep "
            "JOIN company c ON c.id = coalesce(u.company_id, :base + u.fresh) WHERE u.ord BETWEEN :first AND :last "
            "AND (u.fresh IS NOT NULL OR NOT EXISTS (SELECT 1 FROM registration g WHERE g.company_id = c.id "
            "AND g.deleted_at IS NULL)) ORDER BY u.ord",
            {
                "now": plan.now_ms, "user": plan.user_id, "seller": plan.seller_id, "source": plan.source_id,
                "base": base.company, "first": first, "last": first + PART - 1,
            },
        )  # fmt: skip
        step(total // 2 + min(first, total) // 4, total)
    conn.execute(
        "INSERT INTO history (uid, company_id, at, user_id, object, object_uid, field, new) SELECT fresh_uid(), "
        "g.company_id, ?, ?, 'Société', g.uid, 'Création', c.name || ' (import)' FROM registration g "
        "JOIN company c ON c.id = g.company_id WHERE g.id > ?",
        (plan.now_ms, plan.user_id, base.registration),
    )
    return _count(conn, "registration", base.registration)


def _search(conn: Connection, base: _Base, step: Step, total: int) -> None:
    """Search tables and cached columns of the new companies, which were muted."""
    last = int(_value(conn, "SELECT coalesce(max(id), 0) FROM company"))
    for first in range(base.company + 1, last + 1, PART):
        part = (first, min(first + PART - 1, last))
        conn.execute(
            "INSERT INTO company_words (rowid, search_key, city_key) SELECT id, search_key, city_key FROM company "
            "WHERE id BETWEEN ? AND ?",
            part,
        )
        conn.execute(
            "INSERT INTO company_grams (rowid, search_key, mail, phones_key) SELECT id, search_key, mail, phones_key "
            "FROM company WHERE id BETWEEN ? AND ?",
            part,
        )
        conn.execute(
            "INSERT OR REPLACE INTO column_dirty (id, batch) SELECT c.id, w.batch FROM company c, write_state w "
            "WHERE c.id BETWEEN ? AND ?",
            part,
        )
        step(total * 3 // 4 + min(first - base.company, total) // 4, total)


def _refresh_known(conn: Connection, base: _Base) -> None:
    known = [
        row[0]
        for row in conn.execute(
            "SELECT DISTINCT u.company_id FROM stage.unit u JOIN stage.row r ON r.unit = u.ord "
            "WHERE u.company_id IS NOT NULL AND r.fate IN ('create', 'update')"
        )
    ]
    summaries.refresh(conn, known)


def _note_new(conn: Connection, plan: Plan, base: _Base) -> None:
    """New rows as one range a table: their numbers follow each other within this transaction."""
    for table, before in (
        ("company", base.company),
        ("establishment", base.site),
        ("registration", base.registration),
    ):
        last = int(_value(conn, f"SELECT coalesce(max(id), 0) FROM {table}"))
        if last > before:
            conn.execute(
                "INSERT INTO import_change (run_id, tbl, row_id, before, after) VALUES (?, ?, ?, NULL, ?)",
                (plan.run_id, table, before + 1, json.dumps({"last": last})),
            )


def _count(conn: Connection, table: str, before: int) -> int:
    return int(_value(conn, f"SELECT count(*) FROM {table} WHERE id > ?", (before,)))


def _value(conn: Connection, sql: str, parameters: Any = ()) -> Any:
    return conn.execute(sql, parameters).fetchone()[0]
