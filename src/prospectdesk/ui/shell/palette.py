"""The palette (Ctrl+K): companies, contacts and commands in one field, by the keyboard alone if wished."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QListView, QVBoxLayout, QWidget

from prospectdesk.queries.search import SearchAnswer, search
from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.cards import KeyHint, rule
from prospectdesk.ui.kit.chips import ChipRow
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.errors import MessageBar
from prospectdesk.ui.kit.format import count
from prospectdesk.ui.kit.icons import pixmap
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.shell.palette_delegate import PaletteDelegate
from prospectdesk.ui.shell.palette_rows import (
    Command,
    PaletteModel,
    Row,
    command_row,
    matching,
    result_row,
)

IDLE_MS = 3000
WAIT_MS = 40
LIMIT = 24
SHORT = 5
"""Lines of one kind while everything is shown."""
GROUPS = ("company", "contact", "command")
Commands = Callable[[str, SearchAnswer | None], list[Command]]


class Palette(QWidget):
    """Covers the window with a veil; `commands(text, answer)` tells what can be done now."""

    def __init__(self, desk: Desk, commands: Commands, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.setObjectName("palette")
        self.setAccessibleName(self.tr("Recherche et commandes"))
        self._desk, self._commands = desk, commands
        self._asked = 0
        self._answer: SearchAnswer | None = None
        self._took_ms = 0
        self._chosen = "all"
        self._back: QWidget | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MS)
        self._timer.timeout.connect(self._ask)
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE_MS)
        self._idle.timeout.connect(self._prepare)
        self._idle.start()
        self.model = PaletteModel(self)
        self.messages = MessageBar("palette.messages")
        self._build()
        parent.installEventFilter(self)
        self.hide()

    def _build(self) -> None:
        self.card = QFrame(self)
        self.card.setObjectName("palette.card")
        self.card.setProperty("role", "float")
        self.field = QLineEdit()
        self.field.setObjectName("palette.field")
        self.field.setAccessibleName(self.tr("Rechercher ou commander"))
        self.field.setPlaceholderText(self.tr("Société, contact, e-mail, téléphone, SIREN, SIRET, commande…"))
        self.field.setProperty("role", "palette")
        self.field.setMaxLength(200)
        self.field.textChanged.connect(self._typed)
        self.field.installEventFilter(self)
        self._glass = Label()
        self.chips = ChipRow(
            [
                ("all", self.tr("Tout"), ""),
                ("company", self.tr("Sociétés"), "building-2"),
                ("contact", self.tr("Contacts"), "user"),
                ("command", self.tr("Commandes"), "command"),
            ],
            name="palette.kind",
        )
        self.chips.chosen.connect(self._choose)
        self.hint = Label(role="secondary", name="palette.hint")
        self.list = QListView()
        self.list.setObjectName("palette.results")
        self.list.setAccessibleName(self.tr("Résultats"))
        self.list.setProperty("role", "bare")
        self.list.setModel(self.model)
        self.list.setItemDelegate(PaletteDelegate(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setUniformItemSizes(False)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.clicked.connect(lambda index: self._run(index.row(), stay=False))
        self.footer = Label(role="secondary", name="palette.footer")
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(16, 10, 14, 10)
        head.setSpacing(12)
        head.addWidget(self._glass)
        head.addWidget(self.field, 1)
        head.addWidget(KeyHint(self.tr("Échap")))
        kinds = QHBoxLayout()
        kinds.setContentsMargins(14, 8, 18, 4)
        kinds.addWidget(self.chips, 1)
        kinds.addWidget(self.hint)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 9, 18, 9)
        foot.setSpacing(8)
        for key, what in (
            ("↑ ↓", self.tr("choisir")),
            (self.tr("Entrée"), self.tr("ouvrir")),
            (self.tr("Ctrl+Entrée"), self.tr("nouvel onglet")),
            (">", self.tr("commandes")),
        ):
            foot.addWidget(KeyHint(key))
            foot.addWidget(Label(what, "secondary"))
        foot.addStretch(1)
        foot.addWidget(self.footer)
        box = QVBoxLayout(self.card)
        box.setContentsMargins(1, 1, 1, 1)
        box.setSpacing(0)
        inner = QVBoxLayout()
        inner.setContentsMargins(8, 0, 8, 6)
        inner.addWidget(self.messages)
        inner.addWidget(self.list, 1)
        for part in (head, rule(), kinds, inner, rule(), foot):
            if isinstance(part, QFrame):
                box.addWidget(part)
            else:
                box.addLayout(part, 1 if part is inner else 0)

    # opening and closing -------------------------------------------------------------------
    def open_with(self, text: str = "") -> None:
        """Shows the palette over the window, with a text to begin with."""
        window = self.window()
        self._back = window.focusWidget() if not self.isVisible() else self._back
        self._glass.setPixmap(pixmap("search", "accent", 20))
        self._place()
        self.show()
        self.raise_()
        self.field.setText(text)
        self.field.setFocus()
        self._typed()

    def close_palette(self) -> None:
        """Takes the palette away; the focus goes back where it was."""
        if not self.isVisible():
            return
        self._asked += 1
        self._timer.stop()
        self.hide()
        import shiboken6

        if self._back is not None and shiboken6.isValid(self._back) and self._back.isVisible():
            self._back.setFocus()
        self._back = None

    def _place(self) -> None:
        area = self._over.size()
        self.setGeometry(0, 0, area.width(), area.height())
        look = theme.current()
        wide = min(look.px(760), area.width() - 48)
        rows = sum(self.list.sizeHintForRow(row) for row in range(len(self.model.rows)))
        high = min(max(rows + look.px(158), look.px(330)), look.px(690), area.height() - 96)
        self.card.setGeometry((area.width() - wide) // 2, min(70, area.height() // 12), wide, high)

    # asking --------------------------------------------------------------------------------
    def _typed(self) -> None:
        self._asked += 1
        text = self._text()
        if not text or self._only_commands():
            self._answer = None
            self._timer.stop()
            self._show()
        else:
            self._timer.start()

    def _text(self) -> str:
        return self.field.text().lstrip().removeprefix(">").strip()

    def _only_commands(self) -> bool:
        return self.field.text().lstrip().startswith(">")

    def _ask(self) -> None:
        self._desk.spawn(self, self._search(self._text(), self._asked))

    async def _search(self, text: str, asked: int) -> None:
        reader = self._desk.session.reader

        def look(conn: Any) -> SearchAnswer:
            return search(conn, text, LIMIT, columns=reader.columns, vocabulary=reader.vocabulary)

        started = perf_counter()
        answer = await self._desk.query(look)
        if asked != self._asked:
            return  # something else was typed since
        self._took_ms = round((perf_counter() - started) * 1000)
        self._answer = answer
        self.messages.clear()
        self._show()
        self._idle.start()

    def _prepare(self) -> None:
        """The words that forgive typing errors take half a second to read in a large store."""
        self._desk.spawn(self, self._desk.query(self._desk.session.reader.vocabulary.prepare))

    # showing -------------------------------------------------------------------------------
    def _show(self) -> None:
        found = self._rows_by_kind()
        counts = {kind: len(rows) for kind, rows in found.items()}
        self._name_chips(counts)
        rows: list[Row] = []
        for kind, title in zip(
            GROUPS, (self.tr("Sociétés"), self.tr("Contacts"), self.tr("Commandes")), strict=True
        ):
            if self._chosen in ("all", kind) and found[kind]:
                few = SHORT if self._chosen == "all" and not self._only_commands() else LIMIT * 4
                rows.append(Row("heading", title, count(counts[kind])))
                rows.extend(found[kind][:few])
        self.model.show_rows(rows)
        first = self.model.first()
        if first >= 0:
            self._select(first)
        self._tell(sum(counts.values()))
        self._place()

    def _rows_by_kind(self) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = {kind: [] for kind in GROUPS}
        if self._answer is not None:
            for result in self._answer.results:
                found[result.kind].append(result_row(result))
        text = self._text()
        commands = matching(self._commands(text, self._answer), text)
        found["command"] = [command_row(one, text) for one in commands]
        return found

    def _name_chips(self, counts: dict[str, int]) -> None:
        more = "+" if self._answer is not None and self._answer.more else ""
        names = {
            "all": (self.tr("Tout · {0}"), f"{sum(counts.values())}{more}"),
            "company": (self.tr("Sociétés · {0}"), str(counts["company"])),
            "contact": (self.tr("Contacts · {0}"), str(counts["contact"])),
            "command": (self.tr("Commandes · {0}"), str(counts["command"])),
        }
        for key, (text, number) in names.items():
            self.chips.chips[key].set_text(text.format(number))

    def _tell(self, shown: int) -> None:
        answer = self._answer
        self.hint.setText(
            self.tr("orthographe approchée") if answer is not None and answer.approximate else ""
        )
        if answer is None:
            self.footer.setText("" if shown else self.tr("Aucune commande de ce nom"))
            return
        total = count(answer.count) + ("+" if answer.more else "")
        if not answer.count:
            text = self.tr("Aucune fiche trouvée, en {1} ms")
        elif answer.count == 1:
            text = self.tr("1 résultat en {1} ms")
        else:
            text = self.tr("{0} résultats en {1} ms")
        self.footer.setText(text.format(total, self._took_ms))

    def _choose(self, kind: str) -> None:
        self._chosen = kind
        self.field.setFocus()
        self._show()

    def _select(self, row: int) -> None:
        index = self.model.index(row)
        self.list.setCurrentIndex(index)
        self.list.scrollTo(self.model.index(0) if row == self.model.first() else index)

    # doing ---------------------------------------------------------------------------------
    def _run(self, row: int, *, stay: bool) -> None:
        if not 0 <= row < len(self.model.rows) or self.model.rows[row].kind == "heading":
            return
        chosen = self.model.rows[row]
        if chosen.company is not None and stay:
            self._desk.open("sheet", company=chosen.company, background=True)
            return
        self.close_palette()
        if chosen.company is not None:
            self._desk.open("sheet", company=chosen.company)
        elif chosen.run is not None:
            chosen.run()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the field move through the list; the veil follows the window."""
        if watched is self._over and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        return False

    def _key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        row = self.list.currentIndex().row()
        if key in {Qt.Key.Key_Down, Qt.Key.Key_Up} and self.model.rows:
            self._select(self.model.beside(row, 1 if key == Qt.Key.Key_Down else -1))
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._run(row, stay=bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
        elif key == Qt.Key.Key_Escape:
            self.close_palette()
        else:
            return False
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside the card closes."""
        if not self.card.geometry().contains(event.position().toPoint()):
            self.close_palette()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws the veil."""
        QPainter(self).fillRect(self.rect(), theme.tokens().color("veil"))
