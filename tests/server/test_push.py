"""What a laptop sends: taken once, in order, checked against the rights of the person."""

from __future__ import annotations

import pytest
from centre import Centre
from pushing import NIL, NOW, Team, codes, natural, rows_of, team, uid

pytestmark = pytest.mark.pg


@pytest.mark.spec("X-16")
def test_a_row_of_one_laptop_reaches_another(crew: Team) -> None:
    made = uid()
    answer = crew.ana.push(crew.ana.row("company", made, name="Rey"))
    assert rows_of(answer["echo"])["company", made]["name"] == "Rey"
    page = crew.bob.pull()["pages"][0]
    assert rows_of(page["rows"])["company", made]["rev"] == answer["rev"]


@pytest.mark.spec("X-16", "F11")
def test_the_same_number_asked_again_gets_the_same_answer_and_writes_nothing(crew: Team) -> None:
    made = uid()
    first = crew.ana.push(crew.ana.row("company", made, name="Rey"))
    crew.bob.sent(crew.bob.cell("company", made, "name", "Roy", first["rev"]))
    again = crew.ana.push(crew.ana.row("company", made, name="Rey"), seq=1)
    assert (again["rev"], again["refused"], again["merged"]) == (first["rev"], [], [])
    assert rows_of(again["echo"])["company", made]["name"] == "Roy"  # the echo is made anew


@pytest.mark.spec("F11")
@pytest.mark.parametrize("seq", [3, 0, -1])
def test_a_hole_or_a_step_back_in_the_numbers_is_refused(crew: Team, seq: int) -> None:
    crew.ana.sent(crew.ana.row("company"))
    answer = crew.ana.push(crew.ana.row("company"), seq=seq)
    assert answer == {"error": {"code": "sequence", "values": {"last_seq": 1}}}


def test_each_device_counts_for_itself(crew: Team) -> None:
    crew.ana.sent(crew.ana.row("company"))
    crew.ana.other().sent(crew.ana.row("company"))


@pytest.mark.spec("P1")
def test_a_revoked_device_writes_nothing(crew: Team) -> None:
    crew.centre.sql("UPDATE pd.device SET revoked_at = 1 WHERE uid = $1", crew.ana.who.device)
    assert crew.ana.push(crew.ana.row("company"))["error"]["code"] == "wipe"
    assert crew.centre.value("SELECT count(*) FROM pd.company WHERE workspace = $1", crew.workspace) == 0


@pytest.mark.spec("P5")
def test_more_than_a_thousand_operations_are_not_read(crew: Team) -> None:
    assert crew.ana.push(*[crew.ana.row("company")] * 1001)["error"]["code"] == "too_large"


@pytest.mark.spec("X-21")
def test_one_bad_value_refuses_its_gesture_and_no_other(crew: Team) -> None:
    company = crew.company()
    answer = crew.ana.push(
        crew.ana.cell("company", company, "naf", 12, batch=7),
        crew.ana.cell("company", company, "headcount", 5, batch=7),
        crew.ana.cell("company", company, "open", 0, batch=8),
    )
    assert codes(answer) == {7: "bad_value"}
    assert answer["refused"][0]["ops"] == [0, 1]
    assert answer["refused"][0]["values"] == {"table": "company", "uid": company, "column": "naf", "op": 0}
    row = rows_of(answer["echo"])["company", company]
    assert (row["headcount"], row["open"]) == (None, 0)


def test_what_needs_a_row_of_a_refused_gesture_is_refused_with_it(crew: Team) -> None:
    company, contact, point = uid(), uid(), uid()
    ana = crew.ana
    answer = ana.push(
        ana.row("company", company, open="yes", batch=1),
        ana.row("contact", contact, company_id=company, person=uid(), batch=2),
        ana.row("contact_point", point, contact_id=contact, batch=3),
        ana.cell("contact", contact, "job", "Gérante", batch=4),
        ana.row("company", batch=5),
    )
    assert codes(answer) == {1: "bad_value", 2: "unknown_parent", 3: "unknown_parent", 4: "unknown_row"}
    assert ["contact", contact] in answer["gone"]


def test_a_row_and_its_children_may_come_in_one_push(crew: Team) -> None:
    company, contact = uid(), uid()
    ana = crew.ana
    ana.sent(
        ana.row("company", company),
        ana.row("contact", contact, company_id=company, person=uid()),
        ana.row("contact_point", contact_id=contact),
        ana.cell("contact", contact, "job", "Gérante"),
    )
    found = ana.sees("contact", contact)
    assert found is not None
    assert found["job"] == "Gérante"


