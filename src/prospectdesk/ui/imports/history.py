"""The imports of the past: what each brought, and taking one back as a whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from prospectdesk.domain.changes import Changes, Done
from prospectdesk.domain.errors import Cancelled
from prospectdesk.jobs.ticket import Ticket
from prospectdesk.queries import imports
from prospectdesk.queries.imports import ImportRun
from prospectdesk.ui.imports import words
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.cards import Card
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.errors import bar_for
from prospectdesk.ui.kit.labels import Label, Mark
from prospectdesk.ui.kit.page import Page
from prospectdesk.ui.kit.pills import Pill
from prospectdesk.ui.kit.roles import disable, enable


class ImportHistory(Page):
    """Newest first. `undone` carries the run and what the undo answered ({restored, kept})."""

    undone = Signal(object, object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, "import.history", parent)
        self.cards: dict[str, RunCard] = {}
        self.empty = Label(
            self.tr("Aucun import pour l’instant. Chacun sera gardé ici et pourra être annulé en entier."),
            "secondary", wrap=True, name="import.history.empty",
        )  # fmt: skip
        inner = QWidget()
        inner.setProperty("role", "plain")
        self._list = QVBoxLayout(inner)
        self._list.setContentsMargins(0, 0, 4, 0)
        self._list.setSpacing(8)
        self._list.addStretch(1)
        area = QScrollArea()
        area.setObjectName("import.history.list")
        area.setAccessibleName(self.tr("Historique des imports"))
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(Label(self.tr("Historique des imports"), "section"))
        box.addWidget(self.empty)
        box.addWidget(area, 1)

    def concerned(self, changes: Changes) -> bool:
        """Imports and their undoing change everything."""
        return changes.everything

    async def reload(self) -> None:
        """Reads the last imports."""
        self.show_runs(await self.desk.query(imports.runs))

    def show_runs(self, runs: Sequence[ImportRun]) -> None:
        """One card each."""
        for card in self.cards.values():
            self._list.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = {}
        for place, run in enumerate(runs):
            card = RunCard(run, show.moment(run.at, self.desk.session.clock))
            card.undo.clicked.connect(lambda _checked=False, run=run: self.take_back(run))
            self._list.insertWidget(place, card)
            self.cards[run.uid] = card
        self.empty.setVisible(not runs)

    def take_back(self, run: ImportRun) -> None:
        """Asks, then undoes the whole import."""
        self.desk.spawn(self, self._take_back(run))

    async def _take_back(self, run: ImportRun) -> None:
        sure = await ask.yes_no(
            self.window(), self.tr("Annuler l’import de « {0} » ?").format(run.file),
            self.tr(
                "Ce que cet import a créé est retiré et les anciennes valeurs reviennent. Ce qui a été modifié "
                "depuis est gardé et vous sera montré."
            ),
            yes=self.tr("Annuler cet import"), no=self.tr("Garder l’import"), danger=True,
        )  # fmt: skip
        if not sure:
            return
        card = self.cards.get(run.uid)
        if card is not None:
            disable(card.undo, self.tr("Annulation en cours…"))
        try:
            answer = await undo(self.desk, run.uid, self)
        finally:
            if card is not None and card is self.cards.get(run.uid):
                enable(card.undo)
        self.undone.emit(run, answer)


async def undo(desk: Desk, uid: str, origin: object) -> dict[str, Any]:
    """Takes an import back; answers how many rows were restored and what was kept.

    The status bar tells how far it is. Raises Cancelled (the import is as it was), Refused, Unavailable.
    """
    from prospectdesk.commands.import_undoing import take_back  # late: hardly ever

    def lane(fn: Callable[[], Any]) -> Any:
        return desk.lanes.submit("write", fn).result()

    def work(ticket: Ticket) -> Done:
        return take_back(desk.session.bus, uid, lane, ticket)

    try:
        done = await desk.run("net", work, ticket=Ticket())
    except Cancelled:
        bar = bar_for(origin if isinstance(origin, QWidget) else None)
        if bar is not None:
            text = QCoreApplication.translate(
                "ImportHistory", "Annulation arrêtée : l’import est là comme avant."
            )
            bar.show_message(text)
        raise
    finally:
        desk.session.forget_places()
    desk.settled(done, origin=origin, undoable=False)
    return done.data


class RunCard(Card):
    """One import: file, when and who, what it brought."""

    def __init__(self, run: ImportRun, when: str) -> None:
        super().__init__(f"import.history.{run.uid}", spacing=4)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Mark(words.KIND_ICONS.get(run.kind, "file"), "text_2"))
        head.addWidget(Label(run.file, "strong", elide=True), 1)
        self.pill = Pill(self.tr("Annulé"), "neutral", "undo-2", name=f"import.history.{run.uid}.undone")
        head.addWidget(self.pill)
        self.undo = Button(
            self.tr("Annuler cet import"), "undo-2", "link", name=f"import.history.{run.uid}.undo"
        )
        who = " · ".join(part for part in (words.kind_label(run.kind), when, run.person) if part)
        self.box.addLayout(head)
        self.box.addWidget(Label(who, "secondary", elide=True))
        self.box.addWidget(Label(self._counts(run), "secondary", wrap=True))
        self.box.addWidget(self.undo, 0, Qt.AlignmentFlag.AlignLeft)
        self.undo.setVisible(not run.undone)
        self.pill.setVisible(run.undone)

    def _counts(self, run: ImportRun) -> str:
        said = self.tr("{0} lues : {1} créées, {2} mises à jour, {3} ignorées, {4} doublons, {5} erreurs")
        if run.kind == "contacts":
            said = self.tr("{0} lues : {1} ajoutés, {2} mis à jour, {3} ignorés, {4} doublons, {5} erreurs")
        lines = words.line_count(run.rows)
        return said.format(
            lines,
            *(show.count(one) for one in (run.created, run.updated, run.ignored, run.duplicates, run.errors)),
        )
