"""A column of the board: stage, count, sums, its cards, and a line that says what letting go would do."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from prospectdesk.domain.pipeline import Stage
from prospectdesk.queries.pipeline import BoardColumn
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.pills import Badge
from prospectdesk.ui.pipeline.column_view import ColumnView
from prospectdesk.ui.pipeline.delegate import GAP, card_height
from prospectdesk.ui.pipeline.words import euros, opportunities, rounded

MIN_WIDTH = 176
ROOMY = 204


class Lane(QFrame):
    """Shows a BoardColumn. `dropped` carries (dossier, row): a card was let go before that row.

    `adding` carries the stage: a new opportunity is wanted here.
    """

    dropped = Signal(int, int)
    adding = Signal(object)

    def __init__(
        self, stage: Stage, today: Callable[[], int], name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.stage = stage
        self.setObjectName(name)
        self.setMinimumWidth(theme.current().px(MIN_WIDTH))
        self.title = Label(role="section", elide=True, name=f"{name}.title")
        self.percent = Label(role="secondary", name=f"{name}.percent")
        self.count = Badge(name=f"{name}.count")
        self.total = Label(role="strong", name=f"{name}.total")
        self.weighted_word = Label(self.tr("pondéré"), "secondary")
        self.weighted = Label(role="strong", tone="accent", name=f"{name}.weighted")
        self.view = ColumnView(today, f"{name}.cards", stage.label)
        self.foot = Label(role="secondary", name=f"{name}.foot", elide=True)
        self.add = Button(
            self.tr("Ajouter"), "plus", "flat", name=f"{name}.add", on=lambda: self.adding.emit(self.stage)
        )
        self._shown: BoardColumn | None = None
        self.view.cards.card_dropped.connect(self.dropped)
        self.view.over.connect(self._hovered)
        self.view.verticalScrollBar().valueChanged.connect(lambda _value: self._say_rest())
        self.view.verticalScrollBar().rangeChanged.connect(lambda _low, _high: self._say_rest())
        self._over = False
        self._lay_out()

    def _lay_out(self) -> None:
        first, second = QHBoxLayout(), QHBoxLayout()
        first.setSpacing(6)
        first.addWidget(self.title, 0)
        first.addWidget(self.percent)
        first.addStretch(1)
        first.addWidget(self.count)
        second.setSpacing(4)
        second.addWidget(self.total)
        second.addStretch(1)
        second.addWidget(self.weighted_word)
        second.addWidget(self.weighted)
        head = QVBoxLayout()
        head.setContentsMargins(10, 8, 8, 0)
        head.setSpacing(2)
        head.addLayout(first)
        head.addLayout(second)
        foot = QHBoxLayout()
        foot.setContentsMargins(10, 0, 10, 0)
        self.foot.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.foot.setMinimumHeight(self.add.sizeHint().height())  # as high as the button it stands in for
        foot.addWidget(self.foot, 1)
        foot.addWidget(self.add, 1, Qt.AlignmentFlag.AlignHCenter)
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 0, 1, 6)
        box.setSpacing(6)
        box.addLayout(head)
        box.addWidget(self.view, 1)
        box.addLayout(foot)

    def show_column(self, column: BoardColumn) -> None:
        """Other cards, other sums; the card in hand and the place scrolled to are kept."""
        if column is self._shown:
            return
        self._shown, self.stage = column, column.stage
        number = len(column.cards)
        label = column.stage.label
        self.title.setText(label if column.stage.active else self.tr("{0} (inactive)").format(label))
        self.percent.setText(show.percent(column.stage.percent))
        self.count.show_count(show.count(number))
        self.total.setText(rounded(column.total))
        self.weighted.setText(rounded(column.weighted))
        sums = self.tr("Montant pondéré : {0} × {1} = {2}").format(
            euros(column.total), show.percent(column.stage.percent), euros(column.weighted)
        )
        for part in (self.total, self.weighted_word, self.weighted):
            part.setToolTip(sums)
        self.add.setAccessibleName(self.tr("Ajouter une opportunité à l’étape {0}").format(label))
        told = self.tr("{0}, {1}, total {2}, pondéré {3}")
        self.view.setAccessibleName(
            told.format(label, opportunities(number), rounded(column.total), rounded(column.weighted))
        )
        held, top, laid = self._stand()
        if column.cards is not self.view.cards.cards:
            self.view.cards.replace(column.cards)
            self.view.cards.reach(laid - 1)
            self.view.doItemsLayout()
            self.view.verticalScrollBar().setValue(top)
            place = None if held is None else column.cards.place_of(held)
            if place is not None:
                self.view.stand_at(place)
        self._say_rest()

    def _stand(self) -> tuple[int | None, int, int]:
        """The dossier in hand, the place scrolled to, the cards laid out."""
        held = self.view.current()
        return (
            None if held is None else held.id,
            self.view.verticalScrollBar().value(),
            self.view.cards.rowCount(),
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground, marked while a card hangs over it: drawn here, as dressing two thousand cards anew takes long."""
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.color("accent" if self._over else "side"), 2 if self._over else 1))
        painter.setBrush(look.color("accent_soft" if self._over else "side"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow lane says the same with an arrow."""
        super().resizeEvent(event)
        narrow = event.size().width() < theme.current().px(ROOMY)
        self.weighted_word.setText("→" if narrow else self.tr("pondéré"))

    def _hovered(self, over: bool) -> None:
        self._over = over
        self.update()
        self._say_rest()

    def _say_rest(self) -> None:
        """What letting go does while a card hangs over it, else how many cards are further down."""
        if self._over:
            percent = show.percent(self.stage.percent)
            self._foot(self.tr("Relâchez : étape à {0}").format(percent))
            return
        bar = self.view.verticalScrollBar()
        beneath = bar.maximum() - bar.value() - GAP  # the air under the last card is no card
        cards = self.view.cards
        left = -(-beneath // card_height()) + len(cards.cards) - cards.rowCount()
        self._foot(self.tr("{0} plus bas").format(show.count(left)) if left > 0 else "")

    def _foot(self, text: str) -> None:
        """A sentence, or the button: a column that is seen to its end takes new cards."""
        add = not text and self.stage.active and not self.stage.terminal
        self.foot.setText(text)
        self.foot.setVisible(not add)
        self.add.setVisible(add)
