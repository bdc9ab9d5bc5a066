"""Texts at the border: clean, limited, folded (SECURITY R1, D-07)."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospectdesk.domain.errors import Invalid
from prospectdesk.domain.text import clean_text, digits, fold, like_pattern


@pytest.mark.spec("R1")
@given(st.text(max_size=200), st.booleans())
def test_a_clean_text_has_no_control_and_no_direction_character(text: str, lines: bool) -> None:
    kept = clean_text(text, limit=2000, lines=lines)
    assert kept == unicodedata.normalize("NFC", kept)
    assert not any(0x202A <= ord(char) <= 0x202E or 0x2066 <= ord(char) <= 0x2069 for char in kept)
    assert not any(ord(char) < 32 and char not in "\t\n" for char in kept)
    assert not any(0x7F <= ord(char) <= 0x9F or 0xD800 <= ord(char) <= 0xDFFF for char in kept)
    assert clean_text(kept, limit=2000, lines=lines) == kept
    kept.encode("utf-8")


def test_spaces_are_single_and_line_ends_are_one_sort() -> None:
    assert clean_text("  a\u00a0\u202f b\r\nc ", limit=20) == "a b c"
    assert clean_text("a\r\nb\rc", limit=20, lines=True) == "a\nb\nc"


def test_nothing_is_cut_silently() -> None:
    with pytest.raises(Invalid, match="12 caractères, 10 au plus"):
        clean_text("abcdefghijkl", limit=10, label="Nom")


@pytest.mark.spec("D-07")
@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Énergie  ARMOR", "energie armor"),
        ("Œuvre", "oeuvre"),
        ("L’Encre", "l'encre"),
        ("ß", "ss"),
        ("Çà", "ca"),
        ("", ""),
    ],
)
def test_folding_forgets_case_accents_and_ligatures(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(max_size=50))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.spec("R6")
def test_like_patterns_escape_what_sql_would_read() -> None:
    assert like_pattern("50%_\\") == "%50\\%\\_\\\\%"
    assert digits("+33 (0)2-99") == "330299"
