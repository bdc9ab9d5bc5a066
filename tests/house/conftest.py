"""What the rules of the house look at: every Python source of the project, parsed once."""

from __future__ import annotations

import ast
import importlib.util
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
PLACES = ("src", "tests", "packaging", "benchmarks")


@dataclass(frozen=True)
class Source:
    """One Python file: its place in the checkout (with /), text and tree."""

    place: str
    text: str
    tree: ast.Module

    def under(self, *folders: str) -> bool:
        """Whether the file lies in one of these floors ("ui", "ui/kit") of the package."""
        return any(self.place.startswith(f"src/prospectdesk/{folder}/") for folder in folders)

    def calls(self) -> list[ast.Call]:
        """All calls in the file."""
        return [node for node in ast.walk(self.tree) if isinstance(node, ast.Call)]

    def at(self, node: ast.expr | ast.stmt, text: str) -> str:
        """A finding, as a line to click on."""
        return f"{self.place}:{node.lineno}: {text}"


def parsed(place: str, text: str) -> Source:
    """A source from its text."""
    return Source(place, text, ast.parse(text, filename=place))


@pytest.fixture(scope="session")
def sources() -> list[Source]:
    """Every Python file of the project but generated forms."""
    files = [ROOT / "dev.py"]
    for folder in PLACES:
        files.extend(sorted((ROOT / folder).rglob("*.py")))
    return [
        parsed(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
        for path in files
        if "ui/forms/ui_" not in path.as_posix()
    ]


@pytest.fixture(scope="session")
def product(sources: list[Source]) -> list[Source]:
    """The files of the package."""
    return [source for source in sources if source.place.startswith("src/")]


@pytest.fixture(scope="session")
def example() -> Callable[[str, str], Source]:
    """Makes a small source, to show that a rule can fail."""
    return parsed


@pytest.fixture(scope="session")
def held() -> Callable[[Callable[[Source], list[str]], list[Source]], None]:
    """Fails with all findings of a rule, one a line."""

    def check(rule: Callable[[Source], list[str]], looked_at: list[Source]) -> None:
        found = [line for source in looked_at for line in rule(source)]
        if found:
            pytest.fail("\n".join(found), pytrace=False)

    return check


@pytest.fixture(scope="session")
def script() -> Callable[[str], ModuleType]:
    """Loads a script of the checkout ("dev.py") as a module."""

    def load(place: str) -> ModuleType:
        name = f"house_{Path(place).stem}"
        spec = importlib.util.spec_from_file_location(name, ROOT / place)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
        return module

    return load


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT
