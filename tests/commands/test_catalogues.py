"""The lists an administrator edits: labels once, fields of their own, order, off instead of deleted."""

from __future__ import annotations

from typing import Any

import pytest

from prospectdesk.commands.catalogues import DeleteCatalogueEntry, OrderCatalogue, SaveCatalogueEntry
from prospectdesk.commands.dossiers import CreateDossier
from prospectdesk.commands.pipeline import MoveStage
from prospectdesk.commands.registry import from_json
from prospectdesk.domain.errors import Forbidden, Invalid, Refused
from prospectdesk.domain.ids import natural_uid, uid_text
from prospectdesk.queries import administration


@pytest.fixture
def claire(session: Any) -> Any:
    """The demonstration, its administrator signed in."""
    session.sign_in("claire")
    return session


@pytest.fixture
def lines(session: Any) -> Any:
    """A list by label."""

    def read(kind: str) -> dict[str, administration.Line]:
        return {one.label: one for one in session.reader.run(administration.lines, kind)}

    return read


def save(kind: str, label: str, **fields: Any) -> SaveCatalogueEntry:
    return SaveCatalogueEntry(catalogue=kind, label=label, **fields)


@pytest.mark.spec("D-22", "D-24", "D-26", "D-37", "D-40")
def test_a_new_workspace_starts_with_the_lists_of_the_specification(lines: Any) -> None:
    standard = lines("pipeline")["Standard"].id
    stages = [label for label, one in lines("stage").items() if one.owner == standard]
    assert stages == ["Suspect", "Qualifié", "Evalué", "En négociation", "Gagné"]
    assert len(lines("type_client")) == 8
    assert [one.values["contract_required"] for one in lines("dossier_type").values()] == [True] * 5 + [
        False
    ] * 2
    reasons = lines("reason").values()
    assert [one.values["scope"] for one in reasons].count("signature") == 8
    assert [one.label for one in reasons if one.values["scope"] == "perte"][-1] == "Cessation d’activité"
    contract = lines("contract_type")["Présentation des comptes"]
    assert contract.values["missions"] == ["Tenue", "Révision", "Bilan", "Liasse"]
    assert {one.owner for one in lines("offer").values()} == {contract.id}
    rennes = lines("cabinet")["Cabinet Rennes"]
    services = {one.id: label for label, one in lines("service").items()}
    assert [services[one] for one in rennes.values["services"]] == ["Comptabilité", "Juridique"]


@pytest.mark.spec("X-04", "C-36")
def test_stages_are_for_responsables_all_other_lists_for_administrators(session: Any, do: Any) -> None:
    stage, source = save("stage", "Proposition", percent=60), save("source", "Foire")
    for command in (stage, source):
        with pytest.raises(Forbidden):
            do(command)
    session.sign_in("rachid")
    do(stage)
    with pytest.raises(Forbidden):
        do(source)
    with pytest.raises(Forbidden):
        do(DeleteCatalogueEntry(catalogue="source", entry="Salon"))
    with pytest.raises(Forbidden):
        do(OrderCatalogue(catalogue="reason", entries=()))


@pytest.mark.spec("D-15")
def test_a_label_stands_once_in_its_list(claire: Any, do: Any) -> None:
    for twice in (
        save("source", " SALON "),
        save("reason", "prix", scope="signature"),
        save("offer", "Confort", contract_type="Présentation des comptes"),
        save("bureau", "rennes centre", cabinet="Cabinet Rennes"),
        save("stage", "evalue", percent=1),
        save("source", "Salon", entry="Recommandation"),
    ):
        with pytest.raises(Refused, match="contient déjà"):
            do(twice)
    do(save("reason", "Prix", scope="perte"))
    do(save("bureau", "Rennes Centre", cabinet="Cabinet Vitré"))
    do(save("source", "salon", entry="Salon"))


@pytest.mark.spec("D-15")
def test_editing_a_label_keeps_an_entry_switched_off(claire: Any, do: Any, lines: Any) -> None:
    do(save("source", "Salon", entry="Salon", active=False))
    do(save("source", "Salons", entry="Salon"))
    assert not lines("source")["Salons"].active
    do(save("source", "Salon"))
    assert {"Salon", "Salons"} <= set(lines("source"))


