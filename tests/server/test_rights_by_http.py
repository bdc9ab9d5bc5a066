"""The same matrix of rights through the service: pushes and pulls over HTTP, every cell both ways (T2, P3).

What is forged on purpose: rows of another workspace, parents that live in another one, rows of a routine or a person
one is not in, hard deletions. The table of expectations is the one psql is held against (tests/support/rights.py).
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from centre import Centre, Who
from pushing import SEEN, plain
from rights import LICENCES, Place, a_row, expected, insert_sql, settle
from served import Service, Signed

from prospectdesk.server.config import Settings
from prospectdesk.wire import rules
from prospectdesk.wire.tables import TABLES

pytestmark = pytest.mark.pg

CHANGED: dict[str, tuple[str, Any]] = {
    "company": ("name", "y"),
    "establishment": ("name", "y"),
    "contact": ("first_name", "y"),
    "routine_tag": ("tag", "client"),
    "dossier": ("comment", "y"),
    "follow_up": ("description", "y"),
    "timeline": ("title", "y"),
    "catalogue": ("label", "y"),
    "saved_view": ("title", "y"),
    "mission": ("label", "y"),
    "conflict": ("settled_at", 5),
    "user": ("name", "y"),
    "workspace": ("name", "y"),
    "fit_score": ("value", 7),
    "commune_centre": ("n", 7),
}
"""What an update writes; the first plain text column elsewhere, `deleted_at` where there is none."""
TOLD: dict[str, dict[str, Any]] = {
    "routine_tag": {"tag": "prospect"},
    "follow_up": {"kind": "tache"},
    "dossier_type": {"unique_per_company": 0, "needs_contract": 0},
    "dossier": {"status": "en_cours"},
    "contact": {"colour": "orange"},
    "user": {"licence": "utilisateur"},
}
"""Values that have to make sense for a push."""
OWNERS = {"user_id", "author_id", "creator_id", "made_by_id", "registered_by_id"}


def column_of(table: str) -> tuple[str, Any]:
    """The column an update of this test writes, and its new value."""
    if table in CHANGED:
        return CHANGED[table]
    names = [one.name for one in rules.columns(table) if one.kind == "t"]
    return (names[0], "y") if names else ("deleted_at", 7)


@dataclass
class Home:
    """A workspace with one row of each table for the person who acts and for his colleague."""

    place: Place
    rows: dict[tuple[str, bool], UUID]

    def values(self, table: str, *, own: bool) -> dict[str, Any]:
        """A whole new row as the wire has it, its parents those of this home."""
        who, routine = (
            (self.place.me, self.place.routines[0]) if own else (self.place.other, self.place.routines[1])
        )
        made = plain(table) | TOLD.get(table, {})
        for column in rules.columns(table):
            if column.name in OWNERS:
                made[column.name] = who.uid.hex
            elif column.name == "routine_id":
                made[column.name] = routine.hex
            elif column.target and column.mandatory:
                made[column.name] = self.rows[column.target, own].hex
            elif column.mandatory and made.get(column.name) is None:
                made[column.name] = {"i": 0, "t": f"x{uuid4().hex}", "r": 1.0, "b": uuid4().hex}[column.kind]
        if table in rules.PERSON_OF:
            made["scope"] = 2
        return made


def home(centre: Centre, licence: str) -> Home:
    """Makes it: parents before children, written by the administrator of the database."""
    place = settle(centre, licence)
    made = Home(place, {})
    for table in TABLES:
        for own in (True, False):
            who, routine = (place.me, place.routines[0]) if own else (place.other, place.routines[1])
            if table in {"workspace", "user", "routine"}:
                made.rows[table, own] = {"workspace": who.workspace, "user": who.uid, "routine": routine}[
                    table
                ]
                continue
            row = a_row(table, place, own=own) | TOLD.get(table, {})
            for column in rules.columns(table):
                if column.target and column.mandatory and column.name not in OWNERS | {"routine_id"}:
                    row[column.name] = made.rows[column.target, own]
            centre.sql(insert_sql(table, row), *row.values())
            made.rows[table, own] = row["uid"]
    return made


@pytest.fixture(scope="module")
def service(shared_centre: Centre, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One service for the module."""
    folder = tmp_path_factory.mktemp("service")
    made = Service(
        shared_centre, Settings(database=shared_centre.service, data=folder, port=0, requests_burst=10_000)
    )
    made.start()
    made.sign_in("nobody")  # its thread for passwords starts with the first sign-in
    yield made
    made.stop()


