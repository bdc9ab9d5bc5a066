"""Fifty changes of rights while a laptop works: after each sync its files hold not one byte of a row it may not see.

A plain profile is searched as bytes, database, log of the database, journal and all; an encrypted one is opened and
every table of it read, those of the search too (F15, SYNC §4 layer 7).
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from centre import Centre, Who
from online import Online
from served import Service

from prospectdesk.commands.routines import SetTag
from prospectdesk.server.config import Settings

pytestmark = pytest.mark.pg
CHANGES = 50


@dataclass
class Secret:
    """Bytes that may be on the laptop or not: those of a text and of the uid of one row."""

    table: str
    uid: UUID
    text: str
    routine: UUID | None = None
    person: UUID | None = None


@dataclass
class Scene:
    """A workspace seen by uma: three routines, Bob's own things, the company they speak of."""

    centre: Centre
    uma: Who
    bob: Who
    company: UUID
    routines: list[UUID] = field(default_factory=list)
    secrets: list[Secret] = field(default_factory=list)
    count: int = 0

    def add(
        self,
        table: str,
        text_column: str,
        *,
        routine: UUID | None = None,
        person: UUID | None = None,
        **more: object,
    ) -> Secret:
        """A row with a text that is found nowhere else."""
        self.count += 1
        made = Secret(table, uuid4(), f"Marque{self.count}x{uuid4().hex[:12]}", routine, person)
        row = {"workspace": self.uma.workspace, "uid": made.uid, text_column: made.text} | more
        names = ", ".join(f'"{name}"' for name in row)
        marks = ", ".join(f"${place + 1}" for place in range(len(row)))
        self.centre.sql(f'INSERT INTO pd."{table}" ({names}) VALUES ({marks})', *row.values())
        self.secrets.append(made)
        return made

    def allowed(self, secret: Secret) -> bool:
        """Whether uma may see it, by the words of C-65 and X-22 and what the centre's tables say just now."""
        if secret.person is not None:
            return secret.person == self.uma.uid
        if secret.table == "saved_view":
            return bool(self.centre.value("SELECT scope = 1 FROM pd.saved_view WHERE uid = $1", secret.uid))
        if secret.table == "routine_tag":
            secret.routine = self.centre.value(
                "SELECT routine_id FROM pd.routine_tag WHERE uid = $1", secret.uid
            )
        leads = self.centre.value(
            "SELECT licence <> 'utilisateur' FROM pd.\"user\" WHERE uid = $1", self.uma.uid
        )
        member = "SELECT count(*) > 0 FROM pd.routine_user WHERE routine_id = $1 AND user_id = $2 AND deleted_at IS NULL"
        return bool(leads or self.centre.value(member, secret.routine, self.uma.uid))


@pytest.fixture
def scene(centre: Centre, service: Service) -> Scene:
    """Everything there is at the beginning; uma is a user of no routine."""
    workspace = centre.workspace()
    uma, bob = centre.person(workspace, login="uma"), centre.person(workspace, login="bob")
    service.account(uma)
    company = uuid4()
    centre.sql("INSERT INTO pd.company (workspace, uid, name) VALUES ($1, $2, 'Moulin')", workspace, company)
    made = Scene(centre, uma, bob, company)
    for _ in range(3):
        routine = made.add("routine", "title")
        routine.routine = routine.uid
        made.routines.append(routine.uid)
        fill(made, routine.uid)
    made.add("saved_view", "title", scope=2, user_id=bob.uid, screen="prospects", data="{}")
    return made


def fill(scene: Scene, routine: UUID) -> None:
    """What belongs to a routine: a tag, a score, an entry of the timeline, one of the history, a conflict."""
    tag = scene.add("routine_tag", "tag", routine=routine, routine_id=routine, company_id=scene.company)
    scene.centre.sql("UPDATE pd.routine_tag SET tag = 'client' WHERE uid = $1", tag.uid)
    tag.text = ""
    score = uuid4()
    scene.centre.sql(
        "INSERT INTO pd.fit_score (workspace, uid, company_id, routine_id, value, on_day) VALUES ($1, $2, $3, $4, 5, 1)",
        scene.uma.workspace, score, scene.company, routine,
    )  # fmt: skip
    scene.secrets.append(Secret("fit_score", score, "", routine))
    scene.add("timeline", "text", owner=routine, at=1, type="tag", routine=routine, company_id=scene.company)
    scene.add(
        "history",
        "new",
        owner=routine,
        at=1,
        object="Routine",
        field="Tag",
        routine=routine,
        company_id=scene.company,
    )
    tell = {"tbl": "routine", "row_uid": routine, "col": "title", "kept": '"x"', "made_at": 1}
    scene.add("conflict", "lost", owner=routine, routine=routine, **tell)


