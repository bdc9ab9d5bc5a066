"""The versions of a document: the one being written, then each one that was generated, frozen with its hash (X-12)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from prospectdesk.domain.clock import Clock
from prospectdesk.queries.letter_window import Version
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.buttons import Button, IconButton
from prospectdesk.ui.kit.cards import Card
from prospectdesk.ui.kit.labels import Label, Mark
from prospectdesk.ui.kit.pills import Pill
from prospectdesk.ui.kit.roles import enable_if, set_role

FIRST = 6
DRAFT = 0
"""The id that stands for the version being written."""


class VersionsCard(Card):
    """`chosen` and `saved` carry the local id of a version (DRAFT: the one being written), `compared` too."""

    chosen = Signal(int)
    saved = Signal(int)
    compared = Signal(int)

    def __init__(self, clock: Clock, name: str, parent: QWidget | None = None) -> None:
        super().__init__(f"{name}.versions", parent, spacing=6)
        self._clock = clock
        self._versions: tuple[Version, ...] = ()
        self._draft = ""
        self._here = DRAFT
        self._all = False
        self.rows: dict[int, VersionRow] = {}
        self.compare = Button(
            self.tr("Comparer deux versions"), role="link", name=f"{name}.versions.compare",
            on=lambda: self.compared.emit(DRAFT),
        )  # fmt: skip
        head = QHBoxLayout()
        head.addWidget(Label(self.tr("Versions"), "section"))
        head.addStretch(1)
        head.addWidget(self.compare)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(2)
        self.more = Button("", role="link", name=f"{name}.versions.more", on=self._show_all)
        self.more.hide()
        self.box.addLayout(head)
        self.box.addLayout(self._lines)
        self.box.addWidget(self.more)

    def show_versions(self, versions: Sequence[Version], draft: str, here: int) -> None:
        """The versions newest first, what is said of the one being written, and which one is shown."""
        if (tuple(versions), draft) != (self._versions, self._draft) or not self.rows:
            self._versions, self._draft = tuple(versions), draft
            self._fill()
        self._here = here
        for key, row in self.rows.items():
            set_role(row, chosen="true" if key == here else "false")
        told = self.tr("Il faut au moins une version générée")
        enable_if(self.compare, bool(versions), told)

    def _show_all(self) -> None:
        self._all = True
        self._fill()
        self.show_versions(self._versions, self._draft, self._here)

    def _fill(self) -> None:
        for gone in self.rows.values():
            self._lines.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        number = 1 + max((one.number for one in self._versions), default=0)
        self.rows = {
            DRAFT: VersionRow(self, DRAFT, str(number), self._draft, self.tr("Brouillon"), "warn", "")
        }
        listed = self._versions if self._all else self._versions[:FIRST]
        for one in listed:
            under = " · ".join(filter(None, (show.moment(one.at, self._clock), one.author)))
            tip = self.tr("Empreinte SHA-256 : {0}").format(one.sha256 or "–")
            if one.place:
                tip = self.tr("Générée sans réseau sur un autre poste sous le même numéro.") + f"\n{tip}"
            self.rows[one.id] = VersionRow(self, one.id, one.name, under, self.tr("Générée"), "ok", tip)
        for row in self.rows.values():
            self._lines.addWidget(row)
        self.more.setVisible(len(listed) < len(self._versions))
        self.more.set_text(self.tr("Afficher les {0} versions").format(len(self._versions)))


class VersionRow(QFrame):
    """One version and what can be done with it."""

    def __init__(
        self, card: VersionsCard, key: int, number: str, under: str, state: str, tone: str, tip: str
    ) -> None:
        super().__init__()
        name = f"{card.objectName()}.{number.replace(' ', '-')}"
        self.setObjectName(name)
        self.setProperty("role", "line")
        self.setToolTip(tip)
        title = self.tr("Version {0}").format(number)
        words = QVBoxLayout()
        words.setSpacing(0)
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(Label(title, "strong", name=f"{name}.title"))
        first.addWidget(Pill(state, tone, name=f"{name}.state"))
        first.addStretch(1)
        words.addLayout(first)
        words.addWidget(Label(under, "secondary", tone="muted", elide=True, name=f"{name}.under"))
        box = QHBoxLayout(self)
        box.setContentsMargins(8, 6, 4, 6)
        box.setSpacing(8)
        box.addWidget(Mark("file-pen-line" if key == DRAFT else "file-text"))
        box.addLayout(words, 1)
        acts = [("eye", self.tr("Afficher la version {0}"), "show", card.chosen)]
        if key != DRAFT:
            acts += [
                ("git-compare", self.tr("Comparer la version {0}"), "compare", card.compared),
                ("arrow-down-to-line", self.tr("Enregistrer le PDF de la version {0}"), "save", card.saved),
            ]
        for icon, text, act, signal in acts:
            button = IconButton(icon, text.format(number), name=f"{name}.{act}")
            button.setProperty("small", "true")
            button.clicked.connect(lambda _checked=False, signal=signal: signal.emit(key))
            box.addWidget(button)
