"""File names made from data (SECURITY R8, T14): 150 names, the rules of three systems."""

from __future__ import annotations

import itertools
import re
import unicodedata
from pathlib import Path

import pytest

from prospectdesk.domain.filenames import numbered, safe_name

pytestmark = pytest.mark.spec("R8", "T14")

DEVICES = ["CON", "prn", "Aux", "NUL", "COM1", "lpt9", "COM¹", "CONIN$", "clock$"]
PIECES = [
    "../",
    "..\\",
    "/etc/passwd",
    "C:\\x",
    "a:b",
    "a*b?",
    '"q"',
    "<b>",
    "a|b",
    "x\u202egpj.exe",
    "\x00nul",
    "\x1b[31m",
    "tab\tle",
    "fin. ",
    " . .",
    "~",
    "-rf",
]
LONG = ["é" * 200, "🙂" * 100, "a" * 300, "a" * 300 + ".pdf", "e\u0301" * 150, "." * 300, " " * 300]
OTHERS = [
    "a.",
    "b ",
    "LPT1.",
    "nul.tar.gz",
    "a?.pdf",
    "%APPDATA%",
    "$(rm)",
    "`x`",
    "a;b",
    "été\u0301",
    "ﬁn",
    "\u2066x\u2069",
    "",
    ".",
    "..",
    "...",
    "\u200b",
    "\ud800",
    "\uffff",
    "L’Été & Fils",
    "été.PDF",
    "a/b/c.tar.gz",
    ".cache",
    "x" * 250 + ".docx",
    "\u2215\u2044\uff0f",
    "a\nb",
]
NAMES = (
    DEVICES
    + [f"{device}.txt" for device in DEVICES]
    + [f"{device}.a.b" for device in DEVICES]
    + [f" {device} " for device in DEVICES]
    + PIECES
    + [f"{left}{right}" for left, right in itertools.product(PIECES[:8], PIECES[:8])]
    + LONG
    + OTHERS
)


def linux_accepts(name: str) -> bool:
    return "/" not in name and "\0" not in name and name not in ("", ".", "..") and len(name.encode()) <= 255


def windows_accepts(name: str) -> bool:
    if re.search(r'[<>:"/\\|?*\x00-\x1f]', name) or name.endswith((".", " ")) or name.startswith(" "):
        return False
    stem = name.partition(".")[0].strip()
    device = re.fullmatch(r"(?i)con|prn|aux|nul|clock\$|conin\$|conout\$|(com|lpt)[0-9¹²³]", stem)
    return not device and len(name.encode("utf-16-le")) // 2 <= 255


def macos_accepts(name: str) -> bool:
    return (
        ":" not in name
        and linux_accepts(name)
        and len(unicodedata.normalize("NFD", name).encode("utf-16-le")) // 2 <= 255 * 2
    )


def test_there_are_enough_names() -> None:
    assert len(NAMES) >= 150


@pytest.mark.parametrize("suffix", ["", ".pdf"])
@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_a_name_is_one_component_that_all_systems_accept(tmp_path: Path, name: str, suffix: str) -> None:
    safe = safe_name(name, suffix=suffix)
    assert linux_accepts(safe)
    assert windows_accepts(safe)
    assert macos_accepts(safe)
    assert safe.endswith(suffix)
    assert not re.search("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\x00-\x1f]", safe)
    assert safe == unicodedata.normalize("NFC", safe)
    (tmp_path / safe).write_bytes(b"x")
    assert [entry.name for entry in tmp_path.iterdir()] == [safe]


def test_good_names_are_left_alone() -> None:
    for name in ("Lettre de mission.pdf", "L’Été & Fils – devis n° 3.docx", "rapport 2026-11-23.xlsx"):
        assert safe_name(name) == name


def test_the_suffix_is_given_once() -> None:
    assert safe_name("devis.pdf", suffix=".pdf") == "devis.pdf"
    assert safe_name("devis v1.2", suffix=".pdf") == "devis v1.2.pdf"


def test_a_taken_name_gets_a_number_before_its_extension() -> None:
    assert numbered("devis.pdf", 2) == "devis (2).pdf"
    assert len(numbered("a" * 251 + ".pdf", 12).encode()) <= 255