def change(scene: Scene, dice: random.Random) -> str:
    """One change of what uma may see, or of what there is to see; says which."""
    sql, routine = scene.centre.sql, dice.choice(scene.routines)
    what = dice.choice(
        ("grant", "withdraw", "grant", "withdraw", "licence", "move", "share", "write", "notify")
    )
    if what == "grant":
        sql("DELETE FROM pd.routine_user WHERE routine_id = $1 AND user_id = $2", routine, scene.uma.uid)
        sql(
            "INSERT INTO pd.routine_user (workspace, uid, routine_id, user_id) VALUES ($1, gen_random_uuid(), $2, $3)",
            scene.uma.workspace, routine, scene.uma.uid,
        )  # fmt: skip
    elif what == "withdraw":
        sql(
            "UPDATE pd.routine_user SET deleted_at = 1 WHERE user_id = $1 AND routine_id = $2",
            scene.uma.uid,
            routine,
        )
    elif what == "licence":
        other = "CASE licence WHEN 'utilisateur' THEN 'responsable' ELSE 'utilisateur' END"
        sql(f'UPDATE pd."user" SET licence = {other} WHERE uid = $1', scene.uma.uid)
    elif what == "move":
        tag = dice.choice([one for one in scene.secrets if one.table == "routine_tag"])
        sql("UPDATE pd.routine_tag SET routine_id = $2 WHERE uid = $1", tag.uid, routine)
    elif what == "share":
        sql("UPDATE pd.saved_view SET scope = 3 - scope WHERE user_id = $1", scene.bob.uid)
    elif what == "write":
        fill(scene, routine)
    else:
        person = dice.choice((scene.uma, scene.bob))
        scene.add("notification", "title", scope=2, user_id=person.uid, person=person.uid, at=1, event="e")
    return what


def bytes_of(one: Online) -> bytes:
    """Everything the profile keeps: its files as they are, or what an encrypted store says when it is read whole."""
    folder = one.session.profile.folder
    found = b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())
    if not one.session.profile.encrypted:
        return found
    parts = []
    for (table,) in one.ask("SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0"):
        for row in one.ask(f'SELECT * FROM "{table}"'):
            parts += [value if isinstance(value, bytes) else str(value).encode() for value in row]
    return b"\0".join(parts)


def compare(scene: Scene, one: Online, after: str) -> int:
    """Every secret is there or is not, as it should be; answers how many were there."""
    data, seen = bytes_of(one), 0
    for secret in scene.secrets:
        may = scene.allowed(secret)
        marks = [secret.uid.bytes] + ([secret.text.encode()] if secret.text else [])
        if secret.table in {"routine", "conflict"}:
            marks.remove(secret.uid.bytes)  # a routine is named by rows one may see, as the default of a user
        for mark in marks:
            assert (mark in data) == may, f"after {after}: {secret} {'is missing' if may else 'is there'}"
        seen += may
    return seen


@pytest.fixture(params=[False, True], ids=["plain", "encrypted"])
def uma(scene: Scene, service: Service, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Online]:
    """Uma's laptop."""
    made = Online(tmp_path / "uma", service.url, "uma", encryption=request.param)
    yield made
    made.close()


@pytest.fixture
def service_settings(centre: Centre, tmp_path: Path) -> Settings:
    """No pace: fifty syncs follow each other."""
    return Settings(
        database=centre.service,
        data=tmp_path / "service",
        port=0,
        requests_per_second=1e6,
        requests_burst=10**6,
    )


@pytest.mark.spec("F15", "T2", "C-65", "X-22")
def test_after_each_of_fifty_changes_no_byte_of_a_forbidden_row_is_left(scene: Scene, uma: Online) -> None:
    dice = random.Random(15)
    uma.sync()
    compare(scene, uma, "the first sync")
    told, seen = [], []
    changes = CHANGES if not uma.session.profile.encrypted else CHANGES // 2
    for _ in range(changes):
        told.append(change(scene, dice))
        uma.sync()
        seen.append(compare(scene, uma, ", ".join(told[-3:])))
    assert {"grant", "withdraw", "licence", "move"} <= set(told)
    assert min(seen) < len(scene.secrets) / 3 < max(seen)


@pytest.mark.spec("F15", "X-21")
def test_an_unsent_edit_of_a_withdrawn_routine_is_refused_with_a_copy_and_nothing_else_stays(
    scene: Scene, uma: Online
) -> None:
    routine = scene.routines[0]
    scene.centre.sql(
        "INSERT INTO pd.routine_user (workspace, uid, routine_id, user_id) VALUES ($1, gen_random_uuid(), $2, $3)",
        scene.uma.workspace, routine, scene.uma.uid,
    )  # fmt: skip
    uma.sync()
    uma.session.sign_in(None)
    tag = uma.ask("SELECT company_id, routine_id FROM routine_tag")[0]
    uma.do(SetTag(company=tag[0], routine=tag[1], tag="hors_cible"))
    scene.centre.sql("UPDATE pd.routine_user SET deleted_at = 1 WHERE user_id = $1", scene.uma.uid)
    told = uma.sync()
    assert (told["refused"], told["digest"]) == (1, "equal")
    [(kept, state)] = uma.ask("SELECT operations, state FROM refused")
    assert ("hors_cible" in kept, state) == (True, "open")
    for table in ("routine", "routine_tag", "fit_score", "routine_user", "timeline", "history", "conflict"):
        assert uma.ask(f"SELECT count(*) FROM {table}") == [(0,)], table
    scene.secrets = [one for one in scene.secrets if one.table not in {"routine", "routine_tag"}]
    compare(scene, uma, "the withdrawal")
