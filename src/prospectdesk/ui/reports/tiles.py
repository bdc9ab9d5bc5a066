"""The four figures above the charts, each beside the same days of the year before where that is known."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from prospectdesk.domain.reports import rate
from prospectdesk.queries.reports import Summary
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.cards import Card
from prospectdesk.ui.kit.labels import Label, Mark
from prospectdesk.ui.reports.words import days, dossiers, money

KEYS = ("rate", "signed", "forecast", "age")
NARROW = 760


class Tile(Card):
    """A title, a figure, and a line beneath: how it moved, and against what."""

    def __init__(self, name: str, title: str) -> None:
        super().__init__(name, margin=14, spacing=2)
        self.title = title
        self.value = Label("", "figure", name=f"{name}.value")
        self.mark = Mark("", "ok", 16)
        self.trend = Label("", "secondary", name=f"{name}.trend")
        self.under = Label("", "secondary", tone="muted", name=f"{name}.under", elide=True)
        line = QHBoxLayout()
        line.setSpacing(5)
        line.addWidget(self.mark)
        line.addWidget(self.trend)
        line.addWidget(self.under, 1)
        self.box.addWidget(Label(title, "body", tone="muted", elide=True))
        self.box.addWidget(self.value)
        self.box.addLayout(line)

    def show_value(self, value: str, under: str, trend: str = "", *, up: bool = True) -> None:
        """A figure; `trend` (+8 %) comes with an arrow, up or down."""
        self.value.setText(value)
        self.under.setText(under)
        self.trend.setText(trend)
        self.trend.set_tone("ok" if up else "warn")
        self.mark.show_icon("trending-up" if up else "trending-down", "ok" if up else "warn")
        for part in (self.mark, self.trend):
            part.setVisible(bool(trend))


class Tiles(QWidget):
    """Shows a Summary; two lines of tiles where the window is narrow."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        titles = (
            self.tr("Taux de transformation"),
            self.tr("Signé sur la période"),
            self.tr("Prévision pondérée"),
            self.tr("Âge moyen des dossiers"),
        )
        self.tiles = {key: Tile(f"{name}.{key}", title) for key, title in zip(KEYS, titles, strict=True)}
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setSpacing(12)
        self._across = 0
        self.arrange(1200)

    def arrange(self, width: int) -> None:
        """As many tiles side by side as fit in a width."""
        across = 2 if width < theme.current().px(NARROW) else 4
        if across == self._across:
            return
        self._across = across
        for number, tile in enumerate(self.tiles.values()):
            self.grid.addWidget(tile, number // across, number % across, Qt.AlignmentFlag(0))
        for column in range(4):
            self.grid.setColumnStretch(column, 1 if column < across else 0)

    def told(self) -> tuple[tuple[str, str, str], ...]:
        """Each tile in words: what, value, how it moved and against what."""
        return tuple(
            (one.title, one.value.text(), " ".join(filter(None, (one.trend.text(), one.under.text()))))
            for one in self.tiles.values()
        )

    def show_summary(self, found: Summary) -> None:
        """Other figures."""
        self._show_rate(found)
        self._show_signed(found)
        count = found.open.count
        self.tiles["forecast"].show_value(
            money(found.open.weighted), self.tr("{0} en cours").format(dossiers(count))
        )
        oldest = self.tr("le plus ancien a {0}").format(days(found.open.oldest)) if count else ""
        self.tiles["age"].show_value(days(round(found.open.mean_age)) if count else "—", oldest)

    def _show_rate(self, found: Summary) -> None:
        now = rate(found.conversion.signed, found.conversion.created)
        before = rate(found.conversion_before.signed, found.conversion_before.created)
        of = self.tr("{0} signés sur {1} créés").format(
            show.count(found.conversion.signed), show.count(found.conversion.created)
        )
        value = "—" if now is None else show.percent(now, 1)
        if now is None or before is None:
            self.tiles["rate"].show_value(value, of)
            return
        moved = now - before
        points = f"{moved:+.1f}".replace(".", ",").replace("-", "−")
        text = self.tr("{0} point") if abs(moved) < 2 else self.tr("{0} points")
        self.tiles["rate"].show_value(value, self.tr("sur un an"), text.format(points), up=moved >= 0)
        self.tiles["rate"].setToolTip(of)

    def _show_signed(self, found: Summary) -> None:
        value, before = money(found.signed.total), found.signed_before.total
        if not before:
            self.tiles["signed"].show_value(value, dossiers(found.signed.count))
            return
        moved = (found.signed.total - before) * 100 / before
        text = f"{moved:+.0f}\u00a0%".replace("-", "−")
        self.tiles["signed"].show_value(value, self.tr("sur un an"), text, up=moved >= Decimal(0))
