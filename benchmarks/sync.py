"""Rows of the centre into a full, encrypted store: CPU against raw executemany into the same schema (SYNC §3).

`python3 dev.py bench --only pull --n 100000`: companies, establishments, registrations and contacts of a first sync in pages,
then changed rows. The raw limit binds the same rows with their derived columns and fills search set-based.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from prospectdesk.domain.ids import siren_uid, siret_uid
from prospectdesk.domain.phones import phone_digits
from prospectdesk.domain.text import fold
from prospectdesk.store import statements
from prospectdesk.store.ddl import SEARCH
from prospectdesk.store.store import Store
from prospectdesk.sync import digest, pull, state
from prospectdesk.sync.journal import Journal
from prospectdesk.wire import rules

KEY = bytes(range(32))
NOW = 1_795_424_400_000
PAGE = 5_000
WORDS = (
    "Atelier",
    "Boulangerie",
    "Garage",
    "Menuiserie",
    "Énergie",
    "Cycles",
    "Hôtel",
    "Cabinet",
    "Maison",
    "Transports",
)
TOWNS = ("Rennes", "Brest", "Quimper", "Saint-Malo", "Vannes", "Lorient", "Nantes", "Metz")


def sirens(count: int) -> Iterator[str]:
    """Numbers that pass the control."""
    for number in range(count):
        body = f"{10_000_000 + number}"
        doubled = sum(
            sum(divmod(int(digit) * (2 if place % 2 else 1), 10)) for place, digit in enumerate(body)
        )
        yield f"{body}{-doubled % 10}"


def luhn14(siren: str) -> str:
    """The SIRET of an establishment."""
    body = f"{siren}0001"
    total = sum(
        sum(divmod(int(digit) * (2 if place % 2 == 0 else 1), 10))
        for place, digit in enumerate(reversed(body))
    )
    return f"{body}{-total % 10}"


def documents(count: int) -> Iterator[dict[str, Any]]:
    """Pages of companies, each with its establishment: half of the rows each."""
    companies = [column.name for column in rules.columns("company")]
    sites = [column.name for column in rules.columns("establishment")]
    rows: dict[str, list[list[Any]]] = {"company": [], "establishment": []}
    for number, siren in enumerate(sirens(count // 2)):
        name = f"{WORDS[number % 10]} {TOWNS[number % 8]} {WORDS[number // 10 % 10]} {number}"
        uid, siret, rev = siren_uid(siren).hex(), luhn14(siren), 100 + number
        one = {"scope": 0, "kind": 0, "siren": siren, "name": name, "naf": "10.71C", "open": 1, "origin": "registre",
               "created_on": 12_000 + number % 6000, "headcount_band": "11"}  # fmt: skip
        site = {
            "scope": 0,
            "company_id": uid,
            "siret": siret,
            "naf": "10.71C",
            "street": f"{number % 90} rue de la Gare",
            "postcode": f"{35000 + number % 900}",
            "city": TOWNS[number % 8],
            "latitude": 48.1 + number % 100 / 100,
            "longitude": -1.6,
            "phone": f"02 99 {number % 90 + 10} 11 22",
            "head_office": 1,
            "open": 1,
            "origin": "registre",
        }
        rows["company"].append([uid, rev, *(one.get(column) for column in companies)])
        rows["establishment"].append([siret_uid(siret).hex(), rev, *(site.get(column) for column in sites)])
        if len(rows["company"]) == PAGE // 2:
            yield _document(rows, companies, sites)
            rows = {"company": [], "establishment": []}
    if rows["company"]:
        yield _document(rows, companies, sites)


def _document(rows: dict[str, Any], companies: list[str], sites: list[str]) -> dict[str, Any]:
    return {
        "bucket": state.NOBODY,
        "rows": {
            "company": {"columns": companies, "rows": rows["company"]},
            "establishment": {"columns": sites, "rows": rows["establishment"]},
        },
        "gone": [],
        "next": [1, state.NOBODY],
    }


def fresh(folder: Path, name: str) -> Store:
    """An empty encrypted store."""
    store = Store(folder / name, KEY)
    store.open()
    return store


DERIVED = (
    "shown_name", "name_key", "search_key", "siret", "shown_naf", "shown_postcode", "shown_city", "city_key",
    "department", "phone", "phone_key", "phones_key", "created_day", "registered", "takeover",
)  # fmt: skip


def raw(store: Store, pages: Iterable[dict[str, Any]]) -> None:
    """executemany of the same rows, references and derived columns given, search filled by one statement a table."""
    base = 0
    for page in pages:
        one, two = page["rows"]["company"], page["rows"]["establishment"]
        companies, sites = bound(one, two, base)
        names = ("id", "uid", "rev", *one["columns"], *DERIVED)
        with store.transaction(NOW, None, muted=True) as uow:
            uow.conn.execute("UPDATE write_state SET fts_muted = 1")
            uow.conn.executemany(statements.insert("company", names), companies)
            uow.conn.executemany(statements.insert("establishment", ("uid", "rev", *two["columns"])), sites)
            for search in SEARCH:
                columns = ", ".join(search.columns)
                uow.conn.execute(
                    f"INSERT INTO {search.name} (rowid, {columns}) SELECT id, {columns} FROM {search.content} WHERE id > ?",
                    (base,),
                )
            uow.conn.execute(
                "INSERT INTO column_dirty (id, batch) SELECT c.id, w.batch FROM company c, write_state w WHERE c.id > ?",
                (base,),
            )
        base += len(companies)


def bound(one: dict[str, Any], two: dict[str, Any], base: int) -> tuple[list[Any], list[Any]]:
    """Companies and establishments as the store has them, derived columns made in Python."""
    at = {name: place for place, name in enumerate(two["columns"], 2)}
    named, owner = one["columns"].index("name") + 2, at["company_id"]
    companies, sites = [], []
    for number, (row, site) in enumerate(zip(one["rows"], two["rows"], strict=True), base + 1):
        name, phone, city = row[named], site[at["phone"]], site[at["city"]]
        key, figures = fold(name), phone_digits(phone)
        companies.append((
            number, bytes.fromhex(row[0]), *row[1:], name, key, key, site[at["siret"]], "10.71C", site[at["postcode"]],
            city, fold(city), site[at["postcode"]][:2], phone, figures, figures, 12_000, 0, 0,
        ))  # fmt: skip
        sites.append((bytes.fromhex(site[0]), *site[1:owner], number, *site[owner + 1 :]))
    return companies, sites


def ours(store: Store, pages: list[dict[str, Any]], most: int | None = None) -> list[float]:
    """The pages as a sync applies them; answers milliseconds of the write lane for each part."""
    pace, waits = pull.Pace(), []
    for document in pages:
        page = pull.page_of(document, {state.NOBODY: "directory"})
        assert page is not None
        rest = pull.parts(page, most or pace.rows)
        for part in rest:
            start = time.perf_counter()
            with pace.timed(part.count), store.transaction(NOW, None, muted=True) as uow:
                pull.apply_page(uow.conn, part)
            waits.append((time.perf_counter() - start) * 1000)
    return waits


def cpu(program: Callable[[], Any]) -> tuple[float, float, Any]:
    """Seconds of CPU and of the wall clock, and what the program answered."""
    wall, start = time.perf_counter(), time.process_time()
    found = program()
    return time.process_time() - start, time.perf_counter() - wall, found


def changed(pages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same pages with a new phone in each tenth establishment, as only changed rows travel."""
    made = []
    for page in pages:
        part = page["rows"]["establishment"]
        phone = part["columns"].index("phone") + 2
        rows = [
            [row[0], row[1] + 1_000_000, *row[2:phone], "02 98 00 00 00", *row[phone + 1 :]]
            for row in part["rows"][::10]
        ]
        made.append({**page, "rows": {"establishment": {"columns": part["columns"], "rows": rows}}})
    return made


