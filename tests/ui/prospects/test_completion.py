"""« Compléter depuis le registre » on the list: what came of it is one sentence; a failure keeps what was answered."""

from __future__ import annotations

from typing import Any

import pytest

from prospectdesk.app.rounds import Rounds
from prospectdesk.commands.companies import CreateCompany
from prospectdesk.commands.drafts import SaveSettings
from prospectdesk.jobs.registry import Completion
from prospectdesk.queries import companies, register
from prospectdesk.ui.prospects.completion import words

TANGUY, KERMAREC, GUICHEN, UNKNOWN = "000100024", "000100016", "000100107", "732829320"


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.spec("X-31", "X-24")
def test_the_ticked_are_completed_from_the_register(prospect_list: Any) -> None:
    for name, siret in (("Jardins", "00010010700010"), ("Inconnue", "73282932000074")):
        prospect_list.do(
            CreateCompany(raison_sociale=name, siret=siret, commercial_source="ugo", commercial_operationnel="ugo", source="Salon")
        )  # fmt: skip
    prospect_list.names()
    prospect_list.tick(TANGUY, GUICHEN, UNKNOWN)
    prospect_list.session.bus.do(SaveSettings(values={"offline": True}))
    prospect_list.press("prospects.selection.complete")
    bar = prospect_list.window.messages
    assert "Connexion nécessaire" in plain(bar.text())
    prospect_list.session.bus.do(SaveSettings(values={"offline": False}))
    tickets: list[Any] = []
    prospect_list.desk.working.connect(tickets.append)
    prospect_list.press("prospects.selection.complete")
    assert (
        plain(bar.text()) == "1 société mise à jour ; 1 sans changement ; inconnues du registre : Inconnue."
    )
    assert (tickets[0].last.total, tickets[0].finished) == (3, True)
    assert not bar.retry.isVisible()
    head = prospect_list.query(companies.head, prospect_list.company(GUICHEN))
    assert head.name == "Jardins de Guichen"
    assert prospect_list.query(register.standing, prospect_list.company(UNKNOWN)).outcome == "unknown"


@pytest.mark.spec("X-31", "X-24")
def test_what_was_typed_offline_is_looked_up_by_itself_once_online(prospect_list: Any, run: Any) -> None:
    made = prospect_list.do(
        CreateCompany(raison_sociale="Jardins", siret="00010010700010", commercial_source="ugo", commercial_operationnel="ugo", source="Salon")
    )  # fmt: skip
    rounds = Rounds(prospect_list.desk)
    for failing, checked in ((True, False), (None, True)):
        prospect_list.session.bus.do(SaveSettings(values={"demo.fail.registry": failing}))
        run(rounds._check_typed())
        assert prospect_list.query(register.standing, made.row_id).to_check is not checked
    rounds.deleteLater()


@pytest.mark.spec("X-31", "P-18")
def test_a_completion_that_was_stopped_goes_on_where_it_stopped(prospect_list: Any) -> None:
    prospect_list.tick(TANGUY, KERMAREC)
    stopped: list[Any] = []

    def stop_after_the_first(ticket: Any) -> None:
        if not stopped:
            stopped.append(ticket)
            ticket.listen(lambda _now: ticket.cancel())

    prospect_list.desk.working.connect(stop_after_the_first)
    bar = prospect_list.window.messages
    prospect_list.press("prospects.selection.complete")
    assert plain(bar.text()).endswith("1 société n’a pas été demandée.")
    assert (bar.retry.text(), bar.retry.isVisible()) == ("Reprendre", True)
    prospect_list.session.bus.do(SaveSettings(values={"demo.fail.registry": True}))
    prospect_list.press("messages.retry")
    assert plain(bar.text()).startswith(
        "0 société mise à jour. Registre indisponible. « Registre des entreprises » ne"
    )
    assert plain(bar.text()).endswith("1 société n’a pas été demandée.")
    prospect_list.session.bus.do(SaveSettings(values={"demo.fail.registry": None}))
    prospect_list.press("messages.retry")
    assert "pas été demandée" not in plain(bar.text())
    assert not bar.retry.isVisible()


@pytest.mark.spec("P-19")
def test_the_directory_says_of_which_day_it_is(prospect_list: Any) -> None:
    assert not prospect_list.find("prospects.directory_date").isVisible()
    prospect_list.press("prospects.scope.directory")
    assert plain(prospect_list.find("prospects.directory_date").text()).startswith("Annuaire local du ")
    assert prospect_list.find("prospects.directory_date").isVisible()
    prospect_list.press("prospects.scope.portfolio")
    assert not prospect_list.find("prospects.directory_date").isVisible()


def test_many_names_are_counted() -> None:
    text, tone = words(Completion(changed=2, closed=["A", "B", "C", "D", "E"], left=1))
    assert (
        plain(text)
        == "2 sociétés mises à jour ; fermées : A, B, C et 2 autres. 1 société n’a pas été demandée."
    )
    assert tone == "warn"