@pytest.mark.spec("D-15", "C-36")
def test_a_used_entry_is_not_deleted_and_an_unused_one_is(
    claire: Any, do: Any, lines: Any, company: Any
) -> None:
    with pytest.raises(Refused, match="6 sociétés"):
        do(DeleteCatalogueEntry(catalogue="source", entry="Salon"))
    with pytest.raises(Refused, match="types de dossier"):
        do(DeleteCatalogueEntry(catalogue="pipeline", entry="Standard"))
    stages = lines("stage")
    with claire.store.transaction(0, claire.person.id) as uow:
        uow.insert(
            "dossier",
            {
                "company_id": company("Cycles Le Goff"),
                "type_id": lines("dossier_type")["Comptable"].id,
                "stage_id": stages["Evalué"].id,
                "made_at": 0,
            },
        )
        uow.finish()
    with pytest.raises(Refused, match="1 dossier"):
        do(DeleteCatalogueEntry(catalogue="stage", entry="Evalué"))
    do(save("stage", "Évaluation", entry="Evalué", percent=55, active=False))
    with claire.reader.session() as conn:
        best = conn.execute(
            "SELECT best_stage, best_percent FROM company WHERE shown_name = 'Cycles Le Goff'"
        )
        assert tuple(best.fetchone()) == ("Évaluation", 55)
    done = do(DeleteCatalogueEntry(catalogue="source", entry="Site internet"))
    assert "Site internet" not in lines("source")
    do(done.undo)
    assert "Site internet" in lines("source")


def test_what_belongs_to_an_entry_goes_and_comes_back_with_it(claire: Any, do: Any, lines: Any) -> None:
    done = do(DeleteCatalogueEntry(catalogue="cabinet", entry="Cabinet Rennes"))
    assert lines("bureau") == {}
    do(done.undo)
    assert list(lines("bureau")) == ["Rennes Centre"]
    assert len(lines("cabinet")["Cabinet Rennes"].values["services"]) == 2
    do(DeleteCatalogueEntry(catalogue="contract_type", entry="Présentation des comptes"))
    assert lines("offer") == {}


@pytest.mark.spec("C-36")
def test_a_pipeline_keeps_an_active_stage(claire: Any, do: Any, lines: Any) -> None:
    standard = lines("pipeline")["Standard"].id
    for one in [label for label, one in lines("stage").items() if one.owner == standard][:-1]:
        do(save("stage", one, entry=one, active=False))
    with pytest.raises(Refused, match="dernière entrée active"):
        do(save("stage", "Gagné", entry="Gagné", active=False))
    with pytest.raises(Refused, match="dernière entrée active"):
        do(DeleteCatalogueEntry(catalogue="stage", entry="Gagné"))


@pytest.mark.spec("C-36")
def test_a_new_pipeline_copies_the_first_ones_stages_and_keeps_them_apart(
    claire: Any, do: Any, lines: Any
) -> None:
    made = do(save("pipeline", "Formation"))
    mine = [one for one in claire.reader.run(administration.lines, "stage") if one.owner == made.row_id]
    assert [one.values["percent"] for one in mine] == [5, 20, 50, 75, 99]
    with pytest.raises(Refused, match="Plusieurs entrées"):
        do(save("stage", "Gagné", entry="Gagné", percent=98))
    do(save("stage", "Inscrit", entry=mine[-1].id, percent=100))
    with pytest.raises(Invalid):
        do(save("stage", "Inscrit", entry=mine[-1].id, pipeline="Standard"))
    do(save("dossier_type", "Formation", entry="Formation", pipeline="Formation"))
    assert lines("dossier_type")["Formation"].values["pipeline"] == made.row_id


@pytest.mark.spec("C-36", "D-25")
def test_a_stage_says_what_it_does(claire: Any, do: Any, lines: Any, company: Any) -> None:
    """The meaning is a field like the others: a new stage may be the one that makes the client file."""
    do(save("stage", "Gagné", entry="Gagné", meaning=""))
    do(save("stage", "Accord", percent=95, meaning="gagne"))
    assert lines("stage")["Accord"].values == {"percent": 95, "meaning": "gagne"}
    with pytest.raises(Invalid, match="Effet"):
        do(save("stage", "Autre", percent=1, meaning="perdu"))
    made = do(CreateDossier(company=company("Cycles Le Goff"), dossier_type="Conseil", etape="Gagné"))
    assert made.message is None
    assert "Fichier client créé" in do(MoveStage(dossier=made.uid, etape="Accord")).message


