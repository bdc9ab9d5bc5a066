"""Reports beside a plain grouped SELECT: `python benchmarks/reports.py [--dossiers 10000] [--entries 300000]`.

The raw limit reads the same table once, with no right, filter or name looked at."""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from timing import Measure, compare, table

from prospectdesk.domain.reports import Period
from prospectdesk.queries import reports, reports_activity
from prospectdesk.queries.reader import Reader
from prospectdesk.queries.reports_behind import Mark, behind
from prospectdesk.queries.reports_scope import Asked
from prospectdesk.store.connection import Connection
from prospectdesk.store.store import Store
from prospectdesk.store.unit_of_work import UnitOfWork

KEY = bytes(range(32))
NOW, TODAY, DAY = 1_795_420_800_000, 20_780, 86_400_000
COMPANIES = 5_000
GOAL = 4.0
"""Joins to stage, type and company, and exact money, may cost that much more than one bare pass."""
LISTED = "liste d’une marque"
"""Two thousand rows with their names, sorted: no grouping, so no goal against one."""
TEXT = "Appel avec le gérant, il rappelle la semaine prochaine pour fixer un rendez-vous sur place."


def fill(uow: UnitOfWork, dossiers: int, entries: int) -> None:
    """Dossiers of all states over two years, entries of all kinds over four."""
    rnd = random.Random(1)
    users = [uow.insert("user", {"login": f"u{n}", "name": f"Personne {n}"}) for n in range(20)]
    pipeline = uow.insert("pipeline", {"label": "Standard"})
    stages = [
        uow.insert(
            "stage", {"pipeline_id": pipeline, "label": f"Etape {n}", "percent": n * 20 + 5, "rank": n}
        )
        for n in range(5)
    ]
    kind = uow.insert("dossier_type", {"label": "Comptable", "pipeline_id": pipeline})
    reasons = [uow.insert("catalogue", {"kind": "reason", "label": f"Raison {n}"}) for n in range(8)]
    companies = [uow.insert("company", {"name": f"Société {n}"}) for n in range(COMPANIES)]
    uow.conn.executemany(
        "INSERT INTO timeline (uid, company_id, at, type, author_id, title, text) VALUES (?, ?, ?, ?, ?, '', ?)",
        (
            (os.urandom(16), rnd.choice(companies), NOW - rnd.randrange(1500) * DAY,
             rnd.choice(("appel", "note", "visite", "etape", "relance")), rnd.choice(users), TEXT)
            for _ in range(entries)
        ),
    )  # fmt: skip
    uow.conn.executemany(
        "INSERT INTO dossier (uid, company_id, type_id, stage_id, status, amount, made_at, holder_id, closed_at, "
        "signing_on) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (os.urandom(16), rnd.choice(companies), kind, rnd.choice(stages),
             rnd.choice(("en_cours", "signe", "perdu")), f"{rnd.randrange(10**6)}.00",
             NOW - rnd.randrange(700) * DAY, rnd.choice(users), NOW - rnd.randrange(300) * DAY,
             TODAY + rnd.randrange(-50, 300))
            for _ in range(dossiers)
        ),
    )  # fmt: skip
    uow.conn.execute(
        "INSERT INTO dossier_reason (uid, dossier_id, reason_id) SELECT randomblob(16), id, ? + id % 8 FROM dossier "
        "WHERE status = 'perdu'",
        (reasons[0],),
    )


def bare(sql: str) -> Callable[[Connection], object]:
    """One statement as a reading function."""
    return lambda conn: conn.execute(sql).fetchall()


def measures(reader: Reader, count: int, rounds: int) -> list[Measure]:
    """Every report beside its limit."""
    asked = Asked(period=Period(TODAY - 327, TODAY), person=1, leads=False)
    dossiers = "SELECT stage_id, count(*), sum(amount) FROM dossier GROUP BY 1"
    entries = "SELECT author_id, type, count(*) FROM timeline GROUP BY 1, 2"
    programs: list[tuple[str, str, Callable[[Connection], object]]] = [
        ("conversion", dossiers, lambda conn: reports.conversion(conn, asked)),
        ("prévision", dossiers, lambda conn: reports.forecast(conn, asked, TODAY)),
        ("raisons de perte", dossiers, lambda conn: reports.losses(conn, asked)),
        ("ancienneté", dossiers, lambda conn: reports.ageing(conn, asked, TODAY, NOW)),
        (LISTED, dossiers, lambda conn: behind(conn, asked, Mark("ageing", "b4"), TODAY)),
        ("activité", entries, lambda conn: reports_activity.activity(conn, asked)),
    ]
    return [
        compare(
            name,
            count,
            ("one bare pass", lambda sql=sql: reader.run(bare(sql))),
            lambda program=program: reader.run(program),
            goal=None if name == LISTED else GOAL,
            rounds=rounds,
        )
        for name, sql, program in programs
    ]


def main() -> int:
    """Fills an encrypted store and prints the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--dossiers", type=int, default=10_000)
    parser.add_argument("--entries", type=int, default=300_000)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "store.db", KEY)
        store.open()
        with store.transaction(NOW, None, muted=True) as uow:
            fill(uow, options.dossiers, options.entries)
            uow.finish()
        print(table(measures(Reader(store), COMPANIES, options.rounds)))
        store.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
