"""The tab of dossiers: every disabled button says why, typing survives, doubles are settled, dossiers reopened."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QWidget

from prospectdesk.commands.contact_states import MarkContactLeft
from prospectdesk.commands.dossier_outcomes import LoseDossier, SignDossier
from prospectdesk.commands.dossiers import CreateDossier, DeleteDossier, EditDossier, SetContract
from prospectdesk.commands.pipeline import MoveStage
from prospectdesk.domain.dossiers import BUTTONS, obstacle
from prospectdesk.queries import companies, contacts, people
from prospectdesk.ui.dossiers import outcomes, printing
from prospectdesk.ui.dossiers.pane import DossiersPane
from prospectdesk.ui.kit.buttons import Button

CONTRACT, OFFER = "Présentation des comptes", "Confort"
FULL = {"type_client": "SCI"}


@pytest.fixture
def pane(walker, le_goff):
    return walker.show(DossiersPane(walker.desk, le_goff))


def tip(pane, name):
    widget = pane.form.findChild(QWidget, f"sheet.dossiers.{name}")
    return "" if widget.isEnabled() else widget.toolTip().replace("\u00a0", " ")


def line(pane):
    return pane.form.next.text().replace("\u00a0", " ")


def run_dialog(walker, coroutine, name, act):
    """Starts something that asks, answers the window of that name, waits for the end."""
    task = walker.desk.spawn(walker.host, coroutine)

    def found():
        tops = QApplication.topLevelWidgets()
        return [
            one for one in tops if isinstance(one, QDialog) and one.isVisible() and one.objectName() == name
        ]

    walker.qtbot.waitUntil(lambda: bool(found()) or task.done())
    act(found()[0])
    walker.rest()


def twin(walker, le_goff):
    """The second of two dossiers Comptable, as the centre flags it."""
    with walker.desk.session.store.transaction(0, None) as uow:
        first = uow.one("SELECT * FROM dossier")
        row = {name: first[name] for name in ("company_id", "type_id", "stage_id")}
        uow.insert("dossier", {**row, "made_at": first["made_at"], "twin": 1, "comment": "second"})
        uow.finish()


@pytest.mark.spec("D-32", "D-31", "D-33", "D-34", "D-37", "X-05")
def test_each_button_tells_the_first_thing_it_lacks(walker, do, pane, le_goff):
    cards = walker.desk.session.reader.run(contacts.cards, le_goff)
    for card in cards:
        do(MarkContactLeft(contact=card.id))
    uid = do(CreateDossier(company=le_goff, dossier_type="Comptable")).uid
    assert tip(pane, "sign") == "Ajoutez un interlocuteur"
    assert line(pane) == "Pour continuer : Ajoutez un interlocuteur"
    for card in cards:
        do(MarkContactLeft(contact=card.id, left=False))
    assert tip(pane, "sign") == "Renseignez le type client"
    assert tip(pane, "save") == "Renseignez le type client"
    do(EditDossier(dossier=uid, type_client="SCI"))
    assert tip(pane, "save") == "Modifiez d’abord un champ du dossier"
    assert tip(pane, "missions") == "Choisissez d’abord un contrat type"
    assert tip(pane, "montant") == "Choisissez d’abord un contrat type"
    assert tip(pane, "bureau") == "Choisissez d’abord un cabinet"
    assert (
        tip(pane, "sign")
        == line(pane).removeprefix("Pour continuer : ")
        == "Choisissez un contrat type et une offre"
    )
    for free in ("contract", "lose", "delete", "comment", "titulaire"):
        assert tip(pane, free) == ""
    do(SetContract(dossier=uid, contrat_type=CONTRACT, offre=OFFER))
    for free in ("sign", "missions", "montant"):
        assert tip(pane, free) == ""
    assert line(pane) == "Tout est prêt pour la signature."


@pytest.mark.spec("D-32", "D-37", "D-40", "X-05")
def test_what_is_typed_must_be_saved_before_the_rest(walker, do, pane, le_goff):
    uid = do(CreateDossier(company=le_goff, dossier_type="Comptable", **FULL)).uid
    do(SetContract(dossier=uid, contrat_type=CONTRACT, offre=OFFER))
    comment = pane.form.grid.inputs["comment"].widget
    comment.setPlainText("à suivre")
    for button in ("sign", "lose", "contract"):
        assert tip(pane, button) == "Enregistrez le dossier"
    assert tip(pane, "save") == ""
    pane.form.grid.inputs["date_fin"].widget.field.setText("01/01/2026")
    pane.form.grid.inputs["date_debut"].widget.field.setText("01/02/2026")
    pane.form.follow()
    assert tip(pane, "save") == "La date de fin est avant la date de début."
    pane.form.grid.inputs["date_fin"].widget.field.setText("bientôt")
    pane.form.follow()
    assert tip(pane, "save") == "Corrigez la date marquée en rouge"
    pane.form.give_up.click()
    assert comment.toPlainText() == ""
    assert tip(pane, "save") == "Modifiez d’abord un champ du dossier"


@pytest.mark.spec("D-32", "D-34")
def test_every_refusal_of_the_rules_reaches_its_button(walker, do, pane, le_goff):
    """Whatever the state of the dossier, a button is enabled exactly when the rules have nothing against it."""
    do(CreateDossier(company=le_goff, dossier_type="Comptable", **FULL))
    form = pane.form
    stored = form.dossier
    for status in ("en_cours", "signe", "perdu"):
        for locked in (False, True):
            for contract in (False, True):
                state = replace(
                    stored.state, status=status, twin=locked, contract_type=contract, offer=contract
                )
                form.dossier = replace(stored, status=status, state=state)
                form.follow()
                for name in BUTTONS:
                    found = obstacle(form.state(), name)
                    button = form.buttons[name]
                    assert button.isEnabled() == (found is None), (name, state)
                    if found is not None:
                        assert button.toolTip() == str(found)


@pytest.mark.spec("D-38")
def test_a_signed_dossier_can_only_be_read(walker, do, pane, le_goff):
    uid = do(CreateDossier(company=le_goff, dossier_type="Comptable", **FULL)).uid
    do(SetContract(dossier=uid, contrat_type=CONTRACT, offre=OFFER))
    do(SignDossier(dossier=uid, reasons=("Prix",)))
    for name, one in pane.form.grid.inputs.items():
        target = one.widget if not hasattr(one.widget, "field") else one.widget.field
        assert not target.isEnabled(), name
        assert "signé" in target.toolTip(), name
    assert tip(pane, "missions") == ""
    assert pane.form.status.text() == "Signé"
    assert "Prix" in pane.form.closing.text()
    assert line(pane) == ""


@pytest.mark.spec("D-23")
def test_typing_survives_another_sub_tab_and_another_persons_edit(walker, do, pane, le_goff):
    first = do(CreateDossier(company=le_goff, dossier_type="Comptable", **FULL)).uid
    second = do(CreateDossier(company=le_goff, dossier_type="Opportunité")).uid
    third = do(CreateDossier(company=le_goff, dossier_type="Opportunité")).uid
    assert [tab.text() for tab in pane.tabs.tabs.values()] == ["Comptable", "Opportunité", "Opportunité 2"]
    pane.choose(first)
    comment = pane.form.grid.inputs["comment"].widget
    comment.setPlainText("en cours de frappe")
    pane.choose(second)
    do(EditDossier(dossier=first, titulaire="ugo"))
    pane.choose(first)
    assert comment.toPlainText() == "en cours de frappe"
    assert pane.form.grid.inputs["titulaire"].widget.currentText() == "Ugo Martin"
    do(DeleteDossier(dossier=third))
    assert set(pane.forms) == {first, second}
    pane.form.buttons["save"].click()
    walker.rest()
    assert pane.form.dossier.comment == "en cours de frappe"


@pytest.mark.spec("D-27")
def test_another_cabinet_clears_the_office(walker, do, pane, le_goff):
    with walker.desk.session.store.transaction(0, None) as uow:
        service = uow.value("SELECT id FROM catalogue WHERE kind = 'service' AND label = 'Juridique'")
        vitre = uow.value("SELECT id FROM cabinet WHERE name = 'Cabinet Vitré'")
        assert service
        assert vitre
    uid = do(
        CreateDossier(
            company=le_goff,
            dossier_type="Juridique",
            cabinet="Cabinet Rennes",
            bureau="Rennes Centre",
            **FULL,
        )
    ).uid
    pane.choose(uid)
    cabinet = pane.form.findChild(QComboBox, "sheet.dossiers.cabinet")
    office = pane.form.findChild(QComboBox, "sheet.dossiers.bureau")
    assert office.currentText() == "Rennes Centre"
    cabinet.setCurrentIndex(cabinet.findText("Cabinet Vitré"))
    assert office.currentText() == ""
    assert "n’a pas de bureau" in tip(pane, "bureau")
    cabinet.setCurrentIndex(cabinet.findText("Cabinet Rennes"))
    assert tip(pane, "bureau") == ""


@pytest.mark.spec("X-19")
def test_a_double_is_locked_and_retyped_or_merged(walker, do, pane, le_goff):
    do(CreateDossier(company=le_goff, dossier_type="Comptable", **FULL))
    twin(walker, le_goff)
    do(CreateDossier(company=le_goff, dossier_type="Opportunité"))
    uid = list(pane.tabs.tabs)[1]
    pane.choose(uid)
    assert not pane.form.twin.isHidden()
    assert "bloqué" in pane.form.twin.accessibleName()
    for name in ("save", "contract", "missions", "sign", "lose", "comment"):
        assert tip(pane, name).startswith("Type en double"), name
    assert tip(pane, "delete") == ""
    form = pane.form

    def choose(dialog):
        names = [button.text() for button in dialog.group.buttons()]
        assert "Comptable" not in names
        button = next(one for one in dialog.group.buttons() if one.text() == "Social")
        button.click()
        dialog.yes.click()

    run_dialog(walker, form.retype(), "sheet.dossiers.new_dialog", choose)
    assert pane.form.twin.isHidden()
    assert [tab.text() for tab in pane.tabs.tabs.values()] == ["Comptable", "Social", "Opportunité"]


@pytest.mark.spec("X-19")
def test_a_double_is_merged_after_a_question(walker, do, pane, le_goff):
    do(CreateDossier(company=le_goff, dossier_type="Comptable", **FULL))
    twin(walker, le_goff)
    do(CreateDossier(company=le_goff, dossier_type="Opportunité"))
    pane.choose(list(pane.tabs.tabs)[1])
    form = pane.form
    run_dialog(walker, form._merge(), "ask", lambda dialog: dialog.yes.click())
    assert [tab.text() for tab in pane.tabs.tabs.values()] == ["Comptable", "Opportunité"]
    assert pane.reading.dossiers[0].comment == "second"


@pytest.mark.spec("SM-4")
def test_a_responsable_reopens_a_lost_dossier(walker, do, pane, le_goff):
    uid = do(CreateDossier(company=le_goff, dossier_type="Comptable", **FULL)).uid
    assert pane.form.reopen.isHidden()
    do(LoseDossier(dossier=uid, reasons=("Délai",), justification="Trop tard"))
    assert tip(pane, "reopen") == "Réservé aux responsables et aux administrateurs de l’espace."
    session = walker.desk.session
    session.person = session.reader.run(people.find_user, "rachid")
    pane.form.follow()
    assert tip(pane, "reopen") == ""
    pane.form.reopen.click()
    walker.rest()
    assert pane.form.dossier.status == "en_cours"
    assert pane.form.reopen.isHidden()


@pytest.mark.spec("X-07", "X-08", "D-37", "D-40")
def test_a_board_asks_through_the_same_windows(walker, do, pane, le_goff):
    desk = walker.desk
    uid = do(CreateDossier(company=le_goff, dossier_type="Opportunité", **FULL))
    won = []

    async def ask_won():
        won.append(await outcomes.confirm_won(desk, walker.host, uid.row_id))

    run_dialog(walker, ask_won(), "ask", lambda dialog: dialog.no.click())
    run_dialog(walker, ask_won(), "ask", lambda dialog: dialog.yes.click())
    assert won == [False, True]
    do(MoveStage(dossier=uid.uid, etape="Gagné"))

    def cancel(dialog):
        dialog.no.click()

    run_dialog(walker, outcomes.sign(desk, walker.host, uid.row_id), "dossiers.reasons", cancel)
    assert pane.form.dossier.status == "en_cours"

    def sign(dialog):
        assert "il existe déjà" in " ".join(
            label.text()
            for label in dialog.findChildren(QWidget)
            if label.objectName().startswith("dossiers.reasons.summary.")
        )
        next(iter(dialog.reasons.list.boxes.values())).click()
        dialog.yes.click()

    run_dialog(walker, outcomes.sign(desk, walker.host, uid.row_id), "dossiers.reasons", sign)
    assert pane.form.dossier.status == "signe"


@pytest.mark.spec("D-35")
def test_letters_register_their_button_between_missions_and_sign(walker, do, le_goff, monkeypatch):
    class Prints:
        def __init__(self, _desk, parent):
            self.button = Button("Impressions", name="sheet.dossiers.print", parent=parent)
            self.told = []

        def widget(self):
            return self.button

        def show_dossier(self, dossier, *, changed):
            self.told.append((dossier.type, changed))

    monkeypatch.setattr(printing, "_makers", [])
    printing.register(Prints)
    pane = walker.show(DossiersPane(walker.desk, le_goff))
    do(CreateDossier(company=le_goff, dossier_type="Comptable", **FULL))
    assert pane.form.prints[0].told[-1] == ("Comptable", False)
    pane.form.grid.inputs["comment"].widget.setPlainText("x")
    assert pane.form.prints[0].told[-1] == ("Comptable", True)


@pytest.mark.spec("D-22", "P-20")
def test_a_company_of_the_directory_says_what_comes_first(walker):
    morel = walker.desk.session.reader.run(companies.find_id, "000100065")
    pane = walker.show(DossiersPane(walker.desk, morel))
    for button in (pane.new, pane.missions.add):
        assert not button.isEnabled()
        assert button.toolTip() == "Ajoutez d’abord cette société à votre portefeuille."
    assert not pane.empty.isHidden()
    walker.close()


@pytest.mark.spec("SM-5", "D-32")
def test_saving_abandon_asks_first(walker, do, pane, le_goff):
    do(CreateDossier(company=le_goff, dossier_type="Formation", type_client="Particulier"))
    stage = pane.form.findChild(QComboBox, "sheet.dossiers.etape")
    stage.setCurrentIndex(3)
    pane.form.buttons["save"].click()
    walker.answer("ask.no")
    assert pane.form.dossier.status == "en_cours"
    pane.form.buttons["save"].click()
    walker.answer("ask.yes")
    assert pane.form.dossier.status == "perdu"
    assert tip(pane, "reopen") == "Ce projet est abandonné : un nouveau projet est à ouvrir."
