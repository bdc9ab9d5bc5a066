"""The parts of the page of letters and where they stand; the page gives them life."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.buttons import Button, IconButton
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.empty import EmptyState
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.pdf_bar import PreviewBar
from prospectdesk.ui.kit.pdf_view import PagesView
from prospectdesk.ui.kit.pills import Pill
from prospectdesk.ui.letters.clauses_card import ClausesCard
from prospectdesk.ui.letters.editor import TextEditor
from prospectdesk.ui.letters.fields_card import FieldsCard
from prospectdesk.ui.letters.missing_card import MissingCard
from prospectdesk.ui.letters.outline_card import OutlineCard
from prospectdesk.ui.letters.seal import Seal
from prospectdesk.ui.letters.versions_card import VersionsCard

NAME = "letters"
NARROWEST, WIDEST, WIDEST_TEXT = 330, 440, 720
SCROLL_BAR = 18


class Head(QWidget):
    """Title, whose letter, its state, and the buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.back = IconButton("arrow-left", self.tr("Revenir au dossier (Échap)"), name=f"{NAME}.back")
        self.title = Label("", "title", name=f"{NAME}.title", elide=True)
        self.whose = Label("", tone="muted", name=f"{NAME}.whose", elide=True)
        self.state = Pill(name=f"{NAME}.state")
        self.edit = Button(self.tr("Rendre éditable"), "square-pen", name=f"{NAME}.edit")
        self.word = Button(
            self.tr("Copie .docx"), "file-text", name=f"{NAME}.docx",
            tip=self.tr("Copie à modifier dans un traitement de texte"),
        )  # fmt: skip
        self.printing = Button(
            self.tr("Imprimer"), "printer", name=f"{NAME}.print", tip=self.tr("Imprimer (Ctrl+P)")
        )
        self.make = Button(self.tr("Générer le PDF"), "file-plus", "primary", name=f"{NAME}.generate")
        self.save = Button(
            self.tr("Enregistrer le PDF"), "arrow-down-to-line", "primary", name=f"{NAME}.save"
        )
        self.title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.back)
        row.addWidget(self.title)
        row.addWidget(self.whose, 100)
        row.addStretch(1)
        for part in (self.state, self.edit, self.word, self.printing, self.make, self.save):
            row.addWidget(part)

    def fold(self, folded: bool) -> None:
        """In a narrow window two buttons are icons only; their tooltips and names stay."""
        for button, text in ((self.word, self.tr("Copie .docx")), (self.printing, self.tr("Imprimer"))):
            button.setText("" if folded else text)


class Frame(QWidget):
    """Preview at the left; at the right what is missing, fields, clauses and versions, or the editor."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.head = Head()
        self.view = PagesView(f"{NAME}.preview")
        self.bar = PreviewBar(self.view, NAME)
        self.missing = MissingCard(NAME)
        self.fields = FieldsCard(desk.today, NAME)
        self.clauses = ClausesCard(NAME)
        self.outline = OutlineCard(NAME)
        self.versions = VersionsCard(desk.session.clock, NAME)
        self.editor = TextEditor(NAME)
        self.seal = Seal(desk.session.clock, NAME)
        self.side = QStackedWidget()
        self.side.addWidget(self._panel())
        self.side.addWidget(self.editor)
        self.whole = QWidget()
        self.empty = EmptyState("file-text", "", name=f"{NAME}.empty")
        self._lay_out()

    def _panel(self) -> QWidget:
        self.cards = QWidget()
        column = QVBoxLayout(self.cards)
        column.setContentsMargins(0, 0, 4, 0)
        column.setSpacing(10)
        for part in (self.seal, self.missing, self.fields, self.clauses, self.versions, self.outline):
            column.addWidget(part)
        column.addStretch(1)
        area = QScrollArea()
        area.setObjectName(f"{NAME}.panel")
        area.setAccessibleName(self.tr("Valeurs et versions"))
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setProperty("role", "page")
        self.cards.setProperty("role", "page")
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self.cards)
        self.area = area
        return area

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self.bar)
        left.addWidget(self.view, 1)
        columns = QHBoxLayout()
        columns.setSpacing(14)
        columns.addLayout(left, 1)
        columns.addWidget(self.side)
        inside = QVBoxLayout(self.whole)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(10)
        inside.addWidget(self.head)
        inside.addLayout(columns, 1)
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.whole)
        self.stack.addWidget(self.empty)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 14, 20, 14)
        box.addWidget(self.stack)

    def fit(self, width: int) -> None:
        """The right part is as wide as its content wants, wider for writing."""
        px, writing = theme.current().px, self.side.currentWidget() is self.editor
        least = max(px(NARROWEST), 0 if writing else self.cards.minimumSizeHint().width() + SCROLL_BAR)
        most = max(px(WIDEST_TEXT if writing else WIDEST), least)
        self.side.setFixedWidth(round(min(max(width * (0.45 if writing else 0.31), least), most)))
        self.head.whose.setVisible(width >= px(1100))
        self.head.fold(width < px(1000))

    def say_empty(self, title: str, text: str, button: str) -> None:
        """Nothing to show: why, and what to do."""
        self.empty.say("file-text", title, text, button)
        self.stack.setCurrentWidget(self.empty)
