"""The verbs `import` and `import-undo`.

`row` in their answers is the row of the sheet, or the line of the text file, from 1: the header is row 1.
"""

from __future__ import annotations

import json
import sys
import time
from argparse import Namespace
from pathlib import Path
from typing import Any

from prospectdesk.cli.output import answer, progress
from prospectdesk.commands.import_job import ImportJob, register_of
from prospectdesk.commands.import_undoing import take_back
from prospectdesk.domain.errors import BadFile
from prospectdesk.jobs.session import Session

DONE, ROWS_REFUSED = 0, 3


class Progress:
    """A ticket that writes a line on stderr every second, on a terminal only."""

    def __init__(self) -> None:
        self._shown = time.monotonic()
        self._wanted = sys.stderr is not None and sys.stderr.isatty()

    def step(self, done: int, total: int, text: str) -> None:
        """Called by reading and writing."""
        now = time.monotonic()
        if self._wanted and now - self._shown >= 1.0:
            self._shown = now
            progress(f"{text} : {done}" + (f" sur {total}" if total else ""))


def run_import(session: Session, arguments: Namespace) -> int:
    """Imports one file; exit 3 when rows were refused."""
    job = ImportJob(
        session.store,
        session.context(),
        Path(arguments.file),
        arguments.kind,
        mapping=_mapping(arguments.mapping),
        sheet=arguments.sheet,
        encoding=arguments.encoding,
        registered=arguments.registered,
        routine=arguments.routine,
        register=register_of(arguments.legal_units, arguments.departments),
    )
    try:
        ticket = Progress()
        document: dict[str, Any] = job.stage(ticket) | {"import_id": None}
        if not arguments.dry_run:
            document = job.run(ticket).data
            session.forget_places()
    finally:
        job.close()
    answer(arguments, document, _text(document, arguments.dry_run))
    return ROWS_REFUSED if document["row_errors"] else DONE


def run_undo(session: Session, arguments: Namespace) -> int:
    """Takes one import back."""
    document = take_back(session.bus, arguments.import_id, ticket=Progress()).data
    session.forget_places()
    lines = [f"{document['restored']} lignes remises comme avant l’import."]
    lines += [f"Gardé : {one['label']} ({one['reason']})" for one in document["kept"]]
    answer(arguments, document, "\n".join(lines))
    return DONE


def _mapping(file: str | None) -> dict[str, str | None] | None:
    """The column mapping of a file {"<column title>": "<field>"}. Raises BadFile."""
    if file is None:
        return None
    try:
        document = json.loads(Path(file).read_text(encoding="utf-8-sig"))
    except OSError:
        raise BadFile(
            "mapping_file", "Le fichier de correspondance « {file} » ne peut pas être lu.", file=file
        ) from None
    except (ValueError, RecursionError):
        raise BadFile(
            "mapping_file", "Le fichier de correspondance « {file} » n’est pas un JSON lisible.", file=file
        ) from None
    good = isinstance(document, dict) and all(
        value is None or isinstance(value, str) for value in document.values()
    )
    if not good:
        raise BadFile(
            "mapping_file",
            "Le fichier de correspondance « {file} » attend un objet JSON : titre de colonne et champ.",
            file=file,
        )
    return dict(document)


def _text(document: dict[str, Any], dry_run: bool) -> str:
    head = "À blanc, rien n’est écrit. " if dry_run else ""
    told = (
        _many(document["rows"], "ligne lue", "lignes lues"),
        _many(document["created"], "société", "sociétés"),
        _many(document["establishments_created"], "établissement créé", "établissements créés"),
        _many(document["updated"], "mise à jour", "mises à jour"),
        _many(document["ignored"], "ignorée", "ignorées"),
        _many(document["duplicates"], "doublon", "doublons"),
        _many(len(document["row_errors"]), "refusée", "refusées"),
    )
    lines = [f"{head}{told[0]} : {told[1]} et {', '.join(told[2:])}."]
    lines += [
        f"Ligne {one['row']}, {one['column']} « {one['value']} » : {one['reason']}"
        for one in document["row_errors"]
    ]
    lines += [f"Attention : {one}" for one in document["warnings"]]
    if document["import_id"]:
        lines.append(f"Import {document['import_id']} (« import-undo » l’annule).")
    return "\n".join(lines)


def _many(number: int, one: str, several: str) -> str:
    """A number and its noun: French counts several from two on."""
    return f"{number} {one if number < 2 else several}"
