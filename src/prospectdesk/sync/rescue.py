"""Unsent work of a store that was lost is laid over its replacement and waits in the outbox again (F6, X-26).

The lines come from the journal and from the small store that `store.salvage` saved. A copy that is put back takes them
at its next opening, an empty store after its first download.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from prospectdesk.store.connection import Connection, driver
from prospectdesk.store.profile import Profile
from prospectdesk.store.salvage import salvage
from prospectdesk.store.store import Store
from prospectdesk.sync import derive, operations, state
from prospectdesk.sync.apply import apply_rows
from prospectdesk.sync.incoming import Checked, Incoming, check
from prospectdesk.sync.journal import FIELDS, NAME, Journal, Line
from prospectdesk.sync.operations import ROW, VANISHED, kinds
from prospectdesk.sync.rebase import stored
from prospectdesk.sync.work import Work
from prospectdesk.wire.tables import TABLES

_ORDER = {table: place for place, table in enumerate(TABLES)}


def rescued_lines(place: Path, key: bytes | None) -> list[Line]:
    """The outbox lines of a rescued store (Salvage.rescued)."""
    with contextlib.closing(driver().connect(str(place), isolation_level=None)) as conn:
        if key is not None:
            conn.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        rows = conn.execute(f"SELECT {', '.join(FIELDS)} FROM outbox ORDER BY seq").fetchall()
    return [(*row[:3], bytes(row[3]), *row[4:]) for row in rows]


UNKNOWN_SEQ = 1 << 52
"""A last push nobody made: the centre answers where it stands. The number of a copy may be one that was used since, and
the centre would take what is pushed under it for a repetition."""


def save(profile: Profile, key: bytes | None, now_ms: int) -> Path | None:
    """Before the store of a linked profile is replaced: what only its outbox has joins the journal.

    Answers the file of `salvage`, None when there is nothing to save.
    """
    journal = Journal(profile.folder / NAME, key)
    found = salvage(profile, key, now_ms).rescued if journal.path.exists() else None
    if found is not None:
        journal.replace(united(rescued_lines(found, key), journal.lines()))
    return found


def settle_copy(store: Store, journal: Journal) -> None:
    """A copy that was put back takes what the journal of the lost store has.

    Its own outbox is forgotten then: what waited when it was made was sent since, or is in the journal.
    """
    lines = journal.lines()
    with store.transaction(0, None, muted=True) as uow:
        operations.unmark(uow.conn)
        if journal.is_sound() and journal.user in {None, state.read(uow.conn, "user")}:
            uow.run("DELETE FROM outbox")
            lay_again(uow.conn, lines)
        first = state.read(uow.conn, "first_sync") or "restored"
        state.write(uow.conn, restored_at=None, first_sync=first, last_seq=UNKNOWN_SEQ)
        uow.finish()


def set_apart(folder: Path) -> None:
    """Before the first sign-in of a new store: a journal that is still there keeps what its lost store had not sent."""
    place, number = folder / NAME, 1
    if place.exists() and place.stat().st_size:
        while (kept := folder / f"outbox-{number}.rescued").exists():
            number += 1
        place.rename(kept)


def apart(folder: Path, key: bytes | None, user: str) -> dict[Path, tuple[Line, ...]]:
    """The lines set apart that are this user's, by their file."""
    found = {}
    for place in sorted(folder.glob("outbox-*.rescued")):
        journal = Journal(place, key)
        lines = tuple(journal.lines())
        if lines and journal.user in {None, user}:
            found[place] = lines
    return found


def united(*sources: Sequence[Line]) -> list[Line]:
    """The lines of several sources, each once; a later source knows better."""
    found = {line[0]: line for source in sources for line in source}
    return [found[seq] for seq in sorted(found)]


def lay_again(conn: Connection, lines: Iterable[Line]) -> Work:
    """Puts lines back into the outbox as unsent gestures and their values over the rows.

    For a muted transaction, after a fresh bootstrap; doing it twice changes nothing more.
    """
    wanted = [line for line in lines if line[2] in _ORDER and _makes_sense(line)]
    _queue(conn, wanted)
    work = Work.begin(conn)
    rows = {(line[2], line[3]) for line in wanted}
    vanished = {(line[2], line[3]) for line in wanted if line[4] == VANISHED}
    for table in TABLES:
        uids = sorted(uid for name, uid in rows if name == table)
        _lay_rows(work, table, [uid for uid in uids if (table, uid) not in vanished])
    derive.refresh(work)
    return work


def _queue(conn: Connection, lines: Sequence[Line]) -> None:
    """The lines under new numbers, gestures in their order, after those that wait already."""
    base = conn.execute("SELECT max(batch) FROM write_state").fetchone()[0]
    batches = {batch: base + place for place, batch in enumerate(sorted({line[1] for line in lines}), 1)}
    for line in sorted(lines, key=lambda one: (one[1], one[0])):
        conn.execute(
            "INSERT INTO outbox (batch, tbl, row_uid, col, val, base, hlc) VALUES (?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (tbl, row_uid, col) WHERE sent = 0 DO UPDATE SET val = excluded.val, base = min(base, excluded.base)",
            (batches[line[1]], *line[2:]),
        )
    conn.execute("UPDATE write_state SET batch = batch + ?", (len(batches),))


def _lay_rows(work: Work, table: str, uids: Sequence[bytes]) -> None:
    """Applies rows as they are, or as their line tells them; what waits is laid over like over any row."""
    columns = tuple(kinds(table))
    known = work.known(table, uids)
    ready = Checked()
    here = []
    for uid in uids:
        if uid in known:
            values = stored(work.conn, table, uid, columns)
            here.append([uid, known[uid].rev, *(values[name] for name in columns)])
        else:
            part = _new(work, table, uid, columns)
            ready.tables += part.tables
            ready.bad += part.bad
    if here:
        ready.tables.append(Incoming(table, columns, here))
    apply_rows(work, ready)


def _new(work: Work, table: str, uid: bytes, columns: Sequence[str]) -> Checked:
    told = [val for col, val in work.waiting.lines(table, uid) if col == ROW and val is not None]
    if not told:
        return Checked()  # an edit of a row that is not here: the centre knows what to do with it
    values: dict[str, Any] = json.loads(told[-1])
    row = [uid.hex(), 0, *(values.get(name) for name in columns)]
    return check({table: {"columns": list(columns), "rows": [row]}}, unsent=True)


def _makes_sense(line: Line) -> bool:
    table, column, value = line[2], line[4], line[5]
    if column == ROW:
        with contextlib.suppress(ValueError):
            return isinstance(json.loads(value or ""), dict)
        return False
    return column == VANISHED or column in kinds(table)