def journal(store: Store, folder: Path, times: int = 200) -> tuple[float, float]:
    """Milliseconds of a small command without and with the journal, medians in turn."""
    found: dict[bool, list[float]] = {True: [], False: []}
    kept = Journal(folder / "outbox.journal", KEY)
    for number in range(2 * times):
        with_it = number % 2 == 1
        store.journal = kept if with_it else None
        start = time.perf_counter()
        with store.transaction(NOW, None) as uow:
            uow.insert(
                "timeline", {"company_id": 1, "at": NOW, "type": "note", "text": f"note {number}"}, log=False
            )
            uow.finish()
        found[with_it].append((time.perf_counter() - start) * 1000)
    return tuple(sorted(found[key])[times // 2] for key in (False, True))  # type: ignore[return-value]


def measured(count: int) -> None:
    """Prints what was measured with so many rows."""
    pages = list(documents(count))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        limit, mine, whole = (fresh(folder, f"{one}.db") for one in ("raw", "ours", "whole"))
        raw_cpu, raw_wall, _ = cpu(lambda: raw(limit, pages))
        print(f"{count:,} new rows, raw: {raw_cpu:.2f} s CPU, {raw_wall:.2f} s")
        for store, what, most in ((mine, "parts of 190 ms", None), (whole, "whole pages", PAGE)):
            used, wall, waits = cpu(lambda store=store, most=most: ours(store, pages, most))
            print(
                f"{what}: {used:.2f} s CPU, {wall:.2f} s, ratio {used / raw_cpu:.2f}; write lane {spread(waits)}"
            )
        used, wall, _ = cpu(lambda: ours(mine, changed(pages)))
        print(f"{count // 20:,} changed rows: {used:.2f} s CPU, {wall:.2f} s")
        with mine.session() as conn:
            used, wall, _ = cpu(lambda conn=conn: digest.read(conn, [state.NOBODY])[state.NOBODY].total())
        print(f"digest of {count:,} rows: {used:.2f} s CPU")
        without, with_it = journal(mine, folder)
        print(f"a small command: {without:.2f} ms, with the journal {with_it:.2f} ms")
        for store in (limit, mine, whole):
            store.close()


def spread(waits: list[float]) -> str:
    """Median, 95 % and longest of the parts, in milliseconds."""
    waits = sorted(waits)
    told = (waits[len(waits) // 2], waits[len(waits) * 95 // 100], waits[-1])
    return f"{' / '.join(f'{one:.0f}' for one in told)} ms in {len(waits)} parts"


if __name__ == "__main__":
    measured(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
