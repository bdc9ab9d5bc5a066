"""The bonus list: who gets what for which dossier, the total of each person, the percentage (D-30)."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from prospectdesk.commands.bonuses import SetBonusPercent, parse_percent
from prospectdesk.domain.dossiers import BONUS_STATES
from prospectdesk.queries.bonuses import Bonus, Bonuses
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.cards import Card
from prospectdesk.ui.kit.charts.panel import ChartPanel
from prospectdesk.ui.kit.chips import ChipRow
from prospectdesk.ui.kit.columns import Cell, Column, NameCell, PillCell
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.empty import EmptyState
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.roles import disable, enable
from prospectdesk.ui.kit.table_model import PagedModel
from prospectdesk.ui.kit.table_view import TableView
from prospectdesk.ui.reports.behind import local_day
from prospectdesk.ui.reports.charts import bonus_totals


def percent_text(value: Decimal) -> str:
    """2,5 %, without zeros that say nothing."""
    text = f"{value.quantize(Decimal('0.01')):f}".rstrip("0").rstrip(".").replace(".", ",")
    return f"{text or '0'}\u00a0%"


class BonusPane(QWidget):
    """`export_wanted` asks for the file. Only administrators see it; others read why."""

    export_wanted = Signal()

    def __init__(self, desk: Desk, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.found = Bonuses((), Decimal(0))
        self.rows: dict[int, Bonus] = {}
        self.percent = Label("", tone="muted", name=f"{name}.percent", elide=True)
        self.change = Button(
            self.tr("Modifier le pourcentage…"), "pencil", name=f"{name}.change", on=self._change
        )
        self.export = Button(
            self.tr("Exporter la liste…"),
            "file-spreadsheet",
            name=f"{name}.export",
            on=self.export_wanted.emit,
        )
        options = [
            ("lines", self.tr("Par dossier"), "rows-3"),
            ("people", self.tr("Par personne"), "users"),
        ]
        self.form = ChipRow(options, name=f"{name}.form")
        self.form.chosen.connect(self._show_form)
        self.totals = ChartPanel(
            f"{name}.totals", self.tr("Total par personne"), lambda work: desk.spawn(self, work), large=False
        )
        self.model = PagedModel(
            self._columns(), self._fetch, lambda work: desk.spawn(self, work), parent=self
        )
        self.view = TableView(f"{name}.table", self.tr("Primes"))
        self.view.show_model(self.model)
        self.view.opened.connect(self._open)
        self.empty = EmptyState("euro", "", name=f"{name}.empty")
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.form)
        head.addWidget(self.percent, 1)
        head.addWidget(self.change)
        head.addWidget(self.export)
        lines = Card(margin=0, spacing=0)
        lines.box.addWidget(self.view)
        self.body = QStackedWidget()
        for part in (lines, self.totals, self.empty):
            self.body.addWidget(part)
        self.head_parts = (self.form, self.percent, self.change, self.export)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(10)
        box.addLayout(head)
        box.addWidget(self.body, 1)

    def _columns(self) -> list[Column]:
        return [
            Column("user", self.tr("Commercial source"), 130, "text", lambda one: one.user, 1, sortable=False),
            Column("company", self.tr("Société"), 160, "name", lambda one: NameCell(one.company), 2, sortable=False),
            Column("type", self.tr("Dossier"), 92, "text", lambda one: one.type, sortable=False),
            Column("base", self.tr("Montant"), 96, "number", lambda one: show.amount(one.base), sortable=False),
            Column("percent", self.tr("Taux"), 64, "number", self._percent, sortable=False),
            Column("amount", self.tr("Prime"), 92, "number", lambda one: show.amount(one.amount), sortable=False),
            Column("state", self.tr("Etat"), 92, "pill", self._state, sortable=False),
            Column("at", self.tr("Signé le"), 92, "text", self._day, sortable=False),
            Column("open", "", 40, "open"),
        ]  # fmt: skip

    @staticmethod
    def _percent(one: Bonus) -> Cell:
        return "" if one.percent is None else percent_text(one.percent)

    @staticmethod
    def _state(one: Bonus) -> Cell:
        return PillCell(BONUS_STATES.get(one.state, one.state), "warn")

    def _day(self, one: Bonus) -> Cell:
        return show.date_text(local_day(one.at, self.desk.session.clock))

    async def _fetch(self, ids: list[int]) -> list[Bonus]:
        return [self.rows[one] for one in ids if one in self.rows]

    def show_bonuses(self, found: Bonuses) -> None:
        """The lines of the period."""
        self.found = found
        for part in self.head_parts:
            part.show()
        text = self.tr("{0} du montant à la signature")
        self.percent.setText(text.format(percent_text(found.percent)))
        self.rows = {one.id: one for one in found.rows}
        self.model.set_ids(list(self.rows))
        self.totals.show_chart(*bonus_totals(found))
        if found.rows:
            enable(self.export)
        else:
            disable(self.export, self.tr("Aucune prime sur cette période."))
            self.empty.say(
                "euro",
                self.tr("Aucune prime sur cette période"),
                self.tr(
                    "Signer un dossier qui n’est pas lié crée une prime pour le commercial source de la société."
                ),
            )
        self._show_form()

    def _show_form(self, _key: str = "") -> None:
        """Lines or totals; neither when there are none."""
        form = 0 if self.form.current() == "lines" else 1
        self.body.setCurrentIndex(form if self.rows else 2)

    def refuse(self, reason: str) -> None:
        """Who may not see it reads why."""
        for part in self.head_parts:
            part.hide()
        self.rows = {}
        self.model.set_ids([])
        self.empty.say("lock", self.tr("Liste des primes"), reason)
        self.body.setCurrentWidget(self.empty)

    def _open(self, row: int) -> None:
        order = list(dict.fromkeys(self.rows[key].company_id for key in self.model.ids()))
        self.desk.open("sheet.dossiers", company=self.rows[row].company_id, company_list=order)

    def _change(self) -> None:
        self.desk.spawn(self, self._asked())

    async def _asked(self) -> None:
        typed = await ask.text(
            self,
            self.tr("Pourcentage des primes"),
            self.tr("Part du montant du dossier, de 0 à 100 %. Les primes déjà créées ne changent pas."),
            value=percent_text(self.found.percent),
            yes=self.tr("Enregistrer"),
            check=parse_percent,
            limit=12,
        )
        if typed is not None:
            await self.desk.do(SetBonusPercent(percent=typed), origin=self)
