"""Trades of training domains, and trade codes as people type them (P-16)."""

import re

import pytest

from prospectdesk.domain.errors import Invalid
from prospectdesk.domain.rome import MOST, read_codes, trades_of


@pytest.mark.spec("P-16")
def test_domains_give_their_trades_once_whatever_their_spelling():
    assert "M1805" in trades_of(["Informatique"])
    assert trades_of(["Métiers de la Coiffure"]) == ("D1202",)
    assert trades_of(["PÂTISSERIE", "Boulangerie/Pâtisserie"]) == ("D1104", "D1102")
    assert set(trades_of(["Ressources humaines"])) == {"M1501", "M1502", "M1503"}
    assert trades_of(["Philosophie", ""]) == ()
    every = trades_of(
        [f"{one} {two}" for one in ("vente", "sante", "commerce", "batiment") for two in ("banque", "sport")]
    )
    assert len(every) == len(set(every)) <= MOST
    assert all(re.fullmatch(r"[A-N]\d{4}", one) for one in every)


@pytest.mark.spec("P-16")
def test_codes_are_read_in_any_case_between_commas_or_spaces():
    assert read_codes(" m1805, I1401;M1805\tE1205 ") == ("M1805", "I1401", "E1205")
    assert read_codes("") == ()


@pytest.mark.parametrize("typed", ["M180", "Z1805", "M18055", "M1805-I1401", "<b>", "M१८०५"])
def test_what_is_no_code_is_named(typed):
    with pytest.raises(Invalid, match="ROME"):
        read_codes(typed)
