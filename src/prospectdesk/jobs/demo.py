"""The Démo menu (X-29), shared by the window and the verb `demo`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from prospectdesk.domain.clock import Clock
from prospectdesk.domain.errors import Invalid
from prospectdesk.queries.people import setting
from prospectdesk.queries.reader import Reader

if TYPE_CHECKING:
    from prospectdesk.jobs.session import Session

_STEP = re.compile(r"(\d{1,4})([dhj])")
_HOUR = 3_600_000
SWITCH = ("on", "off")


def is_demo(session: Session) -> bool:
    """Whether the store is a demonstration."""
    return session.is_demo


def demo_clock(reader: Reader) -> Clock:
    """The demonstration's clock: 23/11/2026 09:00 plus what was advanced; it ticks while the program runs."""
    from prospectdesk.commands.demo_data import START_MS

    advanced = reader.run(setting, "demo.advance") or 0
    return Clock().starting_at(START_MS + int(advanced))


def act(session: Session, action: str, arguments: Sequence[str]) -> str:
    """Carries out one action; answers a sentence. Raises Invalid for an unknown one."""
    actions = {"advance": _advance, "night": _night, "fail": _fail, "offline": _offline}
    if action not in actions:
        raise Invalid("unknown_action", "Action inconnue : « {action} ». Actions : {known}.", action=action[:40],
                      known=", ".join(actions))  # fmt: skip
    return actions[action](session, arguments)


def advance_by(session: Session, milliseconds: int) -> None:
    """Moves the application clock forward and runs the rounds that became due."""
    from prospectdesk.commands.drafts import SaveSettings

    total = int(session.reader.run(setting, "demo.advance") or 0) + milliseconds
    session.bus.do(SaveSettings(values={"demo.advance": total}))
    session.clock = session.clock.forward(milliseconds)
    session.run_rounds()


def _advance(session: Session, arguments: Sequence[str]) -> str:
    found = _STEP.fullmatch(arguments[0]) if len(arguments) == 1 else None
    if found is None:
        raise Invalid("bad_step", "« advance » attend une durée : 3d (jours) ou 5h (heures).")
    hours = int(found[1]) * (1 if found[2] == "h" else 24)
    advance_by(session, hours * _HOUR)
    return f"Horloge avancée : {session.clock.now():%d/%m/%Y %H:%M}"


def _night(session: Session, arguments: Sequence[str]) -> str:
    session.run_rounds()
    return "Travaux de nuit exécutés."


def _fail(session: Session, arguments: Sequence[str]) -> str:
    from prospectdesk.commands.drafts import SaveSettings
    from prospectdesk.jobs.ports import FAILING, PORTS, must_be_known

    if len(arguments) != 2 or arguments[1] not in SWITCH:
        raise Invalid(
            "bad_switch", "« fail » attend un port puis on ou off. Ports : {known}.", known=", ".join(PORTS)
        )
    port = must_be_known(arguments[0])
    session.bus.do(SaveSettings(values={FAILING + port: True if arguments[1] == "on" else None}))
    told = "Panne simulée" if arguments[1] == "on" else "Fin de la panne"
    return f"{told} : {PORTS[port]}."


def _offline(session: Session, arguments: Sequence[str]) -> str:
    from prospectdesk.commands.drafts import SaveSettings

    if len(arguments) != 1 or arguments[0] not in SWITCH:
        raise Invalid("bad_switch", "« offline » attend on ou off.")
    session.bus.do(SaveSettings(values={"offline": arguments[0] == "on"}))
    return "Hors ligne." if arguments[0] == "on" else "En ligne."
