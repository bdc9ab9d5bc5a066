"""A project on its sub-tab: pieces dated beside it, stages that wait for them, the hand-off, a new project (A-L7, L-31…L-34)."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox

from prospectdesk.commands.dossiers import CreateDossier
from prospectdesk.commands.pipeline import MoveStage
from prospectdesk.commands.projects import SetPiece
from prospectdesk.ui.dossiers.pane import DossiersPane

NAME = "sheet.dossiers.project"


@pytest.fixture
def pane(walker, do, le_goff):
    """The tab with one project."""
    do(CreateDossier(company=le_goff, dossier_type="Formation", type_client="Particulier"))
    return walker.show(DossiersPane(walker.desk, le_goff))


def stage_tip(pane, label):
    """Whether a stage can be chosen, and why not."""
    stages = pane.form.findChild(QComboBox, "sheet.dossiers.etape")
    row = next(place for place in range(stages.count()) if stages.itemText(place).startswith(label))
    item = stages.model().item(row)
    return item.isEnabled(), str(item.data(Qt.ItemDataRole.ToolTipRole) or "").replace("\u00a0", " ")


def date(walker, pane, piece, step, text):
    field = pane.form.project.dates[piece, step].field
    field.setText(text)
    field.editingFinished.emit()
    walker.rest()


@pytest.mark.spec("A-L7", "L-31", "L-32", "L-33", "SM-5", "X-05", "X-24")
def test_pieces_open_the_stages_of_a_project_and_it_is_handed_over(walker, do, pane):
    form, project = pane.form, pane.form.project
    for name in ("sign", "lose"):
        assert form.buttons[name].isHidden()
    assert not project.isHidden()
    assert stage_tip(pane, "Proposition") == (False, "Envoyez d’abord une pièce : devis, DI ou convention.")
    assert (project.handover.isEnabled(), project.handover.toolTip().replace("\u00a0", " ")) == (
        False,
        "Passez d’abord le projet à « Concrétisé, à valider »",
    )
    for piece in ("devis", "di"):
        date(walker, pane, piece, "sent", "20/11/2026")
        date(walker, pane, piece, "returned", "21/11/2026")
        date(walker, pane, piece, "signed", "21/11/2026")
    date(walker, pane, "convention", "sent", "20/11/2026")
    assert [project.states[one].text() for one in ("devis", "di", "convention")] == [
        "Complète", "Complète", "Attendue signée"
    ]  # fmt: skip
    assert stage_tip(pane, "Proposition") == (True, "")
    assert stage_tip(pane, "Concrétisé") == (False, "Pièces à retourner signées : Convention.")
    date(walker, pane, "convention", "returned", "01/11/2026")
    assert "avant son envoi" in project.error.text()
    do(SetPiece(dossier=form.dossier.id, piece="convention", returned="2026-11-23", signed="2026-11-23"))
    assert stage_tip(pane, "Concrétisé") == (True, "")
    do(MoveStage(dossier=form.dossier.id, etape="Concrétisé, à valider"))
    walker.press(f"{NAME}.hand_over")
    assert "En attente de connexion" in project.state.text()
    assert not project.handover.isEnabled()
    assert "déjà transmis" in project.handover.toolTip()
    assert all(not one.isEnabled() and one.toolTip() for one in project.dates.values())


@pytest.mark.spec("L-34", "INV-08")
def test_a_project_given_up_offers_a_new_one_only(walker, do, pane):
    do(MoveStage(dossier=pane.form.dossier.id, etape="Abandon"))
    first = pane.form.dossier.uid
    assert pane.form.reopen.isHidden()
    walker.press(f"{NAME}.new")
    assert pane.form.dossier.uid != first
    assert pane.form.dossier.stage.label == "Projet ouvert"
    assert pane.form.project.new.isHidden()
