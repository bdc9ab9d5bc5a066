"""Runs of the monkey in processes of their own: played, played again, shortened.

`python tests/soak/runs.py play --seed 7 --acts 500 FOLDER` · `again FOLDER` · `shorten FOLDER`: FOLDER holds a run.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S, PER_ACT_S = 60.0, 1.5
Acts = list[dict[str, Any]]


@dataclass(frozen=True)
class Run:
    """What came of a run: its acts, its faults (kind, text, act), the exit code of its process."""

    seed: int
    acts: Acts
    faults: Acts
    code: int
    said: str

    @property
    def first(self) -> str:
        """The sign of the first fault, empty when there is none."""
        if self.faults:
            lines = self.faults[0]["text"].strip().splitlines() or [""]
            return f"{self.faults[0]['kind']}: {lines[-1][:160]}"
        return "" if self.code == 0 else f"died: exit code {self.code}"

    def told(self) -> str:
        """Everything somebody needs to see it again."""
        faults = "\n".join(f"[act {one['act']}] {one['kind']}: {one['text']}" for one in self.faults)
        acts = "\n".join(json.dumps(one, ensure_ascii=False) for one in self.acts)
        return f"seed {self.seed}, {len(self.acts)} acts, exit code {self.code}\n{faults}\n{self.said[-2000:]}\nacts:\n{acts}"


def play(folder: Path, seed: int, acts: int | Acts, *, go_on: bool = False) -> Run:
    """One run on a fresh demonstration in `folder`, which is emptied first."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    order = {
        "seed": seed,
        "acts": acts,
        "go_on": go_on,
        "folder": str(folder / "profile"),
        "out": str(folder / "out"),
    }
    (folder / "order.json").write_text(json.dumps(order, ensure_ascii=False), encoding="utf-8")
    homes = {
        name: str(folder / "home") for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")
    }
    surroundings, call = _start(folder, homes)
    (folder / "home").mkdir()
    wait = PATIENCE_S + PER_ACT_S * (acts if isinstance(acts, int) else len(acts))
    try:
        done = subprocess.run(
            call,
            env=surroundings,
            capture_output=True,
            text=True,
            timeout=wait,
            check=False,
        )
        code, said = done.returncode, done.stderr
    except subprocess.TimeoutExpired as late:
        code, said = -1, f"not done after {late.timeout:.0f} s"
    return Run(
        seed, _lines(folder / "out" / "acts.jsonl"), _lines(folder / "out" / "faults.jsonl"), code, said
    )


def _start(folder: Path, homes: dict[str, str]) -> tuple[dict[str, str], list[str]]:
    """Surroundings and command line of a run."""
    path = os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    call = [
        sys.executable,
        "-X",
        "faulthandler",
        str(Path(__file__).with_name("monkey.py")),
        str(folder / "order.json"),
    ]
    surroundings = {**os.environ, **homes, "PYTHONPATH": path, "QT_QPA_PLATFORM": "offscreen"}
    return surroundings, call


def shorten(folder: Path, found: Run, tries: int = 60) -> Run:
    """Leaves out acts as long as the same fault comes: halves first, then ever smaller parts."""
    best, part = found, max(len(found.acts) // 2, 1)
    while tries and len(best.acts) > 1:
        start, shorter = 0, False
        while start < len(best.acts) and tries:
            tries -= 1
            rest = best.acts[:start] + best.acts[start + part :]
            again = play(folder, found.seed, rest)
            if again.first == found.first:
                best, shorter = again, True
            else:
                start += part
        if part == 1 and not shorter:
            break
        part = max(part // 2, 1)
    return best


def _lines(file: Path) -> Acts:
    return (
        [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []
    )


def _read(folder: Path) -> Run:
    out = folder / "out"
    seed = json.loads((folder / "order.json").read_text(encoding="utf-8"))["seed"]
    return Run(seed, _lines(out / "acts.jsonl"), _lines(out / "faults.jsonl"), 1, "")


def main() -> int:
    """Plays, plays again or shortens a run; what was found is told, the exit code is 1 when there is a fault."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("play", "again", "shorten"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--acts", type=int, default=300)
    chosen = parser.parse_args()
    if chosen.what == "play":
        found = play(chosen.folder, chosen.seed, chosen.acts)
    elif chosen.what == "again":
        before = _read(chosen.folder)
        found = play(chosen.folder.with_name(f"{chosen.folder.name}-again"), before.seed, before.acts)
    else:
        found = shorten(chosen.folder.with_name(f"{chosen.folder.name}-short"), _read(chosen.folder))
    sys.stdout.write(
        f"{found.told()}\n" if found.first else f"seed {found.seed}: {len(found.acts)} acts, no fault\n"
    )
    return 1 if found.first else 0


if __name__ == "__main__":
    sys.exit(main())
