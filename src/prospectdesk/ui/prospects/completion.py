"""« Compléter depuis le registre » for a selection: one question a company, progress and Annuler in the status bar."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from prospectdesk.domain.errors import Failure
from prospectdesk.jobs import registry
from prospectdesk.queries import register
from prospectdesk.ui.kit import asking
from prospectdesk.ui.kit.errors import bar_for, sentence
from prospectdesk.ui.prospects.words import of

if TYPE_CHECKING:
    from prospectdesk.domain.register import Unit
    from prospectdesk.jobs.registry import Completion
    from prospectdesk.ui.kit.page import Page

NAMED = 3
"""Companies that a sentence names."""


async def complete(page: Page, companies: Sequence[int]) -> None:
    """Asks about each company; what was answered before a stop is kept, and said. Raises Unavailable (offline, off)."""
    desk = page.desk
    reason = await desk.run("read", registry.why_not, desk.session)
    if reason is not None:
        raise reason
    wanted = await desk.query(register.numbered, companies)
    ticket = desk.ticket()

    async def ask(number: str) -> Unit | None:
        return await asking.ask(desk, registry.ask, desk.session, number, unless=lambda: ticket.cancelled)

    try:
        report = await registry.complete(
            wanted, ask, lambda command: desk.do(command, None, undoable=False), ticket
        )
    finally:
        ticket.finish()
    bar = bar_for(page)
    if bar is not None:
        text, tone = words(report)
        left = [one.id for one in (*report.unread, *wanted[len(wanted) - report.left :])]
        again = partial(desk.spawn, page, lambda: complete(page, left)) if left else None
        bar.show_message(text, tone, again, page.tr("Reprendre"))


def words(report: Completion) -> tuple[str, str]:
    """What came of it, and its tone."""
    say = QCoreApplication.translate
    parts = [
        of(
            report.changed,
            say("Register", "{0} société mise à jour"),
            say("Register", "{0} sociétés mises à jour"),
        )
    ]
    if report.unchanged:
        parts.append(say("Register", "{0} sans changement").format(report.unchanged))
    if report.cards:
        parts.append(
            of(
                report.cards,
                say("Register", "{0} carte blanche ajoutée"),
                say("Register", "{0} cartes blanches ajoutées"),
            )
        )
    for names, text in (
        (report.closed, say("Register", "fermées : {0}")),
        (report.unknown, say("Register", "inconnues du registre : {0}")),
        (report.withheld, say("Register", "en diffusion partielle : {0}")),
        ([one.name for one in report.unread], say("Register", "réponse illisible : {0}")),
        (report.without_number, say("Register", "sans SIRET : {0}")),
    ):
        if names:
            parts.append(text.format(_named(names)))
    text = " ; ".join(parts) + "."
    if report.failure is not None:
        text += " " + down_words(report.failure)
    if report.left:
        text += " " + of(
            report.left,
            say("Register", "{0} société n’a pas été demandée."),
            say("Register", "{0} sociétés n’ont pas été demandées."),
        )
    calm = report.failure is None and not (report.unknown or report.withheld or report.unread or report.left)
    return text, "ok" if calm else "warn"


def down_words(failure: Failure) -> str:
    """That the register is not available, and why: the reason of whoever was asked."""
    cause = failure.__cause__
    if not isinstance(cause, Failure):
        return sentence(failure)
    return QCoreApplication.translate("Register", "Registre indisponible.") + " " + sentence(cause)


def _named(names: Sequence[str]) -> str:
    """The first names, and how many others."""
    say = QCoreApplication.translate
    shown = ", ".join(names[:NAMED])
    more = len(names) - NAMED
    return shown if more <= 0 else say("Register", "{0} et {1} autres").format(shown, more)
