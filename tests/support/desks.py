"""Two real profiles against a real service: the program's own entry, as an administrator would call it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from prospectdesk.app.start import main

SIRET, OTHER = "00010012300017", "00010003200010"
"""A company nobody knows yet, and Cycles Le Goff."""


@dataclass(frozen=True)
class Answer:
    """What one call printed and how it ended."""

    code: int
    document: Any
    messages: str


class Desk:
    """One profile driven by the command line; `url` is where its centre is said to be."""

    def __init__(self, folder: Path, login: str, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.login = folder, login
        self._capsys = capsys
        self.options: list[str] = ["--no-encryption"]

    def call(self, *words: object) -> Answer:
        """Runs one verb with --json."""
        self._capsys.readouterr()
        code = main([*map(str, words), "--data-dir", str(self.folder / "profile"), *self.options, "--json"])
        out, err = self._capsys.readouterr()
        return Answer(code, json.loads(out) if out else None, err)

    def good(self, *words: object) -> Any:
        """The document of a call that must succeed."""
        answer = self.call(*words)
        assert answer.code == 0, answer
        return answer.document

    def sign_in(self, url: str, password: str = "demo") -> Answer:
        """The verb sign-in."""
        file = self.folder / "password"
        file.write_text(password + "\n", encoding="utf-8")
        return self.call("sign-in", "--server", url, "--user", self.login, "--password-file", file)

    def do(self, *commands: dict[str, Any]) -> list[Any]:
        """The results of the verb do; all must succeed."""
        file = self.folder / "commands.json"
        file.write_text(json.dumps(list(commands)), encoding="utf-8")
        results = self.call("do", file).document["results"]
        assert all(one["ok"] for one in results), results
        return results

    def sync(self) -> Any:
        """The document of a complete sync."""
        return self.good("sync")

    def show(self, ref: str) -> Any:
        """One company sheet."""
        return self.good("show", ref)


def company(siret: str = OTHER, name: str = "Cycles Le Goff", **more: str) -> dict[str, str]:
    """The command that creates a company."""
    people = {"commercial_source": "ugo", "commercial_operationnel": "ugo", "source": "Salon"}
    return {"command": "CreateCompany", "raison_sociale": name, "siret": siret, **people, **more}


def notes(sheet: Any) -> list[str]:
    """The texts of the notes on a sheet."""
    return [one["text"] for one in sheet["timeline"] if one["type"] == "note"]


def note(text: str) -> dict[str, str]:
    """The command that adds a note to Cycles Le Goff."""
    return {"command": "AddNote", "company": OTHER, "text": text}
