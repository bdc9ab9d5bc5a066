"""Each of the 14 documents opened by programs that are not ours: Poppler's where they are installed (X-09, SECURITY T11)."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest
from hostile_texts import bare, hostile, printable, read

from prospectdesk.documents import letter_pdf, letter_templates
from prospectdesk.documents.letter_merge import Parties, compose
from prospectdesk.domain.letter import Letter
from prospectdesk.domain.letters import DOCUMENTS
from prospectdesk.domain.merge import FIELDS, MissionLine, Values, escape

EACH = 36
"""Values of each document: 14 × 36 are more than 500."""
FIELD_VALUES = 8
"""How many of them stand in its fields; the longest and the rest are written below its text."""
TOOLS = ("pdftotext", "pdfinfo", "pdffonts")


def poppler(tool: str, *arguments: object) -> str:
    """What one of Poppler's programs says."""
    found = subprocess.run(
        [tool, *map(str, arguments)], capture_output=True, check=True, timeout=30, text=True, encoding="utf-8"
    )
    assert found.stderr == ""
    return found.stdout


@pytest.fixture(scope="module")
def letters() -> dict[str, tuple[Letter, list[str]]]:
    """Every document with values of its own, and what must be read in it."""
    values = iter(hostile())
    return {one.label: _letter(one.template, list(islice(values, EACH))) for one in DOCUMENTS}


def _letter(template: str, values: list[str]) -> tuple[Letter, list[str]]:
    short = [one for one in values if len(one) < 300][: FIELD_VALUES + 4]
    fields = iter(short[:FIELD_VALUES])
    names = ("raison_sociale", "nom", "montant", "cabinet", "titulaire", "lieu", "date", "associe")
    texts = {name: f"valeur de {name}" for name in FIELDS if name != "missions"} | dict(
        zip(names, fields, strict=True)
    )
    missions = tuple(
        MissionLine(one, other, named=True) for one, other in zip(short[8:10], short[10:12], strict=True)
    )
    parties = Parties(
        short[0], ("1 rue A", short[8]), (short[9],), short[10], (short[3], short[4]), ("T", short[5]), "", "Comptable",
        "2026-11-23",
    )  # fmt: skip
    found = compose(letter_templates.built_in(template), Values(texts, missions), parties).letter
    below = "\n\n".join(f"«{number}:{escape(one)}:{number}»" for number, one in enumerate(values))
    return found.with_body(f"{found.body}\n\n{below}"), values


@pytest.fixture(scope="module")
def files(
    letters: dict[str, tuple[Letter, list[str]]], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    """Their PDFs."""
    folder = tmp_path_factory.mktemp("letters")
    found = {}
    for number, (label, (letter, _values)) in enumerate(letters.items()):
        found[label] = folder / f"{number}.pdf"
        found[label].write_bytes(letter_pdf.render(letter)[0])
    return found


def without_heads(text: str, letter: Letter) -> str:
    """The text without the heads and numbers of its pages, which may stand inside a value, and without spaces."""
    head = bare(printable(f"{letter.title} · {letter.reference}" if letter.reference else letter.title))
    pages = map(bare, text.split("\f"))
    joined = "".join(one.replace(head, "", 1) if place else one for place, one in enumerate(pages))
    return re.sub(r"Page\d+/\d+", "", joined)


def lost(text: str, letter: Letter, values: list[str]) -> list[str]:
    """The values that cannot be read where they were written, letter by letter."""
    found = without_heads(text, letter)
    signing = (line for one in letter.signatures for line in one.split("\n"))
    around = (
        letter.title,
        letter.subtitle,
        letter.place_date,
        *letter.sender,
        *letter.contact,
        *letter.recipient,
    )
    return [
        one for number, one in enumerate(values) if f"«{number}:{bare(printable(one))}:{number}»" not in found
    ] + [one for one in (*around, *signing) if bare(printable(one)) not in bare(text)]


def missing_tools() -> str:
    absent = [one for one in TOOLS if shutil.which(one) is None]
    return f"Poppler is not installed ({', '.join(absent)}): apt install poppler-utils" if absent else ""


needs_poppler = pytest.mark.skipif(bool(missing_tools()), reason=missing_tools() or "installed")


def by_poppler(place: Path) -> str:
    """The text of every page; Poppler frames words written leftwards with marks of direction."""
    return re.sub("[\u202a-\u202e]", "", poppler("pdftotext", "-raw", "-enc", "UTF-8", place, "-"))


def by_pdfium(place: Path) -> str:
    """The text of every page."""
    return read(place.read_bytes())


READERS = (
    pytest.param(by_pdfium, id="pdfium"),
    pytest.param(by_poppler, id="pdftotext", marks=needs_poppler),
)


@pytest.mark.spec("T11", "X-09", "X-10", "D-35")
@pytest.mark.parametrize("reader", READERS)
def test_five_hundred_hostile_values_are_read_in_the_fourteen_documents_as_they_are_stored(
    letters: dict[str, tuple[Letter, list[str]]], files: dict[str, Path], reader: Callable[[Path], str]
) -> None:
    assert sum(len(values) for _letter, values in letters.values()) >= 500
    gone = {label: lost(reader(place), *letters[label]) for label, place in files.items()}
    assert {label: one for label, one in gone.items() if one} == {}


@needs_poppler
@pytest.mark.spec("X-09", "D-35")
def test_another_program_finds_a4_pages_embedded_fonts_a_title_and_a_language(
    letters: dict[str, tuple[Letter, list[str]]], files: dict[str, Path]
) -> None:
    for label, place in files.items():
        letter = letters[label][0]
        told = dict(re.findall(r"^([\w ]+?):\s+(.*)$", poppler("pdfinfo", place), re.MULTILINE))
        assert re.fullmatch(r"595\.\d+ x 841\.\d+ pts \(A4\)", told["Page size"]), label
        assert (told["Creator"], told["Encrypted"], told["JavaScript"]) == ("ProspectDesk", "no", "no")
        assert told["CreationDate"].startswith("Mon Nov 23") or told["CreationDate"].startswith("Sun Nov 22")
        assert bare(told["Title"]) == bare(letter.title)
        assert told["Metadata Stream"] == "yes"
        meta = poppler("pdfinfo", "-meta", place)
        assert "<rdf:li>fr-FR</rdf:li>" in meta
        assert b"/Lang (fr-FR)" in place.read_bytes()
        rows = poppler("pdffonts", place).splitlines()[2:]
        assert len(rows) >= 2
        for row in rows:
            assert re.match(r"[A-Z]{6}\+\S+\s+TrueType\s+\S+\s+yes yes yes ", row), row
        pages = poppler("pdftotext", "-raw", place, "-").split("\f")[:-1]
        assert len(pages) == int(told["Pages"])
        for number, page in enumerate(pages, 1):
            assert f"Page {number}/{len(pages)}" in page, label
