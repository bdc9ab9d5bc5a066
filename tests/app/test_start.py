"""The window as a program: first paint, one window per profile, close, a pass phrase, pictures."""

import json
import subprocess
import sys

import pytest

HEAVY = (
    "asyncio",
    "prospectdesk.ui.kit.desk",
    "prospectdesk.queries.dossiers",
    "sqlalchemy",
    "numpy",
    "openpyxl",
    "reportlab",
    "geopy",
    "httpx",
    "phonenumbers",
    "alembic",
    "vobject",
)
SCRIPT = """
import json, sys, threading
from PySide6.QtCore import QTimer
from prospectdesk.app import bootstrap
from prospectdesk.app.start import main

class Watched(bootstrap.Program):
    def paint(self):
        super().paint()
        print(json.dumps({"modules": [name for name in %r if name in sys.modules],
                          "visible": self.window.isVisible()}), flush=True)

    async def _live(self, session):
        await super()._live(session)
        print(json.dumps({"screen": self.window.router.screen}), flush=True)
        QTimer.singleShot(%d, self.window.close)

bootstrap.Program = Watched
code = main(sys.argv[1:])
left = [one.name for one in threading.enumerate() if one is not threading.main_thread() and not one.daemon]
print(json.dumps({"code": code, "left": left}), flush=True)
"""


def start(*arguments, stay_ms=0):
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT % (HEAVY, stay_ms), *map(str, arguments)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def ended(process):
    out, errors = process.communicate(timeout=60)
    assert "Traceback" not in errors, errors
    return [json.loads(line) for line in out.splitlines()]


@pytest.mark.slow
@pytest.mark.spec("X-27")
def test_the_frame_is_painted_before_anything_heavy_loads_and_nothing_stays(tmp_path):
    first, alive, last = ended(start("--demo", "--data-dir", tmp_path / "profile"))
    assert first == {"modules": [], "visible": True}
    assert alive["screen"]
    assert last == {"code": 0, "left": []}


@pytest.mark.slow
@pytest.mark.spec("X-28")
def test_a_second_start_brings_the_first_window_to_the_front_and_ends(tmp_path):
    one = start("--demo", "--data-dir", tmp_path / "profile", stay_ms=4000)
    assert json.loads(one.stdout.readline())["visible"]
    assert "screen" in one.stdout.readline()
    other = ended(start("--demo", "--data-dir", tmp_path / "profile"))
    assert other == [{"code": 0, "left": []}]
    assert ended(one)[-1]["code"] == 0


@pytest.mark.slow
@pytest.mark.spec("X-28")
def test_a_window_that_was_killed_leaves_its_profile_free(tmp_path):
    one = start("--demo", "--data-dir", tmp_path / "profile", stay_ms=60_000)
    one.stdout.readline()
    one.stdout.readline()
    one.kill()
    one.communicate()
    assert ended(start("--demo", "--data-dir", tmp_path / "profile"))[-1]["code"] == 0


def screens(tmp_path, *arguments):
    call = [sys.executable, "-m", "prospectdesk", "screens", tmp_path / "out", "--demo", "--json", *arguments]
    done = subprocess.run(
        [str(one) for one in call], capture_output=True, text=True, timeout=120, check=False
    )
    assert "Traceback" not in done.stderr
    return done.returncode, json.loads(done.stdout)


@pytest.mark.slow
def test_the_verb_screens_draws_the_screens_asked_for(tmp_path):
    code, told = screens(
        tmp_path, "--only", "settings.about", "--only", "palette", "--size", "1024x680", "--scale", "2"
    )
    names = [
        f"{name}-{theme}-1024x680.png"
        for name in ("palette", "settings.about")
        for theme in ("light", "dark")
    ]
    assert code == 0
    assert told == {"files": names}
    for name in names:
        head = (tmp_path / "out" / name).read_bytes()[:24]
        assert (int.from_bytes(head[16:20]), int.from_bytes(head[20:24])) == (2048, 1360)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("--only", "unheard"), "invalid"), (("--size", "12x9"), "invalid"), (("--scale", "99"), "invalid")],
)
def test_a_wrong_wish_of_the_verb_screens_is_one_sentence(tmp_path, arguments, code):
    status, told = screens(tmp_path, *arguments)
    assert status == 1
    assert told["error"]["code"] == code


RESTORE = """
import json, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from prospectdesk.app import bootstrap
from prospectdesk.app.start import main
from prospectdesk.jobs.upkeep import save_copy
from prospectdesk.jobs.ticket import Ticket
from prospectdesk.commands.companies import CreateCompany
from prospectdesk.queries.people import setting

copy = Path(sys.argv.pop(1))

class Watched(bootstrap.Program):
    turns = 0

    async def _live(self, session):
        await super()._live(session)
        Watched.turns += 1
        count = session.reader.run(lambda conn: conn.execute("SELECT count(*) FROM company").fetchone()[0])
        print(json.dumps({"companies": count, "said": self.window.undo_bar.label.text()}), flush=True)
        if Watched.turns == 1:
            save_copy(session, copy, Ticket())
            await self.desk.do(CreateCompany(raison_sociale="Après la copie", commercial_source="local",
                                             commercial_operationnel="local", source="Import"))
            QTimer.singleShot(0, lambda: self.window.restore_wanted.emit(copy))
        else:
            QTimer.singleShot(0, self.window.close)

bootstrap.Program = Watched
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.slow
@pytest.mark.spec("X-26")
def test_a_copy_is_restored_from_the_window_and_the_window_comes_back(tmp_path):
    call = [
        sys.executable,
        "-c",
        RESTORE,
        tmp_path / "copy.db",
        "--data-dir",
        tmp_path / "p",
        "--no-encryption",
    ]
    done = subprocess.run([str(one) for one in call], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    before, after = (json.loads(line) for line in done.stdout.splitlines())
    assert before == {"companies": 0, "said": ""}
    assert after["companies"] == 0
    assert "Copie restaurée" in after["said"]
    aside = list((tmp_path / "p" / "set-aside").rglob("*.db"))
    assert len(aside) == 1
