"""A laptop that dies: syncs a copied store and ends at a given statement of SQLite or a given turn of the line.

Reads jobs from stdin, one JSON a line: `{"path", "dsn", "user", "at"}`; each runs in a process of its own, which is killed at
point `at` (0: never). Answers `{"killed", "points"}`.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "src"), str(ROOT / "tests" / "support")]

from pushing import Laptop as Line  # noqa: E402
from tests.simulator.real_parts import RealCentre, RealLaptop  # noqa: E402

NOW = 1_800_000_600_000


class Points:
    """Counts what happens; at the chosen point the process is no more."""

    def __init__(self, at: int) -> None:
        self.at, self.count = at, 0

    def __call__(self, _statement: str = "") -> None:
        self.count += 1
        if self.count == self.at:
            os.kill(os.getpid(), signal.SIGKILL)


class Counted(Line):
    """A line that may break on the way there or back."""

    points: Points

    def ask(self, sql: str, *args: Any, minutes: float | None = None) -> Any:
        """One function of the centre."""
        self.points()  # the request does not leave
        answer = super().ask(sql, *args, minutes=minutes)
        self.points()  # the answer does not arrive
        return answer


def sync(laptop: RealLaptop) -> None:
    """Everything up, everything down."""
    while laptop.push("", NOW) is not None:
        pass
    laptop.pull(None, NOW)


def run(job: dict[str, Any]) -> int:
    """One life; answers how many points it passed."""
    points = Points(job["at"])
    centre = RealCentre(job["dsn"])
    laptop = RealLaptop(job["user"], Path(job["path"]), centre)
    laptop.line = line = Counted(centre, laptop.line.who)
    line.points = points
    laptop.profile.store.writer().set_trace_callback(points)
    sync(laptop)
    laptop.close()
    centre.close()
    return points.count


def main() -> None:
    """One process a job."""
    for text in sys.stdin:
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.write(writing, str(run(json.loads(text))).encode())
            os._exit(0)
        os.close(writing)
        _pid, status = os.waitpid(pid, 0)
        with os.fdopen(reading) as pipe:
            told = pipe.read()
        answer = {"killed": os.WIFSIGNALED(status), "code": status, "points": int(told or 0)}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
