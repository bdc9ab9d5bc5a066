"""kill -9 at every statement of a sync: the next one ends where an untroubled one ends, nothing lost, nothing twice (F8-F11)."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from centre import Cluster
from tests.simulator.real_parts import Parts, RealCentre, RealLaptop, make_templates
from tests.simulator.real_world import TwinWorld, _Digests
from tests.simulator.words import COLUMNS
from tests.sync.kill_child import NOW, sync
from tests.sync.push_points import end_at, everything, passed, set_points

from prospectdesk.store.check import check
from prospectdesk.sync import digest

pytestmark = [pytest.mark.pg, pytest.mark.spec("F8"), pytest.mark.spec("F10"), pytest.mark.spec("F11")]
PREPARED = "killing"
CHILD = Path(__file__).with_name("kill_child.py")
SAMPLE = 12


class Killer:
    """The child program."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(CHILD)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(self, **job: Any) -> dict[str, Any]:
        """One life of a laptop."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(job) + "\n")
        self.process.stdin.flush()
        told: dict[str, Any] = json.loads(self.process.stdout.readline())
        return told

    def end(self) -> None:
        """No more jobs."""
        self.process.communicate(timeout=20)


@dataclass
class Scene:
    """A centre and stores as they are before the sync that is killed."""

    cluster: Cluster
    folder: Path
    killer: Killer
    user: str

    def life(self, at: int, folder: Path) -> tuple[int, Any]:
        """Dies at point `at`, lives again, syncs; answers the points of the first life and what all see in the end."""
        name = f"k_{self.user}_{at}"
        dsn = self.cluster.database(name, PREPARED)
        path = folder / f"{self.user}.db"
        for part in self.folder.glob(f"{self.user}.db*"):
            shutil.copy(part, folder / part.name)
        told = self.killer.run(path=str(path), dsn=dsn, user=self.user, at=at)
        assert told["killed"] or (told["code"] == 0 and (at == 0 or told["points"] < at)), told
        centre = RealCentre(dsn)
        laptop = RealLaptop(self.user, path, centre)
        try:
            return told["points"], self.resumed(laptop, centre)
        finally:
            laptop.close()
            centre.close()
            self.cluster.drop(name)
            for part in folder.glob("*"):
                part.unlink()

    def resumed(self, laptop: RealLaptop, centre: RealCentre) -> Any:
        """What all see after the sync that follows."""
        sync(laptop)
        assert check(laptop.profile.store) == []
        assert digest.compare(_Digests(laptop)) == "equal"
        assert laptop.profile.ask("SELECT (SELECT count(*) FROM outbox), (SELECT count(*) FROM held)") == [
            (0, 0)
        ]
        here = {table: sorted(map(str, laptop.rows(table).items())) for table in COLUMNS}
        lines = centre.sql("SELECT tbl, count(*) FROM pd.feed WHERE NOT gone GROUP BY tbl ORDER BY tbl")
        refused = laptop.profile.ask("SELECT code FROM refused ORDER BY id")
        conflicts = centre.sql("SELECT tbl, col, kept, lost, reason FROM pd.conflict ORDER BY tbl, col, lost")
        return here, [tuple(one) for one in lines], refused, [tuple(one) for one in conflicts]


def prepare(world: TwinWorld) -> None:
    """Work on every laptop that has not met: new rows, edits, a right withdrawn, a merge, a refusal to come."""
    world.insert("ann", "company", "c0", {"name": "Tanguy", "siren": "000100024"})
    world.insert("ann", "registration", "reg-c0", {"company_id": "c0", "city": "Bruz"})
    world.insert("ann", "contact", "p1", {"company_id": "c0", "last_name": "Caradec", "block_call": 0})
    world.insert("ann", "contact_point", "p1-1", {"contact_id": "p1", "value": "06"})
    world.insert("ann", "timeline", "n1", {"company_id": "c0", "author_id": "ann", "text": "note"})
    for routine in ("r1", "r2"):
        world.grant(routine, "bob")
        tag = {"company_id": "c0", "routine_id": routine, "tag": "suspect"}
        world.insert("ann", "routine_tag", f"t-{routine}", tag)
    world.settle()
    for user, number in (("ann", 2), ("bob", 3)):
        company, relance = f"c{number}", f"f{number}"
        world.insert(user, "company", company, {"name": user})
        world.insert(
            user, "registration", f"reg-{company}", {"company_id": company, "siret": "00010012300017"}
        )
        told = {"company_id": "c0", "kind": "relance", "day": 10 + number, "priority": 1, "done": 0}
        world.insert(user, "follow_up", relance, told)
        person = {"follow_up_id": relance, "user_id": user}
        world.insert(user, "follow_up_assignee", f"{relance}-{user}", person)
        world.edit(user, "registration", "reg-c0", {"city": f"ville {user}", "phone": user})
        world.sleep(1_000)
    world.edit("ann", "contact", "p1", {"last_name": "Caradec-Le Goff"})
    world.edit("bob", "timeline", "n1", {"text": "pas la sienne"})
    world.edit("bob", "routine_tag", "t-r2", {"tag": "client"})
    world.sync("ann")
    world.withdraw("r2", "bob")


@pytest.fixture(scope="module")
def scene(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    templates, folder = tmp_path_factory.mktemp("templates"), tmp_path_factory.mktemp("prepared")
    make_templates(cluster, templates)
    parts = Parts(cluster, templates, folder)
    prepare(TwinWorld(parts))
    for laptop in parts.laptops.values():
        laptop.close()
    parts.centre.close()
    cluster.database(PREPARED, parts.name)
    killer = Killer()
    yield Scene(cluster, folder, killer, "bob")
    killer.end()
    for name in (PREPARED, parts.name, "simulation"):
        cluster.drop(name)


def killed_at(scene: Scene, folder: Path, most: int | None) -> int:
    points, wanted = scene.life(0, folder)
    assert wanted[2] == [("not_author",), ("unknown_row",)]
    step = 1 if most is None else max(1, points // most)
    for at in range(1, points + 1, step):
        _none, found = scene.life(at, folder)
        assert found == wanted, f"killed at point {at} of {points}"
    return points


def test_a_sync_killed_anywhere_ends_where_an_untroubled_one_ends(scene: Scene, tmp_path: Path) -> None:
    assert killed_at(scene, tmp_path, SAMPLE) > 100


class Ended:
    """A laptop that pushes to a centre whose backend ends at points of the push."""

    def __init__(self, scene: Scene, folder: Path) -> None:
        self.scene, self.name = scene, f"e_{folder.name}"
        self.dsn = scene.cluster.database(self.name, PREPARED)
        for part in scene.folder.glob(f"{scene.user}.db*"):
            shutil.copy(part, folder / part.name)
        self.centre = RealCentre(self.dsn)
        set_points(self.centre)
        self.laptop = RealLaptop(scene.user, folder / f"{scene.user}.db", self.centre)
        self.before = everything(self.centre)

    def push(self, point: int) -> bool:
        """Pushes; whether the backend ended, after which nothing of the push may be there."""
        end_at(self.centre, point)
        try:
            self.laptop.push("answer", NOW)
        except (asyncpg.PostgresError, asyncpg.InterfaceError, ConnectionError):
            self.centre.release()
            assert everything(self.centre) == self.before, f"ended at point {point}"
            return True
        return False

    def close(self) -> Any:
        """Syncs; answers what all see in the end."""
        try:
            end_at(self.centre, 0)
            return self.scene.resumed(self.laptop, self.centre)
        finally:
            self.laptop.close()
            self.centre.close()
            self.scene.cluster.drop(self.name)


def ended_at(scene: Scene, folder: Path, every: int) -> int:
    """Ends the push at every so manieth point, over and over; answers how many there are."""
    _points, wanted = scene.life(0, folder)
    ended = Ended(scene, folder)
    point = 1
    while ended.push(point):
        point += every
    points = passed(ended.centre)
    assert point > points
    assert ended.close() == wanted
    return points


def test_a_push_whose_backend_ends_leaves_nothing_half_done(scene: Scene, tmp_path: Path) -> None:
    assert ended_at(scene, tmp_path, 23) > 100


@pytest.mark.slow
def test_a_push_whose_backend_ends_at_any_statement_leaves_nothing_half_done(
    scene: Scene, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    points = ended_at(scene, tmp_path, 1)
    with capsys.disabled():
        sys.stdout.write(
            f"\npush ended at each of {points} points of the centre: nothing left, then converged\n"
        )


@pytest.mark.slow
def test_a_sync_killed_at_every_statement_ends_where_an_untroubled_one_ends(
    scene: Scene, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    points = killed_at(scene, tmp_path, None)
    with capsys.disabled():
        sys.stdout.write(f"\nlaptop killed at each of {points} points of a sync: all converged\n")
