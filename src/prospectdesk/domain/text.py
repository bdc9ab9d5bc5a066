"""Text rules: cleaning at the border (SECURITY R1) and folding for search and sort."""

from __future__ import annotations

import re
import unicodedata

from prospectdesk.domain.errors import Invalid

_SPACES = re.compile(r"[ \t\u00a0\u202f\u2000-\u200a]+")
_BAD = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)
_STEERS = re.compile(f"{_BAD.pattern}|[\ud800-\udfff]")
_WRITTEN_OUT = {
    **{"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L"},
    **{"’": "'", "‘": "'", "–": "-", "—": "-"},
}
_NO_DIGITS = re.compile(r"[^0-9]+")


class _Folded(dict[int, str]):
    """What each character becomes without accents, worked out once (str.translate asks here)."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        plain = unicodedata.normalize("NFKD", _WRITTEN_OUT.get(char, char))
        self[code] = found = "".join(part for part in plain if not unicodedata.combining(part))
        return found


_FOLDED = _Folded()


def clean_text(value: str, *, limit: int, label: str = "Texte", lines: bool = False) -> str:
    """`value` in NFC, without control and direction characters, trimmed, single-spaced.

    With `lines`, line ends (as \\n), tabs and inner spaces are kept. Raises Invalid when the
    result is longer than `limit` characters: nothing is ever cut silently.
    """
    text = unicodedata.normalize("NFC", value)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _BAD.sub("", text)
    if any(0xD800 <= ord(char) <= 0xDFFF for char in text):
        text = "".join(char for char in text if not 0xD800 <= ord(char) <= 0xDFFF)
    text = text.strip() if lines else _SPACES.sub(" ", text.replace("\n", " ")).strip()
    if len(text) > limit:
        raise Invalid(
            "too_long",
            "« {label} » est trop long : {length} caractères, {limit} au plus. Rien n’a été enregistré.",
            label=label,
            length=len(text),
            limit=limit,
        )
    return text


def visible_text(value: str, limit: int) -> str:
    """A text nobody checked, to be looked at: what steers a screen is spelt out, the rest cut with « … »."""
    cut = value if len(value) <= limit else value[:limit]
    shown = "".join(f"⟨U+{ord(char):04X}⟩" if _STEERS.match(char) else char for char in cut)
    shown = _SPACES.sub(" ", shown.replace("\n", " ⏎ ")).strip()
    return shown if cut is value else f"{shown}…"


def fold(text: str) -> str:
    """`text` without accents, in lower case, ligatures opened, spaces single: the search form."""
    if not text.isascii():
        text = text.translate(_FOLDED)
    return " ".join(text.lower().split())


def like_pattern(text: str) -> str:
    """A LIKE "contains" pattern with `%`, `_` and `\\` of `text` escaped by `\\` (SECURITY R6)."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def digits(text: str) -> str:
    """The ASCII digits of `text`, nothing else."""
    return _NO_DIGITS.sub("", text)
