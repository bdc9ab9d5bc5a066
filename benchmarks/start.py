"""Start-up: a bare Qt window with 100 rows, by the driver alone and through the program's own floors."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from timing import Measure

ROUNDS = 5


def start_up(path: Path, key: bytes | None, count: int) -> Measure:
    """Both windows in turn, processes of their own; raises when ours loads a module that starts late."""
    times: dict[str, list[tuple[float, float]]] = {"raw": [], "ours": []}
    for turn in range(ROUNDS + 1):  # the first one leaves the byte code an installed program has
        for how, kept in times.items():
            found = _window(how, path, key)
            if turn:
                kept.append(found)
    middle = {how: [statistics.median(one[n] for one in kept) for n in (0, 1)] for how, kept in times.items()}
    return Measure(
        "start: bare window with 100 rows read by us", count, "the same window, driver alone", middle["raw"][0],
        middle["ours"][0], middle["raw"][1], middle["ours"][1], round(middle["ours"][0] / middle["raw"][0], 2), 1.5,
    )  # fmt: skip


def _window(how: str, path: Path, key: bytes | None) -> tuple[float, float]:
    surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    program = Path(__file__).resolve().parent / "window.py"
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, str(program), how, str(path), "-" if key is None else key.hex()],
        capture_output=True, check=True, text=True, env={**surroundings, "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    wall = (time.perf_counter() - start) * 1000
    cpu, *late = done.stdout.split()
    if how == "ours" and late:
        raise RuntimeError(f"loaded before the first paint: {late}")
    return float(cpu), wall
