"""The cards of the home screen: one part of the day's order, and the sheets seen lately."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from prospectdesk.queries.home import RecentSheet
from prospectdesk.queries.relances import Panel
from prospectdesk.ui.home.page import NAME, ROWS
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.cards import Card, rule
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.page import Page
from prospectdesk.ui.kit.pills import Badge, Pill
from prospectdesk.ui.relances.layout import row_height
from prospectdesk.ui.relances.row_acts import RowActs
from prospectdesk.ui.relances.row_list import RelanceList


class DayPart(Card):
    """Number, title, count, Commencer, the first rows, and the way to the others."""

    def __init__(
        self, page: Page, number: int, key: str, title: str, start: Callable[[], object], parent: QWidget
    ) -> None:
        super().__init__(f"{NAME}.{key}", parent, spacing=6)
        self.count = Badge(name=f"{NAME}.{key}.count")
        self.start = Button(page.tr("Commencer"), "play", name=f"{NAME}.{key}.start", on=start)
        self.list = RelanceList(page.desk.today, f"{NAME}.{key}.list", title)
        self.acts = RowActs(page, self.list)
        self.none = Label(
            page.tr("Rien à traiter ici pour le moment."), tone="muted", name=f"{NAME}.{key}.none"
        )
        self.others = Button("", role="link", name=f"{NAME}.{key}.others", on=start)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Pill(str(number), "accent"))
        head.addWidget(Label(title, "section", name=f"{NAME}.{key}.title"))
        head.addWidget(self.count)
        head.addStretch(1)
        head.addWidget(self.start)
        self.box.addLayout(head)
        self.box.addWidget(rule())
        self.box.addWidget(self.list)
        self.box.addWidget(self.none)
        self.box.addWidget(self.others, 0, Qt.AlignmentFlag.AlignLeft)

    def show_panel(self, panel: Panel, *, first: bool) -> None:
        """The rows that are due, at most three; the `first` part with rows has the primary button."""
        rows = panel.due[:ROWS]
        self.count.show_count(show.count(panel.due_count))
        self.list.setVisible(bool(rows))
        self.none.setVisible(not rows)
        self.start.setVisible(bool(rows))
        self.start.set_role("primary" if first else "")
        self.start.set_icon("play")
        if self.acts.next is None:
            self.list.setFixedHeight(max(1, len(rows)) * row_height() + 2)
        self.list.show_rows(rows)
        rest = panel.due_count - len(rows)
        self.others.setVisible(rest > 0)
        text = (
            self.tr("Voir l’autre") if rest == 1 else self.tr("Voir les {0} autres").format(show.count(rest))
        )
        self.others.set_text(text)


class RecentSheets(Card):
    """The sheets seen lately, each a link."""

    def __init__(self, page: Page, parent: QWidget) -> None:
        super().__init__(f"{NAME}.recent", parent, spacing=4)
        self._page = page
        self._shown: tuple[RecentSheet, ...] | None = None
        self.box.addWidget(Label(page.tr("Fiches récentes"), "section", name=f"{NAME}.recent.title"))
        self.box.addWidget(rule())
        self.none = Label(
            page.tr("Les fiches que vous ouvrez se retrouvent ici."),
            tone="muted",
            wrap=True,
            name=f"{NAME}.recent.none",
        )
        self.box.addWidget(self.none)
        self._rows = Card("", margin=0, spacing=2)
        self._rows.setProperty("role", "plain")
        self.box.addWidget(self._rows)

    def show_sheets(self, sheets: tuple[RecentSheet, ...]) -> None:
        """Eight at most."""
        self.none.setVisible(not sheets)
        if sheets == self._shown:
            return
        self._shown = sheets
        old, self._rows = self._rows, Card("", margin=0, spacing=2)
        self._rows.setProperty("role", "plain")
        self.box.replaceWidget(old, self._rows)
        old.hide()
        old.deleteLater()
        for sheet in sheets:
            self._rows.box.addLayout(self._row(sheet))

    def _row(self, sheet: RecentSheet) -> QHBoxLayout:
        desk = self._page.desk
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(
            Button(
                sheet.name, role="link", name=f"{NAME}.recent.{sheet.company_id}",
                on=lambda: desk.open("sheet", company=sheet.company_id),
            )
        )  # fmt: skip
        line.addWidget(Label(sheet.city or "", "secondary", elide=True), 1)
        line.addWidget(Label(show.moment(sheet.at, desk.session.clock), "caption"))
        return line
