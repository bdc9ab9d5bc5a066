"""Two people, two windows, one real service: work without a network, then everything meets (A-X1 … A-X4)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import pytest
from centre import run_sql
from proxy import Proxy
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from prospectdesk.commands.catalogues import SaveCatalogueEntry
from prospectdesk.commands.companies import CreateCompany, EditCompany
from prospectdesk.commands.contacts import CreateContact
from prospectdesk.commands.follow_ups import CreateFollowUp
from prospectdesk.commands.timeline import AddNote
from prospectdesk.jobs.opening import Opening

pytestmark = pytest.mark.pg
MONDAY = datetime(2026, 11, 23, 9)
SIRET, LE_GOFF = "00010012300017", "00010003200010"
MINUTE = 60_000
SYNC_MS = 20_000


class Seat(sys.modules["journey_driver"].Driver):  # the conftest of this folder loads it
    """One person at his window; `line` is his way to the centre. He sees his own window only."""

    line: Proxy

    def _tops(self) -> list[QWidget]:
        return [self.window]

    def sync(self) -> None:
        """Synchronises by the button of the page."""
        if not self.sees("sync.now"):
            self.window.open("sync")
            self.rest()
        syncing = self.desk.syncing
        self.qtbot.waitUntil(lambda: not syncing.state.running, timeout=SYNC_MS)
        told: list[Any] = []
        syncing.finished.connect(told.append)
        self.click("sync.now")
        self.qtbot.waitUntil(lambda: told and not syncing.state.running, timeout=SYNC_MS)
        syncing.finished.disconnect(told.append)
        self.rest()

    def give_up(self) -> None:
        """Tries to synchronise without a line."""
        syncing = self.desk.syncing
        self.qtbot.waitUntil(lambda: not syncing.state.running, timeout=SYNC_MS)
        syncing.now()
        self.qtbot.waitUntil(
            lambda: not syncing.state.running and syncing.state.failure is not None, timeout=SYNC_MS
        )
        self.rest()

    def do(self, *commands: Any) -> None:
        """What the window sends when buttons are pressed."""
        for command in commands:
            self.run(self.desk.do(command))
        self.rest()

    def later(self, milliseconds: int) -> None:
        """Time goes on at this desk."""
        session = self.desk.session
        session.clock = session.clock.forward(milliseconds)

    def company(self, siret: str = LE_GOFF) -> int:
        """The local id of a company."""
        return int(
            self.rows("SELECT id FROM company WHERE siren = ? AND deleted_at IS NULL", siret[:9])[0][0]
        )

    def status(self) -> str:
        """What the status line says, also where the page has words of its own."""
        self.run(self.window.need_live().read_counts())
        return str(self.window.status.state.text())


@pytest.fixture
def team(centre: Any, service: Any) -> Any:
    """The workspace « Ouest » with ugo and rachid; made before the loop of the windows runs."""
    space = centre.workspace("Ouest")
    for login, licence in (("ugo", "administrateur"), ("rachid", "utilisateur")):
        service.account(centre.person(space, licence, login))
    centre.sql('UPDATE pd."user" SET source_seller = 1')
    return service


@pytest.fixture
def seat_of(
    team: Any, qapp: Any, run: Any, theme: Any, qtbot: Any, tmp_path: Any
) -> Iterator[Callable[[str], Seat]]:
    """`seat_of("ugo")`: a fresh profile, signed in through the page Connexion. Everything is closed at the end."""
    qapp.setQuitOnLastWindowClosed(False)
    made: list[Seat] = []

    def sit(login: str) -> Seat:
        folder = tmp_path / login
        folder.mkdir()
        how = Opening(data_dir=folder / "profile", encryption=False, now=MONDAY)
        seat = Seat.start(qapp, how, folder, qtbot, run)
        seat.line = Proxy(int(team.url.rpartition(":")[2]))
        made.append(seat)
        seat.click("first_run.sign_in")
        for name, text in (("server", seat.line.url), ("login", login), ("password", "demo")):
            seat.see(f"sign_in.{name}").setText(text)
        seat.click("sign_in.yes")
        seat.qtbot.waitUntil(lambda: seat.window.router.screen == "home", timeout=SYNC_MS)
        seat.rest()
        return seat

    yield sit
    for seat in made:
        if not seat.task.done():
            assert seat.close() == 0
        seat.line.close()


@pytest.fixture
def pair(seat_of: Callable[[str], Seat]) -> tuple[Seat, Seat]:
    """Ugo and Rachid at their windows, with Cycles Le Goff."""
    ugo = seat_of("ugo")
    ugo.do(SaveCatalogueEntry(catalogue="source", label="Salon"), sheet("Cycles Le Goff", LE_GOFF))
    ugo.sync()
    return ugo, seat_of("rachid")


def sheet(name: str, siret: str) -> CreateCompany:
    """A new company."""
    return CreateCompany(
        raison_sociale=name,
        siret=siret,
        commercial_source="ugo",
        commercial_operationnel="ugo",
        source="Salon",
    )


@pytest.mark.spec("A-X1", "X-13", "X-14", "X-15", "X-41")
def test_what_was_done_without_a_network_reaches_the_other_desk(pair):
    ugo, rachid = pair
    assert "Synchronisé" in ugo.status()
    ugo.line.down = True
    ugo.do(
        AddNote(company=ugo.company(), text="Vu au salon"),
        CreateFollowUp(company=ugo.company(), kind="tache", date="2026-12-01"),
    )
    ugo.give_up()
    assert ugo.status() == "Hors ligne · 2 modifications en attente"
    ugo.window.open("sync")
    ugo.rest()
    assert ugo.text("sync.pending.value") == "2"
    ugo.line.down = False
    ugo.sync()
    assert ugo.text("sync.pending.value") == "0"
    assert ugo.status().startswith("Synchronisé")
    rachid.sync()
    rachid.window.open("sheet", company=rachid.company())
    rachid.rest()
    texts = [row.text for row in rachid.see("sheet.timeline.list").entries.rows]
    assert "Vu au salon" in texts
    assert rachid.rows("SELECT kind FROM follow_up WHERE deleted_at IS NULL") == [("tache",)]


@pytest.mark.spec("F3", "X-16")
@pytest.mark.skipif(sys.platform == "win32", reason="limits of Unix")
def test_a_full_disk_is_said_by_the_sync_and_everything_goes_once_there_is_room(pair):
    from disks import no_file_above

    ugo, rachid = pair
    rachid.do(AddNote(company=rachid.company(), text="De Rachid"))
    rachid.sync()
    ugo.do(AddNote(company=ugo.company(), text="Vu au salon"))
    ugo.window.open("sync")
    with no_file_above(1_000):
        ugo.give_up()
        said = ugo.text("sync.banner.text")
        assert "Le disque est plein ou protégé" in said
        assert ugo.desk.syncing.wait_ms > 0, "it tries again by itself"
        assert not ugo.sees("sync.messages.text")
    ugo.sync()
    rachid.sync()
    for desk in pair:
        texts = [row[0] for row in desk.rows("SELECT text FROM timeline WHERE type = 'note' ORDER BY text")]
        assert texts == ["De Rachid", "Vu au salon"]
    assert ugo.status().startswith("Synchronisé")


@pytest.mark.spec("A-X2", "X-17", "X-41")
def test_different_fields_both_survive_and_a_disputed_one_is_answered_on_the_page(pair):
    ugo, rachid = pair
    ugo.do(EditCompany(company=ugo.company(), telephone="02 99 00 00 01"))
    rachid.do(EditCompany(company=rachid.company(), ville="Betton"))
    for seat in (ugo, rachid, ugo):
        seat.sync()
    for seat in (ugo, rachid):
        assert seat.rows("SELECT phone, city FROM registration") == [("+33299000001", "Betton")]
        assert seat.text("sync.disputed.value") == "0"

    ugo.do(EditCompany(company=ugo.company(), ville="Saint-Grégoire"))
    rachid.later(MINUTE)
    rachid.do(EditCompany(company=rachid.company(), ville="Rennes"))
    for seat in (ugo, rachid, ugo):
        seat.sync()
    for seat in (ugo, rachid):
        assert seat.rows("SELECT city FROM registration") == [("Rennes",)]
        assert "1 conflit" in seat.status()
    [(conflict,)] = ugo.rows("SELECT id FROM conflict WHERE settled_at IS NULL")
    assert "Saint-Grégoire" in ugo.text(f"sync.conflict.{conflict}.lost.value")
    assert "Rennes" in ugo.text(f"sync.conflict.{conflict}.kept.value")
    assert not ugo.see(f"sync.conflict.{conflict}.answer.both").isEnabled()

    ugo.window.open("sheet", company=ugo.company())
    ugo.rest()
    assert "Saint-Grégoire" in ugo.see("sheet.file.rue.conflict").toolTip()
    ugo.window.open("sync")
    ugo.rest()
    ugo.click(f"sync.conflict.{conflict}.answer.mine")
    ugo.click("sync.conflict.apply")
    ugo.wait(lambda: ugo.text("sync.disputed.value") == "0")
    ugo.sync()
    rachid.sync()
    assert rachid.rows("SELECT city FROM registration") == [("Saint-Grégoire",)]
    assert rachid.text("sync.disputed.value") == "0"


@pytest.mark.spec("A-X3", "X-18", "C-83")
def test_two_relances_become_one_and_the_page_says_why(pair):
    ugo, rachid = pair
    for seat, day, priority in ((ugo, "2026-11-30", "haute"), (rachid, "2026-11-27", "faible")):
        seat.line.down = True
        seat.do(CreateFollowUp(company=seat.company(), date=day, priority=priority))
        seat.line.down = False
    for seat in (ugo, rachid, ugo):
        seat.sync()
    for seat in (ugo, rachid):
        [(relance, day, priority)] = seat.rows(
            "SELECT id, date(day * 86400, 'unixepoch'), priority FROM follow_up WHERE done = 0 AND deleted_at IS NULL"
        )
        assert (day, priority) == ("2026-11-27", 2)
        users = seat.rows(
            "SELECT u.login FROM follow_up_assignee a JOIN user u ON u.id = a.user_id "
            "WHERE a.follow_up_id = ? AND a.deleted_at IS NULL ORDER BY 1", relance,
        )  # fmt: skip
        assert users == [("rachid",), ("ugo",)]
        assert "Relances réunies" in seat.text("sync.settled.0.text")


@pytest.mark.spec("A-X4", "X-19")
def test_one_siret_made_twice_is_one_sheet_with_the_contacts_of_both(pair):
    ugo, rachid = pair
    for seat, name in ((ugo, "Caradec"), (rachid, "Hamon")):
        seat.line.down = True
        seat.do(sheet("Fonderie Nouvelle", SIRET))
        seat.do(CreateContact(company=seat.company(SIRET), nom=name))
        seat.line.down = False
    for seat in (ugo, rachid, ugo):
        seat.sync()
    for seat in (ugo, rachid):
        company = seat.company(SIRET)
        names = seat.rows(
            "SELECT last_name FROM contact WHERE company_id = ? AND deleted_at IS NULL ORDER BY 1", company
        )
        assert names == [("Caradec",), ("Hamon",)]
        seat.window.open("sheet.contacts", company=company)
        seat.rest()
        assert {seat.text(seat.card(one) + ".name") for one in ("Caradec", "Hamon")} == {"Caradec", "Hamon"}


def told(centre: Any, sql: str) -> Any:
    """The first value of a statement at the centre, from beside the loop of the windows."""
    with ThreadPoolExecutor(1) as beside:
        rows = beside.submit(run_sql, centre.superuser, sql).result()
    return rows[0][0] if rows else None


@pytest.mark.spec("X-41", "P1", "T1")
def test_a_refused_key_asks_for_the_password_and_a_revoked_device_says_so_and_closes(
    seat_of: Callable[[str], Seat], centre: Any
) -> None:
    ugo = seat_of("ugo")
    folder = ugo.desk.session.profile.folder
    ugo.do(SaveCatalogueEntry(catalogue="source", label="Salon"))
    told(centre, "DELETE FROM pd.token")
    told(centre, "UPDATE pd.device SET key_hash = sha256(key_hash)")
    ugo.give_up()
    # the key is refused: a dialog beside the work, which waits and goes on
    dialog = ugo.see("sign_in.again")
    assert not dialog.isModal()
    assert "demande votre mot de passe" in ugo.text("sign_in.again.text")
    ugo.do(SaveCatalogueEntry(catalogue="source", label="Phoning"))
    assert ugo.text("sign_in.again.login") == "ugo"
    ugo.see("sign_in.again.password").setText("faux mot de passe")
    ugo.click("sign_in.again.yes")
    ugo.wait(lambda: any("incorrect" in one.text() for one in dialog.findChildren(QLabel) if one.isVisible()))
    ugo.see("sign_in.again.password").setText("demo")
    ugo.click("sign_in.again.yes")
    ugo.qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=2 * SYNC_MS)
    ugo.qtbot.waitUntil(
        lambda: told(centre, "SELECT count(*) FROM pd.catalogue WHERE label IN ('Salon', 'Phoning')") == 2,
        timeout=SYNC_MS,
    )
    # the device is revoked: one sentence, then the program closes and nothing is left
    ugo.qtbot.waitUntil(lambda: not ugo.desk.syncing.state.running, timeout=SYNC_MS)
    told(centre, "UPDATE pd.device SET revoked_at = 1")
    ugo.desk.syncing.now()
    question = ugo.see("sign_in.revoked")
    assert "révoqué" in " ".join(one.text() for one in question.findChildren(QLabel))
    left = {"window.lock", "setup.lock", "revoked"}  # held while the window lives; the mark
    assert {one.name for one in folder.iterdir() if one.name != "logs"} <= left
    button = question.findChild(QPushButton, "sign_in.revoked.yes")
    ugo.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    ugo.qtbot.waitUntil(ugo.task.done, timeout=SYNC_MS)
    assert ugo.task.result() == 0
    assert {one.name for one in folder.iterdir() if one.name != "logs"} <= left
    assert told(centre, "SELECT count(*) FROM pd.device WHERE wiped_at IS NOT NULL") == 1
