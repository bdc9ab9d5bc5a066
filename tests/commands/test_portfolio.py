"""Analyses are kept, reopened as they were, compared and deleted (P-02); who may (P-01)."""

from __future__ import annotations

import base64
import zlib
from dataclasses import replace
from typing import Any

import pytest
from openpyxl import load_workbook

from prospectdesk.commands.companies import RegisterCompany
from prospectdesk.commands.contacts import CreateContact
from prospectdesk.commands.portfolio import DeleteAnalysis, SetPotentialByNaf
from prospectdesk.domain.errors import Forbidden, NotFound
from prospectdesk.domain.portfolio import Kind, Place, Request
from prospectdesk.domain.recruiting import Batch, Found, Gathered, Told
from prospectdesk.jobs import portfolio
from prospectdesk.jobs.portfolio_export import export_analysis
from prospectdesk.queries import portfolio_packed

RENNES = Request(Place("Rennes", 48.1173, -1.6778), 30.0)
TOLD = Told("lba", Batch((Found("00010010700010", "Jardins de Guichen", "lba", 47.968, -1.796),
                          Found("00010001600013", "Kermarec", "lba")), 1))  # fmt: skip


@pytest.fixture
def run(session: Any) -> Any:
    """Carries a command out, as the window does."""

    def carry_out(command: object) -> Any:
        done = session.bus.do(command)
        session.reader.heard(done.changes)
        return done

    return carry_out


def keep(session: Any, run: Any) -> Any:
    analysis = portfolio.analyse(session, RENNES)
    run(portfolio.keeping(session, analysis))
    return analysis


def shown(session: Any, analysis: Any) -> list[Any]:
    return portfolio.rows(session, analysis, range(len(analysis)))


@pytest.mark.spec("P-02")
def test_a_stored_analysis_is_reopened_as_it_was(session: Any, run: Any) -> None:
    analysis = keep(session, run)
    before = shown(session, analysis)
    run(RegisterCompany(company="00010006500010"))
    run(CreateContact(company="00010004000013", nom="Dupuis"))
    stored = portfolio.stored(session)
    assert [(one.request, one.counts, one.author, one.opens) for one in stored] == [
        (RENNES, (1, 1, 1, 2, 1, 1), "Ugo Martin", True)
    ]
    assert stored[0].at == session.clock.now_ms()
    again = portfolio.reopened(session, stored[0])
    assert again.counts == analysis.counts
    for was, now in zip(before, shown(session, again), strict=True):
        near = {"distance_km": was.distance_km, "latitude": was.latitude, "longitude": was.longitude}
        assert replace(now, **near) == was
        assert abs(now.distance_km - was.distance_km) < 0.001
        assert abs(now.latitude - was.latitude) < 1e-5
    assert portfolio.analyse(session, stored[0].request).counts == (1, 1, 2, 2, 1, 0)


@pytest.mark.spec("P-02")
def test_two_analyses_tell_who_came_who_left_and_who_changed(session: Any, run: Any) -> None:
    keep(session, run)
    before = portfolio.reopened(session, portfolio.stored(session)[0])
    run(RegisterCompany(company="00010006500010"))
    wider = portfolio.analyse(session, Request(RENNES.place, 101.0))
    told = portfolio.compared(session, before, wider)
    assert [row.name for row in portfolio.rows(session, wider, told.entered)] == ["Garage Nantais"]
    assert [row.name for row in portfolio.rows(session, wider, told.changed)] == ["Ferronnerie Morel"]
    assert told.was.tolist() == [Kind.SUSPECT]
    assert not len(told.left)
    back = portfolio.compared(session, wider, before)
    assert [row.name for row in portfolio.rows(session, wider, back.left)] == ["Garage Nantais"]
    assert not len(back.entered)


@pytest.mark.spec("P-02", "P-17", "P-19")
def test_a_recruiting_search_is_kept_with_the_rows_of_its_sources(session: Any, run: Any) -> None:
    request = Request(RENNES.place, 30.0, recruiting=True, domains=("Informatique",), romes=("M1805",))
    analysis = portfolio.recruiting(session, request, Gathered((TOLD,), 1))
    run(portfolio.keeping(session, analysis))
    keep(session, run)
    stored = portfolio.stored(session, recruiting=True)
    assert [one.request for one in stored] == [request]
    assert stored[0].invalid == 1
    again = portfolio.reopened(session, stored[0])
    found = {row.name: row.recruits for row in shown(session, again)}
    assert found["Jardins de Guichen"] == found["Atelier Kermarec"] == ("La bonne alternance",)
    assert (again.dropped, again.counts[Kind.SUSPECT]) == (1, 1)
    assert len(portfolio.stored(session)) == 2


@pytest.mark.spec("P-02")
def test_an_analysis_is_deleted_by_its_author_or_a_responsable_and_comes_back(session: Any, run: Any) -> None:
    keep(session, run)
    one = portfolio.stored(session)[0]
    session.sign_in("claire")
    with pytest.raises(Forbidden):  # she holds neither capability
        run(DeleteAnalysis(analysis=one.uid))
    session.sign_in("ugo")
    done = run(DeleteAnalysis(analysis=one.uid))
    assert portfolio.stored(session) == []
    run(done.undo)
    assert portfolio.reopened(session, portfolio.stored(session)[0]).counts == one.counts


