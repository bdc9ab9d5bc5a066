"""What the list can be grouped by, and what its groups are called."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from prospectdesk.queries.prospects_groups import LATENESS, NEXT_ACTION, OWNER, STAGE, Group
from prospectdesk.ui.kit.format import percent


def groupings() -> dict[str, str]:
    """The choices of the menu Grouper by key; "" is one list."""
    tr = QCoreApplication.translate
    return {
        "": tr("Prospects", "Sans groupes"),
        STAGE: tr("Prospects", "Par étape"),
        OWNER: tr("Prospects", "Par commercial opérationnel"),
        NEXT_ACTION: tr("Prospects", "Par prochaine action"),
        LATENESS: tr("Prospects", "Par retard"),
    }


def group_text(grouping: str, group: Group) -> str:
    """The name of a group: Proposition (50 %), Nora Petit, Rendez-vous, 1 à 7 j de retard."""
    if grouping == STAGE and group.label:
        return f"{group.label} ({percent(int(group.key))})"
    return group.label or _fixed(grouping).get(group.key, group.key)


def group_mark(grouping: str, group: Group) -> tuple[str, str]:
    """Icon and tone of a head: those of C-81 for lateness, none elsewhere."""
    if grouping != LATENESS:
        return "", "text"
    if group.key == "none":
        return "triangle-alert", "text_3"
    return "alarm-clock", f"due_{group.key}"


def _fixed(grouping: str) -> dict[str, str]:
    """The groups the data have no word for."""
    tr = QCoreApplication.translate
    nothing = tr("Prospects", "Aucune action planifiée")
    return {
        STAGE: {
            "en_cours": tr("Prospects", "En cours, sans dossier"),
            "signe": tr("Prospects", "Signé"),
            "perdu": tr("Prospects", "Perdu"),
            "annuaire": tr("Prospects", "Annuaire"),
        },
        OWNER: {"none": tr("Prospects", "Sans commercial")},
        NEXT_ACTION: {"none": nothing},
        LATENESS: {
            "very_late": tr("Prospects", "Plus de 7\u00a0j de retard"),
            "late": tr("Prospects", "1 à 7\u00a0j de retard"),
            "today": tr("Prospects", "Aujourd’hui"),
            "future": tr("Prospects", "À venir"),
            "none": nothing,
        },
    }.get(grouping, {})
