"""What verbs print: the one JSON document or the text on stdout, progress on stderr."""

from __future__ import annotations

import json
import sys
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from argparse import Namespace


def speak_utf8() -> None:
    """What is written to a file or a pipe is UTF-8 on every system; no character stops an answer."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            encoding = None if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def answer(arguments: Namespace, document: Any, text: str) -> None:
    """Prints the one JSON document, or the text for people."""
    if arguments.json:
        sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
    elif text:
        sys.stdout.write(text + "\n")
    sys.stdout.flush()


def progress(text: str) -> None:
    """One line on stderr."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def internal_error() -> str:
    """Writes the report of the exception being handled; answers the one sentence about it."""
    from prospectdesk.jobs.reports import write_report  # late: only a bug of ours needs it

    place = write_report(sys.exc_info())
    return f"Erreur interne de ProspectDesk : vos données enregistrées sont intactes. Rapport : {place}"
