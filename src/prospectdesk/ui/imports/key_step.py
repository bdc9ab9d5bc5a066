"""Step 3: by what a row is recognised, and where the rows go."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from prospectdesk.queries.imports import RoutineChoice
from prospectdesk.ui.kit.cards import Card
from prospectdesk.ui.kit.fields import Labelled
from prospectdesk.ui.kit.labels import Label, Mark

STOCK = "stock"
"""Companies of the official stock files."""


class KeyStep(QWidget):
    """`changed` tells that an option is another."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = "companies"
        self.key = Label(role="section", name="import.key.title", wrap=True)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(8)
        keys = Card("import.key", margin=20, spacing=12)
        keys.box.addWidget(self.key)
        keys.box.addLayout(self._lines)
        self.registered = QCheckBox(self.tr("Ajouter au portefeuille"))
        self.registered.setObjectName("import.registered")
        self.registered.setChecked(True)
        self.registered.toggled.connect(lambda _on: self.changed.emit())
        self.registered_help = Label(
            self.tr(
                "Les sociétés deviennent des fiches de votre espace, avec la source « Import ». Sinon elles "
                "entrent seulement dans l’annuaire : on les trouve dans la recherche et on les ajoute une à une."
            ),
            "secondary", wrap=True,
        )  # fmt: skip
        self.routine = QComboBox()
        self.routine.setObjectName("import.routine")
        self.routine.activated.connect(lambda _place: self.changed.emit())
        self.routine_field = Labelled(
            self.tr("Routine où ces sociétés reçoivent le tag Client"), self.routine,
            hint=self.tr("Utile à partir de 50 clients, possible pour n’importe quel nombre."),
        )  # fmt: skip
        self.options = Card("import.options", margin=20, spacing=8)
        self.options.box.addWidget(Label(self.tr("Ce que deviennent les lignes"), "section"))
        for part in (self.registered, self.registered_help, self.routine_field):
            self.options.box.addWidget(part)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(12)
        box.addWidget(keys)
        box.addWidget(self.options)
        box.addStretch(1)
        self.show_kind("companies", ())

    def show_kind(self, kind: str, routines: Sequence[RoutineChoice]) -> None:
        """The explanation and the options of a kind of list."""
        if (kind == STOCK) != (self._kind == STOCK):  # a whole department is rarely a portfolio
            self.registered.setChecked(kind != STOCK)
        self._kind = kind
        self.show_lines(*{
            "companies": (self.tr("Le SIRET, puis le nom et le code postal"), self._company_lines()),
            "clients": (self.tr("Le SIREN"), self._client_lines()),
            "contacts": (self.tr("La société, puis le nom, l’e-mail et le portable"), self._contact_lines()),
            STOCK: (self.tr("Le SIRET, et le SIREN pour le nom"), self._stock_lines()),
        }[kind])  # fmt: skip
        self.registered.setVisible(kind in {"companies", STOCK})
        self.registered_help.setVisible(kind in {"companies", STOCK})
        self.routine_field.setVisible(kind == "clients")
        self.options.setVisible(kind != "contacts")
        if kind == "clients":
            before = self.routine.currentData()
            self.routine.clear()
            for one in routines:
                self.routine.addItem(one.title, one.uid)
            self.routine.setCurrentIndex(max(0, self.routine.findData(before)) if routines else -1)

    def show_lines(self, title: str, lines: Sequence[tuple[str, str, str]]) -> None:
        """By what a row is recognised."""
        self.key.setText(title)
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for icon, ink, text in lines:
            self._lines.addWidget(_line(icon, ink, text))

    def _company_lines(self) -> tuple[tuple[str, str, str], ...]:
        return (
            ("key-round", "accent", self.tr(
                "Une ligne dont le SIRET est connu met à jour cet établissement ; un SIRET nouveau en crée un, "
                "dans la société de même SIREN s’il y en a une."
            )),
            ("git-compare-arrows", "warn", self.tr(
                "Sans SIRET, une fiche de même nom et de même code postal est un doublon : vous tranchez à "
                "l’étape suivante."
            )),
            ("circle-alert", "bad", self.tr(
                "Un SIRET dont la clé de contrôle est fausse n’est pas importé : la ligne est listée avec sa raison."
            )),
        )  # fmt: skip

    def _stock_lines(self) -> tuple[tuple[str, str, str], ...]:
        return (
            ("key-round", "accent", self.tr(
                "Chaque établissement ouvert de ces départements entre avec son adresse et son point sur la carte ; "
                "son nom vient de l’unité légale de même SIREN."
            )),
            ("skip-forward", "text_2", self.tr(
                "Un établissement fermé n’entre pas ; s’il est déjà connu, il est marqué fermé."
            )),
            ("shield-check", "ok", self.tr(
                "Une entreprise en diffusion partielle s’oppose à la prospection : elle est laissée de côté, sans son nom."
            )),
        )  # fmt: skip

    def _client_lines(self) -> tuple[tuple[str, str, str], ...]:
        return (
            ("key-round", "accent", self.tr(
                "Chaque ligne désigne une société de la base par son SIREN (ou le SIREN de son SIRET)."
            )),
            ("circle-alert", "bad", self.tr(
                "Un SIREN inconnu ou faux est listé avec sa raison : importez d’abord la société."
            )),
        )  # fmt: skip

    def _contact_lines(self) -> tuple[tuple[str, str, str], ...]:
        return (
            ("key-round", "accent", self.tr(
                "La société est trouvée par SIRET, par SIREN, sinon par son nom et son code postal."
            )),
            ("skip-forward", "text_2", self.tr(
                "Une personne déjà sur la fiche de cette société n’est pas ajoutée une seconde fois."
            )),
            ("git-compare-arrows", "warn", self.tr(
                "Une adresse e-mail ou un portable déjà donné à quelqu’un d’autre est un doublon : vous tranchez."
            )),
        )  # fmt: skip

    def summary(self) -> str:
        """The key in a few words, for the line of steps."""
        return {
            "companies": self.tr("SIRET, puis nom + CP"),
            "clients": self.tr("SIREN"),
            "contacts": self.tr("société, puis nom"),
            STOCK: self.tr("SIRET et SIREN"),
        }[self._kind]

    def problem(self) -> str:
        """Why the rows cannot be checked yet, "" when they can."""
        if self._kind == "clients" and not self.routine.currentData():
            return self.tr("Choisissez la routine où ces clients reçoivent leur tag.")
        return ""


def _line(icon: str, ink: str, text: str) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(10)
    row.addWidget(Mark(icon, ink, 18), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(Label(text, wrap=True), 1)
    return made
