"""The routines of a company with its tags; the default one first, framed in orange (C-72)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from prospectdesk.queries.companies import RoutineTag
from prospectdesk.ui.companies import facts as words
from prospectdesk.ui.kit.buttons import MenuButton
from prospectdesk.ui.kit.cards import Card
from prospectdesk.ui.kit.flow import FlowLayout
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.pills import Pill

NAME = "sheet.tags"
TONES = {"suspect": "neutral", "prospect": "accent", "client": "ok", "hors_cible": "bad"}


class RoutineBox(Card):
    """One routine: title, tag, pencil. `changed` carries (routine id, tag, ex-client)."""

    changed = Signal(int, str, bool)

    def __init__(self, tag: RoutineTag, parent: QWidget | None = None) -> None:
        name = f"{NAME}.{tag.routine_id}"
        super().__init__(name, parent, margin=4, direction="horizontal", tone="orange" if tag.default else "")
        self.tag = tag
        all_words = words.tag_words()
        text = all_words.get(tag.tag or "", self.tr("Sans tag"))
        self.box.setContentsMargins(10, 1, 2, 1)
        self.box.addWidget(Label(tag.routine, name=f"{name}.title"))
        self.pill = Pill(text, TONES.get(tag.tag or "", "plain"), name=f"{name}.tag")
        self.box.addWidget(self.pill)
        if tag.ex_client:
            self.box.addWidget(Pill(self.tr("Ex-Client"), "warn", name=f"{name}.ex_client"))
        tip = self.tr("Changer le tag de « {routine} »").format(routine=tag.routine)
        self.edit = MenuButton("", "pencil", "icon", name=f"{name}.edit", tip=tip)
        menu = self.edit.menu_items
        for key, word in all_words.items():
            action = menu.addAction(word)
            action.setObjectName(f"{name}.set.{key}")
            action.setCheckable(True)
            action.setChecked(key == tag.tag)
            action.triggered.connect(
                lambda _checked=False, key=key: self.changed.emit(tag.routine_id, key, tag.ex_client)
            )
        menu.addSeparator()
        former = menu.addAction(self.tr("Ex-Client"))
        former.setObjectName(f"{name}.set.ex_client")
        former.setCheckable(True)
        former.setChecked(tag.ex_client)
        former.triggered.connect(lambda on: self.changed.emit(tag.routine_id, tag.tag or "suspect", on))
        self.box.addWidget(self.edit)
        state = f"{tag.routine} : {text}"
        self.setAccessibleName(
            self.tr("Routine par défaut, {state}").format(state=state) if tag.default else state
        )


class TagsRow(QWidget):
    """All routines the person sees; hidden when there are none."""

    changed = Signal(int, str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(NAME)
        self.flow = FlowLayout(self)
        self._shown: tuple[RoutineTag, ...] | None = None

    def show_tags(self, tags: Sequence[RoutineTag]) -> None:
        """Shows the routines in their order."""
        if tuple(tags) == self._shown:
            return
        self._shown = tuple(tags)
        while (item := self.flow.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for tag in tags:
            box = RoutineBox(tag, self)
            box.changed.connect(self.changed)
            self.flow.addWidget(box)
            box.show()
        self.setVisible(bool(tags))
