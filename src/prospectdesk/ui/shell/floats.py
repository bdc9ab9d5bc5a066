"""Editors that float at the bottom right and stay there while other sheets are looked at (C-42)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from prospectdesk.queries.first_look import company_names
from prospectdesk.queries.people import Draft, drafts
from prospectdesk.ui.kit.buttons import Button, IconButton
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.labels import Label

if TYPE_CHECKING:
    from prospectdesk.ui.timeline.note_editor import FloatingEditor

GAP = 16
WIDE = 420
KINDS = ("sheet.note", "sheet.call")


def make_editor(
    desk: Desk, kind: str, company: int, key: str, draft: dict[str, Any] | None
) -> FloatingEditor:
    """The editor of a kind; its modules are loaded when one is first needed."""
    from prospectdesk.ui.timeline.call_editor import CallEditor
    from prospectdesk.ui.timeline.note_editor import NoteEditor

    made = NoteEditor if kind == "sheet.note" else CallEditor
    return made(desk, company, key, draft)


class FloatFrame(QFrame):
    """The frame of one editor: what it is, whose it is, fold and close."""

    def __init__(self, desk: Desk, company: int, editor: FloatingEditor, name: str, area: QWidget) -> None:
        super().__init__(area)
        self.company, self.editor = company, editor
        self.setObjectName(f"{name}.frame")
        self.setProperty("role", "float")
        self.title = Label(editor.title(), "strong", name=f"{name}.frame.title")
        self.sheet = Button("", role="link", name=f"{name}.frame.sheet", tip=self.tr("Ouvrir la fiche"))
        self.sheet.setAccessibleName(self.tr("Ouvrir la fiche"))
        self.sheet.clicked.connect(lambda _checked=False: desk.open("sheet", company=company))
        self.fold = IconButton("minus", self.tr("Réduire"), name=f"{name}.frame.fold", on=self.toggle)
        self.close_button = IconButton(
            "x", self.tr("Fermer (Échap)"), name=f"{name}.frame.close", on=editor.cancel
        )
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self.title)
        head.addWidget(self.sheet, 1)
        head.addWidget(self.fold)
        head.addWidget(self.close_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(14, 6, 8, 12)
        box.setSpacing(6)
        box.addLayout(head)
        inner = QVBoxLayout()
        inner.setContentsMargins(0, 0, 6, 0)
        inner.addWidget(editor)
        box.addLayout(inner)
        self.setFocusProxy(editor)
        desk.spawn(self, self._name(desk))

    async def _name(self, desk: Desk) -> None:
        found = await desk.query(company_names, [self.company])
        whole = found.get(self.company, "")
        self.sheet.setAccessibleName(self.tr("Ouvrir la fiche {0}").format(whole))
        self.sheet.set_text(self.sheet.fontMetrics().elidedText(whole, Qt.TextElideMode.ElideRight, 230))
        self.setAccessibleName(f"{self.title.text()} · {whole}")

    def toggle(self) -> None:
        """Shows only the head, or all of it."""
        folded = not self.editor.isHidden()
        self.editor.setVisible(not folded)
        tip = self.tr("Déplier") if folded else self.tr("Réduire")
        self.fold.set_icon("chevron-up" if folded else "minus")
        self.fold.setToolTip(tip)
        self.fold.setAccessibleName(tip)


class FloatHost(QObject):
    """Keeps the editors side by side over the lower edge of `area`, the newest at the right."""

    def __init__(self, desk: Desk, area: QWidget) -> None:
        super().__init__(area)
        self._desk = desk
        self._area = area
        self._open: dict[str, FloatFrame] = {}
        area.installEventFilter(self)

    def open(self, kind: str, company: int, **params: Any) -> FloatFrame | None:
        """Shows the editor of a company, the one already open if there is one; None for an unknown kind."""
        if kind not in KINDS:
            return None
        frame = self._show(kind, company, f"{kind}:{company}", None)
        if frame.editor.isHidden():
            frame.toggle()
        tell = getattr(frame.editor, "apply", None)
        if tell is not None and params:
            tell(**params)
        frame.setFocus()
        return frame

    async def reopen(self) -> None:
        """Opens again what was being written when the program ended (A-X6)."""
        found: list[Draft] = await self._desk.query(drafts)
        wanted = [one for one in found if one.kind in KINDS and one.company_id is not None]
        alive = await self._desk.query(company_names, [one.company_id for one in wanted if one.company_id])
        for draft in wanted:
            if draft.company_id in alive:
                self._show(draft.kind, draft.company_id, draft.key, draft.data)

    def _show(self, kind: str, company: int, key: str, draft: dict[str, Any] | None) -> FloatFrame:
        frame = self._open.pop(key, None)
        if frame is None:
            editor = make_editor(self._desk, kind, company, key, draft)
            frame = FloatFrame(self._desk, company, editor, kind, self._area)
            editor.closed.connect(lambda: self._closed(key))
            frame.installEventFilter(self)
            frame.show()
        self._open[key] = frame
        self.place()
        return frame

    def frames(self) -> list[FloatFrame]:
        """The open editors in their frames, the newest last."""
        return list(self._open.values())

    def flush(self) -> None:
        """Has every draft kept now (close)."""
        for frame in self._open.values():
            frame.editor.flush()

    def place(self) -> None:
        """Puts the editors at the bottom right, from right to left as far as there is room."""
        right = self._area.width() - GAP
        for frame in reversed(self._open.values()):
            wide = min(WIDE, self._area.width() - 2 * GAP)
            high = min(frame.sizeHint().height(), self._area.height() - 2 * GAP)
            if right - wide < GAP:
                right = self._area.width() - 2 * GAP
            frame.setGeometry(right - wide, self._area.height() - high - GAP, wide, high)
            frame.raise_()
            right -= wide + GAP
        if self._open:
            next(reversed(self._open.values())).raise_()

    def _closed(self, key: str) -> None:
        frame = self._open.pop(key, None)
        if frame is not None:
            frame.hide()
            frame.deleteLater()
            self.place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follows the size of the area and of the editors."""
        kind = event.type()
        if (kind == QEvent.Type.Resize and watched is self._area) or (
            kind == QEvent.Type.LayoutRequest and watched is not self._area
        ):
            self.place()
        return False
