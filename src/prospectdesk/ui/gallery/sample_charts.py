"""Two charts of invented numbers for the gallery: lying bars and standing columns, every pattern once."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from prospectdesk.ui.gallery.samples import at_once
from prospectdesk.ui.kit.charts.data import PATTERNS, Chart, Form, Group, Part, Series
from prospectdesk.ui.kit.charts.panel import ChartPanel
from prospectdesk.ui.kit.charts.table import ChartTable

NUMBERS = ((9, 7, 5, 4, 3, 2), (4, 8, 2, 6, 1, 5), (2, 3, 4, 1, 6, 2))
TOKENS = ("accent", "type_client", "warn", "type_contact", "type_potential", "ok")


def sample_panel(form: Form) -> ChartPanel:
    """A chart in its frame; a click on it leads nowhere."""
    translate = QCoreApplication.translate
    title = translate("Gallery", "Barres") if form == "rows" else translate("Gallery", "Colonnes")
    series = tuple(Series(name, token, pattern=name) for name, token in zip(PATTERNS, TOKENS, strict=True))
    groups = tuple(
        Group(
            f"{2024 + number}",
            tuple(
                Part(place, value, f"{number}|{place}", f"{PATTERNS[place]} {value}", str(value))
                for place, value in enumerate(row)
            ),
            str(sum(row)),
        )
        for number, row in enumerate(NUMBERS)
    )
    note = translate("Gallery", "Un motif par série, pour qui ne voit pas les couleurs.")
    chart = Chart(title, groups, series, form=form, note=note, legend=True, axis=lambda value: f"{value:g}")
    table = ChartTable(
        (translate("Gallery", "Année"), *PATTERNS),
        tuple((group.label, *row) for group, row in zip(groups, NUMBERS, strict=True)),
    )
    panel = ChartPanel(f"gallery.chart.{form}", title, at_once, large=False)
    panel.show_chart(chart, table, "")
    return panel
