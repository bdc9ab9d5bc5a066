"""Writing a list where the person chose: .xlsx or .csv by its name, complete or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from prospectdesk.domain.errors import Invalid, Refused, Unavailable
from prospectdesk.sheets.cells import Cell
from prospectdesk.sheets.csv_writer import write_csv
from prospectdesk.sheets.source import Ticket
from prospectdesk.sheets.xlsx_writer import Column, Sheet, TooLongCell, TooManyRows, write_book, write_xlsx

_STEP_ROWS = 500


def write_table(
    path: Path | str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Cell]],
    *,
    ticket: Ticket | None = None,
    overwrite: bool = False,
    title: str = "Liste",
    total: int = 0,
) -> int:
    """Write `rows` under `columns` to `path` (.xlsx or .csv); gives the number of rows.

    The file appears complete or not at all, also when stopped. An existing one is replaced only with
    `overwrite`. Raises Invalid (extension), Refused (exists, too long for Excel), Unavailable (disk), Cancelled.
    """
    target = Path(path)
    counted = _reported(rows, ticket, total)
    suffix = target.suffix.lower()
    if suffix == ".xlsx":
        return write_file(
            target, lambda stream: write_xlsx(stream, columns, counted, title=title), overwrite=overwrite
        )
    if suffix == ".csv":
        titles = [column.title for column in columns]
        return write_file(target, lambda stream: write_csv(stream, titles, counted), overwrite=overwrite)
    raise Invalid(
        "export_extension",
        "«\u00a0{name}\u00a0»\u00a0: choisissez un nom qui finit par .xlsx ou .csv.",
        name=target.name,
    )


def write_workbook(path: Path | str, sheets: Sequence[Sheet], *, overwrite: bool = False) -> int:
    """Write several sheets to one .xlsx; gives the number of rows of them all. Raises as write_table."""
    target = Path(path)
    if target.suffix.lower() != ".xlsx":
        raise Invalid(
            "export_extension",
            "«\u00a0{name}\u00a0»\u00a0: choisissez un nom qui finit par .xlsx.",
            name=target.name,
        )
    return write_file(target, lambda stream: write_book(stream, sheets), overwrite=overwrite)


def write_file(target: Path, fill: Callable[[IO[bytes]], int], *, overwrite: bool = False) -> int:
    """Let `fill` write a neighbour of `target`, sync it, then give it that name; nothing stays "
    "after a failure."""
    if target.is_dir() or (target.exists() and not overwrite):
        raise already_there(target)
    draft = target.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        with draft.open("xb") as stream:
            result = fill(stream)
            stream.flush()
            os.fsync(stream.fileno())
        _name(draft, target, overwrite=overwrite)
    except TooManyRows as error:
        raise Refused(
            "export_rows",
            "Une feuille Excel ne dépasse pas 1\u00a0048\u00a0575 lignes\u00a0; exportez en "
            ".csv ou réduisez la sélection.",
        ) from error
    except TooLongCell as error:
        raise Refused(
            "export_cell",
            "Ligne {row}, colonne «\u00a0{column}\u00a0»\u00a0: {length} caractères, Excel en "
            "accepte 32\u00a0767\u00a0; exportez en .csv.",
            row=error.row,
            column=error.column,
            length=error.length,
        ) from error
    except OSError as error:
        raise Unavailable(
            "file_unwritable",
            "Le fichier «\u00a0{name}\u00a0» n’a pas pu être écrit ({reason})\u00a0; rien n’a "
            "été enregistré.",
            name=target.name,
            reason=_reason(error),
        ) from error
    else:
        return result
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def already_there(target: Path) -> Refused:
    """The sentence for a name that is taken."""
    return Refused(
        "file_exists",
        "Le fichier «\u00a0{name}\u00a0» existe déjà\u00a0; choisissez un autre nom ou remplacez-le.",
        name=target.name,
    )


def _name(draft: Path, target: Path, *, overwrite: bool) -> None:
    """Rename without ever replacing a file that appeared meanwhile, unless asked to."""
    if overwrite:
        draft.replace(target)
        return
    try:
        os.link(draft, target)
    except FileExistsError as error:
        raise already_there(target) from error
    except OSError:  # no hard links here (FAT, some shares): Windows' rename refuses by itself, others check
        if target.exists():
            raise already_there(target) from None
        draft.rename(target)


def _reason(error: OSError) -> str:
    import errno

    known = {
        errno.ENOSPC: "disque plein",
        errno.EDQUOT: "quota atteint",
        errno.EROFS: "disque en lecture seule",
        errno.EACCES: "accès refusé",
        errno.EPERM: "accès refusé",
        errno.ENOENT: "le dossier n’existe pas",
        errno.ENAMETOOLONG: "nom trop long",
        errno.EBUSY: "fichier utilisé par un autre programme",
    }
    return known.get(error.errno or 0, "erreur du disque")


def _reported(rows: Iterable[Sequence[Cell]], ticket: Ticket | None, total: int) -> Iterator[Sequence[Cell]]:
    for done, row in enumerate(rows):
        if ticket is not None and done % _STEP_ROWS == 0:
            ticket.step(done, total, "Écriture du fichier")
        yield row
