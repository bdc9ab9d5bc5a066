"""What an import changes of rows that exist: only where the file says something else, each change noted."""

from __future__ import annotations

from prospectdesk.store import labels
from prospectdesk.store.connection import Connection
from prospectdesk.store.import_match import REGISTRATION_COLUMNS, SITE_COLUMNS, UNIT_COLUMNS

_NOTE = "INSERT INTO import_change (run_id, tbl, row_id, before, after)"
_SITE = "FROM stage.row r JOIN establishment o ON o.id = r.site_id WHERE r.fate = 'update' AND o.deleted_at IS NULL"
_UNIT = (
    "FROM stage.unit u JOIN stage.row r ON r.line = u.rep JOIN company o ON o.id = u.company_id "
    "WHERE r.fate IN ('create', 'update') AND u.dead IS NOT 1 AND "
)
_OWN = (
    "FROM stage.unit u JOIN stage.row r ON r.line = u.rep JOIN registration o ON o.company_id = u.company_id "
    "WHERE r.fate IN ('create', 'update') AND u.registered = 1 AND o.deleted_at IS NULL"
)


def apply(conn: Connection, run_id: int, *, registered: bool, now_ms: int, user_id: int | None) -> None:
    """Brings known establishments, companies and (when registering) registrations up to date."""
    first = int(conn.execute("SELECT coalesce(max(id), 0) FROM import_change").fetchone()[0])
    _change(conn, run_id, "establishment", SITE_COLUMNS, _SITE, fill=False)
    _change(conn, run_id, "company", UNIT_COLUMNS, _UNIT + "u.leads", fill=False)
    _change(conn, run_id, "company", UNIT_COLUMNS, _UNIT + "NOT u.leads", fill=True)
    if registered:
        _change(conn, run_id, "registration", REGISTRATION_COLUMNS, _OWN, fill=True)
    _history(conn, first, now_ms, user_id)


def _change(
    conn: Connection, run_id: int, table: str, columns: tuple[str, ...], source: str, *, fill: bool
) -> None:
    """Notes old and new values of what differs (with `fill`: of what is empty), then writes them."""
    old = "o.{0} IS NULL" if fill else "r.{0} IS NOT o.{0}"
    wanted = {name: f"r.{name} IS NOT NULL AND {old.format(name)}" for name in columns}
    before = ", ".join(f"'{name}', CASE WHEN {test} THEN o.{name} END" for name, test in wanted.items())
    after = ", ".join(f"'{name}', CASE WHEN {test} THEN r.{name} END" for name, test in wanted.items())
    noted = int(conn.execute("SELECT coalesce(max(id), 0) FROM import_change").fetchone()[0])
    conn.execute(
        f"{_NOTE} SELECT ?, '{table}', o.id, json_patch('{{}}', json_object({before})), "
        f"json_patch('{{}}', json_object({after})) {source} AND ({' OR '.join(wanted.values())})",
        (run_id,),
    )
    sets = ", ".join(f"{name} = coalesce(i.after ->> '{name}', {table}.{name})" for name in columns)
    conn.execute(
        f"UPDATE {table} SET {sets} FROM import_change i WHERE i.id > ? AND i.tbl = '{table}' AND {table}.id = i.row_id",
        (noted,),
    )


def _history(conn: Connection, first: int, now_ms: int, user_id: int | None) -> None:
    """INV-15 for registered companies: one line a changed field."""
    names = ", ".join("(?, ?)" for _ in labels.FIELDS)
    fields = [part for pair in labels.FIELDS.items() for part in pair]
    for table, owner, label in (
        ("establishment", "o.company_id", "Établissement"),
        ("company", "o.id", "Société"),
        ("registration", "o.company_id", "Société"),
    ):
        conn.execute(
            f"WITH label (name, text) AS (VALUES {names}) INSERT INTO history (uid, company_id, at, user_id, object, "
            "object_uid, field, old, new) SELECT fresh_uid(), c.id, ?, ?, ?, o.uid, l.text, "
            "CAST(i.before ->> j.key AS TEXT), CAST(j.value AS TEXT) FROM import_change i "
            f"JOIN {table} o ON o.id = i.row_id JOIN company c ON c.id = {owner} AND c.registered = 1, "
            "json_each(i.after) j JOIN label l ON l.name = j.key WHERE i.id > ? AND i.tbl = ?",
            (*fields, now_ms, user_id, label, first, table),
        )


def revive(conn: Connection, run_id: int) -> tuple[int, int]:
    """Brings back deleted companies and establishments that the file names; answers how many of each."""
    companies = _revive(
        conn,
        run_id,
        "company",
        "SELECT company_id FROM stage.unit WHERE dead = 1",
        UNIT_COLUMNS,
        "SELECT r.* , u.company_id AS target FROM stage.unit u JOIN stage.row r ON r.line = u.rep WHERE u.dead = 1",
    )
    sites = _revive(
        conn,
        run_id,
        "establishment",
        "SELECT site_id FROM stage.row WHERE fate = 'create' AND site_id IS NOT NULL",
        SITE_COLUMNS,
        "SELECT r.*, r.site_id AS target FROM stage.row r WHERE r.fate = 'create' AND r.site_id IS NOT NULL",
    )
    return companies, sites


def _revive(
    conn: Connection, run_id: int, table: str, ids: str, columns: tuple[str, ...], source: str
) -> int:
    before = ", ".join(f"'{name}', {name}" for name in ("deleted_at", *columns))
    after = ", ".join(f"'{name}', coalesce(s.{name}, o.{name})" for name in columns)
    noted = conn.execute(
        f"{_NOTE} SELECT ?, '{table}', o.id, (SELECT json_patch('{{}}', json_object({before})) FROM {table} WHERE id = o.id), "
        f"json_patch('{{}}', json_object({after})) FROM ({source}) s JOIN {table} o ON o.id = s.target "
        "WHERE o.deleted_at IS NOT NULL",
        (run_id,),
    ).rowcount
    if not noted:
        return 0
    sets = ", ".join(f"{name} = coalesce(s.{name}, {table}.{name})" for name in columns)
    conn.execute(
        f"UPDATE {table} SET deleted_at = NULL, {sets} FROM ({source}) s WHERE {table}.id = s.target "
        f"AND {table}.deleted_at IS NOT NULL AND {table}.id IN ({ids})"
    )
    return int(noted)


def revive_registrations(conn: Connection, run_id: int) -> None:
    """A registration deleted earlier comes back as it was, with the present date left to its owner."""
    sql = (
        "SELECT g.id FROM stage.unit u JOIN registration g ON g.company_id = u.company_id "
        "WHERE u.company_id IS NOT NULL AND g.deleted_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM registration l "
        "WHERE l.company_id = u.company_id AND l.deleted_at IS NULL)"
    )
    conn.execute(
        f"{_NOTE} SELECT ?, 'registration', id, json_object('deleted_at', deleted_at), '{{}}' FROM registration "
        f"WHERE id IN ({sql})",
        (run_id,),
    )
    conn.execute(f"UPDATE registration SET deleted_at = NULL WHERE id IN ({sql})")
