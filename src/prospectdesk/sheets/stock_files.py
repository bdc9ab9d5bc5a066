"""The official stock files of the register (INSEE): which one a file is, and its rows as a stream of blocks.

StockEtablissement and StockUniteLegale come as CSV, as CSV in a zip, and as Parquet; tens of millions of rows, of
which one block is held at a time. Runs in the reading child.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from prospectdesk.domain.errors import BadFile, Invalid
from prospectdesk.domain.places import department_of
from prospectdesk.sheets import limits
from prospectdesk.sheets.cells import Problem

SITES, UNITS = "establishments", "units"
TITLES = {SITES: "StockEtablissement", UNITS: "StockUniteLegale"}
_MARKS = {
    SITES: {
        "siren", "siret", "statutdiffusionetablissement", "etatadministratifetablissement",
        "codecommuneetablissement", "codepostaletablissement",
    },
    UNITS: {"siren", "statutdiffusionunitelegale", "etatadministratifunitelegale"},
}  # fmt: skip
_NOT = {SITES: {"denominationunitelegale", "nomunitelegale"}, UNITS: {"siret"}}
"""Columns of extracts in which both files are joined already: those are ordinary lists."""

Row = Sequence[str | None]


@dataclass(slots=True)
class Block:
    """Some rows that were wanted, with their numbers in the file; `done` of `total` rows were looked at."""

    numbers: Sequence[int]
    rows: Sequence[Row]
    done: int
    total: int
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class Places:
    """Rows of some departments, by the commune's INSEE code, else by the postcode."""

    departments: frozenset[str]
    columns: tuple[str, str] = ("codeCommuneEtablissement", "codePostalEtablissement")

    def wants(self, commune: str | None, postcode: str | None) -> bool:
        """Whether an address lies in one of them."""
        known = commune and commune[0] != "["
        code = (commune if known else department_of(postcode) or postcode) or ""
        return code[:3] in self.departments or code[:2] in self.departments


class Members:
    """Rows of some legal units: sorted numbers, four bytes each, whatever their count."""

    column = "siren"

    def __init__(self, sirens: Sequence[int]) -> None:
        self.sirens = array("I", sorted(sirens))

    def wants(self, siren: str | None) -> bool:
        """Whether it is one of them."""
        try:
            number = int(siren or "")
        except ValueError:
            return False
        place = bisect_left(self.sirens, number) if 0 <= number < 1_000_000_000 else len(self.sirens)
        return place < len(self.sirens) and self.sirens[place] == number


Wanted = Places | Members | None
"""Which rows are given; None: all."""


class Stock(Protocol):
    """An opened stock file."""

    format: str
    header: list[str]
    total: int

    def blocks(self, names: Sequence[str], wanted: Wanted) -> Iterator[Block]:
        """The wanted rows with the cells of these columns (None: empty, or no such column)."""
        ...


def kind_of(header: Sequence[str]) -> str | None:
    """SITES or UNITS by the titles of a file, None for any other."""
    found = {title.strip().lower() for title in header}
    for kind, marks in _MARKS.items():
        if marks <= found and found.isdisjoint(_NOT[kind]):
            return kind
    return None


def places(header: Sequence[str], names: Sequence[str]) -> list[int]:
    """Where the columns stand, whatever the case of their titles; -1 for one that is not there."""
    at = {title.strip().lower(): place for place, title in reversed(list(enumerate(header)))}
    return [at.get(name.lower(), -1) for name in names]


def is_parquet(path: Path) -> bool:
    """Whether the first bytes are those of a Parquet file."""
    with path.open("rb") as stream:
        return stream.read(4) == b"PAR1"


def opened(path: Path) -> tuple[Stock, str] | None:
    """The stock file at `path` and which one it is; None for a file that is neither. Raises BadFile."""
    opener: Callable[[Path], Stock | None]
    if is_parquet(path):
        from prospectdesk.sheets.stock_parquet import open_parquet as opener  # late: it brings pyarrow
    else:
        from prospectdesk.sheets.stock_csv import open_csv as opener
    stock = opener(path)
    kind = None if stock is None else kind_of(stock.header)
    if stock is not None and kind is not None:
        return stock, kind
    if stock is not None and stock.format == "parquet":
        raise not_a_stock(path)
    return None


def needed(path: Path, kind: str) -> Stock:
    """The stock file at `path`, which must be of this kind. Raises BadFile."""
    found = opened(path)
    if found is None or found[1] != kind:
        raise BadFile(
            "not_this_stock",
            "« {name} » n’est pas le fichier {title} de l’INSEE : ses colonnes sont autres. Choisissez le fichier "
            "stock tel qu’il est publié (.csv, .zip ou .parquet).",
            name=path.name,
            title=TITLES[kind],
        )
    return found[0]


def not_a_stock(path: Path) -> BadFile:
    """The sentence for a Parquet file or an archive that holds something else."""
    return BadFile(
        "not_a_stock",
        "« {name} » n’est pas un fichier stock de l’INSEE (StockEtablissement ou StockUniteLegale). Les autres "
        "listes s’importent en .xlsx, .xls, .ods ou .csv.",
        name=path.name,
    )


def too_big(limit: int = limits.STOCK_BYTES) -> BadFile:
    """The sentence for a file of more than `limit` bytes."""
    return BadFile(
        "too_big",
        "Ce fichier dépasse {limit} Go ; découpez-le, puis réessayez.",
        limit=limit // (1024 * limits.MEBI),
    )


def check_size(path: Path) -> None:
    """An ordinary list is not as long as a stock file. Raises BadFile."""
    if path.stat().st_size > limits.TEXT_BYTES:
        raise too_big(limits.TEXT_BYTES)


def departments(text: str) -> list[str] | None:
    """The departments of "35, 57" or "2A,971", None for "tous". Raises Invalid."""
    asked = [part.strip().upper() for part in text.replace(";", ",").split(",") if part.strip()]
    if asked in (["TOUS"], ["TOUTES"]):
        return None
    found = []
    for one in asked:
        code = one.zfill(2)
        known = code.isascii() and (
            (len(code) == 2 and code.isdigit() and code not in {"00", "20", "96", "97", "98", "99"})
            or code in {"2A", "2B"}
            or (len(code) == 3 and code.isdigit() and code.startswith(("97", "98")))
        )
        if not known:
            raise Invalid(
                "department",
                "« {value} » n’est pas un département : écrivez par exemple 35, 2A ou 971.",
                value=one[:20],
            )
        found.append(code)
    if not found:
        raise no_departments()
    return sorted(set(found))


def no_departments() -> Invalid:
    """The sentence for a stock file of which nobody said what is wanted."""
    return Invalid("no_department", "Indiquez les départements à importer, par exemple 35,57 (ou « tous »).")