@pytest.mark.spec("C-36")
def test_entries_stand_in_the_order_that_was_given(claire: Any, do: Any, lines: Any) -> None:
    done = do(OrderCatalogue(catalogue="type_client", entries=("SCI", "Association")))
    assert list(lines("type_client"))[:3] == ["SCI", "Association", "Société commerciale"]
    do(done.undo)
    assert next(iter(lines("type_client"))) == "Société commerciale"
    do(save("source", "Presse"))
    assert list(lines("source"))[-1] == "Presse"


REFUSED_FIELDS = (
    {"catalogue": "source", "label": "X", "data": {"percent": 3}},
    {"catalogue": "source", "label": "X", "percent": 3},
    {"catalogue": "reason", "label": "X", "scope": "ailleurs"},
    {"catalogue": "offer", "label": "X"},
    {"catalogue": "offer", "label": "X", "contract_type": "Inconnu"},
    {"catalogue": "bureau", "label": "X"},
    {"catalogue": "stage", "label": "X"},
    {"catalogue": "stage", "label": "X", "percent": 101},
    {"catalogue": "contract_type", "label": "X", "missions": ["Bilan", "bilan"]},
    {"catalogue": "cabinet", "label": "X", "data": {"services": "Social"}},
    {"catalogue": "cabinet", "label": "X", "email": "pas une adresse"},
    {"catalogue": "jardin", "label": "X"},
    {"catalogue": "source", "label": "   "},
)


@pytest.mark.spec("D-27", "D-34")
def test_fields_are_those_of_the_list_beside_or_inside_data(claire: Any, do: Any, lines: Any) -> None:
    do(
        from_json(
            {
                "command": "SaveCatalogueEntry",
                "catalogue": "cabinet",
                "label": "Cabinet Redon",
                "data": {
                    "services": ["Social"],
                    "address": "2 quai Surcouf\n35600 Redon",
                    "phone": "02 99 71 00 00",
                },
            }
        )
    )
    redon = lines("cabinet")["Cabinet Redon"]
    assert redon.values["services"] == [lines("service")["Social"].id]
    assert redon.values["address"] == "2 quai Surcouf\n35600 Redon"
    do(
        from_json(
            {"command": "SaveCatalogueEntry", "catalogue": "stage", "label": "Proposition", "percent": 60}
        )
    )
    assert lines("stage")["Proposition"].values["percent"] == 60
    do(save("reason", "Trop loin"))
    assert lines("reason")["Trop loin"].values == {"scope": "perte"}
    for bad in REFUSED_FIELDS:
        with pytest.raises(Invalid):
            do(from_json({"command": "SaveCatalogueEntry", **bad}))


def test_an_entry_is_named_by_label_uid_or_local_id(claire: Any, do: Any, lines: Any) -> None:
    made = do(save("contract_type", "Paie", missions=("Bulletins",)))
    do(save("contract_type", "Paie et social", entry=made.uid, data={"missions": ["Bulletins", "DSN"]}))
    do(save("contract_type", "Paie", entry=made.row_id))
    assert lines("contract_type")["Paie"].values == {"missions": ["Bulletins", "DSN"]}
    with pytest.raises(Invalid):
        do(save("source", "X", entry=made.uid))


def test_two_people_who_add_the_same_entry_offline_make_the_same_row(claire: Any, do: Any) -> None:
    with claire.reader.session() as conn:
        workspace = bytes(conn.execute("SELECT uid FROM workspace").fetchone()[0]).hex()
    first = do(save("source", "Foire"))
    assert first.uid == uid_text(natural_uid("catalogue", workspace, "source", "Foire"))
    do(save("source", "Foire de Rennes", entry="Foire"))
    assert do(save("source", "Foire")).uid != first.uid  # the renamed entry stays who it is
