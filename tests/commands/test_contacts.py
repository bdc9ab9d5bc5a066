"""Contact cards: the transitions of SM-1 and the invariants INV-04 to INV-06."""

from __future__ import annotations

from typing import Any

import pytest

from prospectdesk.commands.contact_states import BlockContact, DeleteContact, MarkContactLeft, SetPrivileged
from prospectdesk.commands.contacts import CreateContact, DownloadWhiteCard, EditContact, LinkContact
from prospectdesk.commands.erased_texts import GONE
from prospectdesk.commands.follow_ups import CreateFollowUp
from prospectdesk.commands.timeline import AddNote, LogCall
from prospectdesk.domain.errors import Invalid, NotFound, Refused
from prospectdesk.domain.mentions import mention
from prospectdesk.queries import contacts, personal_data, timeline
from prospectdesk.store.check import check


@pytest.fixture
def cards(session: Any, company: Any) -> Any:
    def read(name: str) -> dict[str, contacts.ContactCard]:
        return {one.name: one for one in session.reader.run(contacts.cards, company(name))}

    return read


@pytest.mark.spec("C-16", "SM-1", "A-C1", "C-13", "C-14")
def test_a_downloaded_white_card_turns_orange_and_hides_its_twin(do: Any, cards: Any) -> None:
    paul = cards("Boulangerie Tanguy")["Paul Tanguy"]
    done = do(DownloadWhiteCard(contact=paul.uid))
    found = cards("Boulangerie Tanguy")
    assert (found["Paul Tanguy"].colour, found["Paul Tanguy"].job) == ("orange", "Gérant")
    assert len(found) == 3
    assert done.uid == found["Paul Tanguy"].uid
    with pytest.raises(Refused):
        do(DownloadWhiteCard(contact=paul.id))
    do(done.undo)
    assert cards("Boulangerie Tanguy")["Paul Tanguy"].colour == "white"


@pytest.mark.spec("C-20", "INV-04", "SM-1", "C-15")
def test_a_departed_contact_turns_grey_and_comes_back_unless_privileged(do: Any, cards: Any) -> None:
    anne = cards("Boulangerie Tanguy")["Anne Caradec"]
    do(SetPrivileged(contact=anne.id))
    with pytest.raises(Refused, match="privilégié"):
        do(MarkContactLeft(contact=anne.id))
    do(SetPrivileged(contact=anne.id, privileged=False))
    do(MarkContactLeft(contact=anne.id))
    assert cards("Boulangerie Tanguy")["Anne Caradec"].colour == "grey"
    do(MarkContactLeft(contact=anne.id, left=False))
    assert cards("Boulangerie Tanguy")["Anne Caradec"].colour == "orange"


@pytest.mark.spec("INV-05", "C-13")
def test_white_and_grey_cards_are_not_edited(do: Any, cards: Any) -> None:
    for name in ("Paul Tanguy", "Luc Hamon"):
        card = cards("Boulangerie Tanguy")[name]
        with pytest.raises(Refused):
            do(EditContact(contact=card.id, nom="Autre"))
        with pytest.raises(Refused):
            do(SetPrivileged(contact=card.id))


@pytest.mark.spec("D-20", "INV-04", "A-D2", "D-21")
def test_only_one_contact_is_privileged_and_that_one_cannot_be_deleted(do: Any, cards: Any) -> None:
    found = cards("Cycles Le Goff")
    yann, sophie = found["Yann Le Goff"], found["Sophie Rio"]
    do(SetPrivileged(contact=yann.id))
    with pytest.raises(Refused, match="Définissez d’abord un autre interlocuteur privilégié"):
        do(DeleteContact(contact=yann.id))
    do(SetPrivileged(contact=sophie.id))
    found = cards("Cycles Le Goff")
    assert (found["Yann Le Goff"].privileged, found["Sophie Rio"].privileged) == (False, True)
    do(DeleteContact(contact=yann.id))
    assert set(cards("Cycles Le Goff")) == {"Sophie Rio"}


