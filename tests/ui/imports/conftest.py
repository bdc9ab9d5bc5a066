"""The import page on the demonstration, in the host that the window gives it, and lists to import."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from stdnum import luhn

from prospectdesk.jobs.lanes import Lanes
from prospectdesk.jobs.session import Opening, Session, open_session
from prospectdesk.ui.imports.page import ImportPage
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.shell.pages import PageHost

MONDAY = datetime(2026, 11, 23, 9)
TABLES = (
    "company",
    "establishment",
    "registration",
    "contact",
    "routine_tag",
    "timeline",
    "history",
    "outbox",
    "import_run",
)


@pytest.fixture(scope="session")
def _demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demonstration's folder, made once; each test works on a copy."""
    folder = tmp_path_factory.mktemp("demo") / "data"
    open_session(Opening(demo=True, data_dir=folder, now=MONDAY)).close()
    return folder


@pytest.fixture
def session(_demo: Path, tmp_path: Path) -> Iterator[Session]:
    """The demonstration, as new."""
    folder = tmp_path / "data"
    shutil.copytree(_demo, folder)
    opened = open_session(Opening(demo=True, data_dir=folder, now=MONDAY))
    yield opened
    opened.close()


@pytest.fixture
def desk(session: Session, lanes: Lanes, loop: Any, run: Callable[..., Any]) -> Iterator[Desk]:
    """A desk on it; a bug of ours in a task fails the test."""
    made = Desk.of(session, lanes)
    crashes: list[BaseException] = []
    made.crashed.connect(crashes.append)
    yield made
    run(made.close())
    made.deleteLater()
    assert not crashes, crashes


@pytest.fixture
def host(desk: Desk, theme: Any, qtbot: Any, run: Callable[..., Any]) -> PageHost:
    """The page as the window shows it."""
    made = PageHost(ImportPage(desk), "import")
    qtbot.addWidget(made)
    made.resize(1180, 820)
    made.show()
    run(desk.settle())
    return made


@pytest.fixture
def page(host: PageHost, desk: Desk, run: Callable[..., Any]) -> Iterator[ImportPage]:
    """The page itself; what it staged is removed."""
    assert isinstance(host.page, ImportPage)
    yield host.page
    host.page.work.drop()


@pytest.fixture
def table(tmp_path: Path) -> Callable[..., Path]:
    """Writes rows (dicts) as a .csv."""

    def write(rows: list[dict[str, str]], name: str = "liste.csv") -> Path:
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]), delimiter=";")
            writer.writeheader()
            writer.writerows(rows)
        return path

    return write


@pytest.fixture
def held(session: Session) -> Callable[[], dict[str, int]]:
    """How many living rows each table has."""

    def count() -> dict[str, int]:
        found = {}
        with session.store.session() as conn:
            for name in TABLES:
                columns = {row[1] for row in conn.execute(f"PRAGMA table_info({name})")}
                live = " WHERE deleted_at IS NULL" if "deleted_at" in columns else ""
                found[name] = conn.execute(f"SELECT count(*) FROM {name}{live}").fetchone()[0]
        return found

    return count


@pytest.fixture
def siret() -> Callable[..., str]:
    """The SIRET number `n` of a made-up company, establishment `site`."""

    def make(n: int, site: int = 1) -> str:
        head = f"{40_000_000 + n * 7}"
        siren = head + luhn.calc_check_digit(head)
        rest = f"{siren}{site:04}"
        return rest + luhn.calc_check_digit(rest)

    return make


@pytest.fixture
def click(qtbot: Any, host: PageHost, desk: Desk, run: Callable[..., Any]) -> Callable[[str], None]:
    """Clicks the widget of that name, then waits until nothing is under way."""

    def press(name: str) -> None:
        widget = host.findChild(QWidget, name)
        assert widget is not None, name
        assert widget.isVisible(), f"{name} is hidden"
        assert widget.isEnabled(), f"{name}: {widget.toolTip()}"
        qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)
        run(desk.settle())
        run(desk.settle())

    return press


@pytest.fixture
def take(page: ImportPage, desk: Desk, run: Callable[..., Any]) -> Callable[..., None]:
    """Drops a file on the page and waits until it was looked at."""

    def drop(path: Path, kind: str | None = None) -> None:
        if kind is not None:
            page.files.kind.chips[kind].click()
        page.files.drop.chosen.emit(path)
        run(desk.settle())

    return drop


@pytest.fixture
def check(take: Callable[..., None], click: Callable[[str], None]) -> Callable[..., None]:
    """Brings a file to the check, step 4."""

    def go(path: Path, kind: str | None = None) -> None:
        take(path, kind)
        for _ in range(3):
            click("import.forward")

    return go
