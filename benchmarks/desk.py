"""The real window on a store of N companies: what it takes beside a bare one, and each act beside one repaint."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import statistics
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from prospectdesk.commands.drafts import SaveSettings
from prospectdesk.jobs.opening import Opening
from prospectdesk.jobs.session import open_session
from prospectdesk.store.profile import Profile

HERE = Path(__file__).resolve().parent
PHRASE = "bench"
GAP_MS = 50.0
START_RATIO = 1.5
MEMORY_MB = 350.0
FELT_MS = {
    "sort by another column": 100, "jump to the middle": 100, "scroll by a page": 16, "open a sheet": 100,
    "12 criteria, rows and count": 100, "a name of three letters": 100, "commit a note, sheet shown": 100,
    "three letters in prospects.search": 300, "palette « gar »": 200, "palette « carrosserie martin »": 200,
}  # fmt: skip
"""What a person feels; the two search fields wait for the typing to pause (150 and 80 ms) before they ask."""


@dataclass(frozen=True)
class Felt:
    """One line: `value` in `unit` against `goal`; `gap` is the longest time the loop was away, in ms."""

    companies: int
    name: str
    value: float
    unit: str
    goal: float | None
    raw: str = ""
    raw_value: float | None = None
    gap: float | None = None

    @property
    def verdict(self) -> str:
        """PASS or MISS; empty where nothing was promised."""
        tests = [] if self.goal is None else [self.value <= self.goal]
        if self.gap is not None:
            tests.append(self.gap <= GAP_MS)
        return "" if not tests else "PASS" if all(tests) else "MISS"

    def as_dict(self) -> dict[str, Any]:
        """For the JSON file."""
        return {**asdict(self), "verdict": self.verdict}


def profile(folder: Path, key: bytes | None) -> None:
    """Makes the folder of a store a profile: its pass phrase costs nothing, so that only the program is measured."""
    name, salt = "bench", b"0" * 16
    made: dict[str, Any] = {"mode": "none", "id": name, "ready": True}
    if key is not None:
        pad = hashlib.scrypt(PHRASE.encode(), salt=salt, n=2, r=8, p=1, dklen=32)
        check = hmac.new(key, f"prospectdesk key {name}".encode(), hashlib.sha256).hexdigest()
        wrapped = bytes(a ^ b for a, b in zip(key, pad, strict=True)).hex()
        made |= {
            "mode": "passphrase",
            "check": check,
            "salt": salt.hex(),
            "wrapped": wrapped,
            "n": 2,
            "r": 8,
            "p": 1,
        }
    (folder / "key.json").write_text(json.dumps(made), encoding="utf-8")
    session = open_session(Opening(data_dir=folder, passphrase=PHRASE))
    _take_care_as_done(session.profile.profile, session.clock.today().isoformat())
    try:
        session.bus.do(SaveSettings(values={"window.tabs": {"screen": "prospects"}}))
    finally:
        session.close()


def _take_care_as_done(profile: Profile, today: str) -> None:
    """The check of the week and the copy of the day count as done: else they run for minutes beside what is measured."""
    profile.upkeep.write_text(json.dumps({"checked": today, "problems": {}}), encoding="utf-8")
    profile.backups.mkdir(exist_ok=True)
    (profile.backups / f"prospectdesk-{today}.db").touch()


def window(folder: Path, key: bytes | None, count: int, rounds: int = 5) -> list[Felt]:
    """Start-up, acts and memory of the real window."""
    profile(folder, key)
    return [*started(folder, key, count, rounds), *acted(folder, count)]


def started(folder: Path, key: bytes | None, count: int, rounds: int) -> list[Felt]:
    """The programs in turn: processor time until the first rows are painted, with the frame around them.

    Bare is a main window with a bar of tools, a dock and the table; the last line tells the same beside the table alone.
    One more round before, not counted: it leaves the byte code an installed program has.
    """
    plain, framed, rows, gaps = [], [], [], []
    phrase = folder / "bench-phrase.txt"
    phrase.write_text(PHRASE, encoding="utf-8")
    bare = [
        str(HERE / "window.py"),
        "raw",
        str(folder / "prospectdesk.db"),
        "-" if key is None else key.hex(),
    ]
    for turn in range(rounds + 1):
        floors = [float(_run(one).split()[0]) for one in (bare, [*bare, "--framed"])]
        told = _run([str(HERE / "first.py"), str(folder), str(phrase)])
        lines = {line.split()[0]: line.split()[1:] for line in told.splitlines()}
        if late := lines["rows"][1:]:
            raise RuntimeError(f"loaded before the first rows: {late}")
        if turn:
            plain.append(floors[0])
            framed.append(floors[1])
            rows.append(float(lines["rows"][0]))
            watched = _lines([str(HERE / "acts.py"), "start", str(folder), PHRASE, "--leave"])
            gaps.append(watched["rows"]["gap"])
    ours, gap = statistics.median(rows), statistics.median(gaps)
    made = []
    for goal, found, raw in ((START_RATIO, framed, "bare main window, 100 rows (ms)"),
                             (None, plain, "a table in a window, 100 rows (ms)")):  # fmt: skip
        floor = statistics.median(found)
        made.append(Felt(count, "start: first rows painted", round(ours / floor, 2), "×", goal, raw, round(floor, 1),
                         None if goal is None else gap))  # fmt: skip
    return made


def acted(folder: Path, count: int) -> list[Felt]:
    """Every act of acts.py."""
    made = []
    for name, line in _lines([str(HERE / "acts.py"), "acts", str(folder), PHRASE]).items():
        if line.get("failed"):
            made.append(Felt(count, name, float("inf"), "ms", FELT_MS.get(name, 0)))
        elif "rss" in line:
            made.append(Felt(count, name, round(line["rss"]), "MB", MEMORY_MB))
        elif "wall" in line:
            floor = line.get("floor")
            raw = ("", None) if not floor or floor < 1 else ("one repaint (ms)", round(floor, 1))
            made.append(
                Felt(
                    count, name, round(line["wall"], 1), "ms", FELT_MS.get(name), *raw, round(line["gap"], 1)
                )
            )
    return made


def felt_table(found: list[Felt]) -> str:
    """A Markdown table."""
    lines = [
        "| companies | what | ours | goal | raw limit | ratio | longest gap, ms | |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for one in found:
        goal = "" if one.goal is None else f"≤ {one.goal:g}"
        raw = "" if one.raw_value is None else f"{one.raw}: {one.raw_value:g}"
        ratio = f"{one.value / one.raw_value:.1f}" if one.raw_value and one.unit == "ms" else ""
        gap = "" if one.gap is None else f"{one.gap:.0f}"
        lines.append(f"| {one.companies:,} | {one.name} | {one.value:g} {one.unit} | {goal} | {raw} | {ratio} | {gap} "
                     f"| {one.verdict} |")  # fmt: skip
    return "\n".join(lines)


def _lines(arguments: list[str]) -> dict[str, dict[str, Any]]:
    lines = [json.loads(line) for line in _run(arguments).splitlines() if line.startswith("{")]
    return {line["act"]: line for line in lines}


def _run(arguments: list[str]) -> str:
    surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [sys.executable, *arguments], capture_output=True, check=True, text=True, timeout=900,
        env={**surroundings, "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    return done.stdout
