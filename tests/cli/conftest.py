"""Runs the program's own entry in this process and reads its one JSON document."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from prospectdesk.app.start import main


@dataclass(frozen=True)
class Answer:
    """What one call printed and how it ended."""

    code: int
    document: Any
    text: str
    messages: str


Call = Callable[..., Answer]


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Call:
    """`call("list", …)` on a fresh plain profile of the test's own."""

    def run(*argv: object, demo: bool = False, fresh: bool = True, as_json: bool = True) -> Answer:
        words = [str(word) for word in argv]
        words += ["--data-dir", str(tmp_path / ("demo" if demo else "profile"))]
        words += ["--demo", "--now", "2026-11-23T09:00"] if demo else (["--no-encryption"] if fresh else [])
        words += ["--json"] if as_json else []
        code = main(words)
        out, err = capsys.readouterr()
        return Answer(code, json.loads(out) if as_json and out else None, out, err)

    return run


@pytest.fixture
def do(call: Call, tmp_path: Path) -> Callable[..., Answer]:
    """`do({...}, {...})` runs commands on the demonstration."""

    def run(*commands: dict[str, Any], user: str = "ugo") -> Answer:
        file = tmp_path / "commands.json"
        file.write_text(json.dumps(list(commands)), encoding="utf-8")
        return call("do", file, "--user", user, demo=True)

    return run
