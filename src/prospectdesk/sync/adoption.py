"""A local profile takes its place at a centre: the centre's identities, and what was done before goes there.

Everything runs in one muted transaction; the caller says who signed in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from prospectdesk.domain.ids import natural_uid
from prospectdesk.store.connection import Connection
from prospectdesk.store.outbox_check import wire_columns
from prospectdesk.store.seen import register_values
from prospectdesk.store.unit_of_work import UnitOfWork
from prospectdesk.wire import rules
from prospectdesk.wire.tables import TABLES

SET_UP = ("history", "dossier_type", "stage", "pipeline", "catalogue")
"""What SetUpWorkspace makes beside the workspace and its user, children first."""
_UID = re.compile("[0-9a-f]{32}")
_ORDER = {table: place for place, table in enumerate(TABLES)}


@dataclass(frozen=True)
class Place:
    """Who signed in, and where."""

    user: bytes
    login: str
    name: str
    licence: str
    workspace: bytes
    workspace_name: str


def is_untouched(conn: Connection) -> bool:
    """Whether the store holds what SetUpWorkspace made and nothing else."""
    allowed = {"workspace", "user", *SET_UP}
    if any(_some(conn, f"SELECT 1 FROM {table} LIMIT 1") for table in TABLES if table not in allowed):
        return False
    gestures, users = conn.execute(
        "SELECT (SELECT count(DISTINCT batch) FROM outbox), (SELECT count(*) FROM user)"
    ).fetchone()
    lists = sum(conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in SET_UP)
    return bool(gestures <= 1 and users <= 1 and (gestures == 1 or not lists))


def settle_in(uow: UnitOfWork, place: Place) -> None:
    """An untouched profile drops its default lists and becomes the user's; everything else is downloaded."""
    uow.run("PRAGMA defer_foreign_keys = ON")
    uow.run("DELETE FROM outbox")
    for table in SET_UP:
        uow.run(f"DELETE FROM {table}")
    uow.run("UPDATE user SET default_routine_id = NULL")
    workspace: dict[str, object] = {"uid": place.workspace, "name": place.workspace_name}
    for table, values in (("workspace", workspace), ("user", _user(place))):
        known = uow.value(f"SELECT id FROM {table} ORDER BY id LIMIT 1")
        _write(uow, table, known, values)


def adopt(uow: UnitOfWork, place: Place) -> None:
    """A profile with its own data takes the centre's identities; its rows wait in the outbox."""
    uow.run("PRAGMA defer_foreign_keys = ON")
    renamed = _identities(uow, place)
    _rename(uow.conn, renamed)
    if _own_user(uow, place) is None:
        _write(uow, "user", None, _user(place))
    else:
        _write(uow, "user", _own_user(uow, place), _user(place))
    mine = [("workspace", place.workspace), ("user", place.user)]
    for table, uid in mine:  # made at the centre; edits of them are told like any edit
        uow.run("DELETE FROM outbox WHERE tbl = ? AND row_uid = ? AND col IN ('*', '-')", (table, uid))
        if place.licence != "administrateur":
            uow.run("DELETE FROM outbox WHERE tbl = ? AND row_uid = ?", (table, uid))
    _fill_seen(uow)
    tell_untold(uow.conn, {uid for _, uid in mine})


def unite_users(uow: UnitOfWork) -> int:
    """Users of one login, one from here and one from the centre, become the centre's; answers how many."""
    pairs = uow.rows(
        "SELECT l.id AS lost, l.uid AS lost_uid, k.id AS kept, k.uid AS kept_uid FROM user l JOIN user k "
        "ON k.login = l.login AND k.rev > 0 AND k.deleted_at IS NULL WHERE l.rev = 0 AND l.deleted_at IS NULL"
    )
    for pair in pairs:
        lost, kept = bytes(pair["lost_uid"]), bytes(pair["kept_uid"])
        for table in TABLES:
            for column in rules.columns(table):
                if column.target == "user":
                    uow.run(
                        f"UPDATE {table} SET {column.name} = ? WHERE {column.name} = ?",
                        (pair["kept"], pair["lost"]),
                    )
        for name in ("source_user_id", "operational_user_id"):  # what lists show of registrations
            uow.run(f"UPDATE company SET {name} = ? WHERE {name} = ?", (pair["kept"], pair["lost"]))
        uow.run("DELETE FROM outbox WHERE tbl = 'user' AND row_uid = ?", (lost,))
        uow.run("DELETE FROM user WHERE id = ?", (pair["lost"],))
        _rename(uow.conn, {lost: kept} | _assignments(uow, lost, kept), but="user")
    return len(pairs)


def _user(place: Place) -> dict[str, object]:
    return {
        "uid": place.user,
        "login": place.login,
        "name": place.name,
        "licence": place.licence,
        "active": 1,
    }