@pytest.mark.spec("P3", "T2")
def test_the_author_is_who_signed_in_whatever_is_said(crew: Team) -> None:
    company, note = crew.company(), uid()
    crew.ana.sent(crew.ana.row("timeline", note, company_id=company, author_id=crew.bob.who.uid.hex))
    found = crew.bob.sees("timeline", note)
    assert found is not None
    assert found["author_id"] == crew.ana.who.uid.hex
    crew.bob.push(crew.bob.cell("timeline", note, "author_id", crew.bob.who.uid.hex, 10**9))
    found = crew.ana.sees("timeline", note)
    assert found is not None
    assert found["author_id"] == crew.ana.who.uid.hex


@pytest.mark.spec("P3")
def test_a_date_of_the_future_becomes_now(crew: Team) -> None:
    crew.ana.minutes = 0
    company, note = crew.company(), uid()
    crew.ana.sent(crew.ana.row("timeline", note, company_id=company, at=NOW * 2))
    found = crew.ana.sees("timeline", note)
    assert found is not None
    assert found["at"] == NOW + 300_000


@pytest.mark.spec("C-43", "X-04")
def test_a_note_is_edited_by_its_author_and_by_leads_only(crew: Team) -> None:
    company, note = crew.company(), uid()
    rev = crew.ana.sent(crew.ana.row("timeline", note, company_id=company, text="a"))
    assert codes(crew.bob.push(crew.bob.cell("timeline", note, "text", "b", rev, batch=1))) == {
        1: "not_author"
    }
    assert codes(crew.bob.push(crew.bob.row("timeline", note, company_id=company, batch=2))) == {
        2: "not_author"
    }
    rev = crew.ana.sent(crew.ana.cell("timeline", note, "text", "c", rev))
    crew.lead.sent(crew.lead.cell("timeline", note, "text", "d", rev))


@pytest.mark.spec("X-04")
def test_lists_are_for_administrators_and_routines_for_leads(crew: Team) -> None:
    answer = crew.ana.push(
        crew.ana.row("catalogue", batch=1),
        crew.ana.row("routine", batch=2),
        crew.ana.cell("user", crew.ana.who.uid.hex, "licence", "administrateur", batch=3),
        crew.ana.cell("user", crew.ana.who.uid.hex, "signature", "Ana", batch=4),
        crew.ana.cell("user", crew.bob.who.uid.hex, "signature", "Ana", batch=5),
        crew.ana.cell("workspace", crew.workspace.hex, "name", "Chez Ana", batch=6),
    )
    assert codes(answer) == dict.fromkeys((1, 2, 3, 5, 6), "no_right")
    crew.lead.sent(crew.lead.row("routine"))
    assert codes(crew.lead.push(crew.lead.row("catalogue", batch=1))) == {1: "no_right"}
    crew.admin.sent(crew.admin.row("catalogue"))


@pytest.mark.spec("C-65")
def test_the_tag_of_a_routine_is_set_by_its_users(crew: Team) -> None:
    company, routine = crew.company(), uid()
    tag = natural("routine_tag", company, routine)
    crew.lead.sent(
        crew.lead.row("routine", routine),
        crew.lead.row("routine_user", routine_id=routine, user_id=crew.ana.who.uid.hex),
    )
    crew.ana.sent(crew.ana.row("routine_tag", tag, company_id=company, routine_id=routine))
    assert crew.bob.sees("routine_tag", tag) is None
    answer = crew.bob.push(
        crew.bob.cell("routine_tag", tag, "tag", "client", batch=1),
        crew.bob.row("routine_tag", natural("routine_tag", crew.company(), routine), company_id=company,
                     routine_id=routine, batch=2),
    )  # fmt: skip
    assert codes(answer) == {1: "unknown_row", 2: "no_right"}


def test_a_view_is_edited_by_its_owner_only(crew: Team) -> None:
    view = uid()
    rev = crew.ana.sent(crew.ana.row("saved_view", view, user_id=crew.ana.who.uid.hex, shared=1))
    assert codes(crew.bob.push(crew.bob.cell("saved_view", view, "title", "B", rev, batch=1))) == {
        1: "no_right"
    }


def test_a_colleagues_private_view_is_neither_seen_nor_taken(crew: Team) -> None:
    view = uid()
    crew.ana.sent(crew.ana.row("saved_view", view, user_id=crew.ana.who.uid.hex, scope=2))
    assert crew.bob.sees("saved_view", view) is None
    assert codes(crew.bob.push(crew.bob.cell("saved_view", view, "title", "B", batch=1))) == {
        1: "unknown_row"
    }
    answer = crew.bob.push(crew.bob.row("saved_view", view, user_id=crew.bob.who.uid.hex, scope=2))
    assert answer["gone"] == [["saved_view", view]]
    found = crew.ana.sees("saved_view", view)
    assert found is not None
    assert found["user_id"] == crew.ana.who.uid.hex


