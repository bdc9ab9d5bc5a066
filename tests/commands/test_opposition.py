"""A company in partial diffusion is not prospected: relances, visits, portfolio and exports are refused (X-31)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook

from prospectdesk.commands.companies import RegisterCompany
from prospectdesk.commands.follow_ups import CreateFollowUp
from prospectdesk.commands.lists import PlanRelances, RegisterProspects
from prospectdesk.commands.register_facts import TakeRegisterFacts
from prospectdesk.commands.tours import Appointment, PlanVisits
from prospectdesk.domain.errors import Refused
from prospectdesk.domain.portfolio import Place, Request
from prospectdesk.domain.register import Unit
from prospectdesk.jobs import portfolio
from prospectdesk.jobs.exports import export_list
from prospectdesk.jobs.portfolio_export import export_analysis
from prospectdesk.queries.opposed import is_opposed
from prospectdesk.queries.prospects_criteria import Criteria

pytestmark = pytest.mark.spec("X-31")
DAY = date(2026, 12, 1)


@pytest.fixture
def known(session: Any, do: Any) -> Any:
    """The local id of a company by its name; the companies of `objecting` object to prospecting."""

    def find(name: str, *, objects: bool = True) -> int:
        with session.reader.session() as conn:
            sql = "SELECT id, siren FROM company WHERE shown_name = ? AND deleted_at IS NULL"
            found, siren = conn.execute(sql, (name,)).fetchone()
        if objects:
            session.reader.heard(
                do(TakeRegisterFacts(unit=Unit(siren=siren, source="sirene", public=False))).changes
            )
        return int(found)

    return find


def test_a_relance_is_refused_and_a_task_is_not(session: Any, do: Any, known: Any) -> None:
    dupuis = known("Dupuis Menuiserie")
    with pytest.raises(Refused, match=r"Dupuis Menuiserie.* s’oppose à la prospection"):
        do(CreateFollowUp(company=dupuis, kind="relance", date=DAY))
    with pytest.raises(Refused, match="s’opposent à la prospection"):
        do(PlanRelances(companies=(dupuis,), date=DAY))
    with pytest.raises(Refused, match="s’opposent à la prospection"):
        do(PlanVisits(visits=(Appointment(company=dupuis, day=DAY, minute=600),)))
    assert session.reader.run(is_opposed, dupuis)
    do(CreateFollowUp(company=dupuis, kind="tache", date=DAY, description="Effacer sa fiche"))


def test_many_at_once_pass_over_it_and_say_so(session: Any, do: Any, known: Any) -> None:
    dupuis, other = known("Dupuis Menuiserie"), known("Hôtel Vilaine", objects=False)
    visits = tuple(Appointment(company=one, day=DAY, minute=600) for one in (dupuis, other))
    told = do(PlanVisits(visits=visits)).message
    assert "1 société laissée de côté : diffusion partielle" in told.replace("\u00a0", " ")
    assert do(PlanRelances(companies=(dupuis, known("Cycles Le Goff", objects=False)), date=DAY)) is not None


def test_it_is_not_taken_into_the_portfolio(session: Any, do: Any, known: Any) -> None:
    morel, armor = known("Ferronnerie Morel"), known("Énergie Armor", objects=False)
    with pytest.raises(Refused, match="s’oppose à la prospection"):
        do(RegisterCompany(company=morel))
    with pytest.raises(Refused, match="s’opposent à la prospection"):
        do(RegisterProspects(companies=(morel,)))
    told = do(RegisterProspects(companies=(morel, armor))).message.replace("\u00a0", " ")
    assert told.startswith("1 société ajoutée au portefeuille ; 1 société laissée de côté")


def test_exports_leave_it_out_and_say_how_many(session: Any, do: Any, known: Any, tmp_path: Any) -> None:
    known("Dupuis Menuiserie")
    analysis = portfolio.analyse(session, Request(Place("Rennes", 48.1173, -1.6778), 30.0))
    written = export_analysis(session.reader, tmp_path / "a.xlsx", analysis)
    lines = [row[1].value for row in load_workbook(tmp_path / "a.xlsx").active.iter_rows(min_row=2)]
    assert written == len(analysis) - 1 == len(lines) - 1
    assert "Dupuis Menuiserie" not in lines
    assert lines[-1] == "1 société laissée de côté\u00a0: diffusion partielle, pas de prospection."
    export_list(session.reader, tmp_path / "b.csv", Criteria())
    told = (tmp_path / "b.csv").read_text("utf-8-sig")
    assert "Hôtel Vilaine" in told
    assert "Dupuis" not in told


def test_a_client_of_ours_is_no_prospect(session: Any, do: Any, known: Any) -> None:
    dupuis = known("Dupuis Menuiserie")
    with session.store.transaction(session.clock.now_ms(), session.person.id) as uow:
        uow.insert("client_file", {"company_id": dupuis, "number": "C1", "created_at": uow.now_ms}, log=False)
    assert not session.reader.run(is_opposed, dupuis)
    do(CreateFollowUp(company=dupuis, kind="relance", date=DAY))
