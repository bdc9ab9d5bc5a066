"""The right of access shows what colleagues wrote about a person where he is only named (SECURITY L2)."""

from datetime import date

import pytest

from prospectdesk.commands.contacts import CreateContact
from prospectdesk.commands.follow_ups import CreateFollowUp
from prospectdesk.commands.timeline import AddNote, LogCall
from prospectdesk.documents import personal_sheet
from prospectdesk.domain.personal import MENTIONS
from prospectdesk.queries import personal_data

COMPANY, OTHER = "000100024", "000100032"


@pytest.fixture
def told(session):
    """What is told of Maud Quéré, and her card."""

    def read():
        made = session.bus.do(
            CreateContact(company=COMPANY, prenom="Maud", nom="Quéré", telephone_portable="0698765432")
        )
        session.bus.do(
            AddNote(company=COMPANY, text="Appeler M. Le Bris,\npas Mme Quere : elle est en congé")
        )
        session.bus.do(AddNote(company=COMPANY, text="Rappeler au 06 98 76 54 32"))
        session.bus.do(AddNote(company=COMPANY, text="Quéré n’est qu’un nom"))
        session.bus.do(AddNote(company=OTHER, text="Maud Quéré y travaillait"))
        session.bus.do(LogCall(company=COMPANY, text="Vue Maud Quéré", number="0698765432", contact=made.uid))
        session.bus.do(
            CreateFollowUp(company=COMPANY, type_action="Relance", description="Devis de Maud Quéré")
        )
        return session.reader.run(personal_data.of_contact, made.row_id)

    return read


@pytest.mark.spec("L2")
def test_notes_that_only_name_the_person_are_told_once(told):
    document = told()
    (card,) = document["cartes"]
    texts = [(one["ou"], one["texte"].split("\n")[-1]) for one in card["mentions"]]
    assert ("Échange", "pas Mme Quere : elle est en congé") in texts
    assert ("Échange", "Rappeler au 06 98 76 54 32") in texts
    assert ("Suivi", "Devis de Maud Quéré") in texts
    said = str(card["mentions"])
    assert "qu’un nom" not in said
    assert "y travaillait" not in said
    assert "Vue Maud" not in said
    assert "Vue Maud Quéré" in str(card["evenements"])
    assert all(one["quand"] for one in card["mentions"] if one["ou"] == "Échange")
    paper, pages = personal_sheet.render(document, date(2026, 11, 23), "Europe/Paris")
    assert paper.startswith(b"%PDF")
    assert pages >= 1


def test_every_place_where_people_are_named_is_read():
    asked = {one.table for one in MENTIONS} - {"company", "registration"}
    assert asked == set(personal_data._WHERE)
