"""The reading child: limits, death, cancel, bounded memory, and real registers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from prospectdesk.domain.errors import BadFile, Cancelled
from prospectdesk.sheets import child, frames, limits, source, tables
from prospectdesk.sheets.xlsx_writer import Column

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
pytestmark = pytest.mark.spec("X-40", "R3", "T7")
posix_only = pytest.mark.skipif(os.name == "nt", reason="signals and rlimits are POSIX")


def long_list(build: Any, rows: int) -> Path:
    return build.raw("liste.csv", "siret;nom\n" + "".join(f"{n};ENTREPRISE {n}\n" for n in range(rows)))


@posix_only
def test_a_killed_child_is_a_refused_file_and_leaves_nothing(build: Any) -> None:
    with source.read_sheet(long_list(build, 200_000)) as reading:
        os.kill(reading.pid, signal.SIGKILL)
        with pytest.raises(BadFile, match="refusé"):
            list(reading)
    assert not any(thread.name == "sheet-reader" for thread in threading.enumerate())


class Stopping:
    """A ticket whose user stops after some steps."""

    def __init__(self, after: int) -> None:
        self.left = after

    def step(self, done: int, total: int, text: str) -> None:
        self.left -= 1
        if self.left < 0:
            raise Cancelled


@pytest.mark.parametrize("after", [0, 1, 5, 20])
def test_cancel_stops_the_child(build: Any, after: int) -> None:
    path = long_list(build, 200_000)
    with pytest.raises(Cancelled), source.read_sheet(path, ticket=Stopping(after)) as reading:
        list(reading)
    assert not any(thread.name == "sheet-reader" for thread in threading.enumerate())


def test_leaving_early_ends_the_child(build: Any) -> None:
    with source.read_sheet(long_list(build, 200_000)) as reading:
        next(iter(reading))
        pid = reading.pid
    if os.name != "nt":
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_steps_tell_how_far_the_reading_is(build: Any) -> None:
    told: list[tuple[int, int]] = []

    class Telling:
        def step(self, done: int, total: int, text: str) -> None:
            told.append((done, total))

    with source.read_sheet(long_list(build, 5_000), ticket=Telling()) as reading:
        list(reading)
    assert told[-1][0] == 5_000
    assert told[-1][1] >= 5_000


def confined(code: str) -> subprocess.CompletedProcess[str]:
    start = f"import sys; sys.path.insert(0, {str(Path(child.__file__).parents[2])!r})\nfrom prospectdesk.sheets import confine\n"
    return subprocess.run(
        [sys.executable, "-c", f"{start}confine.confine(1)\n{code}"],
        capture_output=True,
        text=True,
        check=False,
    )


@posix_only
def test_the_child_can_neither_connect_nor_write_nor_grow_nor_loop(tmp_path: Path) -> None:
    assert "PermissionError" in confined("import socket; socket.socket()").stderr
    file = str(tmp_path / "x")
    assert (
        "OSError" in confined(f"with open({file!r}, 'wb', buffering=0) as out: out.write(b'x' * 10)").stderr
    )
    assert Path(file).stat().st_size == 0
    assert "MemoryError" in confined(f"bytearray({limits.MEMORY_BYTES})").stderr
    assert confined("while True: pass").returncode in (-signal.SIGXCPU, -signal.SIGKILL)


def test_a_frozen_program_starts_its_child_by_a_flag(monkeypatch: pytest.MonkeyPatch) -> None:
    assert source.command() == [sys.executable, "-m", "prospectdesk.sheets.child"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert source.command() == [sys.executable, child.FLAG]
    assert child.is_child(["prospectdesk", child.FLAG])
    assert not child.is_child(["prospectdesk", "list"])


def test_the_child_gets_no_secret_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_PASSWORD", "secret")
    assert "secret" not in source._environment().values()


@pytest.mark.parametrize(
    "data", [b"\x00", b"\xff" * 40, frames.HEAD.pack(10, b"B") + b"[1", frames.HEAD.pack(3, b"B") + b"[1,"]
)
def test_a_spoilt_answer_is_told_from_an_end(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "pipe"
    path.write_bytes(data)
    with path.open("rb") as stream, pytest.raises(frames.BrokenPipeFrame):
        frames.receive(stream)


def peak_of(pid: int) -> int:
    """The most memory that the process held so far, in MB; 0 where the system does not tell."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return 0
    lines = [line for line in status.read_text().splitlines() if line.startswith("VmHWM")]
    return int(lines[0].split()[1]) // 1024 if lines else 0


def write_list(path: Path, count: int) -> None:
    columns = [Column(f"colonne {n}") for n in range(12)]
    tables.write_table(
        path, columns, ([f"{n:014d}", f"ENTREPRISE {n}", n, *["RUE DE LA GARE"] * 9] for n in range(count))
    )


@posix_only
@pytest.mark.parametrize("count", [20_000, pytest.param(200_000, marks=pytest.mark.slow)])
def test_a_long_list_is_read_in_bounded_memory(tmp_path: Path, count: int) -> None:
    path = tmp_path / "liste.xlsx"
    write_list(path, count)
    seen = peak = 0
    with source.read_sheet(path) as reading:
        for batch in reading:
            assert len(batch.rows) <= limits.BATCH_ROWS
            seen += len(batch.rows)
            peak = max(peak, peak_of(reading.pid))
    assert seen == count
    assert peak < 400


def test_a_long_list_comes_in_few_pieces_and_each_row_once(tmp_path: Path) -> None:
    path = tmp_path / "liste.xlsx"
    write_list(path, 20_000)
    with source.read_sheet(path) as reading:
        sizes = [len(batch.rows) for batch in reading]
    assert sum(sizes) == 20_000
    assert len(sizes) <= 20_000 // limits.BATCH_ROWS + 1, "one message of the child a piece"


@pytest.mark.skipif(not DATA.exists(), reason="the real registers are not beside the project")
@pytest.mark.parametrize(
    ("name", "count"), [("etablissements_metz/etablissements_metz", 7082), ("siae_france/siae_france", 3042)]
)
def test_real_registers_are_read_whole(name: str, count: int) -> None:
    with source.read_sheet(DATA / f"{name}.csv") as reading:
        batches = list(reading)
    assert sum(len(batch.rows) for batch in batches) == count
    assert not any(batch.problems for batch in batches)