def _write(uow: UnitOfWork, table: str, known: int | None, values: dict[str, object]) -> None:
    names = list(values)
    if known is None:
        marks = ", ".join("?" * len(names))
        uow.run(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", list(values.values()))
    else:
        sets = ", ".join(f"{name} = ?" for name in names)
        uow.run(f"UPDATE {table} SET {sets} WHERE id = ?", [*values.values(), known])


def _own_user(uow: UnitOfWork, place: Place) -> int | None:
    """The local row of who signed in: by uid, by login, else the only user there is."""
    for sql, value in (
        ("SELECT id FROM user WHERE uid = ?", place.user),
        ("SELECT id FROM user WHERE login = ? AND deleted_at IS NULL", place.login),
    ):
        found = uow.value(sql, (value,))
        if found is not None:
            return int(found)
    if uow.value("SELECT count(*) FROM user") == 1:
        return int(uow.value("SELECT id FROM user"))
    return None


def _identities(uow: UnitOfWork, place: Place) -> dict[bytes, bytes]:
    """Old uid → new uid: workspace, user, and the natural keys made of one of them."""
    old = uow.rows("SELECT id, uid, name FROM workspace ORDER BY id LIMIT 1")[0]
    before, after = bytes(old["uid"]), place.workspace
    renamed = {before: after}
    user = _own_user(uow, place)
    if user is not None:
        uid = bytes(uow.value("SELECT uid FROM user WHERE id = ?", (user,)))
        renamed[uid] = place.user
        renamed |= _assignments(uow, uid, place.user)
    for table, keys in _natural_keys(uow):
        for uid, key in keys:
            if natural_uid(table, before.hex(), *key) == uid:
                renamed[uid] = natural_uid(table, after.hex(), *key)
    for row in uow.rows(
        "SELECT c.uid, w.uid AS white FROM contact c JOIN contact w ON w.id = c.white_twin_id"
    ):
        if natural_uid("orange", before.hex(), bytes(row["white"]).hex()) == bytes(row["uid"]):
            renamed[bytes(row["uid"])] = natural_uid("orange", after.hex(), bytes(row["white"]).hex())
    return {uid: new for uid, new in renamed.items() if uid != new}


def _natural_keys(uow: UnitOfWork) -> Iterator[tuple[str, Iterator[tuple[bytes, tuple[str, ...]]]]]:
    """By table, each row's uid with the rest of the natural key it may have been made of."""
    conn = uow.conn
    first = _first_labels(conn)
    registrations = conn.execute(
        "SELECT r.uid, c.uid FROM registration r JOIN company c ON c.id = r.company_id"
    )
    yield "registration", ((bytes(uid), (bytes(company).hex(),)) for uid, company in registrations)
    entries = conn.execute("SELECT uid, kind, label FROM catalogue").fetchall()
    yield (
        "catalogue",
        (
            (bytes(uid), (kind, name))
            for uid, kind, label in entries
            for name in {label, first.get(uid, label)}
        ),
    )
    texts = conn.execute("SELECT uid, name FROM letter_template").fetchall()
    yield "letter_template", ((bytes(uid), (name,)) for uid, name in texts)
    yield "pipeline", ((bytes(uid), ("standard",)) for (uid,) in conn.execute("SELECT uid FROM pipeline"))
    for table in ("stage", "dossier_type"):
        rows = conn.execute(f"SELECT uid, label FROM {table}").fetchall()
        yield (
            table,
            ((bytes(uid), (name,)) for uid, label in rows for name in {label, first.get(uid, label)}),
        )


def _first_labels(conn: Connection) -> dict[bytes, str]:
    """The label each entry was made with, which its uid comes from; it may have been edited since."""
    lines = conn.execute(
        "SELECT row_uid, json_extract(val, '$.label') FROM outbox "
        "WHERE col = '*' AND tbl IN ('catalogue', 'stage', 'dossier_type')"
    )
    return {bytes(uid): label for uid, label in lines}


def _assignments(uow: UnitOfWork, before: bytes, after: bytes) -> dict[bytes, bytes]:
    """Natural keys made of a user: his follow-ups and his routines."""
    renamed = {}
    for word, table, column, parent in (
        ("assignee", "follow_up_assignee", "follow_up_id", "follow_up"),
        ("routine_user", "routine_user", "routine_id", "routine"),
    ):
        rows = uow.conn.execute(f"SELECT t.uid, p.uid FROM {table} t JOIN {parent} p ON p.id = t.{column}")
        for uid, owner in rows:
            if natural_uid(word, bytes(owner).hex(), before.hex()) == bytes(uid):
                renamed[bytes(uid)] = natural_uid(word, bytes(owner).hex(), after.hex())
    return renamed


def _rename(conn: Connection, renamed: dict[bytes, bytes], *, but: str = "") -> None:
    """Gives rows their new uids, wherever a uid is written: rows, columns that hold one, the outbox."""
    conn.execute("CREATE TEMP TABLE renamed (old BLOB PRIMARY KEY, new BLOB NOT NULL) WITHOUT ROWID")
    conn.executemany("INSERT INTO temp.renamed VALUES (?, ?)", list(renamed.items()))
    places = [(table, "uid") for table in TABLES if table != but]
    places += [
        (table, column.name)
        for table in TABLES
        for column in rules.columns(table)
        if column.kind == "b" and column.target is None
    ]
    for table in TABLES:
        if table != but:  # the same natural row here and from the centre: the centre's is there already
            conn.execute(
                f"DELETE FROM {table} WHERE uid IN "
                f"(SELECT r.old FROM temp.renamed r JOIN {table} t ON t.uid = r.new)"
            )
    for table, column in [*places, ("outbox", "row_uid")]:
        conn.execute(
            f"UPDATE {table} SET {column} = (SELECT new FROM temp.renamed WHERE old = {table}.{column}) "
            f"WHERE {column} IN (SELECT old FROM temp.renamed)"
        )
    conn.execute("DROP TABLE temp.renamed")
    words = {old.hex(): new.hex() for old, new in renamed.items()}
    changed = []
    for seq, val in conn.execute("SELECT seq, val FROM outbox WHERE length(val) >= 32"):
        new = _UID.sub(lambda found: words.get(found.group(), found.group()), val)
        if new != val:
            changed.append((new, seq))
    conn.executemany("UPDATE outbox SET val = ? WHERE seq = ?", changed)


def _fill_seen(uow: UnitOfWork) -> None:
    """Registrations that do not carry the register's values yet: the centre may not know their companies."""
    for row in uow.rows(
        "SELECT r.id AS registration, r.uid AS known_as, c.* FROM registration r "
        "JOIN company c ON c.id = r.company_id WHERE r.seen IS NULL AND c.siren IS NOT NULL"
    ):
        values = register_values(uow, row)
        uow.run("UPDATE registration SET seen = ? WHERE id = ?", (values, row["registration"]))
        uow.run(
            "UPDATE outbox SET val = json_set(val, '$.seen', ?) "
            "WHERE tbl = 'registration' AND row_uid = ? AND col = '*'",
            (values, row["known_as"]),
        )


def tell_untold(conn: Connection, known: set[bytes], *, edits: bool = False) -> None:
    """Rows the centre never acknowledged and the outbox does not tell (demonstration, restored copy) are told first.

    What waits of these rows goes without saying, but for `edits` of rows the centre may have after all.
    """
    lines = list(_untold(conn, known))
    if not lines:
        return
    batches = lines[-1][0]
    conn.execute("CREATE TEMP TABLE waiting AS SELECT * FROM outbox ORDER BY seq")
    conn.execute("DELETE FROM outbox")
    conn.executemany(
        "INSERT INTO outbox (batch, tbl, row_uid, col, val, base, hlc) SELECT ?, ?, ?, ?, ?, 0, hlc FROM write_state",
        lines,
    )
    conn.execute(
        "INSERT INTO outbox (batch, tbl, row_uid, col, val, base, hlc) "
        "SELECT w.batch + ?, w.tbl, w.row_uid, w.col, w.val, w.base, w.hlc FROM temp.waiting w WHERE ? OR NOT EXISTS "
        "(SELECT 1 FROM outbox o WHERE o.tbl = w.tbl AND o.row_uid = w.row_uid) ORDER BY w.seq",
        (batches, edits),
    )
    conn.execute("DROP TABLE temp.waiting")
    conn.execute("UPDATE write_state SET batch = batch + ?", (batches,))


def _untold(conn: Connection, known: set[bytes]) -> Iterator[tuple[int, str, bytes, str, str | None]]:
    """(batch, table, uid, column, value) of whole rows, parents first; references to later tables come last.

    Each row is a gesture of its own: one that the centre refuses takes no other along.
    """
    batch, later = 0, []
    for table in TABLES:
        told = wire_columns(table)
        assert told is not None
        pairs = ", ".join(f"'{name}', {sql}" for name, sql in told.items())
        rows = conn.execute(
            f"SELECT r.uid, json_object({pairs}) FROM {table} r WHERE r.scope <> 0 AND r.rev = 0 AND NOT EXISTS "
            f"(SELECT 1 FROM outbox o WHERE o.tbl = '{table}' AND o.row_uid = r.uid AND o.col = '*') ORDER BY r.id"
        )
        ahead = [c.name for c in rules.columns(table) if c.target and _ORDER[c.target] > _ORDER[table]]
        for uid, row in (one for one in rows if bytes(one[0]) not in known):
            batch += 1
            values = json.loads(row) if ahead else {}
            later += [(table, uid, name, values[name]) for name in ahead if values[name] is not None]
            told_now = json.dumps(values | dict.fromkeys(ahead), ensure_ascii=False) if ahead else row
            yield batch, table, uid, "*", told_now
    for table, uid, name, value in later:
        yield batch + 1, table, uid, name, value


def _some(conn: Connection, sql: str) -> bool:
    return conn.execute(sql).fetchone() is not None
