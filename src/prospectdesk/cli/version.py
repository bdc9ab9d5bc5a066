"""The verb `version`: what runs here, without opening a profile."""

from __future__ import annotations

import platform
from argparse import Namespace
from importlib.metadata import PackageNotFoundError, version

from prospectdesk import __version__
from prospectdesk.cli.output import answer
from prospectdesk.store.connection import SCHEMA, can_encrypt, driver


def show_version(arguments: Namespace) -> int:
    """Versions of the program, Qt, SQLite, Python and of the store's schema."""
    document = {
        "version": __version__,
        "qt": _version("PySide6_Essentials"),
        "sqlite": driver().sqlite_version,
        "encryption": can_encrypt(),
        "schema": SCHEMA,
        "python": platform.python_version(),
    }
    lines = [
        f"ProspectDesk {__version__}",
        f"Qt {document['qt']}, SQLite {document['sqlite']}, Python {document['python']}",
        f"Schéma de base {SCHEMA}, chiffrement {'disponible' if can_encrypt() else 'absent'}",
    ]
    answer(arguments, document, "\n".join(lines))
    return 0


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
