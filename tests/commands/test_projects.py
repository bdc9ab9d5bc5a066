"""Projects: pieces that open stages, a hand-off that happens once, whose project it is (L-31…L-34, SM-5)."""

import pytest

from prospectdesk.commands.catalogues import SaveCatalogueEntry
from prospectdesk.commands.dossier_twins import MergeDossier
from prospectdesk.commands.dossiers import CreateDossier, EditDossier
from prospectdesk.commands.pipeline import MoveStage
from prospectdesk.commands.projects import SetPiece, TransmitProject
from prospectdesk.domain.errors import Failure
from prospectdesk.domain.projects import PIECES, pieces
from prospectdesk.queries import dossiers, people, timeline


def refusal(do, command):
    with pytest.raises(Failure) as caught:
        do(command)
    return str(caught.value).replace("\u00a0", " ")


@pytest.mark.spec("L-31", "L-32", "L-33", "L-34", "SM-5", "X-24")
def test_the_pieces_of_a_project_open_its_stages_and_it_is_handed_over_once(do, session, le_goff):
    project = do(CreateDossier(company=le_goff, dossier_type="Formation", titulaire=None)).uid
    assert refusal(do, MoveStage(dossier=project, etape="Proposition")).startswith(
        "Envoyez d’abord une pièce"
    )
    for piece in ("devis", "di"):
        do(
            SetPiece(
                dossier=project, piece=piece, sent="2026-11-20", returned="2026-11-21", signed="2026-11-21"
            )
        )
    do(SetPiece(dossier=project, piece="convention", sent="2026-11-20"))
    do(MoveStage(dossier=project, etape="Proposition"))
    ready = MoveStage(dossier=project, etape="Concrétisé, à valider")
    assert refusal(do, ready) == "Pièces à retourner signées : Convention."
    hand_over = TransmitProject(dossier=project)
    assert refusal(do, hand_over) == "Passez d’abord le projet à « Concrétisé, à valider »"
    session.person = session.reader.run(people.find_user, "rachid")  # another laptop’s word counts too
    do(SetPiece(dossier=project, piece="convention", returned="2026-11-23", signed="2026-11-23"))
    do(ready)
    do(SetPiece(dossier=project, piece="di", signed=""))
    assert refusal(do, hand_over) == "Pièces à retourner signées : DI."
    do(SetPiece(dossier=project, piece="di", signed="2026-11-22"))
    assert "En attente de connexion".lower() in str(do(hand_over).message).lower()
    assert refusal(do, hand_over) == "Ce projet est déjà transmis à l’ADV."
    for command in (
        MoveStage(dossier=project, etape="Abandon"),
        EditDossier(dossier=project, type_client="SCI", etape="Proposition"),
        SetPiece(dossier=project, piece="di", signed=""),
    ):
        assert "transmis à l’ADV" in refusal(do, command)
    with session.reader.session() as conn:
        (told,) = dossiers.of_company(conn, le_goff)
    assert told["transmission"] == "En attente de connexion"
    assert told["pieces"][2] == {
        "piece": "convention", "sent": "2026-11-20", "returned": "2026-11-23", "signed": "2026-11-23"
    }  # fmt: skip


@pytest.mark.spec("L-32", "L-33", "D-49")
def test_dates_and_hand_off_are_undone_and_said_again(do, session, le_goff):
    project = do(CreateDossier(company=le_goff, dossier_type="Formation", titulaire=None)).uid

    def shown():
        return session.reader.run(dossiers.dossiers, le_goff)[0].project

    days = {"sent": "2026-11-20", "returned": "2026-11-21", "signed": "2026-11-21"}
    first = do(SetPiece(dossier=project, piece="devis", **days))
    do(first.undo)
    assert (shown().pieces, shown().handover) == (pieces(()), None)
    for piece in PIECES:
        do(SetPiece(dossier=project, piece=piece, **days))
    for stage in ("Proposition", "Concrétisé, à valider"):
        do(MoveStage(dossier=project, etape=stage))
    for _again in range(2):
        asked = do(TransmitProject(dossier=project))
        assert shown().handover.by == session.person.name
        do(asked.undo)
        assert shown().handover is None
    assert all(piece.complete for piece in shown().pieces)
    for day in ("", "2026-11-22"):
        do(SetPiece(dossier=project, piece="di", signed=day))
    do(TransmitProject(dossier=project))
    history = session.reader.run(timeline.history, le_goff)
    lines = [(one.object.replace("\u00a0", " "), one.field, one.old, one.new) for one in history]
    assert ("Transmission à l’ADV", "Création", None, "En attente de connexion") in lines
    assert ("Projet : DI", "Signé le", None, "22/11/2026") in lines
    assert ("Projet : DI", "Signé le", "21/11/2026", None) in lines


