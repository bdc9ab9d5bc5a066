"""Lists of clients (C-74) and of contacts."""

import pytest

from prospectdesk.commands.contact_states import DeleteContact
from prospectdesk.commands.contacts import EditContact
from prospectdesk.commands.import_undoing import take_back
from prospectdesk.commands.routines import CreateRoutine
from prospectdesk.domain.errors import Invalid, NotFound


@pytest.fixture
def companies(table, siret, load):
    """Three companies of the portfolio."""
    rows = [{"siret": siret(n), "raison_sociale": f"SOCIETE {n}", "code_postal": "35000"} for n in (1, 2, 3)]
    load(table(rows, "societes.csv"), registered=True)


@pytest.fixture
def routine(session):
    """A routine to tag on."""
    session.bus.do(
        CreateRoutine(title="Clients du cabinet", mandatory=({"criterion": "naf", "value": "45"},))
    )
    return "clients du cabinet"


@pytest.mark.spec("C-74")
@pytest.mark.parametrize("session", ["plain", "encrypted"], indirect=True)
def test_clients_are_tagged_and_unknown_or_wrong_siren_reported(
    session, companies, routine, table, siret, load, ask
):
    known = [{"SIREN": siret(n)[:9], "Nom": f"SOCIETE {n}"} for n in (1, 2)]
    path = table(
        [*known, {"SIREN": siret(9)[:9], "Nom": "INCONNUE"}, {"SIREN": "123456789", "Nom": "FAUSSE"}]
    )
    found = load(path, "clients", routine=routine)
    assert (found["rows"], found["updated"], found["created"]) == (4, 2, 0)
    assert [(one["row"], one["reason"].split()[0]) for one in found["row_errors"]] == [
        (4, "SIREN"),
        (5, "SIREN"),
    ]
    assert "inconnu" in found["row_errors"][0]["reason"]
    assert "clé" in found["row_errors"][1]["reason"]
    assert ask("SELECT tag, count(*) FROM routine_tag GROUP BY tag") == [("client", 2)]
    assert load(path, "clients", routine=routine)["ignored"] == 2
    assert take_back(session.bus, found["import_id"]).data["kept"] == []
    assert ask("SELECT count(*) FROM routine_tag WHERE deleted_at IS NULL") == [(0,)]
    assert ask("SELECT count(*) FROM timeline WHERE deleted_at IS NULL AND type = 'tag'") == [(0,)]


def test_clients_need_a_routine_that_exists(table, siret, load):
    path = table([{"siren": siret(1)[:9]}])
    with pytest.raises(Invalid, match="routine"):
        load(path, "clients")
    with pytest.raises(NotFound):
        load(path, "clients", routine="Aucune")


def test_contacts_join_the_company_they_name(companies, table, siret, load, ask):
    rows = [
        {
            "siret": siret(1),
            "societe": "",
            "Nom": "Caradec",
            "Prénom": "Anne",
            "Courriel": "anne@un.fr",
            "Portable": "06 11 22 33 44",
        },
        {
            "siret": "",
            "societe": "societe 2",
            "Nom": "Le Bihan",
            "Prénom": "Yann",
            "Courriel": "",
            "Portable": "",
        },
        {"siret": "", "societe": "Personne", "Nom": "Perdu", "Prénom": "", "Courriel": "", "Portable": ""},
        {"siret": siret(1), "societe": "", "Nom": "", "Prénom": "Sans", "Courriel": "", "Portable": ""},
    ]
    found = load(table(rows, "contacts.csv"), "contacts")
    assert (found["rows"], found["created"]) == (4, 2)
    assert [one["row"] for one in found["row_errors"]] == [4, 5]
    assert ask(
        "SELECT c.shown_name, t.last_name, t.email, t.mobile, t.colour, t.origin FROM contact t "
        "JOIN company c ON c.id = t.company_id ORDER BY t.id"
    ) == [
        ("SOCIETE 1", "Caradec", "anne@un.fr", "+33611223344", "orange", "import"),
        ("SOCIETE 2", "Le Bihan", None, None, "orange", "import"),
    ]
    assert load(table(rows, "contacts.csv"), "contacts")["ignored"] == 2


def test_a_known_address_is_a_doublet_left_aside(companies, table, siret, load, ask):
    one = {"siret": siret(1), "Nom": "Caradec", "Courriel": "anne@un.fr"}
    load(table([one], "contacts.csv"), "contacts")
    found = load(table([one | {"Nom": "Caradec-Roux", "siret": siret(2)}], "contacts.csv"), "contacts")
    assert (found["created"], found["duplicates"]) == (0, 1)
    assert ask("SELECT count(*) FROM contact") == [(1,)]


@pytest.mark.spec("C-21")
def test_a_person_erased_on_request_does_not_come_back(session, companies, table, siret, load, ask):
    path = table([{"siret": siret(1), "Nom": "Caradec", "Courriel": "anne@un.fr"}], "contacts.csv")
    load(path, "contacts")
    ((contact,),) = ask("SELECT id FROM contact")
    session.bus.do(DeleteContact(contact=contact))
    found = load(path, "contacts")
    assert found["created"] == 0
    assert "effacement" in found["row_errors"][0]["reason"]
    assert (found["row_errors"][0]["column"], found["row_errors"][0]["value"]) == ("Courriel", "")


def test_vcards_are_contacts_too(companies, tmp_path, load, ask):
    card = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Caradec;Anne;;;\r\nFN:Anne Caradec\r\nORG:SOCIETE 3\r\nEMAIL:anne@trois.fr\r\nEND:VCARD\r\n"
    path = tmp_path / "anne.vcf"
    path.write_bytes(card.encode())
    assert load(path, "contacts")["created"] == 1
    assert ask("SELECT first_name, last_name, email FROM contact") == [("Anne", "Caradec", "anne@trois.fr")]


def test_contacts_taken_back_go_unless_edited(session, companies, table, siret, load, ask):
    rows = [{"siret": siret(1), "Nom": name, "Courriel": f"{name}@un.fr"} for name in ("un", "deux")]
    found = load(table(rows, "contacts.csv"), "contacts")
    ((first,),) = ask("SELECT id FROM contact WHERE last_name = 'un'")
    session.bus.do(EditContact(contact=first, fonction="Gérant"))
    taken = take_back(session.bus, found["import_id"]).data
    assert ask("SELECT last_name FROM contact WHERE deleted_at IS NULL") == [("un",)]
    assert "modifié depuis l’import" in {one["reason"] for one in taken["kept"]}
