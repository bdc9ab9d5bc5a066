"""« Compléter depuis le registre » for a selection: one question a company, progress and Annuler in the status bar."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from prospectdesk.jobs import registry
from prospectdesk.queries import register
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
        return await desk.run("net", registry.ask, desk.session, number, lambda: ticket.cancelled)

    try:
        report = await registry.complete(
            wanted, ask, lambda command: desk.do(command, None, undoable=False), ticket
        )
    finally:
        ticket.finish()
    bar = bar_for(page)
    if bar is not None:
        text, tone = words(report)
        bar.show_message(text, tone)


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
        (report.closed, say("Register", "fermées : {0}")),
        (report.unknown, say("Register", "inconnues du registre : {0}")),
        (report.withheld, say("Register", "en diffusion partielle : {0}")),
        (report.without_number, say("Register", "sans SIRET : {0}")),
    ):
        if names:
            parts.append(text.format(_named(names)))
    text = " ; ".join(parts) + "."
    if report.failure is not None:
        text += " " + sentence(report.failure)
    if report.left:
        text += " " + of(
            report.left,
            say("Register", "{0} société n’a pas été demandée."),
            say("Register", "{0} sociétés n’ont pas été demandées."),
        )
    calm = report.failure is None and not (report.unknown or report.withheld or report.left)
    return text, "ok" if calm else "warn"


def _named(names: Sequence[str]) -> str:
    """The first names, and how many others."""
    say = QCoreApplication.translate
    shown = ", ".join(names[:NAMED])
    more = len(names) - NAMED
    return shown if more <= 0 else say("Register", "{0} et {1} autres").format(shown, more)
