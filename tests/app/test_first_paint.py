"""What is loaded when the frame is painted, and what is not yet when the first rows are."""

import json
import subprocess
import sys

import pytest

from prospectdesk.jobs.opening import Opening
from prospectdesk.jobs.session import open_session

LATER = {
    "asyncio", "concurrent.futures", "qasync", "multiprocessing", "stdnum", "logging.handlers", "ssl",
    "PySide6.QtNetwork", "sqlcipher3",
}  # fmt: skip
"""Brought by the loop, the network, numbers to check, the log: none of it is needed for the frame."""
FLOORS = {
    "prospectdesk.commands", "prospectdesk.queries", "prospectdesk.sheets", "prospectdesk.documents",
    "prospectdesk.geo", "prospectdesk.mail", "prospectdesk.ports", "prospectdesk.sync",
}  # fmt: skip
OURS_AT_MOST = 96
"""Modules of the program at the painted frame; each costs half a millisecond and more, a new screen brings two."""
UNTIL_ROWS = {
    "numpy", "sqlalchemy", "openpyxl", "reportlab", "geopy", "httpx", "phonenumbers", "alembic", "vobject",
    "keyring", "stdnum", "multiprocessing", "prospectdesk.commands.all", "prospectdesk.commands.companies",
    "prospectdesk.commands.lists", "prospectdesk.commands.drafts", "prospectdesk.ui.prospects.criteria_panel",
    "prospectdesk.ui.companies.sheet",
}  # fmt: skip
SCRIPT = """
import json, sys
from pathlib import Path
from prospectdesk.app import start
from PySide6.QtCore import QTimer

hasten = start.hasten

def hastened():
    hasten()
    from prospectdesk.app.bootstrap import Program
    painted = Program.paint

    def paint(program):
        painted(program)
        print(json.dumps(sorted(sys.modules)), flush=True)
        program.window.arrived.connect(lambda _place: look(program))

    Program.paint = paint

def look(program):
    page = program.window.need_live().pages.page()
    timer = QTimer(page)

    def seen():
        if page.model.rowCount() and page.model.row_at(0):
            import os
            print(json.dumps(sorted(sys.modules)), flush=True)
            os._exit(0)

    timer.timeout.connect(seen)
    timer.start(1)

start.hasten = hastened
start.main(["--data-dir", sys.argv[1]])
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    from prospectdesk.commands.drafts import SaveSettings

    folder = tmp_path_factory.mktemp("first") / "profile"
    session = open_session(Opening(data_dir=folder, encryption=False))
    with session.store.transaction(0, None) as uow:
        company = uow.insert("company", {"name": "Garage Martin"})
        uow.insert("registration", {"company_id": company, "registered_at": 1})
        uow.finish()
    session.bus.do(SaveSettings(values={"window.tabs": {"screen": "prospects"}}))
    session.close()
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(folder)], capture_output=True, text=True, timeout=60, check=True
    )
    frame, rows = (set(json.loads(line)) for line in done.stdout.splitlines())
    return frame, rows


@pytest.mark.spec("X-27")
def test_the_frame_needs_no_loop_no_network_and_no_lower_floor(loaded):
    frame, _rows = loaded
    assert frame & LATER == set()
    assert {name for name in frame if ".".join(name.split(".")[:2]) in FLOORS} == set()


@pytest.mark.spec("X-27")
def test_the_frame_is_made_of_few_modules(loaded):
    frame, _rows = loaded
    ours = {name for name in frame if name.split(".")[0] == "prospectdesk"}
    assert len(ours) <= OURS_AT_MOST, sorted(ours)


@pytest.mark.spec("X-27")
def test_the_first_rows_need_no_command_and_nothing_heavy(loaded):
    _frame, rows = loaded
    assert rows & UNTIL_ROWS == set()


LIGHTLY = """
import builtins, json, sys
from prospectdesk.app import qt_support
spared = qt_support.load_lightly()
from PySide6.QtCore import QObject
asleep = sorted(qt_support.asleep())
try:
    QObject().setObjectName(4)
except TypeError as error:
    said = str(error)
from shibokensupport.signature import get_signature
print(json.dumps({
    "spared": spared, "asleep": asleep, "awake": sorted(set(asleep) - qt_support.asleep()), "said": said,
    "signature": str(get_signature(QObject.objectName)),
    "import": builtins.__import__ is builtins.__orig_import__, "compile": repr(builtins.compile),
}))
"""


def test_pyside_makes_its_signatures_when_they_are_asked_for_and_leaves_imports_alone():
    done = subprocess.run(
        [sys.executable, "-c", LIGHTLY], capture_output=True, text=True, timeout=60, check=True
    )
    told = json.loads(done.stdout)
    assert told["spared"]
    assert len(told["asleep"]) == 7
    assert "shibokensupport/signature/parser.py" in told["awake"]
    assert "shibokensupport/signature/lib/pyi_generator.py" not in told["awake"]
    assert "setObjectName(name: str" in told["said"]
    assert told["signature"] == "(self, /) -> str"
    assert told["import"]
    assert told["compile"] == "<built-in function compile>"
