"""The sentence of the day, and why the rows stand in their order (C-80, C-81)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from prospectdesk.queries.relances import Panel, RelanceRow
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.reasons import Reason

translate = QCoreApplication.translate


def meetings(rows: Sequence[RelanceRow], today: int) -> list[RelanceRow]:
    """Today's rendez-vous that have a time, earliest first."""
    found = [
        row for row in rows
        if row.follow_up.day == today and row.follow_up.action_type == "Rendez-vous" and row.follow_up.minute is not None
    ]  # fmt: skip
    return sorted(found, key=lambda row: row.follow_up.minute or 0)


def day_parts(panel: Panel, today: int) -> list[str]:
    """4 en retard, 4 aujourd’hui, 1 rendez-vous à 14:30; empty when nothing is due."""
    parts = []
    if panel.overdue_count:
        parts.append(translate("DayLine", "{0} en retard").format(show.count(panel.overdue_count)))
    if panel.today_count:
        parts.append(translate("DayLine", "{0} aujourd’hui").format(show.count(panel.today_count)))
    met = meetings(panel.due, today)
    if met:
        hour = show.hour(met[0].follow_up.minute or 0)
        text = (
            translate("DayLine", "1 rendez-vous à {1}")
            if len(met) == 1
            else translate("DayLine", "{0} rendez-vous, le premier à {1}")
        )
        parts.append(text.format(len(met), hour))
    return parts


def day_sentence(panel: Panel, today: int, *, mine: bool) -> str:
    """The one sentence above the columns."""
    parts = day_parts(panel, today)
    if not parts:
        if mine:
            return translate("DayLine", "Votre journée\u00a0: rien à traiter pour le moment.")
        return translate("DayLine", "La journée\u00a0: rien à traiter pour le moment.")
    start = (
        translate("DayLine", "Votre journée\u00a0: {0}.")
        if mine
        else translate("DayLine", "La journée\u00a0: {0}.")
    )
    return start.format(", ".join(parts))


def order_reasons() -> list[Reason]:
    """The lines of "Pourquoi cet ordre ?"."""
    return [
        Reason(
            translate("DayLine", "D’abord la priorité\u00a0: Haute, puis Normale, puis Faible"),
            icon="chevrons-up",
            tone="bad",
        ),
        Reason(
            translate("DayLine", "À priorité égale, la date la plus ancienne d’abord"),
            icon="calendar",
            tone="text_2",
        ),
        Reason(
            translate("DayLine", "Date à venir"),
            translate("DayLine", "gris"),
            icon="alarm-clock",
            tone="due_future",
        ),
        Reason(
            translate("DayLine", "Date d’aujourd’hui"),
            translate("DayLine", "vert"),
            icon="alarm-clock",
            tone="due_today",
        ),
        Reason(
            translate("DayLine", "De 1 à 7 jours de retard"),
            translate("DayLine", "orange"),
            icon="alarm-clock",
            tone="due_late",
        ),
        Reason(
            translate("DayLine", "Plus de 7 jours de retard"),
            translate("DayLine", "rouge"),
            icon="alarm-clock",
            tone="due_very_late",
        ),
    ]


def order_foot() -> str:
    """What decides the column."""
    return translate(
        "DayLine", "La date seule décide de la colonne\u00a0: à traiter jusqu’à aujourd’hui, à venir ensuite."
    )
