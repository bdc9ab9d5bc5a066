"""Speed as ratios and times felt: `python3 dev.py bench --n 10000 100000 [--only PART] [--keep DIR]`."""

from __future__ import annotations

import argparse
import json
import platform
import resource
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from desk import Felt, felt_table, window
from generate import fill
from measures import Bench
from start import start_up
from timing import Measure, table

from prospectdesk.store.store import Store

KEY = bytes(range(32))
SYNC = ("laptops", "bootstrap", "pull")
"""Measures of the sync; not part of a run without `--only`."""


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="dev.py bench", description="measures speed as ratios to raw limits"
    )
    parser.add_argument("--n", type=int, nargs="+", default=[10_000, 100_000], help="numbers of companies")
    parser.add_argument("--plain", action="store_true", help="a store without encryption")
    parser.add_argument("--rounds", type=int, default=15, help="rounds of every measure")
    parser.add_argument("--json", type=Path, help="also write the measures into this file")
    parser.add_argument("--keep", type=Path, help="folder where the stores are kept and found again")
    parser.add_argument(
        "--only",
        choices=("queries", "window", "board", "letters", "portfolio", "map", *SYNC),
        help="a part of the measures",
    )
    laptops = parser.add_argument_group("laptops", "with --only laptops: a real service and its PostgreSQL")
    laptops.add_argument("--laptops", type=int, default=500)
    laptops.add_argument("--workspace", type=int, default=20, help="people of each workspace")
    laptops.add_argument("--seconds", type=float, default=180.0)
    laptops.add_argument("--period", type=float, default=30.0, help="seconds between two syncs of a laptop")
    laptops.add_argument("--rows", type=int, default=20, help="rows of each push")
    parser.add_argument("--letters", type=int, default=500, help="letters of the batch, with --only letters")
    return parser.parse_args()


def of_sync(options: argparse.Namespace) -> None:
    """The sync (SYNC §3): many laptops against one service, a first download, a pull; prints what was measured."""
    if options.only == "laptops":
        from laptops import Plan, laptops

        names = ("laptops", "workspace", "seconds", "period", "rows")
        print(laptops(Plan(**{name: getattr(options, name) for name in names})).told())
        return
    for count in options.n:
        if options.only == "bootstrap":
            from bootstrap import measure

            print(measure(count), flush=True)
        else:
            from sync import measured as pulled

            pulled(count)


def place(folder: Path, count: int, plain: bool) -> Path:
    """The profile of `count` companies."""
    return folder / f"bench-{count}-{'plain' if plain else 'encrypted'}"


def opened(folder: Path, count: int, plain: bool) -> tuple[Store, Path]:
    """The store of `count` companies, made when it is not there."""
    path = place(folder, count, plain) / "prospectdesk.db"
    path.parent.mkdir(parents=True, exist_ok=True)
    made = path.exists()
    store = Store(path, None if plain else KEY)
    store.open()
    if not made:
        start = time.perf_counter()
        print(f"making {count:,} companies in {path} …", flush=True)
        fill(store, count)
        print(f"made in {time.perf_counter() - start:.0f} s, {path.stat().st_size / 1e6:.0f} MB", flush=True)
    return store, path


def measured(folder: Path, count: int, options: argparse.Namespace) -> list[Measure]:
    """All measures at one size."""
    store, path = opened(folder, count, options.plain)
    try:
        bench = Bench(store, count, options.rounds)
        found = []
        for one in bench.measures():
            found.append(one)
            print(table([one]).splitlines()[-1], flush=True)
        print(
            f"columns in memory: {bench.columns.nbytes / 1e6:.0f} MB; process: {resident_mb():.0f} MB at most"
        )
    finally:
        store.close()
    found.append(start_up(path, None if options.plain else KEY, count))
    return found


def resident_mb() -> float:
    """The largest resident size of this process so far."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if platform.system() == "Darwin" else 1e3)


def of_part(options: argparse.Namespace) -> bool:
    """Measures one part that makes its own data, and prints; False when none is asked for."""
    if options.only == "board":
        from board import measured as of_board

        print(of_board(2000, options.rounds))
    elif options.only == "letters":
        from letters import measured as printed

        print(printed(options.letters))
    elif options.only == "portfolio":
        from portfolio import measured as around

        for count in options.n:
            print(around(count, options.rounds), flush=True)
    elif options.only == "map":
        from map import measured as drawn

        print(drawn(1_000_000, options.rounds))
    elif options.only in SYNC:
        of_sync(options)
    else:
        return False
    return True


def main() -> int:
    """Measures and prints; answers the exit code."""
    options = arguments()
    if of_part(options):
        return 0
    with tempfile.TemporaryDirectory(prefix="prospectdesk-bench-") as made:
        folder = options.keep or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        found: list[Measure] = []
        felt: list[Felt] = []
        for count in options.n:
            if options.only != "window":
                found += measured(folder, count, options)
            if options.only != "queries":
                opened(folder, count, options.plain)[0].close()
                felt += window(place(folder, count, options.plain), None if options.plain else KEY, count)
                print(felt_table(felt), flush=True)
    print("\n\n".join(part for part in (found and table(found), felt and felt_table(felt)) if part))
    if options.json:
        lines = [one.as_dict() for one in (*found, *felt)]
        options.json.write_text(json.dumps(lines, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
