"""The official stock files: `python benchmarks/stock.py [--rows 1000000] [--share 1.0] [--write] [--only csv zip parquet]`.

Made-up files with every documented column; half of the establishments are closed, some holders object.
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "support"))

from stocks import SITE_COLUMNS, UNIT_COLUMNS, Cells, site, unit

from prospectdesk.commands.import_job import ImportJob, Register
from prospectdesk.jobs.session import Opening, open_session

PAGE = 20_000
PARIS = {"codePostalEtablissement": "75004", "codeCommuneEtablissement": "75104"}
ACTIVITIES = ("62.01Z", "10.71C", "43.32A", "45.20A", "70.22Z", "86.21Z")


def pairs(rows: int, share: float) -> Iterator[tuple[Cells, Cells | None]]:
    """Establishments of Rennes (that share of them) and Paris, every third one of the company before it."""
    rnd = random.Random(7)
    company, number = 0, 1
    for place in range(rows):
        first = place % 3 != 2
        company, number = (company + 1, 1) if first else (company, 2)
        objects, closed = company % 13 == 0, rnd.random() < 0.5
        cells: Cells = {
            "statutDiffusionEtablissement": "P" if objects else "O",
            "etatAdministratifEtablissement": "F" if closed else "A",
            "activitePrincipaleEtablissement": rnd.choice(ACTIVITIES),
            "coordonneeLambertAbscisseEtablissement": f"{352107 + rnd.uniform(-9000, 9000):.2f}",
        }
        if rnd.random() >= share:
            cells |= PARIS
        legal = unit(
            company, f"SOCIÉTÉ DE BRETAGNE {company}", statutDiffusionUniteLegale="P" if objects else "O"
        )
        yield site(company, number, **cells), legal if first else None


def make(folder: Path, rows: int, share: float) -> None:
    """Writes the two files in each form."""
    import csv
    import zipfile

    import pyarrow as pa
    import pyarrow.csv
    import pyarrow.parquet

    sites, units = folder / "sites.csv", folder / "units.csv"
    with sites.open("w", newline="") as one, units.open("w", newline="") as other:
        first, second = csv.DictWriter(one, SITE_COLUMNS), csv.DictWriter(other, UNIT_COLUMNS)
        first.writeheader()
        second.writeheader()
        for cells, legal in pairs(rows, share):
            first.writerow(cells)
            if legal is not None:
                second.writerow(legal)
    with zipfile.ZipFile(folder / "sites.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.write(sites, "StockEtablissement_utf8.csv")
    for path, columns in ((sites, SITE_COLUMNS), (units, UNIT_COLUMNS)):
        text = pyarrow.csv.ConvertOptions(
            column_types=dict.fromkeys(columns, pa.string()), strings_can_be_null=True
        )
        table = pyarrow.csv.read_csv(path, convert_options=text)
        pyarrow.parquet.write_table(table, path.with_suffix(".parquet"), row_group_size=122_880)


def files(folder: Path) -> dict[str, tuple[Path, Path]]:
    """Both files in each form."""
    sites, units = folder / "sites.csv", folder / "units.csv"
    return {
        "csv": (sites, units),
        "zip": (folder / "sites.zip", units),
        "parquet": (sites.with_suffix(".parquet"), units.with_suffix(".parquet")),
    }


def measured(name: str, both: tuple[Path, Path], folder: Path, rows: int, *, write: bool) -> str:
    """Reads, stages and matches one department; with `write` it is imported too."""
    session = open_session(Opening(data_dir=folder / f"profile-{name}", encryption=False))
    job = ImportJob(session.store, session.context(), both[0], register=Register(both[1], ("35",)))
    try:
        begin, cpu = time.perf_counter(), time.process_time()
        told = job.stage()
        read, own = time.perf_counter() - begin, time.process_time() - cpu
        begin = time.perf_counter()
        if write:
            job.run()
        took = time.perf_counter() - begin
    finally:
        job.close()
        session.close()
    child = resource.getrusage(resource.RUSAGE_CHILDREN)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
    wrote = f", written in {took:.0f} s" if write else ""
    return (
        f"{name}: {rows / read:,.0f} rows/s ({read:.0f} s; processor: parent {own:.0f} s, children "
        f"{child.ru_utime + child.ru_stime:.0f} s), {told['created']:,} companies{wrote}; peak {highest()} MB, "
        f"children {peak} MB"
    )


def highest() -> int:
    """The most memory this process held, in MB; what its maker held before it does not count (Linux)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) >> 10


def main() -> None:
    """Makes the files, then measures each form in a process of its own, so that memory is that of an import."""
    parser = argparse.ArgumentParser(description="measures the import of the official stock files")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--share", type=float, default=1.0, help="part of the rows that is in the department")
    parser.add_argument("--write", action="store_true", help="import them too")
    parser.add_argument(
        "--only", nargs="+", default=["csv", "zip", "parquet"], choices=("csv", "zip", "parquet")
    )
    parser.add_argument("--folder", type=Path, help="where the files are already: measures one form and ends")
    options = parser.parse_args()
    if options.folder is not None:
        for form in options.only:
            print(
                measured(form, files(options.folder)[form], options.folder, options.rows, write=options.write)
            )
        return
    with tempfile.TemporaryDirectory() as name:
        make(Path(name), options.rows, options.share)
        for form in options.only:
            again = [
                "--folder",
                name,
                "--rows",
                str(options.rows),
                "--only",
                form,
                *(["--write"] * options.write),
            ]
            subprocess.run([sys.executable, __file__, *again], check=True)


if __name__ == "__main__":
    main()
