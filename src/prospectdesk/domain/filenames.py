"""Names of files made from data (SECURITY R8): one component, valid on all three systems."""

from __future__ import annotations

import re
import unicodedata

LIMIT_BYTES = 255
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u2044\u2215\u29f8\uff0f\uff3c]')
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202f\u205f-\u206f\ufe00-\ufe0f\ufeff\ufff0-\uffff\ud800-\udfff]"
)
_SPACES = re.compile(r"\s+")
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", "clock$", "conin$", "conout$"]
    + [f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³"]
)


def safe_name(text: str, *, suffix: str = "", fallback: str = "document") -> str:
    """A file name for `text`, ending in `suffix` (".pdf", kept whole), at most 255 bytes.

    What a system refuses becomes `_`, invisible and direction characters vanish, Windows' device
    names get a `_` before them, and what leaves nothing becomes `fallback`.
    """
    stem = _clean(text)
    ending = _clean(suffix, dots=True)
    if not ending and "." in stem:
        stem, _, last = stem.rpartition(".")
        if len(last) <= 12 and stem.strip(". "):
            ending = f".{last.strip()}"
        else:
            stem = f"{stem}.{last}"
    elif ending and stem.lower().endswith(ending.lower()):
        stem = stem[: -len(ending)]
    stem = stem.strip(". ") or fallback
    if stem.partition(".")[0].strip().lower() in _DEVICES:
        stem = f"_{stem}"
    stem = _cut(stem, LIMIT_BYTES - len(ending.encode())).rstrip(". ") or fallback
    return f"{stem}{ending}".rstrip(". ")


def numbered(name: str, number: int) -> str:
    """`name` with " (number)" before its extension: the next choice when the file exists already."""
    stem, dot, ending = name.rpartition(".")
    if not dot or not stem:
        stem, ending = name, ""
    tail = f" ({number})" + (f".{ending}" if ending else "")
    return _cut(stem, LIMIT_BYTES - len(tail.encode())) + tail


def _clean(text: str, *, dots: bool = False) -> str:
    """`text` in NFC without invisible characters, refused ones as `_`, spaces single."""
    plain = unicodedata.normalize("NFC", text)
    plain = _INVISIBLE.sub("", plain.replace("\u202f", " "))
    plain = _FORBIDDEN.sub("_", _SPACES.sub(" ", plain))
    plain = unicodedata.normalize("NFC", plain)
    return plain.rstrip(". ") if dots else plain.strip(" ")


def _cut(text: str, limit: int) -> str:
    """`text` cut to `limit` bytes of UTF-8, never inside a character."""
    return text.encode()[: max(limit, 1)].decode("utf-8", "ignore")
