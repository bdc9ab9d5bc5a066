"""Triggers of the centre's tables, generated: author, rev, bucket, cells and feed are set whoever writes (P3)."""

from __future__ import annotations

from collections.abc import Iterator

from prospectdesk.server.schema import names
from prospectdesk.wire import rules
from prospectdesk.wire.tables import TABLES

SETTLED = ("settled_at", "settled_by_id")
NOBODY = "0" * 32
"""Device of what the centre wrote itself, as `cv` has it."""

_STAMP = """
CREATE OR REPLACE FUNCTION pd."stamp_{table}"() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    person constant uuid := nullif(current_setting('app.user', true), '')::uuid;
    centre constant boolean := pd.by_centre();
    mark jsonb;
    cells jsonb;
BEGIN
    NEW.rev := pd.this_rev();
    NEW.changed_at := pd.now_ms();
    NEW.changed_by := person;
    mark := jsonb_build_array(NEW.rev, NEW.changed_at << 16, '{nil}');
    IF TG_OP = 'INSERT' THEN
        IF NEW.workspace IS NULL THEN
            NEW.workspace := pd.my_workspace();
        END IF;
{insert}
        NEW.bucket := {bucket};
        IF NEW.cv = '{{}}' THEN
            NEW.cv := jsonb_build_object('*', mark);
        ELSIF NOT centre AND (NEW.cv - '*' <> '{{}}' OR (NEW.cv #>> '{{*,0}}')::bigint IS DISTINCT FROM NEW.rev
                OR NOT coalesce((NEW.cv #>> '{{*,1}}')::bigint <= NEW.changed_at << 16, false)) THEN
            PERFORM pd.check_cells('{{}}', NEW.cv, NEW.rev, NEW.changed_at);
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.uid <> OLD.uid OR NEW.workspace <> OLD.workspace THEN
        PERFORM pd.refuse('no_right', 'identity');
    END IF;
    cells := jsonb_strip_nulls(jsonb_build_object({cells}));
    IF NOT centre THEN
{update}
        NULL;
    END IF;
    NEW.bucket := {bucket};
    IF NEW.cv = OLD.cv THEN
        NEW.cv := NEW.cv || cells;
    ELSIF NOT centre THEN
        PERFORM pd.check_cells(OLD.cv, NEW.cv, NEW.rev, NEW.changed_at);
    END IF;
    RETURN NEW;
END $$
"""


def bucket(table: str, row: str = "NEW") -> str:
    """The bucket of a row, as an expression."""
    if table in rules.ROUTINE_OF:
        return f"{row}.{rules.ROUTINE_OF[table]}"
    if table in rules.PERSON_OF:
        column = rules.PERSON_OF[table]
        return f"CASE WHEN {row}.scope = 2 THEN coalesce({row}.{column}, person) ELSE {row}.workspace END"
    if table in rules.BUCKET_IN:
        return f"coalesce({row}.{rules.BUCKET_IN[table]}, {row}.workspace)"
    return f"{row}.workspace"


def cells(table: str) -> str:
    """Pairs for jsonb_build_object: each cell or group, with its mark when it changed."""
    groups = rules.GROUPS.get(table, {})
    grouped = {column for columns in groups.values() for column in columns}
    pairs: dict[str, tuple[str, ...]] = {name: (name,) for name in names(table) if name not in grouped}
    pairs |= {f"@{name}": columns for name, columns in groups.items()}
    return ", ".join(
        f"'{cell}', CASE WHEN {_changed(columns)} THEN mark END" for cell, columns in pairs.items()
    )


def _changed(columns: tuple[str, ...]) -> str:
    return " OR ".join(f'NEW."{name}" IS DISTINCT FROM OLD."{name}"' for name in columns)


def on_insert(table: str) -> Iterator[str]:
    """Lines of the trigger for a new row: its author is whoever is signed in."""
    author = rules.AUTHORS.get(table)
    if author and table != "conflict":
        yield f'IF NOT centre AND NEW."{author}" IS NOT NULL THEN NEW."{author}" := person; END IF;'


def on_update(table: str) -> Iterator[str]:
    """Lines of the trigger for a change by the service: what policies cannot say, column by column."""
    author = rules.AUTHORS.get(table)
    if table == "conflict":
        yield _only(SETTLED, "true")
        yield "IF NEW.settled_at IS DISTINCT FROM OLD.settled_at THEN NEW.settled_by_id := person; END IF;"
    elif author:
        yield f'NEW."{author}" := OLD."{author}";'
    if table in rules.OWN_COLUMNS:
        yield _only(sorted(rules.OWN_COLUMNS[table]), "NOT pd.is_admin()")
    if table == "follow_up":
        yield "IF OLD.done = 1 AND cells - 'deleted_at' - 'creator_id' <> '{}' THEN"
        yield "    PERFORM pd.refuse('done_follow_up');"
        yield "END IF;"
    if table == "company":
        yield "IF cells ? 'merged_into' THEN PERFORM pd.refuse('no_right', 'merged_into'); END IF;"


def _only(columns: tuple[str, ...] | list[str], when: str) -> str:
    named = ", ".join(f"'{name}'" for name in columns)
    return f"IF cells - ARRAY[{named}] <> '{{}}' AND {when} THEN PERFORM pd.refuse('no_right', 'columns'); END IF;"


def stamp(table: str) -> str:
    """The function that stamps each row of a table before it is written."""
    return _STAMP.format(
        table=table,
        nil=NOBODY,
        insert="\n".join(f"        {line}" for line in on_insert(table)),
        update="\n".join(f"        {line}" for line in on_update(table)),
        bucket=bucket(table),
        cells=cells(table),
    )


def triggers() -> Iterator[str]:
    """Every statement that makes the triggers; may run again."""
    for table in TABLES:
        name = f'pd."{table}"'
        yield stamp(table)
        yield _stamps(name, f'pd."stamp_{table}"')
        moves = not rules.is_shared(table)
        yield from _feeds(name, "pd.feed_new", "pd.feed_moved" if moves else "pd.feed_new", "pd.feed_gone")
        if table in rules.DIRECTORY_TABLES:
            name = f'directory."{table}"'
            yield _stamps(name, "directory.stamp")
            yield from _feeds(name, "directory.feed_new", "directory.feed_new", "directory.feed_gone")


def _stamps(name: str, function: str) -> str:
    """The trigger that runs before each row."""
    return (
        f"CREATE OR REPLACE TRIGGER stamp BEFORE INSERT OR UPDATE ON {name} "
        f"FOR EACH ROW EXECUTE FUNCTION {function}()"
    )


def _feeds(name: str, added: str, changed: str, gone: str) -> Iterator[str]:
    """Set-based, after each statement. A trigger with transition tables cannot be replaced on PostgreSQL 15."""
    for event, function, told in (
        ("INSERT", added, "NEW TABLE AS new_rows"),
        ("UPDATE", changed, "OLD TABLE AS old_rows NEW TABLE AS new_rows"),
        ("DELETE", gone, "OLD TABLE AS old_rows"),
    ):
        trigger = f"feed_{event.lower()}"
        yield f"DROP TRIGGER IF EXISTS {trigger} ON {name}"
        yield (
            f"CREATE TRIGGER {trigger} AFTER {event} ON {name} REFERENCING {told} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
        )
