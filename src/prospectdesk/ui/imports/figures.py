"""The five counts of an import: what will be (or was) created, changed, left aside, doubled, refused."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from prospectdesk.ui.imports import words
from prospectdesk.ui.imports.work import Found
from prospectdesk.ui.kit.cards import Figure
from prospectdesk.ui.kit.format import count


class Figures(QWidget):
    """Cards in a row; `parts` by fate."""

    def __init__(self, name: str, *, over: bool = False, parent: QWidget | None = None) -> None:
        """`over`: the titles say what was done."""
        super().__init__(parent)
        self.setObjectName(name)
        self.parts: dict[str, Figure] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        for key, (tone, icon) in words.FATE_LOOK.items():
            ink = "" if tone == "neutral" else tone
            title = words.outcome_label(key) if over else words.fate_label(key)
            figure = Figure(title, icon, ink, f"{name}.{key}")
            row.addWidget(figure, 1)
            self.parts[key] = figure

    def set_low(self, low: bool) -> None:
        """Without the small lines, where height is short."""
        for figure in self.parts.values():
            figure.under.setVisible(not low)
            figure.box.setContentsMargins(12, 6 if low else 10, 12, 6 if low else 10)

    def show_found(self, found: Found, kind: str) -> None:
        """What the dry run says."""
        report, standing = found.report, found.standing
        left = len(standing.open)
        self._show("create", report["created"], self._made(report, kind))
        self._show("update", found.update, self._updated(kind))
        self._show("ignore", report["ignored"] + standing.twins, self.tr("identiques ou en double"))
        settled = self.tr("{0} tranchés, {1} restants").format(count(standing.settled), count(left))
        self._show("duplicate", left, settled if left or standing.settled else self.tr("rien à trancher"))
        self._show("error", found.errors, self.tr("laissées de côté, listées"))
        self.parts["duplicate"].set_tone("warn" if left else "")

    def show_document(self, document: dict[str, Any], kind: str) -> None:
        """What an import did."""
        self._show("create", document["created"], self._made(document, kind))
        self._show("update", document["updated"], self._updated(kind))
        self._show("ignore", document["ignored"], self.tr("identiques, rien à écrire"))
        self._show("duplicate", document["duplicates"], self.tr("en double ou non tranchés"))
        self._show("error", len(document["row_errors"]), self.tr("laissées de côté, listées"))
        self.parts["duplicate"].set_tone("")

    def _made(self, report: dict[str, Any], kind: str) -> str:
        if kind == "companies":
            said = self.tr("sociétés, {0} établissements")
            return said.format(count(report["establishments_created"]))
        return self.tr("interlocuteurs nouveaux") if kind == "contacts" else self.tr("aucune fiche nouvelle")

    def _updated(self, kind: str) -> str:
        return (
            self.tr("reçoivent le tag Client")
            if kind == "clients"
            else self.tr("fiches complétées ou corrigées")
        )

    def _show(self, key: str, number: int, under: str) -> None:
        self.parts[key].show_value(count(number), under)
