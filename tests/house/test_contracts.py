"""The import contracts of pyproject.toml hold, and each of them can be broken."""

import subprocess
import sys
import tomllib

import pytest

BREACHES = {
    "domain/money.py": "import prospectdesk.store",
    "server/pull.py": "import prospectdesk.store",
    "mail/smtp.py": "import prospectdesk.wire\nimport sqlite3",
    "store/rows.py": "import PySide6.QtCore",
    "ui/kit/desk.py": "import prospectdesk.ports\nimport prospectdesk.ui.companies",
    "ui/companies/__init__.py": "",
    "jobs/lanes.py": "import qasync",
    "app/loop.py": "import qasync",
}


@pytest.fixture
def skeleton(root, tmp_path):
    """An empty house: the floors, their openings, and the contracts."""
    house = tmp_path / "prospectdesk"
    for opening in sorted((root / "src" / "prospectdesk").glob("*/__init__.py")):
        floor = house / opening.parent.name
        floor.mkdir(parents=True)
        (floor / "__init__.py").write_text("", encoding="utf-8")
    for folder in ("ui/kit", "ui/forms"):
        (house / folder).mkdir(parents=True)
        (house / folder / "__init__.py").write_text("", encoding="utf-8")
    for module in ("__init__.py", "resources.py"):
        (house / module).write_text("", encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text((root / "pyproject.toml").read_text(encoding="utf-8"))
    return house


def linted(folder):
    """What lint-imports says about the package in `folder`."""
    code = "import sys; sys.path.insert(0, '.'); from importlinter.cli import lint_imports_command as c; c()"
    command = [sys.executable, "-P", "-c", code, "--no-cache", "--no-logo"]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, encoding="utf-8")
    return done.stdout + done.stderr


def contracts(root):
    with (root / "pyproject.toml").open("rb") as file:
        return tomllib.load(file)["tool"]["importlinter"]["contracts"]


def test_every_contract_breaks_when_a_floor_breaks_it(root, skeleton):
    assert "0 broken" in linted(skeleton.parent)
    for place, text in BREACHES.items():
        target = skeleton / place
        target.parent.mkdir(exist_ok=True)
        target.write_text(text, encoding="utf-8")
    said = linted(skeleton.parent)
    unbroken = [one["name"] for one in contracts(root) if f"{one['name']} BROKEN" not in said]
    assert unbroken == [], said


def test_a_new_floor_and_a_new_page_must_be_placed(skeleton):
    for place in ("cellar", "ui/cellar"):
        (skeleton / place).mkdir()
        (skeleton / place / "__init__.py").write_text("", encoding="utf-8")
    said = linted(skeleton.parent)
    assert "prospectdesk.cellar" in said
    assert "prospectdesk.ui.cellar" in said


def test_the_house_keeps_its_contracts(root):
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-logo"],
        cwd=root, capture_output=True, check=False, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
