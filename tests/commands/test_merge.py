"""Sheets that become one: what is chosen stands, everything moves, one step back."""

from __future__ import annotations

from typing import Any

import pytest

from prospectdesk.commands.companies import CreateCompany, EditCompany
from prospectdesk.commands.contact_states import SetPrivileged
from prospectdesk.commands.contacts import CreateContact
from prospectdesk.commands.dossiers import CreateDossier
from prospectdesk.commands.follow_ups import CreateFollowUp
from prospectdesk.commands.merge import MergeCompanies
from prospectdesk.commands.routines import SetTag
from prospectdesk.commands.timeline import AddNote
from prospectdesk.domain.errors import Invalid, NotFound, Refused, Stale
from prospectdesk.domain.ids import uid_text
from prospectdesk.queries import companies, merging, prospects, relances, timeline

WHO = {"commercial_source": "ugo", "commercial_operationnel": "ugo", "source": "Salon"}


def rows(session: Any, sql: str, *values: Any) -> list[Any]:
    with session.reader.session() as conn:
        return conn.execute(sql, values).fetchall()


@pytest.fixture
def pair(do: Any) -> tuple[int, int]:
    """Two sheets typed for one company, each with its own life."""
    one = do(CreateCompany(raison_sociale="Boulangerie Marchand", telephone="02 99 11 22 33", **WHO)).row_id
    more = WHO | {"commercial_operationnel": "nora"}
    two = do(
        CreateCompany(raison_sociale="SARL Marchand", telephone="02 99 44 55 66", ville="Rennes", code_postal="35000",
                      repreneur_activite=True, **more)
    ).row_id  # fmt: skip
    for company, day, user in ((one, "2026-12-20", "ugo"), (two, "2026-12-10", "nora")):
        contact = do(CreateContact(company=company, nom=f"Marchand {company}")).row_id
        do(SetPrivileged(contact=contact))
        do(AddNote(company=company, text=f"note {company}"))
        do(CreateFollowUp(company=company, date=day, assignees=(user,)))
        do(CreateDossier(company=company, dossier_type="Comptable"))
    return one, two


def told(session: Any, stays: int) -> None:
    """Timeline and history say what became one."""
    titles = [entry.title for entry in session.reader.run(timeline.entries, stays)]
    known = (
        "Fiches fusionnées\u00a0: «\u00a0SARL Marchand\u00a0» a rejoint «\u00a0Boulangerie Marchand\u00a0»"
    )
    assert known in titles
    assert any(line.field == "Fusion" for line in session.reader.run(timeline.history, stays))


@pytest.mark.spec("X-19", "INV-02", "INV-04", "INV-07", "INV-15")
def test_two_sheets_become_one_and_come_apart_in_one_step(
    session: Any, do: Any, pair: tuple[int, int]
) -> None:
    one, two = pair
    everything = "SELECT count(*) FROM {0} WHERE company_id = ?"
    before = {
        name: rows(session, everything.format(name), two)[0][0] for name in ("timeline", "history", "contact")
    }
    done = do(MergeCompanies(company=one, others=(two,), values=(f"telephone={two}",)))
    assert done.message == "2 fiches réunies dans «\u00a0Boulangerie Marchand\u00a0»."
    [row] = session.reader.run(prospects.rows, [one])
    assert (row.name, row.phone, row.city, row.takeover) == (
        "Boulangerie Marchand",
        "+33299445566",
        "Rennes",
        True,
    )
    assert row.operational_user == "Ugo Martin"
    assert row.contacts == 2
    for name in before:
        assert rows(session, everything.format(name), two) == [(0,)]
    assert len(rows(session, "SELECT 1 FROM contact WHERE company_id = ? AND privileged = 1", one)) == 1
    [relance] = [one for one in session.reader.run(relances.of_company, one) if not one.done]
    assert relance.day == 20797
    assert sorted(login for _id, login, _name in relance.assignees) == ["nora", "ugo"]
    assert sorted(rows(session, "SELECT twin FROM dossier WHERE company_id = ?", one)) == [(0,), (1,)]
    told(session, one)
    assert session.reader.run(prospects.rows, [two])[0].registered is False
    assert two not in session.reader.run(prospects.find)
    session.bus.do(done.undo)
    assert session.reader.run(prospects.rows, [two])[0].phone == "+33299445566"
    assert session.reader.run(prospects.rows, [one])[0].phone == "+33299112233"
    after = {name: rows(session, everything.format(name), two)[0][0] for name in before}
    assert after.pop("history") > before.pop("history")  # what was taken back is told too
    assert after == before
    assert len([one for one in session.reader.run(relances.of_company, one) if not one.done]) == 1
    assert rows(session, "SELECT sum(twin) FROM dossier WHERE company_id IN (?, ?)", one, two) == [(0,)]


