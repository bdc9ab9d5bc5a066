"""What PDF/A-2b asks of a letter, read back from the file by other programs. No validator of PDF/A runs here."""

from __future__ import annotations

import re
import shutil
import subprocess
import zlib
from pathlib import Path
from xml.etree import ElementTree

import pypdfium2
import pytest
from pypdfium2 import raw

from prospectdesk.documents import letter_pdf, srgb
from prospectdesk.domain.letter import Letter

FORBIDDEN = (
    b"/Encrypt", b"/JavaScript", b"/JS", b"/AA", b"/EmbeddedFile", b"/SMask", b"/Group", b"/ca", b"/CA", b"/BM",
    b"/LZWDecode", b"/Annot", b"/PresSteps", b"/Launch", b"/OpenAction",
)  # fmt: skip
BODY = "# Titre\n**gras** 1\u202f000,50\u00a0€ Ωж ☑\n\n| A | B |\n| ✓ | & < |\n\n- un\n\n[signatures]\n\n[page]\n\nFin"
NAMES = {
    "pdfaid": "{http://www.aiim.org/pdfa/ns/id/}",
    "xmp": "{http://ns.adobe.com/xap/1.0/}",
    "pdf": "{http://ns.adobe.com/pdf/1.3/}",
    "dc": "{http://purl.org/dc/elements/1.1/}",
    "rdf": "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}",
}


@pytest.fixture(scope="module", params=[False, True], ids=["letter", "draft"])
def data(request: pytest.FixtureRequest) -> bytes:
    """A letter with everything that draws, as it is printed and as a draft."""
    letter = Letter(
        "Lettre & < mission", BODY, "Sous-titre", ("Cabinet Été", "Bureau"), ("1 rue A",), "Mentions", ("Client",),
        "Rennes, le 1er mars", "Réf", ("Le client\nDate", "Le cabinet\nDate"), dated="2026-11-23",
    )  # fmt: skip
    return letter_pdf.render(letter, draft=request.param)[0]


@pytest.mark.spec("X-09")
def test_nothing_in_the_file_is_what_an_archive_forbids(data: bytes) -> None:
    plain = re.sub(rb"stream\n.*?\nendstream", b"", data, flags=re.DOTALL)
    assert [one for one in FORBIDDEN if re.search(one + rb"(?![A-Za-z])", plain)] == []
    assert re.match(rb"%PDF-1\.[4-7]\n%[\x80-\xff]{4}", data)
    both = re.search(rb"/ID\s*\[<([0-9a-f]{32})><([0-9a-f]{32})>\]", plain)
    assert both
    assert b"/Lang (fr-FR)" in plain
    lengths = [int(one) for one in re.findall(rb"/Length (\d+)", plain)]
    streams = re.findall(rb"\nstream\n(.*?)\nendstream\nendobj\n", data, re.DOTALL)
    assert [len(one) for one in streams] == lengths
    assert plain.rstrip().endswith(b"%%EOF")


@pytest.mark.spec("X-09")
def test_the_colours_of_the_file_are_said_to_be_srgb_with_their_profile(data: bytes) -> None:
    assert data.count(b"/S /GTS_PDFA1") == 1
    number = re.search(rb"/DestOutputProfile (\d+) 0 R", data)
    assert number
    start = data.index(b"\n%s 0 obj" % number[1])
    told = re.search(rb"/N 3\b.*?stream\n(.*?)\nendstream", data[start:], re.DOTALL)
    assert told
    assert zlib.decompress(told[1]) == srgb.profile()
    profile = srgb.profile()
    assert int.from_bytes(profile[:4], "big") == len(profile)
    assert (profile[8], profile[12:16], profile[16:20], profile[36:40]) == (2, b"mntr", b"RGB ", b"acsp")


@pytest.mark.spec("X-09")
def test_what_the_file_says_of_itself_is_said_twice_alike(data: bytes) -> None:
    packet = re.search(rb"<x:xmpmeta.*</x:xmpmeta>", data, re.DOTALL)
    assert packet
    told = ElementTree.fromstring(packet[0])

    def one(prefix: str, name: str) -> str:
        found = told.find(f".//{NAMES[prefix]}{name}")
        assert found is not None, name
        return "".join(found.itertext()).strip()

    assert (one("pdfaid", "part"), one("pdfaid", "conformance")) == ("2", "B")
    assert one("xmp", "CreateDate") == one("xmp", "ModifyDate") == "2026-11-23T00:00:00+00:00"
    with pypdfium2.PdfDocument(data) as found:
        said = found.get_metadata_dict()
    assert said["CreationDate"] == said["ModDate"] == "D:20261123000000+00'00'"
    assert (said["Title"], said["Author"], said["Subject"]) == (
        one("dc", "title"),
        one("dc", "creator"),
        one("dc", "description"),
    )
    assert (said["Producer"], said["Creator"]) == (one("pdf", "Producer"), one("xmp", "CreatorTool"))


@pytest.mark.spec("X-09")
def test_every_character_is_drawn_with_a_font_of_the_file(data: bytes) -> None:
    seen = 0
    with pypdfium2.PdfDocument(data) as found:
        for page in found:
            for thing in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
                font = raw.FPDFTextObj_GetFont(thing)
                assert raw.FPDFFont_GetIsEmbedded(font) == 1
                seen += 1
            page.close()
    assert seen > 10
    fonts = re.findall(rb"<<[^<>]*/Subtype /TrueType[^<>]*>>", data)
    assert len(fonts) == 3
    assert all(
        b"/Encoding" not in one for one in fonts
    )  # symbolic subsets: their own table says what they draw
    assert data.count(b"/FontFile2") == 3
    files = [_stream(data, int(one)) for one in re.findall(rb"/FontFile2 (\d+) 0 R", data)]
    assert [_character_maps(one) for one in files] == [1, 1, 1]


def _stream(data: bytes, number: int) -> bytes:
    start = data.index(b"\n%d 0 obj" % number)
    found = re.search(rb"stream\n(.*?)\nendstream", data[start:], re.DOTALL)
    assert found
    return zlib.decompress(found[1])


def _character_maps(font: bytes) -> int:
    """How many tables of characters a TrueType font has."""
    for place in range(int.from_bytes(font[4:6], "big")):
        entry = font[12 + 16 * place :][:16]
        if entry[:4] == b"cmap":
            offset = int.from_bytes(entry[8:12], "big")
            return int.from_bytes(font[offset + 2 : offset + 4], "big")
    return 0


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not installed: apt install qpdf")
@pytest.mark.spec("X-09")
def test_a_second_program_finds_no_error_in_the_structure(data: bytes, tmp_path: Path) -> None:
    place = tmp_path / "a.pdf"
    place.write_bytes(data)
    found = subprocess.run(
        ["qpdf", "--check", place], capture_output=True, check=False, timeout=30, text=True
    )
    assert (found.returncode, found.stderr) == (0, "")
    assert "No syntax or stream encoding errors found" in found.stdout
