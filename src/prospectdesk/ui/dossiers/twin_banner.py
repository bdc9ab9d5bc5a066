"""« Type en double »: two colleagues opened a dossier of one type while apart; this one is locked (X-19)."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.flow import FlowLayout
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.roles import set_role


class TwinBanner(QFrame):
    """`retyped` and `merged` are the two ways out."""

    retyped = Signal()
    merged = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("role", "banner")
        set_role(self, tone="warn")
        text = self.tr(
            "Type en double : un autre dossier de ce type existe déjà pour cette société. Celui-ci est bloqué jusqu’à ce "
            "que son type change ou qu’il soit fusionné avec l’autre."
        )
        self.setAccessibleName(text)
        ways = FlowLayout()
        ways.addWidget(
            Button(self.tr("Changer le type…"), "tag", name=f"{name}.retype", on=self.retyped.emit)
        )
        ways.addWidget(Button(self.tr("Fusionner…"), "merge", name=f"{name}.merge", on=self.merged.emit))
        holder = QWidget()
        holder.setLayout(ways)
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 8, 12, 8)
        box.setSpacing(8)
        box.addWidget(Label(text, wrap=True, name=f"{name}.text"))
        box.addWidget(holder)
        self.hide()
