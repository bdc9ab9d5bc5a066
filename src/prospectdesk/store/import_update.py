"""What an import changes of rows that exist: noted while its rows are hidden, carried out when they are shown.

Only where the file says something else. A value that somebody edited in between stays as it is.
"""

from __future__ import annotations

from prospectdesk.store import labels
from prospectdesk.store.connection import Connection
from prospectdesk.store.import_match import REGISTRATION_COLUMNS, SITE_COLUMNS, UNIT_COLUMNS

_NOTE = "INSERT INTO import_change (run_id, tbl, row_id, before, after)"
_PART = "FROM stage.unit u CROSS JOIN stage.row r ON r.{key} WHERE u.ord BETWEEN :first AND :last"
_BY_UNIT, _BY_REP = "unit = u.ord", "line = u.rep"
_SITE = (
    "FROM stage.unit u CROSS JOIN stage.row r ON r.unit = u.ord JOIN establishment o ON o.id = r.site_id "
    "WHERE u.ord BETWEEN :first AND :last AND r.fate = 'update' AND o.deleted_at IS NULL"
)
_UNIT = (
    "FROM stage.unit u CROSS JOIN stage.row r ON r.line = u.rep JOIN company o ON o.id = u.company_id "
    "WHERE u.ord BETWEEN :first AND :last AND r.fate IN ('create', 'update') AND u.dead IS NOT 1 AND "
)
_OWN = (
    "FROM stage.unit u CROSS JOIN stage.row r ON r.line = u.rep JOIN registration o ON o.company_id = u.company_id "
    "WHERE u.ord BETWEEN :first AND :last AND r.fate IN ('create', 'update') AND u.registered = 1 "
    "AND o.deleted_at IS NULL"
)
COLUMNS = {"company": UNIT_COLUMNS, "establishment": SITE_COLUMNS, "registration": REGISTRATION_COLUMNS}
"""What an import may change, by table."""
_ROUNDED = frozenset({"latitude", "longitude"})
"""Values that do not come out of a document as they went in: not compared."""
LINES = "i.id > :after AND i.id <= :end AND i.run_id = :run"
"""The lines of one part in `import_change i NOT INDEXED`."""
Part = dict[str, int]
"""`run`, `after` and `end` of a part."""


def plan_changes(conn: Connection, run_id: int, first: int, last: int, *, registered: bool) -> None:
    """Notes what changes of known establishments, companies and (when registering) registrations."""
    part = {"run": run_id, "first": first, "last": last}
    _plan(conn, part, "establishment", _SITE, fill=False)
    _plan(conn, part, "company", _UNIT + "u.leads", fill=False)
    _plan(conn, part, "company", _UNIT + "NOT u.leads", fill=True)
    if registered:
        _plan(conn, part, "registration", _OWN, fill=True)


def _plan(conn: Connection, part: dict[str, int], table: str, source: str, *, fill: bool) -> None:
    """Notes old and new values of what differs (with `fill`: of what is empty)."""
    old = "o.{0} IS NULL" if fill else "r.{0} IS NOT o.{0}"
    wanted = {name: f"r.{name} IS NOT NULL AND {old.format(name)}" for name in COLUMNS[table]}
    before = ", ".join(f"'{name}', CASE WHEN {test} THEN o.{name} END" for name, test in wanted.items())
    after = ", ".join(f"'{name}', CASE WHEN {test} THEN r.{name} END" for name, test in wanted.items())
    conn.execute(
        f"{_NOTE} SELECT :run, '+{table}', o.id, json_patch('{{}}', json_object({before})), "
        f"json_patch('{{}}', json_object({after})) {source} AND ({' OR '.join(wanted.values())})",
        part,
    )


def plan_revivals(conn: Connection, run_id: int, first: int, last: int) -> None:
    """Notes deleted companies and establishments that the file names: they come back."""
    part = {"run": run_id, "first": first, "last": last}
    _plan_back(conn, part, "company", f"{_PART.format(key=_BY_REP)} AND u.dead = 1", "u.company_id")
    source = f"{_PART.format(key=_BY_UNIT)} AND r.fate = 'create' AND r.site_id IS NOT NULL"
    _plan_back(conn, part, "establishment", source, "r.site_id")


