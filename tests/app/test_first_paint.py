"""The first picture: it has the rows of the list, few modules are loaded by then, PySide brings little."""

import json
import subprocess
import sys

import pytest

from prospectdesk.jobs.opening import Opening
from prospectdesk.jobs.session import open_session

LATER = {
    "asyncio", "concurrent.futures", "qasync", "multiprocessing", "stdnum", "logging.handlers", "ssl",
    "PySide6.QtNetwork", "numpy", "sqlalchemy", "openpyxl", "reportlab", "geopy", "httpx", "phonenumbers", "alembic",
    "vobject", "keyring", "sqlite3", "prospectdesk.ui.prospects.criteria_panel", "prospectdesk.ui.prospects.peek",
    "prospectdesk.ui.companies.sheet", "prospectdesk.ui.shell.menus", "prospectdesk.ui.shell.floats",
}  # fmt: skip
"""Brought by the loop, the network, numbers to check, the log, what is opened later: not needed for the first rows."""
FLOORS = {
    "prospectdesk.commands", "prospectdesk.sheets", "prospectdesk.documents", "prospectdesk.geo", "prospectdesk.mail",
    "prospectdesk.ports",
}  # fmt: skip
OURS_AT_MOST = 158
"""Modules of the program when the first rows are painted; each costs half a millisecond, a new screen brings two."""
SCRIPT = """
import json, os, sys
from prospectdesk.app import start
hasten = start.hasten
rows = []
paints = []

def hastened():
    hasten()
    from prospectdesk.app import bootstrap
    bootstrap.PATIENCE_S = 20  # however busy the machine is: the rows are in the first picture
    from prospectdesk.ui.kit.delegates import PaintedDelegate
    painted, drawn = bootstrap.Program.paint, PaintedDelegate.paint_row

    def paint(program):
        painted(program)
        print(json.dumps({"modules": sorted(sys.modules), "rows": rows}), flush=True)
        os._exit(0)

    def draw(delegate, painter, model, row, cells):
        drawn(delegate, painter, model, row, cells)
        if model.read_row(row.row) is not None:
            rows.append(row.row)

    bootstrap.Program.paint, PaintedDelegate.paint_row = paint, draw

start.hasten = hastened
start.main(["--data-dir", sys.argv[1]])
"""


@pytest.fixture(scope="module")
def first(tmp_path_factory):
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
    return json.loads(done.stdout)


@pytest.mark.spec("X-27")
def test_the_first_rows_need_no_loop_no_network_no_command_and_nothing_heavy(first):
    loaded = set(first["modules"])
    assert loaded & LATER == set()
    assert {name for name in loaded if ".".join(name.split(".")[:2]) in FLOORS} == set()


@pytest.mark.spec("X-27")
def test_the_first_rows_need_few_modules(first):
    ours = {name for name in first["modules"] if name.split(".")[0] == "prospectdesk"}
    assert len(ours) <= OURS_AT_MOST, sorted(ours)


@pytest.mark.spec("X-27")
def test_the_first_picture_has_the_rows_and_is_painted_once(first):
    assert first["rows"] == [0]


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


ENUMS = """
import enum, json
from prospectdesk.app import qt_enums, qt_support
asked = []

def recorded(cls, name, names, **how):
    asked.append((cls, name, names, how))
    return qt_enums._by_python(cls, name, names, **how)

enum.EnumType._create_ = recorded
qt_support.load_lightly()
from PySide6 import QtCore, QtGui, QtWidgets
for module in (QtCore, QtGui, QtWidgets):
    for name in dir(module):
        getattr(getattr(module, name), "__dict__", None)

def told(value):
    if isinstance(value, enum.Enum) and not isinstance(value, enum.FlagBoundary):
        own = {key: one for key, one in vars(value).items() if key != "__objclass__"}
        return type(value).__name__, repr(value), str(value), hash(value), own
    if isinstance(value, dict):
        return [(key, told(one)) for key, one in value.items()]
    return getattr(value, "__func__", value) if not str(type(value)).count("getset") else ""

def shape(made):
    return {key: told(value) for key, value in vars(made).items()}, [told(one) for one in made], len(made)

others = []
for cls, name, names, how in asked:
    how = {**how, "module": "x"}
    one, other = qt_enums._by_python(cls, name, names, **how), qt_enums._create(cls, name, names, **how)
    if shape(one) != shape(other):
        others.append(name)
enum.EnumType._create_ = qt_enums._by_python
known = qt_enums.hasten()

class Mine(enum.Enum):
    A = "a"
    name_ = 2

print(json.dumps({"known": known, "asked": len(asked), "others": others, "mine": [str(one) for one in Mine],
                  "fresh": str(enum.IntFlag("Bits", [("a", 1), ("b", 6)], boundary=enum.KEEP)(7))}))
"""


def test_qt_s_enumerations_made_in_one_go_are_those_of_python():
    done = subprocess.run(
        [sys.executable, "-c", ENUMS], capture_output=True, text=True, timeout=60, check=True
    )
    told = json.loads(done.stdout)
    assert told["known"]
    assert told["asked"] > 250
    assert told["others"] == []
    assert told["mine"] == ["Mine.A", "Mine.name_"]
    assert told["fresh"] == "7"
