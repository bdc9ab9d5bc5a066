"""Where changes stand, in words: for the status line and the card of the rail (X-15)."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from prospectdesk.domain.clock import Clock
from prospectdesk.queries.window import FrameState
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.format import count

say = QCoreApplication.translate
SERIOUS = frozenset({"unauthorized", "too_old"})


@dataclass(frozen=True, slots=True)
class Standing:
    """`icon` in the colour `ink`; `head` and `lines` of the card, `line` of the status bar; `card`: worth a card."""

    icon: str
    ink: str
    head: str
    lines: tuple[str, ...]
    line: str
    card: bool
    urgent: bool = False


def waiting_text(waiting: int) -> str:
    """« 2 modifications en attente », empty for none."""
    return _number(
        waiting,
        say("SyncCard", "1 modification en attente"),
        say("SyncCard", "{0} modifications en attente"),
    )


def conflicts_text(conflicts: int) -> str:
    """« 2 conflits », empty for none."""
    return _number(conflicts, say("SyncCard", "1 conflit"), say("SyncCard", "{0} conflits"))


def refused_text(refused: int) -> str:
    """« 2 modifications refusées », empty for none."""
    return _number(
        refused, say("SyncCard", "1 modification refusée"), say("SyncCard", "{0} modifications refusées")
    )


def standing(state: FrameState, clock: Clock) -> Standing:
    """What is told of the talk with the centre."""
    waits, last = waiting_text(state.waiting), last_text(state, clock)
    if not state.linked:
        head = say("Live", "Hors ligne") if state.offline else say("Live", "Local seulement")
        icon = "cloud-off" if state.offline else "database"
        card = state.offline or state.waiting > 0
        return Standing(icon, "warn", head, _some(waits), _joined(head, waits), card)
    away = say("Live", "Hors ligne") if state.offline or not state.online else ""
    disputes, refusals = conflicts_text(state.conflicts), refused_text(state.refused)
    if state.error in SERIOUS:
        head = (
            say("Live", "Mise à jour nécessaire")
            if state.error == "too_old"
            else say("Live", "Connexion à refaire")
        )
        return Standing(
            "key-round", "warn", head, _some(waits, last), _joined(head, disputes, waits), True, True
        )
    line = _joined(away, disputes, refusals, waits) or last
    if disputes:
        return Standing("git-compare", "warn", disputes, _some(away, refusals, waits, last), line, True, True)
    if refusals:
        return Standing("circle-alert", "bad", refusals, _some(away, waits, last), line, True, True)
    if away:
        return Standing("cloud-off", "warn", away, _some(waits, last), line, True)
    if waits:
        return Standing("cloud-upload", "text_2", waits, _some(last), line, True)
    return Standing("cloud-check", "ok", last, (), line, False)


def last_text(state: FrameState, clock: Clock) -> str:
    """« Synchronisé 14:02 »; with the day when it was another one."""
    if state.last_ms is None:
        return say("Live", "Jamais synchronisé")
    local = show.clock_time(state.last_ms, clock)
    if local.date() == clock.today():
        return say("Live", "Synchronisé {0}").format(show.hour(local))
    return say("Live", "Synchronisé {0}").format(show.moment(state.last_ms, clock))


def _number(number: int, one: str, many: str) -> str:
    if not number:
        return ""
    return one if number == 1 else many.format(count(number))


def _some(*parts: str) -> tuple[str, ...]:
    return tuple(part for part in parts if part)


def _joined(*parts: str) -> str:
    return " · ".join(_some(*parts))