class Hand:
    """A signed-in device that sends forged pushes."""

    def __init__(self, service: Service, who: Who) -> None:
        login = service.centre.value('SELECT login FROM pd."user" WHERE uid = $1', who.uid)
        service.account(who)
        self.signed: Signed = service.signed(login)
        self.seq = 0

    def push(self, operations: list[list[Any]]) -> dict[int, str]:
        """Each operation as a gesture of its own; the codes of those refused, by place."""
        self.seq += 1
        ops = [[place, *one, int(time.time() * 1000) << 16] for place, one in enumerate(operations)]
        body = {"seq": self.seq, "generation": self.signed.answer["generation"], "ops": ops}
        answer = self.signed.ask("POST", "/v1/push", json.dumps(body).encode())
        assert answer.status_code == 200, answer.text
        return {one["batch"]: one["code"] for one in answer.json()["refused"]}

    def sees(self) -> set[tuple[str, str]]:
        """Every row that pulls bring, as (table, uid)."""
        found, cursors = set(), {}
        while True:
            body = {"generation": self.signed.answer["generation"], "cursors": cursors}
            answer = self.signed.ask("POST", "/v1/pull", body).json()
            for page in answer["pages"]:
                found |= {(table, row[0]) for table, part in page["rows"].items() for row in part["rows"]}
                cursors[page["bucket"]] = page["next"]
            if not any(page["more"] for page in answer["pages"]):
                return found

    def reads(self, places: list[tuple[str, UUID]]) -> set[tuple[str, str]]:
        """Those of these rows that are told when they are asked for by name."""
        body = {"rows": [[table, uid.hex] for table, uid in places]}
        answer = self.signed.ask("POST", "/v1/rows", body).json()
        found = {(table, row[0]) for table, part in answer["rows"].items() for row in part["rows"]}
        gone = {(table, uid) for table, uid in answer["gone"]}
        assert found | gone == {(table, uid.hex) for table, uid in places}
        assert not found & gone
        return found


def value(centre: Centre, table: str, workspace: UUID, uid: UUID, column: str) -> Any:
    """What the centre has in a cell; None without the row."""
    sql = f'SELECT "{column}" FROM pd."{table}" WHERE workspace = $1 AND uid = $2'
    return centre.value(sql, workspace, uid)


CELLS = [(table, own) for table in TABLES for own in (True, False)]


@pytest.mark.spec("T2", "X-04", "X-22", "C-65", "P3")
@pytest.mark.parametrize("licence", LICENCES)
def test_what_is_seen_over_http_is_what_the_licence_shows(
    shared_centre: Centre, service: Service, licence: str
) -> None:
    here, elsewhere = home(shared_centre, licence), home(shared_centre, licence)
    hand = Hand(service, here.place.me)
    pulled = hand.sees()
    asked = hand.reads([(table, uid) for one in (here, elsewhere) for (table, _own), uid in one.rows.items()])
    wrong = []
    for table, own in CELLS:
        for one, told in ((here, "S" in expected(table, licence, own=own)), (elsewhere, False)):
            place = (table, one.rows[table, own].hex)
            if ((place in pulled), (place in asked)) != (told, told):
                wrong.append((table, own, one is here, place in pulled, place in asked, told))
    assert wrong == []


@pytest.mark.spec("T2", "X-04", "X-22", "C-65", "P3")
@pytest.mark.parametrize("licence", LICENCES)
def test_what_is_changed_over_http_is_what_the_licence_allows(
    shared_centre: Centre, service: Service, licence: str
) -> None:
    here, elsewhere = home(shared_centre, licence), home(shared_centre, licence)
    hand = Hand(service, here.place.me)
    tried = [(one, table, own) for one in (here, elsewhere) for table, own in CELLS]
    before = [
        value(shared_centre, table, one.place.me.workspace, one.rows[table, own], column_of(table)[0])
        for one, table, own in tried
    ]
    refused = hand.push(
        [[table, one.rows[table, own].hex, *column_of(table), SEEN] for one, table, own in tried]
    )
    wrong = []
    for place, (one, table, own) in enumerate(tried):
        column, new = column_of(table)
        may = one is here and "U" in expected(table, licence, own=own)
        now = value(shared_centre, table, one.place.me.workspace, one.rows[table, own], column)
        done = (place not in refused, now == new, now == before[place])
        if done != ((True, True, False) if may else (False, False, True)):
            wrong.append((table, own, one is here, refused.get(place), before[place], now, may))
    assert wrong == []


@pytest.mark.spec("T2", "X-04", "X-22", "C-65", "P3")
@pytest.mark.parametrize("licence", LICENCES)
def test_what_is_added_over_http_is_what_the_licence_allows(
    shared_centre: Centre, service: Service, licence: str
) -> None:
    """A row « of another workspace » names parents there; one without parents is made at home, never there."""
    here, elsewhere = home(shared_centre, licence), home(shared_centre, licence)
    hand = Hand(service, here.place.me)
    tried = [(one, table, own, uuid4()) for one in (here, elsewhere) for table, own in CELLS]
    refused = hand.push(
        [[table, uid.hex, "*", one.values(table, own=own), 0] for one, table, own, uid in tried]
    )
    wrong = []
    for place, (one, table, own, uid) in enumerate(tried):
        at_home = value(shared_centre, table, here.place.me.workspace, uid, "uid") is not None
        there = value(shared_centre, table, elsewhere.place.me.workspace, uid, "uid") is not None
        foreign = one is elsewhere and any(
            column.target
            and column.name != rules.AUTHORS.get(table)  # the centre writes who pushes
            and one.values(table, own=own)[column.name] is not None
            for column in rules.columns(table)
        )
        may = "I" in expected(table, licence, own=own or one is elsewhere) and not foreign
        if (place not in refused, at_home, there) != (may, may, False):
            wrong.append((table, own, one is here, refused.get(place), at_home, there, may))
    assert wrong == []


