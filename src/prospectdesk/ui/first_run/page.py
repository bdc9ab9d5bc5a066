"""Bienvenue: four ways to begin, and the recovery code of the new profile, shown this once (K4)."""

from __future__ import annotations

import sys
from collections.abc import Callable

from PySide6.QtCore import QProcess
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from prospectdesk.domain.changes import Changes
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.errors import bar_for
from prospectdesk.ui.kit.labels import Label, Mark
from prospectdesk.ui.kit.page import Page
from prospectdesk.ui.kit.recovery import RecoveryCard

WIDE = 720


class FirstRunPage(Page):
    """The screen `first_run`."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "first_run")
        self.setProperty("role", "page")
        column = QWidget()
        column.setMaximumWidth(WIDE)
        self._box = QVBoxLayout(column)
        self._box.setSpacing(14)
        self._box.addWidget(Label(self.tr("Bienvenue dans ProspectDesk"), "title", name="first_run.title"))
        self._box.addWidget(
            Label(
                self.tr("Vos fiches restent sur ce poste et s’ouvrent sans réseau. Par quoi commencer ?"),
                wrap=True,
                name="first_run.text",
            )
        )
        self._ways()
        code = desk.session.profile.recovery_code
        if code is not None:
            self._box.addWidget(RecoveryCard(code, "first_run.code"))
        elif not desk.session.profile.encrypted:
            text = self.tr("Cette base n’est pas chiffrée : qui a ce poste peut la lire.")
            self._box.addWidget(Label(text, tone="warn", wrap=True, name="first_run.plain"))
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(column, 4)
        row.addStretch(1)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        outer.addLayout(row)
        outer.addStretch(3)

    def _ways(self) -> None:
        ways: tuple[tuple[str, str, str, str, str, Callable[[], None]], ...] = (
            ("import", "upload", self.tr("Importer un fichier"), "primary",
             self.tr("Une liste de sociétés en .xlsx, .xls, .ods ou .csv : vérifiée avant d’entrer, annulable."),
             lambda: self.desk.open("import")),
            ("new", "plus", self.tr("Créer un prospect"), "",
             self.tr("Une première fiche, à la main ; les doublons sont signalés."),
             lambda: self.desk.open("prospects.new")),
            ("sign_in", "log-in", self.tr("Se connecter à votre équipe"), "",
             self.tr("L’espace de votre entreprise est téléchargé sur ce poste, puis tout marche sans réseau."),
             lambda: self.desk.open("sign_in")),
            ("demo", "play", self.tr("Découvrir la démonstration"), "",
             self.tr("Un espace d’exemple dans une autre fenêtre, sans toucher à votre base."), self.start_demo),
        )  # fmt: skip
        for name, icon, title, role, text, run in ways:
            card = QFrame()
            card.setProperty("role", "card")
            mark = Mark(icon, "accent", 20)
            words = Label(text, "secondary", wrap=True)
            row = QHBoxLayout(card)
            row.setContentsMargins(16, 12, 16, 12)
            row.setSpacing(14)
            row.addWidget(mark)
            row.addWidget(words, 1)
            row.addWidget(Button(title, role=role, name=f"first_run.{name}", on=run))
            self._box.addWidget(card)

    def start_demo(self) -> None:
        """Opens the demonstration as a program of its own."""
        frozen = bool(getattr(sys, "frozen", False))
        arguments = ["--demo"] if frozen else ["-m", "prospectdesk", "--demo"]
        started, _number = QProcess.startDetached(sys.executable, arguments)
        bar = bar_for(self)
        if not started and bar is not None:
            bar.show_message(
                self.tr("La démonstration n’a pas pu être lancée : réessayez dans un instant."), "bad"
            )

    def concerned(self, changes: Changes) -> bool:
        """It shows nothing of the store."""
        return False