def _assert_nowhere(session: Any, *traces: str) -> None:
    """No row of any table of the store holds one of `traces`; search tables are asked as tables of words."""
    with session.reader.session() as conn:
        tables = [row[0] for row in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            if table.startswith(("company_", "contact_", "note_")) and table != "contact_point":
                continue
            for row in conn.execute(f"SELECT * FROM {table}"):
                text = " ".join(str(value).lower() for value in row)
                assert not [trace for trace in traces if trace in text], table
        found = conn.execute(
            "SELECT count(*) FROM contact_words WHERE contact_words MATCH ?", (traces[0],)
        ).fetchone()
        assert found[0] == 0


@pytest.mark.spec("C-21", "SM-1", "L2")
def test_an_erased_person_leaves_no_trace_and_is_not_recreated(
    do: Any, cards: Any, session: Any, company: Any
) -> None:
    le_goff = company("Cycles Le Goff")
    made = do(
        CreateContact(
            company=le_goff,
            nom="Quilleverez",
            prenom="Maud",
            courriel="maud@q.example",
            telephone_portable="06 12 34 56 78",
        )
    )
    do(LogCall(company=le_goff, contact=made.uid, text="rappeler", number="06 12 34 56 78"))
    do(
        AddNote(
            company=le_goff,
            text="Vu Maud  QUILLEVEREZ, puis Mme Quilleverez\u00a0: 06.12.34.56.78, MAUD@q.example",
        )
    )
    do(CreateFollowUp(company=le_goff, kind="tache", description="Voir Quilleverez Maud à la mi-mai"))
    assert (
        session.reader.run(personal_data.of_contact, made.row_id)["cartes"][0]["courriel"] == "maud@q.example"
    )
    erased = do(DeleteContact(contact=made.uid))
    assert erased.undo is None
    assert erased.data == {"erased": 1}
    _assert_nowhere(session, "quilleverez", "maud", "612345678")
    entries = session.reader.run(timeline.entries, le_goff)
    assert "contact supprimé" in {one.contact for one in entries}
    assert "Vu contact supprimé, puis contact supprimé\u00a0: contact supprimé, contact supprimé" in {
        one.text for one in entries
    }
    assert check(session.store) == []
    with pytest.raises(Refused, match="effacement"):
        do(CreateContact(company=le_goff, nom="Autre", courriel="MAUD@q.example"))
    with pytest.raises(NotFound):
        do(EditContact(contact=made.uid, nom="Retour"))


@pytest.mark.spec("SM-1", "C-21")
def test_erasing_a_downloaded_card_hides_its_white_twin_too(do: Any, cards: Any) -> None:
    paul = cards("Boulangerie Tanguy")["Paul Tanguy"]
    orange = do(DownloadWhiteCard(contact=paul.id))
    do(DeleteContact(contact=orange.uid))
    assert "Paul Tanguy" not in cards("Boulangerie Tanguy")


@pytest.mark.spec("D-17", "C-22")
def test_a_linked_person_shares_his_identity_between_companies(do: Any, cards: Any, company: Any) -> None:
    yann = cards("Cycles Le Goff")["Yann Le Goff"]
    do(LinkContact(company=company("Dupuis Menuiserie"), contact=yann.uid))
    with pytest.raises(Refused, match="déjà un interlocuteur"):
        do(LinkContact(company=company("Dupuis Menuiserie"), contact=yann.uid))
    do(
        EditContact(
            contact=yann.uid, prenom="Yannick", telephone_portable="06 98 76 54 32", fonction="Gérant"
        )
    )
    twin = cards("Dupuis Menuiserie")["Yannick Le Goff"]
    assert (twin.mobile, twin.email, twin.job) == ("+33698765432", "yann@legoff.example", None)


@pytest.mark.spec("C-19", "C-18")
def test_removing_the_address_keeps_the_person(do: Any, cards: Any) -> None:
    sophie = cards("Cycles Le Goff")["Sophie Rio"]
    done = do(EditContact(contact=sophie.uid, courriel=""))
    now = cards("Cycles Le Goff")["Sophie Rio"]
    assert (now.email, now.first_name) == (None, "Sophie")
    do(done.undo)
    assert cards("Cycles Le Goff")["Sophie Rio"].email == "sophie@legoff.example"


@pytest.mark.spec("C-18", "D-16", "D-18")
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("courriel", "pas une adresse"),
        ("courriel", "a@b\nbcc: c@d.fr"),
        ("telephone_portable", "bonjour"),
        ("date_naissance", "31/02/1980"),
        ("civilite", "Docteur"),
        ("nom", "x" * 101),
        ("linkedin", "https://evil.example/in/moi"),
    ],
)
def test_a_bad_value_is_refused_with_its_field(do: Any, company: Any, field: str, value: str) -> None:
    values = {"company": company("Cycles Le Goff"), "nom": "Durand", field: value}
    with pytest.raises(Invalid) as refusal:
        do(CreateContact(**values))
    assert refusal.value.message.endswith(".")


@pytest.mark.spec("INV-12", "L-28")
def test_blocking_every_channel_is_said_in_the_timeline(
    do: Any, cards: Any, session: Any, company: Any
) -> None:
    yann = cards("Cycles Le Goff")["Yann Le Goff"]
    do(BlockContact(contact=yann.id, channels=("call", "sms", "email")))
    assert cards("Cycles Le Goff")["Yann Le Goff"].blocked == ("call", "sms", "email")
    titles = [one.title for one in session.reader.run(timeline.entries, company("Cycles Le Goff"))]
    assert "Ne plus contacter" in titles
    with pytest.raises(Invalid):
        do(BlockContact(contact=yann.id, channels=()))
    with pytest.raises(Invalid):
        do(BlockContact(contact=yann.id, channels=("fax",)))


@pytest.mark.spec("D-18", "C-60", "C-19", "INV-06")
def test_a_subscription_needs_an_address_and_ends_with_it(do: Any, cards: Any) -> None:
    anne = cards("Boulangerie Tanguy")["Anne Caradec"]
    with pytest.raises(Refused, match="adresse"):
        do(EditContact(contact=anne.uid, newsletter=True))
    do(EditContact(contact=anne.uid, courriel="anne@t.example", newsletter=True, bulletin_info_ba=True))
    now = cards("Boulangerie Tanguy")["Anne Caradec"]
    assert (now.newsletter, now.bulletin) == (True, True)
    do(EditContact(contact=anne.uid, courriel=""))
    now = cards("Boulangerie Tanguy")["Anne Caradec"]
    assert (now.newsletter, now.bulletin) == (False, False)
    do(EditContact(contact=anne.uid, courriel="anne@t.example", newsletter=True))
    do(MarkContactLeft(contact=anne.uid))
    assert not cards("Boulangerie Tanguy")["Anne Caradec"].newsletter


@pytest.mark.spec("C-21")
@pytest.mark.parametrize(
    "told",
    ["Seán O’Brien", "SEAN O'BRIEN", "Mme O’Brien", "0692.12.34.56", "+262 (0)692 12 34 56", "+262692123456"],
)
def test_an_erased_person_is_named_with_either_apostrophe_and_by_an_overseas_number(told: str) -> None:
    for last in ("O'Brien", "O’Brien"):
        pattern = mention("Seán", last, ["+262692123456"])
        assert pattern is not None
        assert pattern.sub(GONE, f"vu {told}, hier") == f"vu {GONE}, hier"
