"""Which function runs which verb."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from dataclasses import dataclass

from prospectdesk.cli import doing, files, imports, lists, sheet, syncing, upkeep
from prospectdesk.jobs.session import Opening, Session


@dataclass(frozen=True)
class Verb:
    """`run` works on an open session; `early` opens the profile itself, or not at all."""

    run: Callable[[Session, Namespace], int] | None = None
    early: Callable[[Opening, Namespace], int] | None = None


def _needs_window(session: Session, arguments: Namespace) -> int:
    raise AssertionError(arguments.verb)  # `screens` is handed to the window's floor by cli.main


def _letter(session: Session, arguments: Namespace) -> int:
    from prospectdesk.cli.letters import run_letter  # late: the other verbs print nothing

    return run_letter(session, arguments)


def _portfolio(session: Session, arguments: Namespace) -> int:
    from prospectdesk.cli.portfolio import run_portfolio  # late: the other verbs measure nothing

    return run_portfolio(session, arguments)


def _server(how: Opening, arguments: Namespace) -> int:
    from prospectdesk.cli.serving import run_server  # late: the other verbs need no PostgreSQL

    return run_server(how, arguments)


VERBS = {
    "import": Verb(imports.run_import),
    "import-undo": Verb(imports.run_undo),
    "portfolio": Verb(_portfolio),
    "search": Verb(lists.run_search),
    "list": Verb(lists.run_list),
    "show": Verb(sheet.run_show),
    "export": Verb(files.run_export),
    "vcard": Verb(files.run_vcard),
    "personal-data": Verb(files.run_personal_data),
    "letter": Verb(_letter),
    "erase": Verb(doing.run_erase),
    "do": Verb(early=doing.run_do),
    "geocode": Verb(lists.run_geocode),
    "check": Verb(upkeep.run_check),
    "backup": Verb(upkeep.run_backup),
    "restore": Verb(early=upkeep.run_restore),
    "recover": Verb(early=upkeep.run_recover),
    "demo": Verb(upkeep.run_demo),
    "screens": Verb(_needs_window),
    "server": Verb(early=_server),
    "sign-in": Verb(early=syncing.run_sign_in),
    "sync": Verb(syncing.run_sync),
    "worker": Verb(syncing.run_worker),
}
