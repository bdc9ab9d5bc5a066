"""A small table of invented rows for the gallery, read at once."""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication

from prospectdesk.ui.kit.columns import Cell, Column, DueCell, NameCell, PillCell, StageCell
from prospectdesk.ui.kit.table_model import PagedModel
from prospectdesk.ui.kit.table_view import TableView

NAMES = ("Boulangerie Marchand", "Les Jardins du Rhône", "Garage du Pilat", "Optique Bellecour")
HEAT = (("flame", "hot"), ("thermometer", "mild"), ("snowflake", "cold"))
DUE = ("due_today", "due_late", "due_very_late", "due_future")


@dataclass(frozen=True, slots=True)
class Sample:
    """A row; everything shown follows from its number."""

    id: int


async def fetch(ids: list[int]) -> list[Sample]:
    """The rows of these numbers."""
    return [Sample(one) for one in ids]


def at_once(reading: Coroutine[Any, Any, None]) -> None:
    """Runs a reading that never waits to its end."""
    try:
        reading.send(None)
    except StopIteration:
        return
    reading.close()


def _name(row: Sample) -> Cell:
    icon, tone = HEAT[row.id % 3]
    return NameCell(NAMES[row.id % 4], f"812 345 678 000{row.id:02}", icon, tone)


def _due(row: Sample) -> Cell:
    texts = (
        QCoreApplication.translate("Kit", "Rendez-vous · aujourd’hui"),
        QCoreApplication.translate("Kit", "Relance · 3\u00a0j de retard"),
        QCoreApplication.translate("Kit", "Signature · 18\u00a0j de retard"),
        QCoreApplication.translate("Kit", "Relance · 27/11"),
    )
    return DueCell(texts[row.id % 4], DUE[row.id % 4])


def columns() -> tuple[Column, ...]:
    """One column of each kind."""
    tr = QCoreApplication.translate
    return (
        Column("tick", "", 44, "check"),
        Column("name", tr("Kit", "Raison sociale"), 190, "name", _name, stretch=2),
        Column(
            "stage",
            tr("Kit", "Étape"),
            130,
            "stage",
            lambda row: StageCell("Qualifié", row.id % 5, 4, "20\u00a0%"),
        ),
        Column("due", tr("Kit", "Prochaine action"), 210, "due", _due, stretch=1),
        Column("fate", tr("Kit", "Sort"), 100, "pill", lambda row: PillCell("Créer", "ok", "plus")),
        Column(
            "phone", tr("Kit", "Téléphone"), 120, "link", lambda row: "04 78 21 43 65" if row.id % 3 else ""
        ),
        Column("city", tr("Kit", "Ville"), 90, "text", lambda row: "Lyon", edit=lambda row: "Lyon"),
        Column("open", "", 40, "open"),
    )


def sample_table(name: str, accessible: str) -> TableView:
    """The table with twelve rows, two of them ticked."""
    view = TableView(name, accessible)
    model = PagedModel(columns(), fetch, at_once, parent=view)
    view.show_model(model)
    model.set_ids(list(range(12)))
    model.set_sort("due", False)
    model.toggle(1)
    model.toggle(4)
    return view
