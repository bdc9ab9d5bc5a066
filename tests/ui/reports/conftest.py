"""Claire (administrator) before dashboard and reports, with dossiers made by the commands of a salesperson."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QWidget

from prospectdesk.commands.bonuses import SetBonusPercent
from prospectdesk.commands.catalogues import SaveCatalogueEntry
from prospectdesk.commands.dossier_outcomes import LoseDossier, SignDossier
from prospectdesk.commands.dossiers import CreateDossier, EditDossier, SetContract
from prospectdesk.commands.pipeline import MoveStage
from prospectdesk.commands.timeline import AddNote, LogCall
from prospectdesk.jobs.opening import Opening
from prospectdesk.jobs.session import Session, open_session

HOSTILE = "=1+1 <b>&"
LE_GOFF, TANGUY, KERMAREC = "Cycles Le Goff", "Boulangerie Tanguy", "Atelier Kermarec"
CONTRACT = {"contrat_type": "Présentation des comptes", "offre": "Confort"}


@pytest.fixture
def opening(opening: Opening) -> Opening:
    """The demonstration, Claire signed in."""
    return replace(opening, user="claire")


@pytest.fixture
def session(opening: Opening) -> Any:
    """Five dossiers: two open, one of them dated, one signed with a bonus of 5 %, two lost."""
    made = open_session(opening)
    furnish(made)
    yield made
    made.close()


def furnish(session: Session) -> None:
    """What the reports have to count."""
    do = session.bus.do
    with session.reader.session() as conn:
        ids = dict(conn.execute("SELECT shown_name, id FROM company WHERE registered = 1"))
    do(SetBonusPercent(percent="5"))
    do(SaveCatalogueEntry(catalogue="reason", label=HOSTILE, scope="perte"))

    def dossier(company: str, kind: str, amount: str, **more: Any) -> str:
        uid = do(CreateDossier(company=ids[company], dossier_type=kind, type_client="SCI", **more)).uid
        do(SetContract(dossier=uid, montant=amount, **CONTRACT))
        return str(uid)

    dated = dossier(LE_GOFF, "Comptable", "2 400", expected_signing="2026-12-10")
    do(MoveStage(dossier=dated, etape="Evalué"))
    do(EditDossier(dossier=dated, titulaire="ugo"))
    dossier(TANGUY, "Conseil", "1 000")
    signed = dossier(TANGUY, "Comptable", "3 000")
    do(SignDossier(dossier=signed, reasons=("Prix",)))
    for company, reasons in ((KERMAREC, ("Prix trop élevé", HOSTILE)), (LE_GOFF, ("Prix trop élevé",))):
        lost = dossier(company, "Juridique", "500")
        do(LoseDossier(dossier=lost, reasons=reasons, justification="Trop cher"))
    do(LogCall(company=ids[LE_GOFF], text="Rappelé", number="0299000000"))
    do(AddNote(company=ids[LE_GOFF], text="Devis demandé"))


class Hand:
    """Finds widgets of the window by name, presses them, answers the file dialog."""

    def __init__(self, window: Any, desk: Any, rest: Any, qtbot: Any, folder: Path) -> None:
        self.window, self.desk, self.qtbot, self.folder = window, desk, qtbot, folder
        self._rest = rest

    def open(self, screen: str, **params: Any) -> Any:
        """Goes to a screen; answers its page."""
        self.window.open(screen, **params)
        self.rest()
        return self.window.need_live().pages.page()

    def rest(self) -> None:
        """Waits until nothing is under way."""
        self._rest(self.desk)

    def find(self, name: str, kind: Any = QWidget) -> Any:
        """The widget or action of that name."""
        found = self.window.findChild(kind, name)
        assert found is not None, name
        return found

    def press(self, name: str) -> None:
        """A click on a button that can be seen."""
        button = self.find(name, QAbstractButton)
        assert button.isVisible()
        assert button.isEnabled()
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        self.rest()

    def text(self, name: str) -> str:
        """What a label says."""
        return str(self.find(name).text())

    def export(self, name: str, file: str) -> bytes:
        """Chooses an export and takes the name it proposes; answers what stands in the file."""
        target = self.folder / file
        entry = self.window.findChild(QAction, name)
        if entry is None:
            self.start(name)
        else:
            entry.trigger()
        self.qtbot.waitUntil(lambda: self.window.findChild(QFileDialog, "ask.save_file") is not None)
        dialog = self.window.findChild(QFileDialog, "ask.save_file")
        dialog.setDirectory(str(self.folder))  # Qt opens where the last dialog of the process was
        dialog.accept()
        self.qtbot.waitUntil(target.exists)
        self.rest()
        return target.read_bytes()

    def start(self, name: str) -> None:
        """A click whose work asks something."""
        self.qtbot.mouseClick(self.find(name, QAbstractButton), Qt.MouseButton.LeftButton)

    def key(self, widget: Any, key: Any) -> None:
        """One key."""
        self.qtbot.keyClick(widget, key)
        self.rest()


@pytest.fixture
def hand(window: Any, demo_desk: Any, rest: Any, qtbot: Any, tmp_path: Path) -> Hand:
    """The window in a person's hand."""
    return Hand(window, demo_desk, rest, qtbot, tmp_path)
