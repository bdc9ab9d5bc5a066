"""The derived columns of companies are those a person would work out from the sheet."""

from __future__ import annotations

import pytest

from prospectdesk.store import summaries

NOW = 1_795_000_000_000
DAY = 20_775


def company(world, *columns):
    return world.ask(f"SELECT {', '.join(columns)} FROM company WHERE id = ?", world.company)[0]


def follow_up(world, day, **more):
    values = {
        "company_id": world.company,
        "day": day,
        "made_at": NOW,
        "kind": "relance",
        "action_type": "Relance",
        **more,
    }

    def add(uow):
        uow.insert(
            "follow_up_assignee",
            {"follow_up_id": uow.insert("follow_up", values), "user_id": world.user},
            company=world.company,
        )

    world.write(add)


def test_the_user_s_own_name_wins_over_the_register_s(world):
    world.write(lambda uow: uow.update("registration", 1, {"name": "Chez Anne"}))
    assert company(world, "shown_name", "name_key") == ("Chez Anne", "chez anne")
    assert "creperie" in company(world, "search_key")[0]


def test_the_seat_s_address_is_shown_even_when_it_came_second(world):
    world.write(lambda uow: uow.insert("establishment", {"company_id": world.company, "city": "Lyon"}))
    assert company(world, "shown_city", "city_key") == ("Lyon", "lyon")
    world.write(
        lambda uow: uow.insert(
            "establishment",
            {"company_id": world.company, "city": "Évian", "head_office": 1, "postcode": "74500"},
        )
    )
    assert company(world, "shown_city", "city_key", "department") == ("Évian", "evian", "74")


@pytest.mark.spec("D-12")
def test_the_privileged_contact_s_mobile_is_the_company_s_phone_when_it_has_none(world):
    point = {"contact_id": world.contact, "kind": "mobile", "value": "06 11 22 33 44", "key": "0611223344"}
    world.write(lambda uow: uow.insert("contact_point", point, company=world.company))
    world.write(lambda uow: uow.update("contact", world.contact, {"privileged": 1}))
    assert company(world, "phone", "phone_key") == ("06 11 22 33 44", "0611223344")


def test_last_and_next_actions_follow_the_follow_ups(world):
    follow_up(world, DAY + 9, action_type="Rendez-vous")
    follow_up(world, DAY + 2, action_type="Appel", kind="tache", minute=540)
    follow_up(world, DAY - 1, action_type="Mail", done=1, done_at=NOW)
    assert company(world, "next_action", "next_action_day", "next_action_minute") == ("Appel", DAY + 2, 540)
    assert company(world, "last_action", "last_action_day") == ("Mail", DAY - 1)


def test_the_last_note_is_the_newest_note_that_was_not_deleted(world):
    first = world.write(lambda uow: uow.happened(world.company, "note", "Note", text="Un"))
    world.write(lambda uow: uow.happened(world.company, "note", "Note", text="Deux"), now=NOW + 1)
    assert company(world, "last_note", "last_event_at") == ("Deux", NOW + 1)
    world.write(lambda uow: uow.run("UPDATE timeline SET deleted_at = 1 WHERE text = 'Deux'", companies=[1]))
    assert company(world, "last_note") == ("Un",)
    assert first.journal


def test_cards_are_counted_by_colour(world):
    assert company(world, "n_orange", "n_white", "registered", "client") == (1, 0, 1, 0)
    world.write(lambda uow: uow.update("contact", world.contact, {"colour": "white"}))
    assert company(world, "n_orange", "n_white") == (0, 1)


def test_nothing_differs_after_commands_and_a_tampered_column_is_found(world):
    follow_up(world, DAY + 9)
    with world.store.session() as conn:
        assert summaries.differences(conn) == []
    world.store.writer().execute("UPDATE company SET next_action_day = 1")
    with world.store.session() as conn:
        assert summaries.differences(conn) == [world.company]


def test_touched_companies_are_told_to_the_column_cache(world):
    world.store.writer().execute("DELETE FROM column_dirty")
    world.write(lambda uow: uow.update("contact", world.contact, {"job": "Gérante"}))
    assert [row[0] for row in world.ask("SELECT id FROM column_dirty")] == [world.company]


def test_what_a_table_feeds_alone_is_refreshed_without_the_rest(world):
    for table in ("timeline", "follow_up", "mission", "placement", "client_file", "dossier"):
        assert summaries.is_narrow(table)
    assert not summaries.is_narrow("registration")
    follow_up(world, DAY)
    world.write(
        lambda uow: (
            uow.happened(world.company, "note", "Note", text="Rappeler")
            and uow.insert("client_file", {"company_id": world.company, "number": "7", "created_at": 1})
        )
    )
    assert company(world, "last_note", "client", "next_action_day") == ("Rappeler", 1, DAY)
    assert world.store.writer().execute("SELECT count(*) FROM column_dirty").fetchone()[0] >= 1
    with world.store.session() as conn:
        assert summaries.differences(conn) == []


def test_a_name_and_a_note_of_one_transaction_both_show(world):
    def both(uow):
        uow.update("registration", 1, {"name": "Chez Anne"})
        uow.happened(world.company, "note", "Note", text="Vu sur place")

    world.write(both)
    assert company(world, "shown_name", "last_note") == ("Chez Anne", "Vu sur place")
