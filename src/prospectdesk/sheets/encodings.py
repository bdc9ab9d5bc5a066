"""Which encoding a text file is in (SECURITY T8): BOM, strict UTF-8, UTF-16 by its zeros, else cp1252."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path

from prospectdesk.domain.errors import BadFile, Invalid

CHOICES = ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "iso-8859-15", "cp850", "mac-roman")
"""The encodings that a person may ask for."""
_BLOCK = 1024 * 1024
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_UTF_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13, 26, 27})
_DAMAGE = 20
"""UTF-8 with damage: at least so many good non-ASCII characters for each bad byte."""


@dataclass(frozen=True)
class TextForm:
    """How to decode a file: `name` (one of CHOICES), bytes to skip, line ends seen."""

    name: str
    skip: int
    lines: int


def asked(name: str) -> str:
    """The canonical name of an encoding asked for by a person. Raises Invalid."""
    plain = name.strip().lower().replace("_", "-")
    aliases = {
        "utf8": "utf-8",
        "utf-8-sig": "utf-8",
        "utf16": "utf-16",
        "windows-1252": "cp1252",
        "ansi": "cp1252",
        "latin1": "cp1252",
        "latin-1": "cp1252",
        "iso-8859-1": "cp1252",
        "latin-9": "iso-8859-15",
        "macroman": "mac-roman",
        "ibm850": "cp850",
    }
    plain = aliases.get(plain, plain)
    if plain not in CHOICES:
        raise Invalid(
            "encoding",
            "Encodage inconnu\u00a0: «\u00a0{name}\u00a0»\u00a0; choix possibles\u00a0: {choices}.",
            name=name[:40],
            choices=", ".join(CHOICES),
        )
    return plain


def text_form(path: Path, wanted: str | None) -> TextForm:
    """The form of the text at `path`; `wanted` wins over the guess. BadFile when it is no text."""
    with path.open("rb") as stream:
        head = stream.read(_BLOCK)
        if head.startswith(_UTF_32):
            raise BadFile(
                "utf_32", "Ce fichier est en UTF-32, que ProspectDesk ne lit pas ; enregistrez-le en UTF-8."
            )
        bom = next(((mark, name) for mark, name in _BOMS if head.startswith(mark)), None)
        skip = len(bom[0]) if bom else 0
        if wanted is not None:
            name = asked(wanted)
            if name == "utf-16":
                name = bom[1] if bom and bom[1].startswith("utf-16") else _wide_guess(head) or "utf-16-le"
            return TextForm(name, skip if bom and bom[1] == name else 0, _count_lines(path))
        if bom:
            return TextForm(bom[1], skip, _count_lines(path))
        wide = _wide_guess(head)
        if wide:
            return TextForm(wide, 0, _count_lines(path))
        if head[:65536].count(b"\x00") or _has_controls(head[:65536]):
            raise BadFile(
                "not_text",
                "Ce fichier n’est pas un tableau lisible\u00a0; choisissez un fichier .xlsx, "
                ".xls, .ods ou .csv.",
            )
    return _narrow_guess(path)


def _wide_guess(head: bytes) -> str | None:
    """UTF-16 without BOM: half of the bytes are zero, all on one side."""
    sample = head[: 4096 & ~1]
    if len(sample) < 4:
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd > 0.7 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.7 * half and odd < 0.05 * half:
        return "utf-16-be"
    return None


def _has_controls(sample: bytes) -> bool:
    return len(sample) - len(sample.translate(None, _CONTROLS)) > len(sample) // 200


def _narrow_guess(path: Path) -> TextForm:
    """UTF-8 when the whole file is (or nearly: a damaged line is then reported), else cp1252."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    lines = bad = good = 0
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            lines += _line_ends(block)
            if block.isascii() and not decoder.getstate()[0]:
                continue
            text = decoder.decode(block)
            wrong = text.count("\ufffd")
            bad += wrong
            good += (len(block) - len(text)) if not wrong else _characters_beyond_ascii(text) - wrong
        bad += decoder.decode(b"", final=True).count("\ufffd")
    name = "utf-8" if not bad or good >= _DAMAGE * bad else "cp1252"
    return TextForm(name, 0, lines)


def _characters_beyond_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def _count_lines(path: Path) -> int:
    with path.open("rb") as stream:
        return sum(_line_ends(block) for block in iter(lambda: stream.read(_BLOCK), b""))


def _line_ends(block: bytes) -> int:
    return block.count(b"\n") or block.count(b"\r")