@pytest.mark.spec("X-19", "L-32")
def test_a_project_that_was_made_twice_keeps_the_dates_of_both(do, session, le_goff):
    first, later = (
        do(CreateDossier(company=company, dossier_type="Formation", titulaire=None)).row_id
        for company in (le_goff, "00010002400017")
    )
    do(SetPiece(dossier=first, piece="devis", sent="2026-11-18"))
    do(SetPiece(dossier=later, piece="devis", sent="2026-11-19", returned="2026-11-20"))
    do(SetPiece(dossier=later, piece="di", sent="2026-11-19"))
    with session.store.transaction(0, None) as uow:  # as the centre flags it once two laptops met
        uow.update("dossier", later, {"company_id": le_goff, "twin": 1})
    do(MergeDossier(dossier=later))
    (kept,) = session.reader.run(dossiers.dossiers, le_goff)
    told = [(one.code, one.sent, one.returned) for one in kept.project.pieces]
    assert told == [("devis", 20775, 20777), ("di", 20776, None), ("convention", None, None)]


@pytest.mark.spec("L-31")
def test_only_its_cf_or_a_responsable_moves_a_project(do, session, le_goff):
    claire = session.reader.run(people.find_user, "claire")
    ugo = session.reader.run(people.find_user, "ugo")
    session.person = claire
    do(SaveCatalogueEntry(catalogue="dossier_type", label="Formation", entry="Formation", service=""))
    session.person = ugo
    project = do(CreateDossier(company=le_goff, dossier_type="Formation", titulaire="ugo")).uid
    do(SetPiece(dossier=project, piece="devis", sent="2026-11-20"))
    session.person = session.reader.run(people.find_user, "nora")
    told = "Seul le CF du projet (Ugo Martin) ou un responsable change son étape."
    for command in (
        MoveStage(dossier=project, etape="Proposition"),
        MoveStage(dossier=project, etape="Abandon"),
        SetPiece(dossier=project, piece="di", sent="2026-11-20"),
        EditDossier(dossier=project, type_client="SCI", titulaire="nora"),
        TransmitProject(dossier=project),
    ):
        assert refusal(do, command) == told
    session.person = session.reader.run(people.find_user, "rachid")
    do(MoveStage(dossier=project, etape="Proposition"))


@pytest.mark.spec("L-31")
def test_a_project_nobody_holds_is_whose_who_opened_it(do, session, le_goff):
    session.person = session.reader.run(people.find_user, "ugo")
    project = do(CreateDossier(company=le_goff, dossier_type="Formation")).uid
    session.person = session.reader.run(people.find_user, "nora")
    for command in (
        MoveStage(dossier=project, etape="Abandon"),
        SetPiece(dossier=project, piece="di", sent="2026-11-20"),
    ):
        assert refusal(do, command).startswith("Seul le CF du projet (Ugo Martin)")
    session.person = session.reader.run(people.find_user, "ugo")
    do(SetPiece(dossier=project, piece="di", sent="2026-11-20"))
    do(MoveStage(dossier=project, etape="Proposition"))


@pytest.mark.spec("L-31", "L-32", "SM-5")
def test_what_makes_no_sense_of_a_project_is_refused(do, le_goff):
    project = do(CreateDossier(company=le_goff, dossier_type="Formation")).uid
    for bad in ("Proposition", "Abandon"):
        other = CreateDossier(company="00010002400017", dossier_type="Formation", etape=bad)
        assert "ne commence pas" in refusal(do, other)
    assert "avant son envoi" in refusal(
        do, SetPiece(dossier=project, piece="DI", sent="2026-11-20", returned="2026-11-19")
    )
    assert "n’accepte que" in refusal(do, SetPiece(dossier=project, piece="facture", sent="2026-11-20"))
    other = do(CreateDossier(company="00010002400017", dossier_type="Comptable")).uid
    assert refusal(do, SetPiece(dossier=other, piece="di", sent="2026-11-20")).startswith("Seul un projet")
    done = do(SetPiece(dossier=project, piece="devis", sent="2026-11-20"))
    do(done.undo)
    assert refusal(do, MoveStage(dossier=project, etape="Proposition")).startswith("Envoyez")
