"""Two programs in turn (A B A B), the medians of both and their ratio."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Measure:
    """One line of the table; milliseconds of CPU and of the wall clock, `ratio` in CPU time."""

    name: str
    companies: int
    raw: str
    raw_ms: float
    ours_ms: float
    raw_wall_ms: float
    ours_wall_ms: float
    ratio: float
    goal: float | None
    note: str = ""

    def as_dict(self) -> dict[str, Any]:
        """For the JSON file."""
        return asdict(self)


def _run(program: Callable[[], object]) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.thread_time()
    program()
    return (time.thread_time() - cpu) * 1000, (time.perf_counter() - wall) * 1000


def compare(
    name: str,
    companies: int,
    raw: tuple[str, Callable[[], object]],
    ours: Callable[[], object],
    *,
    goal: float | None,
    rounds: int = 15,
    note: str = "",
) -> Measure:
    """Runs the raw limit and our program in turn, after one round that warms both."""
    label, limit = raw
    limit()
    ours()
    gc.collect()
    times = [(_run(limit), _run(ours)) for _ in range(rounds)]
    middle = [[statistics.median(pair[side][kind] for pair in times) for kind in (0, 1)] for side in (0, 1)]
    ratio = middle[1][0] / max(middle[0][0], 0.001)
    return Measure(
        name, companies, label, round(middle[0][0], 3), round(middle[1][0], 3), round(middle[0][1], 3),
        round(middle[1][1], 3), round(ratio, 2), goal, note,
    )  # fmt: skip


def table(measures: list[Measure]) -> str:
    """The measures as lines of a Markdown table."""
    lines = [
        "| companies | what | ours, ms | wall | raw limit, ms | raw limit | ratio | goal | |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for one in measures:
        goal = "" if one.goal is None else f"≤ {one.goal:g}"
        verdict = "" if one.goal is None else "PASS" if one.ratio <= one.goal else "MISS"
        lines.append(
            f"| {one.companies:,} | {one.name} | {one.ours_ms:.2f} | {one.ours_wall_ms:.2f} | {one.raw_ms:.2f} "
            f"| {one.raw} | {one.ratio:.2f} | {goal} | {verdict} |"
        )
    return "\n".join(lines)
