"""The verbs `check`, `backup`, `restore`, `recover` and `demo`."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from prospectdesk.cli.output import answer, progress
from prospectdesk.domain.clock import Clock
from prospectdesk.domain.errors import Invalid, Refused
from prospectdesk.jobs import demo
from prospectdesk.jobs.session import Opening, Session, locate_profile
from prospectdesk.store import backup as copies
from prospectdesk.store.check import check
from prospectdesk.store.profile import key_of, recover
from prospectdesk.store.salvage import start_anew
from prospectdesk.sync import rescue


def run_check(session: Session, arguments: Namespace) -> int:
    """Integrity of the store; `--repair` mends what is derived."""
    problems = check(session.store, repair=arguments.repair)
    left = [one for one in problems if not one.repaired]
    texts = [f"{one.text} ({one.count})" for one in problems]
    document = {"ok": not left, "problems": texts}
    answer(arguments, document, "\n".join(texts) or "Base saine.")
    return 0 if not left else 1


def run_backup(session: Session, arguments: Namespace) -> int:
    """A verified copy."""
    made = copies.backup(session.store, Path(arguments.file))
    answer(arguments, {"file": str(made.path), "rows": made.rows}, f"Copie vérifiée : {made.path}")
    return 0


def run_restore(how: Opening, arguments: Namespace) -> int:
    """Puts a copy in place, or an empty store that the centre fills; the present file is set aside."""
    profile = locate_profile(how)
    if arguments.from_centre:
        return _start_anew(how, arguments)
    if arguments.file is None:
        raise Invalid("usage", "« restore » attend une copie (FILE) ou « --from-centre ».")
    source = Path(arguments.file)
    # the store itself may be damaged: only its key is asked for
    key = key_of(profile, how.passphrase, interactive=how.interactive, copy=source)
    rescue.save(profile, key, Clock().now_ms())
    aside = copies.restore(profile, source, key, Clock().now_ms())
    progress(f"L’ancienne base est gardée : {aside}")
    answer(arguments, {"file": str(arguments.file), "set_aside": str(aside)}, "Copie remise en place.")
    return 0


def _start_anew(how: Opening, arguments: Namespace) -> int:
    """Without any copy: the store is set aside, the next sign-in downloads it, unsent changes are laid over it."""
    profile = locate_profile(how)
    key = key_of(profile, how.passphrase, interactive=how.interactive)
    now_ms = Clock().now_ms()
    rescue.save(profile, key, now_ms)
    aside = start_anew(profile, now_ms)
    progress(f"L’ancienne base est gardée : {aside}")
    told = "Base vide : la prochaine connexion (« sign-in ») la remplit et reprend ce qui n’était pas envoyé."
    answer(arguments, {"file": None, "set_aside": str(aside)}, told)
    return 0


def run_recover(how: Opening, arguments: Namespace) -> int:
    """Puts the key of a lost keychain or forgotten pass phrase back, by the recovery code (SECURITY K4)."""
    profile = locate_profile(how)
    new = how.passphrase if isinstance(how.passphrase, str) else None
    recover(profile, _code(how, arguments.code_file), new)
    under = "keychain" if new is None else "passphrase"
    answer(arguments, {"key": under}, "La clé est retrouvée\u00a0: la base s’ouvre de nouveau.")
    return 0


def _code(how: Opening, file: str | None) -> str:
    """The recovery code, from a file or typed in the terminal. Raises Invalid."""
    if file is not None:
        try:
            return Path(file).read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise Invalid(
                "code_file", "Le fichier du code de secours ne peut pas être lu\u00a0: {file}", file=file
            ) from error
    if how.interactive and sys.stdin.isatty():
        return input("Code de secours\u00a0: ")
    raise Invalid("usage", "«\u00a0recover\u00a0» attend le code de secours\u00a0: --code-file FICHIER.")


def run_demo(session: Session, arguments: Namespace) -> int:
    """Acts on the demonstration (X-29)."""
    if not arguments.demo and not demo.is_demo(session):
        raise Refused("not_demo", "« demo » n’agit que sur une démonstration : ajoutez --demo.")
    done = demo.act(session, arguments.action, arguments.arguments)
    answer(arguments, {"done": done}, done)
    return 0
