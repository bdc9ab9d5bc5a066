"""A copy of a plain store under a key, whole and verified or not at all; plain copies replaced by such ones."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

from prospectdesk.domain.errors import Unavailable
from prospectdesk.store.backup import FAILURES, Progress
from prospectdesk.store.connection import StoreError, can_encrypt, database_errors, driver
from prospectdesk.store.files import discard, sync_file, sync_folder, touch_private, wipe

FORMER = ".plain"
"""Ends the name of a plain file whose encrypted copy took its place; it is overwritten and removed."""
TWIN = ".encrypted"
"""Ends the name of a file that takes the place of the one without it, when the store does."""
STEPS = 50_000
"""Instructions of SQLite between two looks at how far it is."""
CACHE = 16_384
"""KiB of pages kept of each of the two files."""


def write_encrypted(source: Path, part: Path, key: bytes, progress: Progress | None = None) -> None:
    """Writes the plain file `source`, which nobody changes meanwhile, to `part` under `key`, and compares them.

    Raises StoreError damaged, Unavailable (disk, no encryption here) and what `progress` raises; nothing is left then.
    """
    if not can_encrypt():
        raise StoreError("no_key", "Ce poste ne peut pas chiffrer une base : le module sqlcipher3 manque.")
    try:
        discard(part)
        touch_private(part)
        with contextlib.closing(_opened(source)) as conn:
            expected = _export(conn, source, part, key, progress)
        with contextlib.closing(_opened(part, key)) as conn:
            if conn.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok" or _told(conn) != expected:
                raise _unsound()
        sync_file(part)
    except FAILURES as error:
        _forget(part)
        raise _explained(error) from error
    except BaseException:
        _forget(part)
        raise


def replace_copy(path: Path, key: bytes, progress: Progress | None = None) -> None:
    """Puts an encrypted copy in the place of a plain one. Raises as `write_encrypted`; it is as it was then."""
    part, former = path.with_name(f".{path.name}.part"), path.with_name(path.name + FORMER)
    _fold_log(path)
    write_encrypted(path, part, key, progress)
    path.replace(former)
    part.rename(path)
    sync_folder(path.parent)
    wipe(former)


def settle_copies(folder: Path) -> None:
    """Ends what a kill of `replace_copy` left half done: no copy is lost, none stays in clear beside its twin."""
    for former in folder.rglob(f"*{FORMER}"):
        path = former.with_name(former.name.removesuffix(FORMER))
        if path.exists():
            wipe(former)
        else:
            former.rename(path)
    for part in folder.rglob(".*.db.part"):
        discard(part)


def _fold_log(path: Path) -> None:
    """Brings the log of a store that was set aside into its file. Raises StoreError damaged, Unavailable."""
    if not path.with_name(path.name + "-wal").exists():
        return
    try:
        with contextlib.closing(driver().connect(str(path), isolation_level=None)) as conn:
            conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except database_errors() as error:
        raise _explained(error) from error


def _opened(path: Path, key: bytes | None = None) -> Any:
    """A reading connection; what the file is, is not asked: a rescued outbox is no whole store."""
    conn = driver().connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)
    if key is not None:
        conn.execute("PRAGMA cipher_log_level = NONE")
        conn.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    conn.execute(f"PRAGMA cache_size = -{CACHE}")
    conn.execute("PRAGMA temp_store = MEMORY")
    return conn


def _export(conn: Any, source: Path, part: Path, key: bytes, progress: Progress | None) -> Any:
    """Copies every table, index, trigger and search table; answers what the source holds."""
    conn.execute("PRAGMA foreign_keys = OFF")
    expected = _told(conn)
    conn.execute(f"ATTACH DATABASE ? AS target KEY \"x'{key.hex()}'\"", (f"{part.absolute().as_uri()}",))
    for pragma in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{CACHE}"):
        conn.execute(f"PRAGMA target.{pragma}")
    stopped: list[BaseException] = []
    total = source.stat().st_size

    def look() -> int:
        try:
            if progress is not None:
                progress(min(part.stat().st_size, total), total)
        except BaseException as error:  # SQLite would swallow it: kept until its statement has stopped
            stopped.append(error)
            return 1
        return 0

    conn.set_progress_handler(look, STEPS)
    try:
        conn.execute("SELECT sqlcipher_export('target')").fetchall()
        for name in ("user_version", "application_id"):
            value = conn.execute(f"PRAGMA main.{name}").fetchone()[0]
            conn.execute(f"PRAGMA target.{name} = {int(value)}")
    except database_errors():
        if stopped:
            raise stopped[0] from None
        raise
    finally:
        conn.set_progress_handler(None, 0)
    if stopped:
        raise stopped[0]
    return expected


def _told(conn: Any) -> tuple[list[Any], dict[str, int]]:
    """The schema and the rows of every table, those of the search tables too."""
    schema = conn.execute("SELECT type, name, tbl_name, sql FROM main.sqlite_master ORDER BY 1, 2").fetchall()
    tables = [row[1] for row in schema if row[0] == "table" and not row[3].startswith("CREATE VIRTUAL")]
    counts = {name: conn.execute(f'SELECT count(*) FROM main."{name}"').fetchone()[0] for name in tables}
    return schema, counts


def _forget(part: Path) -> None:
    with contextlib.suppress(OSError):
        discard(part)


def _explained(error: Exception) -> Exception:
    text = str(error).lower()
    if "malformed" in text or "corrupt" in text or "not a database" in text:
        return StoreError(
            "damaged",
            "La base est abîmée : elle n’a pas été chiffrée ni modifiée. Vérifiez-la (verbe « check ») d’abord.",
        )
    return Unavailable(
        "disk",
        "Le disque est plein ou protégé : la base n’a pas été chiffrée, rien n’a été modifié. Il faut autant de place "
        "libre que la base en prend.",
    )


def _unsound() -> StoreError:
    return StoreError(
        "damaged",
        "La copie chiffrée n’est pas identique à la base : elle a été retirée, rien n’a été modifié.",
    )