def _plan_back(conn: Connection, part: dict[str, int], table: str, source: str, target: str) -> None:
    columns = COLUMNS[table]
    before = ", ".join(f"'{name}', o.{name}" for name in ("deleted_at", *columns))
    after = ", ".join(f"'{name}', coalesce(r.{name}, o.{name})" for name in columns)
    conn.execute(
        f"{_NOTE} SELECT :run, '+{table}', o.id, json_patch('{{}}', json_object({before})), "
        f"json_patch('{{}}', json_object({after})) "
        f"{source.replace(' WHERE ', f' JOIN {table} o ON o.id = {target} WHERE ', 1)} AND o.deleted_at IS NOT NULL",
        part,
    )


def plan_registrations_back(conn: Connection, run_id: int, first: int, last: int) -> None:
    """Notes registrations deleted earlier: they come back as they were, with their date."""
    conn.execute(
        f"{_NOTE} SELECT :run, '+registration', g.id, json_object('deleted_at', g.deleted_at), '{{}}' "
        "FROM stage.unit u JOIN registration g ON g.company_id = u.company_id WHERE u.ord BETWEEN :first AND :last "
        "AND g.deleted_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM registration l "
        "WHERE l.company_id = u.company_id AND l.deleted_at IS NULL)",
        {"run": run_id, "first": first, "last": last},
    )


def carry_out(conn: Connection, part: Part, now_ms: int, user_id: int | None) -> None:
    """Makes the noted changes of one part, and tells them in the history."""
    for table, columns in COLUMNS.items():
        source = (
            f"FROM import_change i NOT INDEXED WHERE {LINES} AND i.tbl = '+{table}' AND i.before IS NOT NULL "
            f"AND {table}.id = i.row_id"
        )
        sets = ", ".join(
            f"{name} = CASE WHEN i.after ->> '{name}' IS NOT NULL{_untouched(table, name)} "
            f"THEN i.after ->> '{name}' ELSE {table}.{name} END"
            for name in columns
        )
        conn.execute(
            f"UPDATE {table} SET {sets} {source} AND i.before ->> 'deleted_at' IS NULL AND {table}.deleted_at IS NULL",
            part,
        )
        back = ", ".join(f"{name} = coalesce(i.after ->> '{name}', {table}.{name})" for name in columns)
        conn.execute(
            f"UPDATE {table} SET deleted_at = NULL, {back} {source} AND i.before ->> 'deleted_at' IS NOT NULL "
            f"AND {table}.deleted_at IS NOT NULL",
            part,
        )
    _history(conn, part, now_ms, user_id)


def _untouched(table: str, name: str) -> str:
    return "" if name in _ROUNDED else f" AND {table}.{name} IS i.before ->> '{name}'"


def _history(conn: Connection, part: Part, now_ms: int, user_id: int | None) -> None:
    """INV-15 for registered companies: one line a changed field."""
    names = ", ".join(f"(:name{n}, :label{n})" for n in range(len(labels.FIELDS)))
    fields: dict[str, object] = {"now": now_ms, "user": user_id, **part}
    for n, (name, label) in enumerate(labels.FIELDS.items()):
        fields |= {f"name{n}": name, f"label{n}": label}
    for table, owner, label in (
        ("establishment", "o.company_id", "Établissement"),
        ("company", "o.id", "Société"),
        ("registration", "o.company_id", "Société"),
    ):
        conn.execute(
            f"WITH label (name, text) AS (VALUES {names}) INSERT INTO history (uid, company_id, at, user_id, object, "
            "object_uid, field, old, new) SELECT fresh_uid(), c.id, :now, :user, :object, o.uid, l.text, "
            "CAST(i.before ->> j.key AS TEXT), CAST(j.value AS TEXT) FROM import_change i NOT INDEXED "
            f"JOIN {table} o ON o.id = i.row_id JOIN company c ON c.id = {owner} AND c.registered = 1, "
            f"json_each(i.after) j JOIN label l ON l.name = j.key WHERE {LINES} AND i.tbl = '+{table}' "
            "AND i.before IS NOT NULL AND i.before ->> 'deleted_at' IS NULL",
            {**fields, "object": label},
        )
