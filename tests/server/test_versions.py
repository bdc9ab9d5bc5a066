"""Laptops of older schemas: what they said on the day of their release is still understood (SYNC §4, layer 8).

`golden/schema1` holds the bodies a laptop of schema 1 sent in one scripted day. With PROSPECTDESK_RECORD=1 the first
test writes them anew: only while schema 1 is not released.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from centre import Centre, Who
from online import Online
from served import Service, Signed, code

from prospectdesk.commands.companies import CreateCompany, EditCompany
from prospectdesk.commands.contacts import CreateContact, EditContact
from prospectdesk.commands.follow_ups import CreateFollowUp
from prospectdesk.commands.timeline import AddNote
from prospectdesk.server import schema
from prospectdesk.server.config import Settings
from prospectdesk.sync import restart
from prospectdesk.sync.client import Client
from prospectdesk.sync.failures import TooOld
from prospectdesk.wire import rules
from prospectdesk.wire.tables import SCHEMA, TABLES

pytestmark = [pytest.mark.pg, pytest.mark.spec("X-41")]
GOLDEN = Path(__file__).with_name("golden") / "schema1"
WORKSPACE, USER, LIFE = UUID("1" * 32), UUID("2" * 32), UUID("3" * 32)


@pytest.fixture
def place(centre: Centre) -> Centre:
    """The workspace of the recorded day, in a centre of the recorded life."""
    centre.sql("UPDATE pd.centre SET generation = $1", LIFE)
    centre.sql("INSERT INTO pd.workspace (workspace, uid, name) VALUES ($1, $1, 'Ouest')", WORKSPACE)
    sql = (
        'INSERT INTO pd."user" (workspace, uid, login, name, licence, source_seller) '
        "VALUES ($1, $2, 'ugo', 'Ugo', 'administrateur', 1)"
    )
    centre.sql(sql, WORKSPACE, USER)
    sql = "INSERT INTO pd.catalogue (workspace, uid, kind, label) VALUES ($1, $2, 'source', 'Salon')"
    centre.sql(sql, WORKSPACE, UUID("4" * 32))
    return centre


@pytest.fixture
def serve(place: Centre, service_settings: Settings) -> Iterator[Any]:
    """`serve(n)` is a service of schema n in front of it; all are stopped at the end."""
    made: list[Service] = []

    def start(number: int) -> Service:
        made.append(Service(place, replace(service_settings, schema=number)))
        made[-1].start()
        made[-1].account(Who(WORKSPACE, USER, USER, "administrateur"))
        return made[-1]

    yield start
    for one in made:
        one.stop()


def newer(centre: Centre, number: int) -> None:
    """The centre learns a column and a table of schema `number`, as its migration would teach it."""
    centre.sql(f"ALTER TABLE pd.contact ADD COLUMN pronoun{number} text NOT NULL DEFAULT 'x'")
    centre.sql(
        "INSERT INTO pd.column_rule (tbl, col, position, kind, mandatory, preset, restrictive, quiet, author, own, since) "
        "VALUES ('contact', $1, 90, 't', true, '\"x\"', false, false, false, false, $2)",
        f"pronoun{number}",
        number,
    )
    centre.sql("UPDATE pd.table_rule SET since = $1 WHERE tbl = 'bonus'", number)
    centre.sql("UPDATE pd.centre SET schema = $1", number)


def a_day(desk: Online) -> None:
    """What the recorded laptop did."""
    me = desk.session.person.id
    people = {"source": "Salon", "commercial_source": me, "commercial_operationnel": me}
    company = desk.do(CreateCompany(raison_sociale="Moulin Rey", siret="00010003200010", **people)).row_id
    contact = desk.do(CreateContact(company=company, nom="Caradec", prenom="Anne")).row_id
    desk.do(CreateFollowUp(company=company, kind="tache", date="2026-12-01"))
    desk.do(AddNote(company=company, text="Vue au salon, « très » intéressée"))
    desk.sync()
    desk.do(EditContact(contact=contact, fonction="Gérante", telephone_portable="06 11 22 33 44"))
    desk.do(EditCompany(company=company, ville="Betton", telephone="02 99 00 00 01"))
    with desk.store.transaction(1, None, muted=True) as uow:
        uow.conn.execute("DELETE FROM history WHERE id = (SELECT min(id) FROM history WHERE rev > 0)")
    desk.sync()
    client = desk.client()
    client.lease("reminders", 60)
    client.close()


def record(service: Service, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Writes every body of that day."""
    told: list[tuple[str, Any]] = []
    call = Client._call

    def heard(self: Client, verb: str, path: str, body: Any, *rest: Any, **more: Any) -> Any:
        told.append((path, body))
        return call(self, verb, path, body, *rest, **more)

    with monkeypatch.context() as patch:
        patch.setattr(Client, "_call", heard)
        desk = Online(folder, service.url, "ugo")
        desk.sync()
        a_day(desk)
        desk.close()
    GOLDEN.mkdir(parents=True, exist_ok=True)
    for old in GOLDEN.glob("*.json"):
        old.unlink()
    for number, (path, body) in enumerate(one for one in told if one[1] is not None):
        text = json.dumps(body, ensure_ascii=False, indent=1)
        (GOLDEN / f"{number:02d}-{path.rpartition('/')[2]}.json").write_text(text + "\n", encoding="utf-8")
    columns = {table: [one.name for one in rules.columns(table)] for table in TABLES}
    (GOLDEN / "columns.json").write_text(json.dumps(columns, indent=1) + "\n", encoding="utf-8")


