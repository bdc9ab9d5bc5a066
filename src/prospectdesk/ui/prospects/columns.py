"""The columns of the prospect list (D-02, D-03): what each shows, sorts by and edits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QCoreApplication

from prospectdesk.domain.clock import day_date
from prospectdesk.domain.text import fold
from prospectdesk.queries.prospects import ProspectRow
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.columns import Cell, Column, DueCell, NameCell, StageCell

TEMPERATURES = {
    "chaud": ("flame", "hot"),
    "tiede": ("thermometer", "mild"),
    "froid": ("snowflake", "cold"),
}
STEPS = (0, 19, 49, 74)
"""A bar of four is filled to one more step above each of these percentages."""
FIXED = ("tick", "open")
SHOWN = (
    "raison_sociale", "etape", "derniere_action", "prochaine_action", "source", "telephone", "mail", "ville",
)  # fmt: skip
Today = Callable[[], date]


def say(text: str) -> str:
    """A word of the list in the language of the interface."""
    return QCoreApplication.translate("Prospects", text)


def titles() -> dict[str, str]:
    """The title of every column that can be shown or hidden, in their usual order."""
    tr = QCoreApplication.translate
    return {
        "raison_sociale": tr("Prospects", "Raison sociale"),
        "etape": tr("Prospects", "Étape"),
        "derniere_action": tr("Prospects", "Dernière action"),
        "prochaine_action": tr("Prospects", "Prochaine action"),
        "source": tr("Prospects", "Source"),
        "telephone": tr("Prospects", "Téléphone"),
        "mail": tr("Prospects", "Mail"),
        "ville": tr("Prospects", "Ville"),
        "code_postal": tr("Prospects", "Code postal"),
        "naf": tr("Prospects", "Naf"),
        "commercial_source": tr("Prospects", "Commercial source"),
        "commercial_operationnel": tr("Prospects", "Commercial opérationnel"),
        "date_creation": tr("Prospects", "Date de création"),
        "contacts": tr("Prospects", "Interlocuteurs"),
    }


def columns(keys: Sequence[str], today: Today) -> tuple[Column, ...]:
    """The columns of these keys in that order, between the tick and the button that opens the sheet."""
    every = {column.key: column for column in _every(today)}
    chosen = [every[key] for key in keys if key in every]
    return (Column("tick", "", 36, "check"), *chosen, Column("open", "", 36, "open"))


def _every(today: Today) -> tuple[Column, ...]:
    title = titles()
    return (
        Column("raison_sociale", title["raison_sociale"], 142, "name", name_cell, 5, edit=lambda row: row.name),
        Column("etape", title["etape"], 108, "stage", stage_cell, 1),
        Column("derniere_action", title["derniere_action"], 102, "text", lambda row: last_action(row, today()), 3),
        Column("prochaine_action", title["prochaine_action"], 172, "due", lambda row: due_cell(row, today()), 3),
        Column("source", title["source"], 68, "text", lambda row: row.source or "", 2),
        Column("telephone", title["telephone"], 116, "link", lambda row: show.phone(row.phone),
               edit=lambda row: show.phone(row.phone)),
        Column("mail", title["mail"], 68, "link", lambda row: row.mail or "", 4, edit=lambda row: row.mail or ""),
        Column("ville", title["ville"], 64, "text", lambda row: row.city or "", 3, edit=lambda row: row.city or ""),
        Column("code_postal", title["code_postal"], 92, "text", lambda row: row.postcode or ""),
        Column("naf", title["naf"], 76, "text", lambda row: row.naf or ""),
        Column("commercial_source", title["commercial_source"], 140, "text", lambda row: row.source_user or ""),
        Column("commercial_operationnel", title["commercial_operationnel"], 176, "text",
               lambda row: row.operational_user or ""),
        Column("date_creation", title["date_creation"], 124, "text", lambda row: show.date_text(row.created_day)),
        Column("contacts", title["contacts"], 108, "number", lambda row: str(row.contacts), sortable=False),
    )  # fmt: skip


def name_cell(row: ProspectRow) -> Cell:
    """The name above its SIRET; a company of the directory alone says so quietly."""
    icon, tone = TEMPERATURES.get(fold(row.category or ""), ("", "text_2"))
    parts = [show.siret(row.siret) or show.siren(row.siren)]
    if not row.registered:
        parts.append(say("Annuaire"))
        icon, tone = "book-user", "text_3"
    return NameCell(row.name, "  ·  ".join(part for part in parts if part), icon, tone)


def stage_cell(row: ProspectRow) -> Cell:
    """The most advanced dossier's stage, else the state of D-08."""
    if row.stage is None or row.percent is None:
        return row.state_label if row.registered else ""
    done = sum(row.percent > step for step in STEPS)
    return StageCell(row.stage, done, len(STEPS), show.percent(row.percent))


def last_action(row: ProspectRow, today: date) -> str:
    """Appel · 18/11."""
    if row.last_action is None:
        return ""
    return " · ".join(part for part in (row.last_action, show.date_short(row.last_day, today)) if part)


def due_cell(row: ProspectRow, today: date) -> Cell:
    """Relance · 3 j de retard, RDV · aujourd’hui 14:30, Appeler · 27/11, or that nothing is planned."""
    if row.next_action is None or row.next_day is None:
        return DueCell(say("Aucune relance planifiée"), "text_3", "triangle-alert") if row.registered else ""
    day = day_date(row.next_day)
    if day < today:
        when = show.due_text(day, today)
    else:
        when = show.when(day, today)
        if row.next_minute is not None:
            when = f"{when} {show.hour(row.next_minute)}"
    return DueCell(f"{row.next_action} · {when}", show.due_role(day, today))
