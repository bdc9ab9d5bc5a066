"""First download of the directory: CPU of our bootstrap against unpacking the file and an encrypted copy of it (SYNC §3).

`python3 dev.py bench --only bootstrap --n 1000000`: companies of the register, each with its establishment, in a packed
snapshot as the centre makes it. The raw limit unpacks the same file and copies it with `sqlcipher_export`.
"""

from __future__ import annotations

import contextlib
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import zstandard
from sync import KEY, NOW, cpu, documents, raw

from prospectdesk.cli.directory import _compress, _emptied
from prospectdesk.store.connection import connect
from prospectdesk.store.store import Store
from prospectdesk.sync import bootstrap, state
from prospectdesk.wire.tables import SCHEMA

GENERATION = "0" * 31 + "1"


class Nearby:
    """What a bootstrap asks of a client, from a file beside."""

    def __init__(self, packed: Path, told: dict[str, Any]) -> None:
        self.packed, self.told = packed, told

    def snapshot(self) -> dict[str, Any]:
        """The description of the file."""
        return self.told

    def download(self, _name: str, _size: int, target: Path, *, told: Callable[[int, int], None]) -> None:
        """The file itself."""
        shutil.copyfile(self.packed, target)


class Nobody:
    """A ticket nobody watches."""

    cancelled = False

    def step(self, done: int, total: int, text: str) -> None:
        """Nothing."""


def snapshot(folder: Path, companies: int) -> Nearby:
    """A packed directory of so many companies, made as the centre makes it."""
    store = Store(folder / "source.db", None)
    store.open()
    raw(store, documents(2 * companies))
    whole, bare, packed = (folder / name for name in ("whole.db", "bare.db", "directory.zst"))
    store.writer().execute("VACUUM INTO ?", (str(whole),))
    store.close()
    header = {"generation": GENERATION, "schema": SCHEMA, "cursor": [1, state.NOBODY], "made_ms": NOW}
    rows = _emptied(whole, bare, header)
    size = bare.stat().st_size
    start = time.process_time()
    digest, length = _compress(bare, packed)
    print(
        f"{companies:,} companies, {rows:,} rows: {size / 1e6:.0f} MB, packed {length / 1e6:.0f} MB "
        f"({time.process_time() - start:.1f} s CPU)"
    )
    for name in ("source.db", "source.db-wal", "source.db-shm", "whole.db", "bare.db"):
        (folder / name).unlink(missing_ok=True)
    return Nearby(packed, header | {"name": packed.name, "size": length, "sha256": digest, "rows": rows})


def limit(folder: Path, packed: Path) -> None:
    """Unpacks and copies into an encrypted file."""
    plain, target = folder / "raw.db", folder / "raw-encrypted.db"
    with packed.open("rb") as source, plain.open("wb") as file:
        zstandard.ZstdDecompressor().copy_stream(source, file)
    with contextlib.closing(connect(plain, None)) as conn:
        conn.execute("ATTACH DATABASE ? AS aside KEY ?", (str(target), f"x'{KEY.hex()}'"))
        conn.execute("SELECT sqlcipher_export('aside')")
        conn.execute("DETACH DATABASE aside")


def ours(folder: Path, near: Nearby) -> int:
    """The bootstrap of an empty encrypted profile."""
    store = Store(folder / "ours.db", KEY)
    store.open()
    try:
        with store.transaction(NOW, None, muted=True) as uow:
            state.write(uow.conn, generation=GENERATION)
        return bootstrap.bring(store, folder, near, Nobody(), NOW)  # type: ignore[arg-type]
    finally:
        store.close()


def measure(companies: int) -> str:
    """The figures as lines."""
    with tempfile.TemporaryDirectory(prefix="prospectdesk-bootstrap-") as name:
        folder = Path(name)
        near = snapshot(folder, companies)
        raw_cpu, raw_wall, _ = cpu(lambda: limit(folder, near.packed))
        size = (folder / "raw-encrypted.db").stat().st_size
        for one in ("raw.db", "raw-encrypted.db"):
            (folder / one).unlink()
        used, wall, rows = cpu(lambda: ours(folder, near))
        assert rows == near.told["rows"]
        return (
            f"unpack and encrypted copy ({size / 1e6:.0f} MB): {raw_cpu:.1f} s CPU, {raw_wall:.1f} s\n"
            f"bootstrap of {rows:,} rows: {used:.1f} s CPU, {wall:.1f} s, ratio {used / raw_cpu:.2f} (goal 2)"
        )


if __name__ == "__main__":
    print(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