@pytest.mark.spec("P-02")
def test_rows_that_are_not_here_or_are_none_of_ours_are_asked_for_in_a_sentence(
    session: Any, run: Any
) -> None:
    analysis = keep(session, run)
    writer = session.store.writer()
    (whole,) = writer.execute("SELECT data FROM portfolio_part").fetchone()
    raw = base64.b64decode(whole)
    head = {"found": [], "recruits": {}, "unsound": [], "dropped": 0}
    columns = portfolio_packed.opened([whole])[1]
    for other in (
        raw[:-9],
        zlib.compress(b"\0" * 40),
        portfolio_packed.pack(head | {"found": [{"name": "x"}]}, columns),
        portfolio_packed.pack(head | {"unsound": ["zz"]}, columns),
        portfolio_packed.pack(head, columns | {"kind": columns["kind"] + 3}),
        portfolio_packed.pack(head, {name: column[:-1] for name, column in columns.items()}),
    ):
        writer.execute("UPDATE portfolio_part SET data = ?", (base64.b64encode(other).decode(),))
        with pytest.raises(NotFound, match="relancez"):
            portfolio.reopened(session, portfolio.stored(session)[0])
    writer.execute("DELETE FROM portfolio_part")
    one = portfolio.stored(session)[0]
    assert (one.opens, one.kept, one.counts) == (False, True, analysis.counts)
    with pytest.raises(NotFound, match="prochaine synchronisation"):
        portfolio.reopened(session, one)


@pytest.mark.spec("P-02")
def test_rows_are_let_go_when_they_are_old_deleted_or_too_many_and_counters_stay(
    session: Any, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def later(days: int) -> list[tuple[bool, bool]]:
        aged = "UPDATE portfolio_analysis SET at = at - :ms, deleted_at = deleted_at - :ms"
        session.store.writer().execute(aged, {"ms": days * 86_400_000})
        keep(session, run)
        return [(one.opens, one.kept) for one in portfolio.stored(session)]

    keep(session, run)
    here, gone = (True, True), (False, False)
    assert later(1) == [here, here]
    run(DeleteAnalysis(analysis=portfolio.stored(session)[1].uid))
    assert later(29) == [here, here]
    held = "SELECT count(*), sum(data = '' AND deleted_at IS NOT NULL) FROM portfolio_part"
    assert session.store.writer().execute(held).fetchone() == (3, 0)
    assert later(2) == [here, here, here]
    assert session.store.writer().execute(held).fetchone() == (4, 1)
    assert later(375) == [here, here, here, gone]
    monkeypatch.setattr("prospectdesk.commands.portfolio.KEPT_PIECES", 2)
    assert later(1) == [here, here, gone, gone, gone]
    with pytest.raises(NotFound, match="ne sont plus gardées"):
        portfolio.reopened(session, portfolio.stored(session)[4])


@pytest.mark.spec("P-02")
def test_a_company_that_is_gone_since_keeps_its_line(session: Any, run: Any) -> None:
    keep(session, run)
    with session.store.transaction(0, None) as uow:
        uow.run("UPDATE establishment SET deleted_at = 1 WHERE siret = '00010006500010'")
    again = portfolio.reopened(session, portfolio.stored(session)[0])
    last = shown(session, again)[-1]
    assert (last.name, last.siret, last.company) == ("Société absente de ce poste", "00010006500010", None)


@pytest.mark.spec("P-01", "P-10")
def test_rights_are_the_capabilities_and_the_condition_is_the_administrators(session: Any, run: Any) -> None:
    command = portfolio.keeping(session, portfolio.analyse(session, RENNES))
    with pytest.raises(Forbidden):
        run(SetPotentialByNaf(on=True))
    for login in ("nora", "rachid", "claire"):
        session.sign_in(login)
        with pytest.raises(Forbidden, match="recruteur et administrateur école"):
            run(command)


@pytest.mark.spec("P-15")
def test_a_selection_or_the_whole_result_is_written_as_an_excel_file(session: Any, tmp_path: Any) -> None:
    analysis = portfolio.analyse(session, RENNES)
    assert export_analysis(session.reader, tmp_path / "tout.xlsx", analysis) == 7
    assert export_analysis(session.reader, tmp_path / "choix.xlsx", analysis, [3, 0]) == 2
    sheet = [[cell.value for cell in row] for row in load_workbook(tmp_path / "choix.xlsx").active]
    assert sheet[1] == [
        "Client",
        "Atelier Kermarec",
        "Cesson-Sévigné",
        5.6,
        "00010001600013",
        1,
        1,
        1,
        1,
        None,
    ]
    assert sheet[2][0:4] == ["Prospect à qualifier", "Hôtel Vilaine", "Rennes", 1.3]
    assert sheet[2][-1] == "Contact manquant"
