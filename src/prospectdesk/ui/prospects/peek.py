"""The peek pane at the right of the list: head, next action, contacts, last notes; reads, never writes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from prospectdesk.queries import prospects
from prospectdesk.queries.prospects import ProspectRow
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.buttons import Button, IconButton
from prospectdesk.ui.kit.cards import Card, rule
from prospectdesk.ui.kit.columns import DueCell
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.labels import Label, Mark
from prospectdesk.ui.prospects.columns import due_cell

if TYPE_CHECKING:
    from prospectdesk.queries.companies import CompanyHead
    from prospectdesk.queries.contacts import ContactCard
    from prospectdesk.queries.timeline import TimelineRow

NAME = "prospects.peek"
WIDTH = 300
MOST_CONTACTS = 4
MOST_NOTES = 3
NOTE_LENGTH = 160
PAUSE_MS = 60


@dataclass(frozen=True, slots=True)
class Glance:
    """What the pane shows of a company."""

    head: CompanyHead
    row: ProspectRow
    cards: tuple[ContactCard, ...]
    notes: tuple[TimelineRow, ...]


def glance(conn: Any, company: int) -> Glance | None:
    """Reads a company for the pane, None when it is gone."""
    from prospectdesk.queries import companies, contacts, timeline  # late: asked once a row is looked at

    head = companies.head(conn, company)
    found = prospects.rows(conn, [company])
    if head is None or not found:
        return None
    notes = timeline.entries(conn, company, "notes", limit=MOST_NOTES)
    return Glance(head, found[0], tuple(contacts.cards(conn, company)), tuple(notes))


class PeekPane(Card):
    """`opened` carries a company to open; `closed` that the pane was put away."""

    opened = Signal(int)
    closed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(NAME, parent, margin=14, spacing=8)
        self.desk = desk
        self.company: int | None = None
        self.setFixedWidth(WIDTH)
        self.setAccessibleName(self.tr("Aperçu"))
        self.name = Label(role="section", wrap=True, name=f"{NAME}.name")
        self.ident = Label(role="secondary", wrap=True, name=f"{NAME}.ident")
        self.address = Label(role="secondary", wrap=True, name=f"{NAME}.address")
        self.phone = Label(wrap=True, name=f"{NAME}.phone", selectable=True)
        self.due_mark = Mark("alarm-clock")
        self.due = Label(role="strong", wrap=True, name=f"{NAME}.due")
        self.people = QVBoxLayout()
        self.notes = QVBoxLayout()
        self.add = Button(
            self.tr("Ajouter au portefeuille"), "briefcase", name=f"{NAME}.register", on=self._register
        )
        self.open_button = Button(
            self.tr("Ouvrir la fiche"), "external-link", name=f"{NAME}.open", on=self._open
        )
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.refresh)
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        close = IconButton("x", self.tr("Fermer l’aperçu (Échap)"), name=f"{NAME}.close", on=self.close_pane)
        head = QHBoxLayout()
        head.addWidget(self.name, 1)
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        due = QHBoxLayout()
        due.setSpacing(6)
        due.addWidget(self.due_mark, 0, Qt.AlignmentFlag.AlignTop)
        due.addWidget(self.due, 1)
        inner = QWidget()
        inner.setProperty("role", "plain")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for part in (self.ident, self.address, self.phone, rule()):
            column.addWidget(part)
        column.addLayout(due)
        for title, lines in (
            (self.tr("Interlocuteurs"), self.people),
            (self.tr("Dernières notes"), self.notes),
        ):
            column.addWidget(rule())
            column.addWidget(Label(title, "overline"))
            lines.setSpacing(6)
            column.addLayout(lines)
        column.addStretch(1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setMinimumHeight(0)
        area.setWidget(inner)
        self.box.addLayout(head)
        self.box.addWidget(area, 1)
        self.box.addWidget(self.add)
        self.box.addWidget(self.open_button)

    # what is shown -------------------------------------------------------------------------------
    def toggle(self, company: int) -> None:
        """Espace: shows a company, or puts the pane away when it shows that one."""
        if self.isVisible() and self.company == company:
            self.close_pane()
            return
        self.company = company
        self.refresh(first=True)

    def follow(self, company: int) -> None:
        """The keyboard went to another row: an open pane goes with it, once it rests."""
        if self.isVisible() and company != self.company:
            self.company = company
            self._pause.start()

    def refresh(self, *, first: bool = False) -> None:
        """Reads what is shown again."""
        if self.company is not None and (first or self.isVisible()):
            self.desk.spawn(self, self._read(self.company))

    def close_pane(self) -> None:
        """Puts the pane away."""
        self.company = None
        self.hide()
        self.closed.emit()

    async def _read(self, company: int) -> None:
        found = await self.desk.query(glance, company)
        if company != self.company:
            return
        if found is None:
            self.close_pane()
        else:
            self._show(found)
            self.show()

    def _show(self, found: Glance) -> None:
        head, today = found.head, self.desk.session.clock.today()
        self.name.setText(head.name)
        ident = [show.siret(head.siret) or show.siren(head.siren), head.naf or "", found.row.state_label]
        self.ident.setText("  ·  ".join(part for part in ident if part))
        town = " ".join(part for part in (head.postcode, head.city) if part)
        self.address.setText(", ".join(part for part in (head.street, town) if part))
        reach = [show.phone(found.row.phone), found.row.mail or ""]
        self.phone.setText("\n".join(part for part in reach if part) or self.tr("Ni téléphone ni mail"))
        cell = due_cell(found.row, today)
        due = (
            cell
            if isinstance(cell, DueCell)
            else DueCell(self.tr("Pas encore au portefeuille"), "text_3", "book-user")
        )
        self.due_mark.show_icon(due.icon, due.tone)
        self.due.setText(due.text)
        self.due.set_tone(due.tone if due.strong else "")
        self._fill(self.people, self._people(found.cards), self.tr("Aucun interlocuteur"))
        self._fill(self.notes, [self._note(one) for one in found.notes], self.tr("Aucune note"))
        self.add.setVisible(not head.registered)

    def _people(self, cards: tuple[ContactCard, ...]) -> list[tuple[str, str]]:
        shown = [
            (card.name, " · ".join(part for part in (card.job, show.phone(card.mobile or card.home)) if part))
            for card in cards[:MOST_CONTACTS]
        ]
        if len(cards) > MOST_CONTACTS:
            shown.append((self.tr("et {0} de plus").format(len(cards) - MOST_CONTACTS), ""))
        return shown

    def _note(self, one: TimelineRow) -> tuple[str, str]:
        text = " ".join((one.text or one.title).split())
        text = text if len(text) <= NOTE_LENGTH else text[: NOTE_LENGTH - 1] + "…"
        by = [show.moment(one.at, self.desk.session.clock), one.author or ""]
        return text, " · ".join(part for part in by if part)

    def _fill(self, lines: QVBoxLayout, texts: list[tuple[str, str]], nothing: str) -> None:
        while (item := lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for text, under in texts:
            lines.addWidget(_pair(text, under))
        if not texts:
            lines.addWidget(Label(nothing, "secondary"))

    # acts ----------------------------------------------------------------------------------------
    def _open(self) -> None:
        if self.company is not None:
            self.opened.emit(self.company)

    def _register(self) -> None:
        if self.company is not None:
            self.desk.spawn(self, self._do_register(self.company))

    async def _do_register(self, company: int) -> None:
        from prospectdesk.commands.lists import RegisterProspects

        await self.desk.do(RegisterProspects(companies=(company,)), self)


def _pair(text: str, under: str) -> QWidget:
    made = QWidget()
    box = QVBoxLayout(made)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(0)
    box.addWidget(Label(text, wrap=True))
    if under:
        box.addWidget(Label(under, "caption", wrap=True))
    return made