def bodies() -> list[tuple[str, dict[str, Any]]]:
    """Verb and body of each recorded request, in order."""
    return [
        (path.stem[3:], json.loads(path.read_text(encoding="utf-8")))
        for path in sorted(GOLDEN.glob("[0-9]*.json"))
    ]


def columns() -> dict[str, list[str]]:
    """The columns of schema 1 on the day of the recording."""
    found: dict[str, list[str]] = json.loads((GOLDEN / "columns.json").read_text(encoding="utf-8"))
    return found


def replay(service: Service) -> tuple[Signed, dict[str, list[Any]]]:
    """Sends the recorded day as a laptop of schema 1; the answers by verb."""
    ugo: Signed | None = None
    answers: dict[str, list[Any]] = {}
    for verb, body in bodies():
        if verb == "sign-in":
            answer = service.ask("POST", "/v1/sign-in", body, headers={"X-Schema": "1"})
            ugo = Signed(service, answer.json(), {"X-Schema": "1"})
        else:
            assert ugo is not None
            answer = ugo.ask("POST", f"/v1/{verb}", body)
        assert answer.status_code == 200, (verb, answer.text)
        answers.setdefault(verb, []).append(answer.json())
    assert ugo is not None
    return ugo, answers


def told_columns(answers: dict[str, list[Any]]) -> dict[str, list[str]]:
    """Which columns of which tables answers brought."""
    found: dict[str, list[str]] = {}
    for rows in (
        *(page["rows"] for one in answers["pull"] for page in one["pages"]),
        *(one["echo"] for one in answers["push"]),
        *(one["rows"] for one in answers.get("rows", [])),
    ):
        found |= {table: part["columns"] for table, part in rows.items()}
    return found


