"""What every editor of a sheet does: keeps a draft, publishes, gives up after asking."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from prospectdesk.domain.changes import Changes
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.errors import MessageBar
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.roles import enable_if
from prospectdesk.ui.timeline.call_body import CallBody, callees
from prospectdesk.ui.timeline.drafts import DraftKeeper, kept
from prospectdesk.ui.timeline.note_body import NoteBody

Body = NoteBody | CallBody


class Editor(QWidget):
    """A body with draft, state and Publier. `tools` holds state and buttons; the owner lays them out.

    For company 0 it is nobody's yet and reads nothing until `bind`.

    `published` carries the new entry's local id; `closed` asks the owner to take the editor away.
    """

    published = Signal(int)
    closed = Signal()

    def __init__(
        self, desk: Desk, company_id: int, body: Body, key: str, kind: str, draft: dict[str, Any] | None,
        *, name: str, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setObjectName(name)
        self.desk, self.company_id, self.body, self.key = desk, company_id, body, key
        self._busy = False
        self.keeper = DraftKeeper(desk, key, kind, company_id, self._data, self)
        self.keeper.saved.connect(self._saved)
        self.messages = MessageBar(f"{name}.messages")
        self.state = Label(role="secondary", name=f"{name}.state")
        self.publish_button = Button(
            self.tr("Publier"), role="primary", name=f"{name}.publish", tip=self.tr("Publier (Ctrl+Entrée)"),
            on=self.publish,
        )  # fmt: skip
        self.tools = QWidget(self)
        row = QHBoxLayout(self.tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.state)
        row.addWidget(self.publish_button)
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(8)
        self.box.addWidget(self.messages)
        self.box.addWidget(body, 1)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.publish)
        body.changed.connect(self._typed)
        desk.feed.changed.connect(self._heard)
        if draft:
            self._show_draft(draft)
        if company_id:
            desk.spawn(self, self._prepare(look=draft is None))
        self._follow()

    def bind(self, company: int, key: str) -> None:
        """Gives an editor made for nobody its company and the key of its draft."""
        self.company_id = self.body.company_id = company
        self.key = key
        self.keeper.bind(company, key)
        self.desk.spawn(self, self._prepare(look=True))

    def title(self) -> str:
        """What the editor is called."""
        return self.body.title()

    def written(self) -> bool:
        """Whether something was typed that is not published."""
        return self.body.written()

    def publish(self) -> None:
        """Puts the entry into the timeline."""
        if not self._busy and not self.body.missing():
            self._busy = True
            self.desk.spawn(self, self._publish())

    def cancel(self) -> None:
        """Gives the text up, after asking when there is one."""
        self.desk.spawn(self, self._cancel())

    def flush(self) -> None:
        """Keeps the draft now (the window is closing)."""
        self.keeper.save()

    async def _prepare(self, *, look: bool) -> None:
        """Reads the people to call, and the draft a former run left."""
        if isinstance(self.body, CallBody):
            self.body.fill(await self.desk.query(callees, self.company_id))
        draft = await self.desk.query(kept, self.key) if look else {}
        if draft and not self.body.written():
            self._show_draft(draft)

    def _show_draft(self, draft: dict[str, Any]) -> None:
        self.keeper.restored(draft)
        self.body.restore(draft)
        self._saved(True)

    async def _publish(self) -> None:
        try:
            done = await self.desk.do(self.body.command(), self)
            self.messages.clear()
            self.body.clear()
            await self.keeper.forget()
            self.published.emit(done.row_id or 0)
            self.closed.emit()
        finally:
            self._busy = False

    async def _cancel(self) -> None:
        if self.body.written():
            title, text = self.tr("Abandonner ce texte ?"), self.tr("Ce qui est écrit ne sera pas gardé.")
            if not await ask.yes_no(
                self, title, text, yes=self.tr("Abandonner"), no=self.tr("Continuer à écrire"), danger=True
            ):
                return
        self.body.clear()
        await self.keeper.forget()
        self.closed.emit()

    def _data(self) -> dict[str, Any]:
        return self.body.data()

    def _typed(self) -> None:
        self.keeper.changed()
        self.state.setText("")
        self._follow()

    def _saved(self, some: bool) -> None:
        self.state.setText(self.tr("Brouillon enregistré") if some else "")

    def _follow(self) -> None:
        enable_if(self.publish_button, not self.body.missing(), self.body.missing() or "-")

    def _heard(self, changes: Changes) -> None:
        if isinstance(self.body, CallBody) and changes.touches_company(self.company_id):
            self.desk.spawn(self, self._prepare(look=False))
