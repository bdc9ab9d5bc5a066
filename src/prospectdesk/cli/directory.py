"""`server --register` and `--snapshot`: the directory of the centre beside PostgreSQL, in a plain store of its own."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import zstandard

from prospectdesk.cli.imports import Progress
from prospectdesk.commands.bus import Bus
from prospectdesk.commands.context import Context, Person
from prospectdesk.commands.import_job import ImportJob, Register
from prospectdesk.commands.setup import SetUpWorkspace
from prospectdesk.domain.clock import Clock
from prospectdesk.domain.errors import Unavailable
from prospectdesk.server import register as centre
from prospectdesk.server.snapshots import CURRENT
from prospectdesk.store.connection import connect
from prospectdesk.store.store import Store
from prospectdesk.sync import directory, state
from prospectdesk.sync.pull import apply_page, page_of

KINDS = {centre.NOBODY: "directory"}
LEVEL = 3
KEPT = 2
"""Packed files that stay: the newest, and the one somebody may be downloading."""


def register(dsn: str, data: Path, file: Path, stock: Register | None = None) -> dict[str, Any]:
    """Imports a file of the public register into the directory of everybody; `stock` for the official stock files."""
    with _store(dsn, data) as store:
        _refresh(dsn, store)
        _import(store, file, stock)
        with store.session() as conn:
            parts = [
                (table, directory.columns(table), directory.records(conn, table))
                for table in directory.OF_REGISTER
            ]
            return centre.write(dsn, parts)


def snapshot(dsn: str, data: Path) -> dict[str, Any]:
    """Brings the directory store up to date and packs it for first downloads; answers its description."""
    with _store(dsn, data) as store:
        _refresh(dsn, store)
        return _pack(store, data / "snapshots")


def _context(person: Person | None = None) -> Context:
    return Context(
        clock=Clock(), person=person or Person(id=0, uid=b"", login="", name="", licence="administrateur")
    )


@contextlib.contextmanager
def _store(dsn: str, data: Path) -> Iterator[Store]:
    """The directory store; begun afresh when the database of the centre is not the one it was filled from."""
    folder, life = data / "directory", centre.generation(dsn)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    told = folder / "generation"
    if not told.exists() or told.read_text(encoding="ascii") != life:
        shutil.rmtree(folder)
        folder.mkdir(mode=0o700)
        told.write_text(life, encoding="ascii")
    store = Store(folder / "store.db", None)
    try:
        store.open()
        Bus(store, _context).do(
            SetUpWorkspace()
        )  # an import is somebody's, in a workspace; neither is packed
        yield store
    finally:
        store.close()


def _refresh(dsn: str, store: Store) -> None:
    """Takes what changed at the centre since the last time, as a laptop pulls."""
    with store.session() as conn:
        cursor = state.document(conn, "cursors").get(centre.NOBODY, [0, centre.NOBODY])

    def take(document: centre.Page) -> None:
        page = page_of(document, KINDS)
        assert page is not None
        with store.transaction(Clock().now_ms(), None, muted=True) as uow:
            apply_page(uow.conn, page)

    centre.changes(dsn, int(cursor[0]), take)


def _import(store: Store, file: Path, stock: Register | None) -> None:
    with store.session() as conn:
        user = conn.execute("SELECT id, uid, login, name, licence FROM user LIMIT 1").fetchone()
    job = ImportJob(store, _context(Person(*user)), file, "companies", register=stock)
    try:
        ticket = Progress()
        job.stage(ticket)
        job.run(ticket)
    finally:
        job.close()


def _pack(store: Store, folder: Path) -> dict[str, Any]:
    """VACUUM INTO, only the directory, zstd, sha-256; the description comes last."""
    made = Clock().now_ms()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        whole, bare = folder / ".whole.part", folder / ".bare.part"
        for one in (whole, bare):
            one.unlink(missing_ok=True)
        with store.session() as conn:
            cursor = state.document(conn, "cursors")[centre.NOBODY]
        store.writer().execute("VACUUM INTO ?", (str(whole),))
        header = {
            "generation": (store.path.parent / "generation").read_text(encoding="ascii"),
            "schema": centre.SCHEMA_OF_ROWS,
            "cursor": cursor,
            "made_ms": made,
        }
        rows = _emptied(whole, bare, header)
        packed = folder / f"directory-{cursor[0]}-{made}.sqlite.zst"
        digest, size = _compress(bare, packed)
        for one in (whole, bare):
            one.unlink()
        told = {"name": packed.name, "size": size, "sha256": digest, "rows": rows, **header}
        part = folder / f".{CURRENT}.part"
        part.write_text(json.dumps(told), encoding="utf-8")
        part.replace(folder / CURRENT)
        for old in sorted(folder.glob("directory-*.sqlite.zst"), key=lambda one: one.stat().st_mtime)[:-KEPT]:
            old.unlink()
    except OSError as error:
        raise Unavailable(
            "disk",
            "Le dossier « {folder} » ne peut pas être écrit : le disque est plein ou protégé.",
            folder=folder,
        ) from error
    return told


def _emptied(whole: Path, bare: Path, header: dict[str, Any]) -> int:
    """Writes the directory alone to `bare`, with its header in sync_state; answers its rows."""
    copy = connect(whole, None)
    try:
        rows = directory.only_directory(copy)
        copy.execute("BEGIN IMMEDIATE")
        state.write(copy, snapshot=json.dumps(header))
        copy.execute("COMMIT")
        copy.execute("PRAGMA optimize")
        copy.execute("VACUUM INTO ?", (str(bare),))
    finally:
        copy.close()
        for suffix in ("-wal", "-shm"):
            whole.with_name(whole.name + suffix).unlink(missing_ok=True)
    return rows


def _compress(source: Path, target: Path) -> tuple[str, int]:
    """Packs a file; answers sha-256 and size of the packed one."""
    with source.open("rb") as plain, target.open("wb") as packed:
        packer = zstandard.ZstdCompressor(level=LEVEL, write_checksum=True)
        packer.copy_stream(plain, packed, size=source.stat().st_size)
    digest = hashlib.sha256()
    with target.open("rb") as packed:
        while piece := packed.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest(), target.stat().st_size