@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_requests_of_schema_one_are_understood_two_schemas_later(
    place: Centre, serve: Any, number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if number == 1 and os.environ.get("PROSPECTDESK_RECORD"):
        assert SCHEMA == 1
        record(serve(1), tmp_path / "desk", monkeypatch)
        pytest.skip("recorded")
    if number > 1:
        newer(place, number)
    _ugo, answers = replay(serve(number))
    assert {"sign-in", "push", "pull", "digest", "rows", "lease"} <= set(answers)
    assert all(one["refused"] == [] for one in answers["push"])
    contact = place.sql("SELECT last_name, job FROM pd.contact")
    assert [tuple(row) for row in contact] == [("Caradec", "Gérante")]
    told, known = told_columns(answers), columns()
    assert {"contact", "registration", "timeline", "history"} <= set(told)
    for table, names in told.items():
        assert set(known[table]) <= set(names) or number == 1, table
        assert not any(name.startswith("pronoun") for name in names), table


def test_every_column_of_schema_one_still_travels() -> None:
    for table, names in columns().items():
        assert set(names) <= {one.name for one in rules.columns(table)}, table


def test_what_came_later_can_be_left_out_by_older_laptops() -> None:
    for place in rules.SINCE:
        table, _, column = place.partition(".")
        found = [one for one in rules.columns(table) if one.name == column and one.mandatory]
        assert all(schema.preset(table, one.name) is not None for one in found), place


@pytest.mark.spec("F14")
def test_rows_of_a_table_that_came_later_neither_reach_an_old_laptop_nor_upset_its_digest(
    place: Centre, serve: Any
) -> None:
    newer(place, 2)
    service = serve(2)
    dossier, bonus = UUID("5" * 32), UUID("6" * 32)
    place.sql(
        "INSERT INTO pd.bonus (workspace, uid, dossier_id, user_id, amount, made_at) VALUES ($1, $2, $3, $4, '1', 1)",
        WORKSPACE, bonus, dossier, USER,
    )  # fmt: skip
    old, new = service.signed("ugo"), service.signed("ugo")
    old.headers = {"X-Schema": "1"}
    body = {"generation": LIFE.hex, "cursors": {}}
    seen = [one.ask("POST", "/v1/pull", body).text.count(bonus.hex) for one in (old, new)]
    assert seen == [0, 1]
    asked = {"rows": [["bonus", bonus.hex]]}
    assert old.ask("POST", "/v1/rows", asked).json() == {"rows": {}, "gone": []}
    place.sql("UPDATE pd.bonus SET amount = '2'")
    counts = [
        one.ask("POST", "/v1/digest", {WORKSPACE.hex: True}).json()[WORKSPACE.hex][0] for one in (old, new)
    ]
    assert counts[1] == counts[0] + 1
    parts = [
        sum(
            part[0]
            for part in one.ask("POST", "/v1/digest", {"bucket": WORKSPACE.hex, "parts": True})
            .json()["parts"]
            .values()
        )
        for one in (old, new)
    ]
    assert parts == counts


def test_a_laptop_too_old_by_one_still_pushes_and_keeps_the_rest(place: Centre, serve: Any) -> None:
    """Three schemas back: reading is refused, the outbox may leave once more; four back: nothing passes."""
    [push, *_more] = [body for verb, body in bodies() if verb == "push"]
    service = serve(4)
    refused = service.ask("POST", "/v1/sign-in", dict(bodies())["sign-in"], headers={"X-Schema": "1"})
    assert (refused.status_code, code(refused)) == (426, "too_old")
    ugo = service.signed("ugo")
    ugo.headers = {"X-Schema": "1"}
    assert ugo.ask("POST", "/v1/push", push).json()["refused"] == []
    for verb in ("pull", "digest", "rows", "lease"):
        answer = ugo.ask("POST", f"/v1/{verb}", dict(bodies())[verb])
        assert (answer.status_code, code(answer)) == (426, "too_old"), verb
    later = serve(5)
    ugo = later.signed("ugo")
    ugo.headers = {"X-Schema": "1"}
    assert code(ugo.ask("POST", "/v1/push", push | {"seq": 1})) == "too_old"


@pytest.mark.parametrize("number", [4, 5])
def test_the_laptop_reads_only_keeps_its_outbox_and_sends_it_after_the_update(
    place: Centre, serve: Any, tmp_path: Path, number: int
) -> None:
    service = serve(1)
    desk = Online(tmp_path / "desk", service.url, "ugo")
    try:
        desk.sync()
        me = desk.session.person.id
        people = {"source": "Salon", "commercial_source": me, "commercial_operationnel": me}
        company = desk.do(CreateCompany(raison_sociale="Moulin Rey", **people)).row_id
        desk.do(AddNote(company=company, text="Avant la mise à jour"))
        desk.url = serve(number).url
        with pytest.raises(TooOld) as told:
            desk.sync()
        assert "mettez l’application à jour" in str(told.value)
        waiting = desk.ask("SELECT count(*) FROM outbox")[0][0]
        assert (waiting == 0) == (number == 4)  # one version longer its work is still taken
        with pytest.raises(TooOld):
            desk.do(AddNote(company=company, text="Refusée"))
        assert desk.ask("SELECT text FROM timeline WHERE type = 'note'") == [("Avant la mise à jour",)]
        desk.url = service.url
        assert desk.sync()["digest"] == "equal"
        desk.do(AddNote(company=company, text="Après la mise à jour"))
        assert desk.sync()["pushed"] == 1
        assert desk.faults() == []
    finally:
        desk.close()


def test_a_program_that_knows_more_reads_everything_again(
    place: Centre, serve: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the update a laptop asks for what its old program was not told of; its cursors were beyond it."""
    service = serve(1)
    desk = Online(tmp_path / "desk", service.url, "ugo")
    try:
        desk.sync()
        assert desk.ask("SELECT value FROM sync_state WHERE key = 'schema'") == [(str(SCHEMA),)]
        with desk.store.transaction(
            1, None, muted=True
        ) as uow:  # as if the program of then had left a row out
            uow.conn.execute("DELETE FROM catalogue WHERE rev > 0")
        desk.sync(thorough=False)
        assert desk.ask("SELECT count(*) FROM catalogue") == [(0,)]
        monkeypatch.setattr(restart, "SCHEMA", SCHEMA + 1)
        desk.sync(thorough=False)
        assert desk.ask("SELECT label FROM catalogue") == [("Salon",)]
        assert desk.ask("SELECT value FROM sync_state WHERE key = 'schema'") == [(str(SCHEMA + 1),)]
        assert desk.faults() == []
    finally:
        desk.close()
