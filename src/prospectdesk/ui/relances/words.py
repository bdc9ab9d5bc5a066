"""The words of follow-ups on the screen: priorities, kinds, action types, lateness (C-77, C-81, D-45)."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from prospectdesk.domain import follow_ups as rules
from prospectdesk.queries.relances import FollowUpRow
from prospectdesk.ui.kit import format as show

PRIORITY_KEYS = tuple(rules.PRIORITIES)
PRIORITY_ICONS = ("chevrons-up", "equal", "chevrons-down")
PRIORITY_TONES = ("bad", "neutral", "plain")


def told(text: str) -> str:
    """A source text of the domain in the language of the interface."""
    return QCoreApplication.translate("FollowUps", text)


def priority_label(priority: int) -> str:
    """Haute, Normale or Faible."""
    return told(rules.PRIORITY_LABELS[priority])


def priority_help(priority: int) -> str:
    """What the priority is for (C-77)."""
    return told(rules.PRIORITY_HELP[priority])


def kind_label(kind: str) -> str:
    """Tâche, Relance or RP."""
    return told(rules.KINDS[kind])


def date_line(row: FollowUpRow, today: int) -> str:
    """06/11/2026 · 14:30 · 18 j de retard."""
    hour = "" if row.minute is None else show.hour(row.minute)
    return " · ".join(part for part in (show.date_text(row.day), hour, show.due_text(row.day, today)) if part)


def subject(row: FollowUpRow) -> str:
    """What is to be done: the description's first line, else the action type."""
    first = (row.description or "").strip().partition("\n")[0]
    return first or told(row.action_type)


def people(row: FollowUpRow) -> str:
    """The assignees' names, joined."""
    return ", ".join(name for _id, _login, name in row.assignees)
