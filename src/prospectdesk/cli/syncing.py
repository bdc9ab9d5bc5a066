"""The verbs `sign-in`, `sync` and `worker`: the laptop's talk with the centre, without a window."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace
from pathlib import Path

from prospectdesk.cli.output import answer, progress
from prospectdesk.domain.errors import Failure, Invalid
from prospectdesk.jobs.session import Opening, Session, locate_profile, open_session
from prospectdesk.jobs.ticket import Progress, Ticket


def run_sign_in(how: Opening, arguments: Namespace) -> int:
    """Makes the profile a device of the user and downloads the workspace (X-14)."""
    from prospectdesk.jobs.rounds import sync
    from prospectdesk.jobs.sign_in import client_of, read_password, sign_in
    from prospectdesk.store import revoked
    from prospectdesk.sync.client import checked_url

    if not how.user:
        raise Invalid("no_login", "« sign-in » attend --user IDENTIFIANT.")
    server = checked_url(arguments.server)
    password = read_password(Path(arguments.password_file))
    revoked.lift(locate_profile(how).folder)
    session = open_session(replace(how, user=None))
    try:
        announce(session)
        ticket = Ticket(_shown)
        made = sign_in(
            session,
            server,
            how.user,
            password,
            ticket,
            workspace=arguments.workspace,
            ca=None if arguments.ca is None else Path(arguments.ca),
        )
        if made.place == "plain":
            progress("Attention : sans trousseau, la clé de cet appareil est dans un fichier non chiffré.")
        client = client_of(session)
        try:
            sync.sync_once(session, client, ticket)
        finally:
            client.close()
        document = {"user": made.user, "workspace": made.workspace, "device": made.device}
        answer(arguments, document, f"{made.user} est connecté à « {made.workspace} ».")
        return 0
    finally:
        session.close()


def run_sync(session: Session, arguments: Namespace) -> int:
    """One complete sync; exit 3 when the centre refused something."""
    from prospectdesk.jobs.rounds import sync
    from prospectdesk.jobs.sign_in import client_of

    client = client_of(session, arguments.server)
    try:
        done = sync.sync_once(session, client, Ticket(_shown), thorough=True)
    except Failure as failure:
        left = 0 if failure.code == "wipe" else session.reader.run(sync.waiting)
        if left:
            progress(f"{left} modification(s) en attente")
        raise
    finally:
        client.close()
    text = (
        f"Synchronisé : {done['pushed']} envoyée(s), {done['pulled']} reçue(s), "
        f"{done['conflicts']} conflit(s), {done['refused']} refusée(s)."
    )
    answer(arguments, done, text)
    return 3 if done["refused"] else 0


def run_worker(session: Session, arguments: Namespace) -> int:
    """Syncs, then runs each job that is due and whose lease this machine gets (X-23)."""
    from prospectdesk.jobs.rounds import worker

    told = worker.run(session, once=arguments.once, say=progress)
    answer(arguments, {"jobs": told}, "\n".join(f"{one['name']} : {one['done']}" for one in told))
    return 0


def announce(session: Session) -> None:
    """What must be said visibly of a new profile (K3, K4)."""
    if session.profile.fresh and not session.profile.encrypted:
        progress("Attention : cette base n’est pas chiffrée.")
    if session.profile.recovery_code is not None:
        progress(f"Code de secours, à noter et à garder ailleurs : {session.profile.recovery_code}")


def _shown(step: Progress) -> None:
    """Progress goes to stderr, a line for each new text."""
    if step.text and step.text != _last[0]:
        _last[0] = step.text
        progress(step.text)


_last = [""]