@pytest.mark.spec("X-23")
def test_two_machines_that_remind_one_colleague_make_one_notification(crew: Team) -> None:
    notice = natural("reminder", "x")
    for laptop in (crew.ana, crew.lead):
        laptop.sent(laptop.row("notification", notice, user_id=crew.bob.who.uid.hex, scope=2))
    assert crew.centre.value("SELECT count(*) FROM pd.notification WHERE workspace = $1", crew.workspace) == 1
    assert crew.bob.sees("notification", notice) is not None


@pytest.mark.spec("P4")
def test_history_only_grows(crew: Team) -> None:
    company, line = crew.company(), uid()
    rev = crew.ana.sent(crew.ana.row("history", line, company_id=company, new="a"))
    answer = crew.ana.push(
        crew.ana.cell("history", line, "new", "b", rev, batch=1),
        crew.ana.cell("history", line, "-", None, batch=2),
    )
    assert codes(answer) == {1: "append_only", 2: "append_only"}


@pytest.mark.spec("X-22", "T2")
def test_a_row_of_another_workspace_does_not_exist(shared_centre: Centre) -> None:
    here, there = team(shared_centre), team(shared_centre)
    company = there.company()
    answer = here.admin.push(
        here.admin.cell("company", company, "name", "À moi", batch=1),
        here.admin.row("timeline", company_id=company, batch=2),
        here.admin.cell("workspace", there.workspace.hex, "name", "À moi", batch=3),
        here.admin.row("workspace", there.workspace.hex, name="À moi", contact_quota=1, alert_access="none",
                       open_tracking=0, settings="{}", batch=4),
    )  # fmt: skip
    assert codes(answer) == {
        1: "unknown_row",
        2: "unknown_parent",
        3: "other_workspace",
        4: "other_workspace",
    }
    assert there.admin.sees("company", company)


def test_the_same_uid_in_two_workspaces_is_two_rows(shared_centre: Centre) -> None:
    here, there = team(shared_centre), team(shared_centre)
    company = uid()
    here.ana.sent(here.ana.row("company", company, name="Ici"))
    there.ana.sent(there.ana.row("company", company, name="Là"))
    found = here.bob.sees("company", company)
    assert found is not None
    assert found["name"] == "Ici"


@pytest.mark.spec("X-22")
def test_nobody_writes_the_directory(crew: Team) -> None:
    known = uid()
    crew.centre.sql("INSERT INTO directory.company (uid, name) VALUES ($1::uuid, 'EDF')", known)
    answer = crew.admin.push(
        crew.admin.cell("company", known, "name", "À moi", batch=1),
        crew.admin.row("company", scope=0, batch=2),
    )
    assert codes(answer) == {1: "no_right", 2: "no_right"}
    assert rows_of(answer["echo"])["company", known]["name"] == "EDF"
    crew.ana.sent(crew.ana.row("timeline", company_id=known))  # but notes are taken about it
    assert NIL in crew.ana.pull()["buckets"]


@pytest.mark.spec("INV-11")
def test_a_false_siret_is_refused(crew: Team) -> None:
    company = crew.company()
    answer = crew.ana.push(
        crew.ana.cell("company", company, "siren", "123456789", batch=1),
        crew.ana.row("registration", company_id=company, siret="73282932000075", batch=2),
        crew.ana.row("registration", company_id=company, siret="73282932000074", batch=3),
        crew.ana.cell("company", company, "siren", "356000000", batch=4),
    )
    assert codes(answer) == {1: "siret", 2: "siret"}


@pytest.mark.spec("INV-03", "D-43")
def test_a_follow_up_done_is_only_deleted(crew: Team) -> None:
    company, task = crew.company(), uid()
    rev = crew.ana.sent(crew.ana.row("follow_up", task, company_id=company, kind="tache"))
    rev = crew.ana.sent(crew.ana.cell("follow_up", task, "done", 1, rev))
    assert codes(crew.bob.push(crew.bob.cell("follow_up", task, "description", "x", rev, batch=1))) == {
        1: "done_follow_up"
    }
    assert codes(crew.ana.push(crew.ana.cell("follow_up", task, "done", 0, rev, batch=1))) == {
        1: "done_follow_up"
    }
    crew.bob.sent(crew.bob.cell("follow_up", task, "deleted_at", NOW, rev))


@pytest.mark.spec("T15")
def test_a_row_missing_what_has_to_be_given_is_refused_and_presets_fill_the_rest(crew: Team) -> None:
    company = uid()
    plain = crew.ana.row("company", company)
    plain[4] = {"name": "Rey"}
    poor = crew.ana.row("company")
    poor[4] = {"open": 1}
    extra = crew.ana.row("company")
    extra[4]["colour"] = "blue"
    assert list(codes(crew.ana.push(plain, poor, extra)).values()) == ["bad_value", "bad_value"]
    found = crew.ana.sees("company", company)
    assert found is not None
    assert (found["scope"], found["open"]) == (1, 1)
