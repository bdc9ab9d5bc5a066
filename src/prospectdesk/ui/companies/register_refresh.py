"""Asks the register about one company and tells in its block what came of it (X-31)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from prospectdesk.commands.register_facts import WITHHELD
from prospectdesk.domain.errors import Failure
from prospectdesk.jobs import registry
from prospectdesk.ui.companies.register_words import changed_words, withheld_words
from prospectdesk.ui.kit.asking import ask
from prospectdesk.ui.kit.errors import sentence

if TYPE_CHECKING:
    from prospectdesk.ui.companies.public_block import PublicBlock
    from prospectdesk.ui.kit.desk import Desk


async def refresh(desk: Desk, block: PublicBlock, siren: str) -> None:
    """The register's answer becomes the register's values; a failure is said and changes nothing."""
    say = QCoreApplication.translate
    block.show_asking()
    try:
        unit = await ask(desk, registry.ask_whole, desk.session, siren)
        done = await registry.take(siren, unit, lambda command: desk.do(command, None, undoable=False))
    except Failure as failure:
        block.say(_down(failure), "bad")
        return
    finally:
        block.show_asked()
    if unit is None:
        block.say(say("Register", "SIREN inconnu du registre : vérifiez le SIRET."), "warn")
    elif done.data["outcome"] == WITHHELD:
        block.say(withheld_words(), "bad")
    else:
        block.say(changed_words(done.data["changed"]), "")


def _down(failure: Failure) -> str:
    """Why nothing was learnt; the values stay as they are."""
    cause = failure.__cause__
    if not isinstance(cause, Failure):
        return sentence(failure)
    kept = QCoreApplication.translate("Register", "Registre indisponible, rien n’a changé.")
    return f"{kept} {sentence(cause)}"
