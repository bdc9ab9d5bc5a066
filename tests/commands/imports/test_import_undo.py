"""Taking an import back: old values return, what was touched since stays and is listed."""

import pytest

from prospectdesk.commands.companies import EditCompany
from prospectdesk.commands.import_undoing import take_back
from prospectdesk.commands.timeline import AddNote
from prospectdesk.domain.errors import NotFound, Refused
from prospectdesk.store import summaries


def row(siret, name="GARAGE DU PORT", **more):
    return {"siret": siret, "raison_sociale": name, "code_postal": "35000", "commune": "Rennes"} | more


def undo(session, found):
    return take_back(session.bus, found["import_id"]).data


def consistent(session):
    with session.store.session() as conn:
        return not summaries.differences(conn)


@pytest.mark.spec("X-40")
@pytest.mark.parametrize("registered", [True, False])
def test_an_import_taken_back_leaves_nothing_to_be_seen(session, table, siret, load, held, registered):
    before = held()
    found = load(table([row(siret(1)), row(siret(1, 2)), row(siret(2), "AUTRE")]), registered=registered)
    taken = undo(session, found)
    assert taken == {"restored": 7 if registered else 5, "kept": []}
    after = held()
    assert {name: after[name] for name in ("companies", "establishments", "registered", "registrations")} == {
        name: before[name] for name in ("companies", "establishments", "registered", "registrations")
    }
    assert consistent(session)


def test_what_was_edited_or_written_to_since_stays_and_is_listed(session, table, siret, load, ask):
    found = load(table([row(siret(n), f"SOCIETE {n}") for n in (1, 2, 3)]), registered=True)
    session.bus.do(EditCompany(company=siret(1), telephone="02 99 11 22 33"))
    session.bus.do(AddNote(company=siret(2), text="Rappeler lundi"))
    taken = undo(session, found)
    assert {one["label"]: one["reason"] for one in taken["kept"]} == {
        "SOCIETE 1": "modifié depuis l’import",
        "SOCIETE 2": "des échanges y sont notés",
    }
    assert taken["restored"] == 3
    assert ask("SELECT shown_name FROM company WHERE deleted_at IS NULL AND registered ORDER BY id") == [
        ("SOCIETE 1",),
        ("SOCIETE 2",),
    ]
    assert consistent(session)


@pytest.mark.parametrize("session", ["plain", "encrypted"], indirect=True)
def test_values_that_an_import_changed_come_back_unless_changed_again(session, table, siret, load, ask):
    load(table([row(siret(1)), row(siret(2), "DEUX")]))
    second = load(table([row(siret(1), "NOM NEUF", commune="Brest"), row(siret(2), "DEUX NEUF")]))
    load(table([row(siret(2), "ENCORE NEUF")]))
    taken = undo(session, second)
    assert ask("SELECT name, shown_city FROM company ORDER BY id") == [
        ("GARAGE DU PORT", "Rennes"),
        ("ENCORE NEUF", "Rennes"),
    ]
    assert {one["reason"] for one in taken["kept"]} == {"modifié depuis l’import"}
    assert consistent(session)


def test_companies_completed_by_a_newer_import_stay(session, table, siret, load):
    first = load(table([row(siret(1))]))
    load(table([row(siret(1, 2))]))
    (kept,) = undo(session, first)["kept"]
    assert kept["label"] == "GARAGE DU PORT"


def test_what_was_taken_back_can_be_imported_again(session, table, siret, load, held):
    path = table([row(siret(1)), row(siret(2), "DEUX")])
    first = load(path, registered=True)
    once = held()
    undo(session, first)
    again = load(path, registered=True)
    assert (again["created"], again["establishments_created"]) == (2, 2)
    assert {
        name: held()[name] for name in ("companies", "establishments", "registered", "registrations")
    } == {name: once[name] for name in ("companies", "establishments", "registered", "registrations")}
    assert undo(session, again)["kept"] == []
    assert held()["companies"] == 0
    assert consistent(session)


def test_an_import_is_taken_back_once(session, table, siret, load):
    found = load(table([row(siret(1))]))
    undo(session, found)
    with pytest.raises(Refused, match="déjà annulé"):
        undo(session, found)
    with pytest.raises(NotFound):
        take_back(session.bus, "rien")


def test_what_the_geocoder_learned_is_forgotten(session, table, siret, load, ask):
    found = load(table([row(siret(1), longitude="-1.7", latitude="48.1", code_commune="35238")]))
    undo(session, found)
    assert ask("SELECT n, latitude_sum FROM commune_centre") == [(0, 0.0)]
