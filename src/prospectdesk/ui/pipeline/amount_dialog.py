"""« Montant »: the least and the most an opportunity may be worth to be shown."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtWidgets import QLineEdit, QWidget

from prospectdesk.domain.errors import Failure
from prospectdesk.domain.money import parse_amount
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit.errors import sentence
from prospectdesk.ui.kit.fields import Labelled
from prospectdesk.ui.pipeline.words import euros

NAME = "opportunities.amounts"


class AmountDialog(ask.Question):
    """`amounts` answers (least, most) once it was accepted; an empty field does not narrow."""

    def __init__(self, parent: QWidget, least: Decimal | None, most: Decimal | None) -> None:
        super().__init__(parent, parent.tr("Montant"), "", yes=parent.tr("Filtrer"), name=NAME)
        self.least, self.most = QLineEdit(euros(least)), QLineEdit(euros(most))
        self._frames: list[Labelled] = []
        for field, key, text in (
            (self.least, "least", self.tr("Au moins")),
            (self.most, "most", self.tr("Au plus")),
        ):
            field.setObjectName(f"{NAME}.{key}")
            field.setMaxLength(30)
            field.returnPressed.connect(self.accept)
            frame = Labelled(text, field)
            self._frames.append(frame)
            self.content.addWidget(frame)
        self.least.setFocus()

    def amounts(self) -> tuple[Decimal | None, Decimal | None]:
        """What is typed, once it was accepted."""
        return _read(self.least.text(), ""), _read(self.most.text(), "")

    def accept(self) -> None:
        """Stays open, with the sentence, while a field is no amount."""
        for frame in self._frames:
            frame.show_error("")
        found: list[Decimal | None] = []
        for frame, field in zip(self._frames, (self.least, self.most), strict=True):
            try:
                found.append(_read(field.text(), frame.label.text()))
            except Failure as failure:
                frame.show_error(sentence(failure))
                return
        least, most = found
        if least is not None and most is not None and least > most:
            self._frames[1].show_error(self.tr("« Au plus » est inférieur à « Au moins »."))
            return
        super().accept()


def _read(typed: str, label: str) -> Decimal | None:
    return Decimal(parse_amount(typed, label=label)) if typed.strip() else None
