"""The command line: parses, opens the profile, runs one verb, answers with text or one JSON document.

Exit codes (CLI.md): 0 done, 1 refused or failed, 2 wrong usage, 3 done with rows refused.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from prospectdesk.cli.output import answer, internal_error, progress, speak_utf8
from prospectdesk.cli.window_options import window_options
from prospectdesk.domain.errors import BadFile, Cancelled, Failure, Invalid
from prospectdesk.jobs.opening import Opening

if TYPE_CHECKING:
    from argparse import Namespace

    from prospectdesk.jobs.session import Session

DONE, FAILED, WRONG_USAGE, ROWS_REFUSED = 0, 1, 2, 3
WITHOUT_CONTACT = frozenset({"sync", "worker", "check", "backup"})
"""Verbs of a profile that has not met its centre for 30 days (X-14); the others show or change its data."""
YEARS = range(1971, 2999)
"""What the application clock can show, in every time zone."""
Window = Callable[[Opening], int]
Screens = Callable[["Session", "Namespace"], list[str]]


def run(argv: Sequence[str], *, window: Window, screens: Screens) -> int:
    """Runs one call of the program; answers its exit code."""
    speak_utf8()
    as_json = "--json" in argv
    arguments = window_options(argv)
    if arguments is None:
        from prospectdesk.cli.arguments import Usage, build, checked  # late: the window needs none of it

        try:
            arguments = checked(build().parse_args(_joined(argv)))
        except Usage as error:
            return _tell("usage", str(error), as_json, WRONG_USAGE)
        except SystemExit as stop:  # --help
            return int(stop.code or 0)
    try:
        return _run(arguments, window, screens)
    except Cancelled:
        return _tell("refused", "Interrompu : rien n’a été modifié.", as_json, FAILED)
    except Failure as error:
        return _tell(error.outcome, error.message, as_json, FAILED)
    except KeyboardInterrupt:
        return _tell("refused", "Interrompu au clavier.", as_json, FAILED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except Exception as error:
        from prospectdesk.store.connection import database_errors, speaks_of_damage, translate

        if isinstance(error, (*database_errors(), UnicodeDecodeError)) and speaks_of_damage(error):
            damage = translate(error, None)
            return _tell(damage.outcome, damage.message, as_json, FAILED)
        return _tell("unavailable", internal_error(), as_json, FAILED)


DASHED = ("--sort", "--at", "--place")
"""Options whose value may begin with a dash."""


def _joined(argv: Sequence[str]) -> list[str]:
    """`--sort -column` as `--sort=-column`, `--at -21.1,55.5` too: argparse takes a value with a dash for an option."""
    words: list[str] = []
    for word in argv:
        if words and words[-1] in DASHED and word.startswith("-"):
            words[-1] = f"{words[-1]}={word}"
        else:
            words.append(word)
    return words


def _run(arguments: Namespace, window: Window, screens: Screens) -> int:
    how = opening(arguments)
    if arguments.verb is None:
        return window(how)
    if arguments.verb == "version":
        from prospectdesk.cli.version import show_version

        return show_version(arguments)
    from prospectdesk.cli.verbs import VERBS

    verb = VERBS[arguments.verb]
    if verb.early is not None:
        return verb.early(how, arguments)
    from prospectdesk.jobs.session import open_session  # late: the window is painted before it loads
    from prospectdesk.jobs.sign_in import require_contact

    session = open_session(how)
    try:
        _announce(session, arguments)
        if arguments.verb not in WITHOUT_CONTACT:
            require_contact(session)
        if arguments.verb == "screens":
            files = screens(session, arguments)
            answer(arguments, {"files": files}, "\n".join(files))
            return DONE
        assert verb.run is not None
        return verb.run(session, arguments)
    finally:
        session.close()


def opening(arguments: Namespace) -> Opening:
    """The common options. Raises Invalid for a bad instant, BadFile for an unreadable pass phrase file."""
    now = None
    if arguments.now is not None:
        try:
            now = datetime.fromisoformat(arguments.now)
            if now.year not in YEARS:
                raise ValueError(arguments.now)
        except ValueError:
            raise Invalid(
                "bad_now", "« --now » attend un instant ISO, par exemple 2026-11-23T09:00."
            ) from None
    if arguments.data_dir == "":
        raise Invalid("data_dir", "« --data-dir » attend le nom d’un dossier.")
    return Opening(
        data_dir=None if arguments.data_dir is None else Path(arguments.data_dir),
        profile=arguments.profile,
        demo=arguments.demo,
        user=arguments.user,
        now=now,
        encryption=not arguments.no_encryption,
        passphrase=_passphrase(arguments.passphrase_file),
        interactive=sys.stdin is not None
        and sys.stdin.isatty()
        and sys.stderr.isatty()
        and not arguments.json,
    )


def _passphrase(path: str | None) -> str | None:
    if path is None:
        return None
    try:
        return Path(path).read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise BadFile(
            "passphrase_file", "Le fichier de phrase secrète ne peut pas être lu : {file}", file=path
        ) from None


def _announce(session: Session, arguments: Namespace) -> None:
    """What must be said visibly: a plain store (K3), and the recovery code once (K4)."""
    if not session.profile.encrypted:
        text = (
            "Démonstration : la base n’est pas chiffrée."
            if arguments.demo
            else "Attention : cette base n’est pas chiffrée."
        )
        progress(text)
    trouble = session.disk_trouble()
    if trouble is not None:
        progress(trouble.message)
    if session.profile.recovery_code is not None:
        progress(f"Code de secours, à noter et à garder ailleurs : {session.profile.recovery_code}")


def _tell(code: str, message: str, as_json: bool, status: int) -> int:
    if as_json:
        sys.stdout.write(json.dumps({"error": {"code": code, "message": message}}, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    progress(message)
    return status