@pytest.mark.spec("INV-11", "X-19")
def test_what_is_two_companies_is_refused_and_the_register_stays(
    session: Any, do: Any, pair: tuple[int, int]
) -> None:
    one, _two = pair
    tanguy, goff = (session.reader.run(companies.find_id, siren) for siren in ("000100024", "000100032"))
    with pytest.raises(Refused, match=r"sont deux sociétés") as refusal:
        do(MergeCompanies(company=tanguy, others=(goff,)))
    assert refusal.value.code == "other_siren"
    with pytest.raises(Refused, match="doit rester"):
        do(MergeCompanies(company=one, others=(tanguy,)))
    with pytest.raises(Invalid):
        do(MergeCompanies(company=one, others=(one,)))
    with pytest.raises(Invalid, match="champ"):
        do(MergeCompanies(company=tanguy, others=(one,), values=("couleur=1",)))
    with pytest.raises(Invalid, match="autre fiche"):
        do(MergeCompanies(company=tanguy, others=(one,), values=(f"telephone={goff}",)))
    with pytest.raises(NotFound):
        do(MergeCompanies(company=tanguy, others=("00000000-0000-7000-8000-000000000000",)))
    person = do(CreateCompany(raison_sociale="Anne Marchand", kind="particulier", **WHO)).row_id
    with pytest.raises(Refused, match="particulier"):
        do(MergeCompanies(company=one, others=(person,)))
    before = session.reader.run(companies.head, tanguy)
    do(MergeCompanies(company=tanguy, others=(one,)))
    after = session.reader.run(companies.head, tanguy)
    assert (after.name, after.siren) == (before.name, before.siren)


def test_three_sheets_become_one_with_their_tags_and_a_directory_company_is_registered(
    session: Any, do: Any, pair: tuple[int, int]
) -> None:
    one, two = pair
    [(routine,)] = rows(session, "SELECT default_routine_id FROM user WHERE login = 'ugo'")
    do(SetTag(company=two, routine=routine, tag="prospect"))
    [(known,)] = rows(
        session, "SELECT id FROM company WHERE registered = 0 AND kind = 0 AND siren IS NOT NULL LIMIT 1"
    )
    done = do(MergeCompanies(company=known, others=(one, two)))
    assert done.message is not None
    assert done.message.startswith("3 fiches réunies")
    [row] = session.reader.run(prospects.rows, [known])
    assert row.registered
    assert row.contacts == 2
    tags = "SELECT tag FROM routine_tag WHERE company_id = ? AND routine_id = ? AND deleted_at IS NULL"
    assert rows(session, tags, known, routine) == [("prospect",)]
    assert rows(session, tags, two, routine) == []
    do(EditCompany(company=known, fax="02 99 00 00 00"))
    assert session.reader.run(merging.sides, [known, one])[0].values["fax"] == ("+33299000000",)


@pytest.mark.spec("X-19")
def test_a_merge_that_is_at_the_centre_is_not_taken_back(
    session: Any, do: Any, pair: tuple[int, int]
) -> None:
    one, two = pair
    done = do(MergeCompanies(company=one, others=(two,)))
    with session.store.transaction(0, None, muted=True) as uow:
        uow.run("UPDATE outbox SET sent = 1")
    with pytest.raises(Stale, match="au centre"):
        do(done.undo)


@pytest.mark.spec("X-19")
def test_the_name_that_went_still_finds_the_sheet_that_stands(
    session: Any, do: Any, pair: tuple[int, int]
) -> None:
    one, two = pair
    [(gone,)] = rows(session, "SELECT uid FROM company WHERE id = ?", two)
    do(MergeCompanies(company=one, others=(two,)))
    assert session.reader.run(companies.find_id, uid_text(gone)) == one
    assert do(AddNote(company=uid_text(gone), text="toujours là")).row_id
    [(company,)] = rows(session, "SELECT company_id FROM timeline WHERE text = 'toujours là'")
    assert company == one