@pytest.mark.spec("T2", "P4")
@pytest.mark.parametrize("licence", LICENCES)
def test_nothing_is_ever_deleted_over_http_but_softly_by_who_may_change_it(
    shared_centre: Centre, service: Service, licence: str
) -> None:
    here, elsewhere = home(shared_centre, licence), home(shared_centre, licence)
    hand = Hand(service, here.place.me)
    tried = [(one, table, own) for one in (here, elsewhere) for table, own in reversed(CELLS)]
    hand.push([[table, one.rows[table, own].hex, "-", None, SEEN] for one, table, own in tried])
    wrong = []
    for one, table, own in tried:
        workspace, uid = one.place.me.workspace, one.rows[table, own]
        soft = any(column.name == "deleted_at" for column in rules.columns(table))
        may = one is here and soft and "U" in expected(table, licence, own=own)
        deleted = soft and value(shared_centre, table, workspace, uid, "deleted_at") is not None
        if value(shared_centre, table, workspace, uid, "uid") is None or (deleted and not may):
            wrong.append((table, own, one is here, deleted, may))
    assert wrong == []


@pytest.mark.spec("T2", "P3")
def test_author_owner_and_date_cannot_be_forged_over_http(shared_centre: Centre, service: Service) -> None:
    here = home(shared_centre, "utilisateur")
    hand = Hand(service, here.place.me)
    tables = [table for table in rules.AUTHORS if table not in {"conflict", "registration"}]
    uids = [uuid4() for _ in tables]
    refused = hand.push(
        [
            [table, uid.hex, "*", here.values(table, own=False), 0]
            for table, uid in zip(tables, uids, strict=True)
        ]
    )
    assert refused == {}
    for table, uid in zip(tables, uids, strict=True):
        found = value(shared_centre, table, here.place.me.workspace, uid, rules.AUTHORS[table])
        assert found == here.place.me.uid, table
        by = value(shared_centre, table, here.place.me.workspace, uid, "changed_by")
        assert by == here.place.me.uid, table


@pytest.mark.spec("T2", "P1")
def test_a_device_speaks_for_its_own_person_alone(shared_centre: Centre, service: Service) -> None:
    """Another one's device with one's own key, an invented device, a key of one character more: nothing."""
    here = home(shared_centre, "utilisateur")
    mine, other = Hand(service, here.place.me), Hand(service, here.place.other)
    keys = mine.signed.answer
    for device, key in (
        (other.signed.answer["device"], keys["device_key"]),
        (uuid4().hex, keys["device_key"]),
        (keys["device"], keys["device_key"] + "a"),
        (keys["device"], ""),
    ):
        answer = service.ask("POST", "/v1/token", {"device": device, "device_key": key})
        assert answer.status_code in {400, 401}, answer.text
    forged = replace(mine.signed, answer=keys | {"token": keys["token"][:-2] + "aa"})
    for path in ("/v1/push", "/v1/pull", "/v1/digest", "/v1/rows", "/v1/lease"):
        assert forged.ask("POST", path, {"job": "x", "seconds": 1}).status_code == 401, path


@pytest.mark.spec("T2", "T15")
def test_no_value_of_any_cell_makes_the_service_fail(shared_centre: Centre, service: Service) -> None:
    """Every column of every table with values that make no sense: each gesture is taken or refused with a code."""
    here = home(shared_centre, "administrateur")
    hand = Hand(service, here.place.me)
    nonsense: list[Any] = [None, "", "x", -1, 10**30, 1.5, True, [], {}, "0" * 32, "\ud800\0", "é" * 200_000]
    operations = [
        [table, here.rows[table, table != "user"].hex, column, thing, SEEN]  # not oneself
        for table in TABLES
        for column in [one.name for one in rules.columns(table)] + ["*", "-", "rev", "cv", "workspace", ""]
        for thing in nonsense[:-1]
    ]
    for start in range(0, len(operations), 1000):
        refused = hand.push(operations[start : start + 1000])
        assert all(refused.values())
    assert hand.push([["company", here.rows["company", True].hex, "name", nonsense[-1], SEEN]]) != {}
    assert hand.sees()
    assert service.ask("GET", "/health").json()["ok"]
