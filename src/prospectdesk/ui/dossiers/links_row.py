"""« Dossiers liés »: the dossier this one was made from, those made from it, and a new one (D-29)."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from prospectdesk.queries.dossiers import Dossier
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.flow import FlowLayout
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.roles import enable_if


class LinksRow(QWidget):
    """`chosen` carries the local id of a linked dossier, `wanted` asks for a new one."""

    chosen = Signal(int)
    wanted = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.no_bonus = Label(
            self.tr("Dossier lié : il n’ouvre pas droit à la prime."),
            "secondary", tone="muted", wrap=True, name=f"{name}.no_bonus",
        )  # fmt: skip
        self.add = Button(
            self.tr("Créer un dossier lié"), "link", "link", name=f"{name}.add", on=self.wanted.emit
        )
        self._flow = FlowLayout()
        self._holder = QWidget()
        self._holder.setLayout(self._flow)
        self._links: list[Button] = []
        self._shown: list[tuple[int, str]] | None = None
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addWidget(Label(self.tr("Dossiers liés"), "secondary", tone="muted"))
        box.addWidget(self._holder)
        box.addWidget(self.no_bonus)
        self._flow.addWidget(self.add)

    def show_links(self, dossier: Dossier, titles: dict[int, str]) -> None:
        """Shows the links of a dossier; `titles` are the sub-tabs by local id."""
        self.no_bonus.setVisible(not dossier.state.bonus_eligible)
        links = [(key, self.tr("lié : {0}").format(titles.get(key, label))) for key, label in dossier.linked]
        if dossier.parent_id is not None and dossier.parent_id in titles:
            links.insert(0, (dossier.parent_id, self.tr("origine : {0}").format(titles[dossier.parent_id])))
        if links == self._shown:
            return
        self._shown = links
        for button in self._links:
            self._flow.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._links = []
        for place, (key, text) in enumerate(links):
            button = Button(text, "briefcase-business", "link", name=f"{self.objectName()}.{place}")
            button.clicked.connect(lambda _checked=False, key=key: self.chosen.emit(key))
            self._flow.addWidget(button)
            self._links.append(button)
        self._flow.removeWidget(self.add)
        self._flow.addWidget(self.add)

    def allow(self, why_not: str) -> None:
        """Whether a linked dossier can be made now."""
        enable_if(self.add, not why_not, why_not)
