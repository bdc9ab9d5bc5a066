"""Row security of the centre, generated: who sees, adds and changes which rows (P2, X-04, X-22, C-65)."""

from __future__ import annotations

from collections.abc import Iterator

from prospectdesk.wire import rules
from prospectdesk.wire.tables import TABLES

OWNER = "prospectdesk_owner"
SERVICE = "prospectdesk_service"
READER = "prospectdesk_reader"

MINE = "workspace = (SELECT pd.my_workspace())"
ME = "(SELECT pd.me())"
LEADS = "(SELECT pd.leads())"
ADMIN = "(SELECT pd.is_admin())"
ROUTINES = "bucket = ANY ((SELECT pd.my_routines())::uuid[])"
SOMEBODY = "(SELECT pd.me()) IS NOT NULL"

READ_BY_ALL = ("centre", "table_rule", "column_rule")
"""Tables without a word about anybody, the same for all workspaces: read by whoever reaches the database."""


def sees(table: str) -> str:
    """Which rows of a travelling table a person sees: the members of their bucket do."""
    if table in rules.ROUTINE_OF:
        return f"{MINE} AND ({LEADS} OR {ROUTINES})"
    if table in rules.PERSON_OF:
        return f"{MINE} AND (bucket = workspace OR bucket = {ME})"
    if table in rules.BUCKET_IN:
        return f"{MINE} AND (bucket = workspace OR bucket = {ME} OR {ROUTINES})"
    return MINE


def adds(table: str) -> str | None:
    """Which rows he may add, None when nobody does."""
    if table == "workspace":
        return None
    return {
        "admin": f"{MINE} AND {ADMIN}",
        "leads": f"{MINE} AND {LEADS}",
        "routine": sees(table),
        "author": sees(table),
        "owner": MINE,
        "append": sees(table),
        "filed": sees(table),
        "settle": None,
    }.get(rules.WRITERS.get(table, "all"), sees(table))


def changes(table: str) -> str | None:
    """Which rows he may change (and what they may become), None when nobody does."""
    if table in rules.OWN_COLUMNS:  # which columns: the trigger of the table
        return f"{MINE} AND ({ADMIN} OR uid = {ME})"
    return {
        "admin": f"{MINE} AND {ADMIN}",
        "leads": f"{MINE} AND {LEADS}",
        "routine": sees(table),
        "author": f"{sees(table)} AND ({LEADS} OR {rules.AUTHORS.get(table)} = {ME})",
        "owner": f"{MINE} AND {rules.PERSON_OF.get(table)} = {ME}",
        "append": None,
        "filed": f"{MINE} AND {ADMIN}",
        "settle": sees(table),
    }.get(rules.WRITERS.get(table, "all"), sees(table))


def policy(
    name: str, table: str, verb: str, to: str, *, using: str | None = None, check: str | None = None
) -> str:
    """The two statements that (re)make one policy."""
    tail = (f" USING ({using})" if using else "") + (f" WITH CHECK ({check})" if check else "")
    return (
        f"DROP POLICY IF EXISTS {name} ON {table}; CREATE POLICY {name} ON {table} FOR {verb} TO {to}{tail}"
    )


def of_table(table: str) -> Iterator[str]:
    """Policies and privileges of one travelling table."""
    name = f'pd."{table}"'
    yield f"REVOKE ALL ON {name} FROM {SERVICE}, {READER}"
    yield f"GRANT SELECT ON {name} TO {SERVICE}, {READER}"
    yield policy("sees", name, "SELECT", f"{SERVICE}, {READER}", using=sees(table))
    added, changed = adds(table), changes(table)
    if added:
        yield f"GRANT INSERT ON {name} TO {SERVICE}"
        yield policy("adds", name, "INSERT", SERVICE, check=added)
    if changed:
        yield f"GRANT UPDATE ON {name} TO {SERVICE}"
        yield policy("changes", name, "UPDATE", SERVICE, using=changed, check=changed)
    yield centre(name)


def centre(name: str) -> str:
    """The centre itself: functions of the owner see all. Nobody signs in as it (NOLOGIN)."""
    return policy("centre", name, "ALL", OWNER, using="true", check="true")


def policies() -> Iterator[str]:
    """Every statement of row security; may run again."""
    for table in TABLES:
        yield from of_table(table)
    for table in sorted(rules.DIRECTORY_TABLES):
        name = f'directory."{table}"'
        yield f"GRANT SELECT ON {name} TO {SERVICE}, {READER}"
        yield policy("sees", name, "SELECT", f"{SERVICE}, {READER}", using=SOMEBODY)
        yield centre(name)
    for table in READ_BY_ALL:
        yield from _read_only(f"pd.{table}", "true")
    seen = "workspace IN ((SELECT pd.my_workspace()), '00000000-0000-0000-0000-000000000000')"
    yield from _read_only("pd.feed", f"{seen} AND bucket = ANY ((SELECT pd.my_buckets())::uuid[])")
    yield from _read_only("pd.merged", MINE)
    yield from _read_only("pd.erased", MINE)


def _read_only(name: str, using: str) -> Iterator[str]:
    yield f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY"
    yield f"GRANT SELECT ON {name} TO {SERVICE}, {READER}"
    yield policy("sees", name, "SELECT", f"{SERVICE}, {READER}", using=using)
    yield centre(name)
