"""The opportunity box of a sheet: what it shows, its menu, what it refuses (C-35)."""

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from prospectdesk.commands.dossier_outcomes import SignDossier
from prospectdesk.commands.dossiers import CreateDossier, DeleteDossier, EditDossier, SetContract
from prospectdesk.domain.errors import Failure
from prospectdesk.ui.dossiers.opportunity import OpportunityBox

CONTRACT, OFFER = "Présentation des comptes", "Confort"
FULL = {"type_client": "SCI"}


@pytest.mark.spec("C-35")
def test_the_box_follows_the_dossier_and_says_what_is_refused(walker, do, le_goff):
    box = walker.show(OpportunityBox(walker.desk, le_goff))
    chosen = []
    box.chosen.connect(chosen.append)
    box.link.click()
    assert chosen == [""]
    uid = do(CreateDossier(company=le_goff, dossier_type="Comptable", **FULL)).uid
    do(SetContract(dossier=uid, contrat_type=CONTRACT, offre=OFFER, montant="2400"))
    assert box.link.text() == "Opportunité\u00a0: Comptable"
    assert "2\u202f400,00" in box.facts.text()
    box.link.click()
    assert chosen[-1] == uid
    box.toggle()
    editor = box.card.findChild(QWidget, "sheet.opportunity.montant")
    editor.setText("beaucoup")
    editor.editingFinished.emit()
    walker.rest()
    assert "pas un montant" in box._editor.boxes["montant"].under.text()
    editor.setText("3 000")
    editor.editingFinished.emit()
    walker.rest()
    assert box.dossier.amount == "3000.00"
    do(SignDossier(dossier=uid, reasons=("Prix",)))
    assert not box.editing()
    assert not box.pencil.isEnabled()
    assert "signé" in box.pencil.toolTip()
    with pytest.raises(Failure):
        walker.desk.session.bus.do(EditDossier(dossier=uid, comment="x"))


@pytest.mark.spec("C-35", "C-37", "X-05", "X-07", "SM-5")
def test_the_menu_of_the_box_moves_the_dossier_and_says_what_it_lacks(walker, do, le_goff):
    box = walker.show(OpportunityBox(walker.desk, le_goff))

    def act(key):
        return box.findChild(QAction, f"sheet.opportunity.menu.{key}")

    assert act("sign") is None
    do(CreateDossier(company=le_goff, dossier_type="Comptable"))
    assert (act("sign").isEnabled(), act("sign").toolTip()) == (False, "Renseignez le type client")
    assert act("lose").isEnabled()
    act("stage.2").trigger()
    walker.rest()
    assert box.dossier.stage.label == "Evalué"
    act("board").trigger()
    assert walker.opened[-1] == ("opportunities", {"form": "board", "text": "Cycles Le Goff"})
    chosen = []
    box.chosen.connect(chosen.append)
    act("dossier.0").trigger()
    assert chosen == [box.dossier.uid]
    do(DeleteDossier(dossier=box.dossier.uid))
    do(CreateDossier(company=le_goff, dossier_type="Formation", type_client="Particulier"))
    act("stage.3").trigger()
    assert "nouveau projet complet" in walker.answer("ask.yes")
    assert box.dossier is None  # a lost dossier is followed no longer
