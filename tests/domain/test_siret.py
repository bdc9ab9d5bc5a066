"""SIRET and SIREN (INV-11)."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from prospectdesk.domain.errors import Invalid
from prospectdesk.domain.siret import format_siren, format_siret, parse_siren, parse_siret, siren_of

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
pytestmark = pytest.mark.spec("INV-11")


@pytest.mark.parametrize(
    "text",
    [
        "73282932000074",
        "732 829 320 00074",
        "732\u00a0829\u202f320 00074",
        "732.829.320.00074",
        "732-829-320-00074",
        " SIRET : 732 829 320 00074 ",
        "n° siret 73282932000074",
        "７３２８２９３２００００７４",
        "\ufeff732829320\t00074\n",
        "732 829 320 – 00074",
    ],
)
def test_every_pasted_form_is_read(text: str) -> None:
    assert parse_siret(text) == "73282932000074"


@pytest.mark.parametrize(
    ("text", "code", "reason"),
    [
        ("7328293200007", "siret_length", "14 chiffres attendus, 13 lus"),
        ("732829320000740", "siret_length", "14 chiffres attendus, 15 lus"),
        ("73282932000075", "siret_key", "clé de contrôle fausse"),
        ("00000000000000", "siret_key", "clé de contrôle fausse"),
        ("7.3282932E+13", "siret_scientific", "arrondi"),
        ("7,32829E13", "siret_scientific", "arrondi"),
        ("7328293200007A", "siret_characters", "autre chose que des chiffres"),
        ("", "siret_empty", "aucun chiffre"),
        ("٧٣٢٨٢٩٣٢٠٠٠٠٧٤", "siret_characters", "autre chose"),
    ],
)
def test_a_bad_siret_says_why(text: str, code: str, reason: str) -> None:
    with pytest.raises(Invalid, match=reason) as caught:
        parse_siret(text)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("35600000000048", True),
        ("35600000000001", True),
        ("35600000049837", True),
        ("35600000000006", True),
        ("35600000000002", False),
        ("35600000000030", False),
    ],
)
def test_la_poste_counts_its_digits_by_five(text: str, good: bool) -> None:
    if text != "35600000000048":
        assert (sum(map(int, text)) % 5 == 0) is good
    if good:
        assert parse_siret(text) == text
    else:
        with pytest.raises(Invalid):
            parse_siret(text)


def test_siren_is_checked_and_taken_from_the_siret() -> None:
    assert parse_siren("732 829 320") == "732829320" == siren_of("73282932000074")
    with pytest.raises(Invalid, match="9 chiffres attendus, 8 lus"):
        parse_siren("73282932")
    with pytest.raises(Invalid, match="clé"):
        parse_siren("732829321")


def test_the_printed_form_does_not_break() -> None:
    assert format_siret("73282932000074") == "732\u00a0829\u00a0320\u00a000074"
    assert format_siren("732829320") == "732\u00a0829\u00a0320"


@pytest.mark.skipif(not DATA.exists(), reason="the real registers are not beside the project")
@pytest.mark.parametrize(
    ("name", "bad"), [("etablissements_metz/etablissements_metz", 0), ("siae_france/siae_france", 10)]
)
def test_real_registers_have_exactly_their_known_faults(name: str, bad: int) -> None:
    refused = 0
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            try:
                parse_siret(row["siret"])
            except Invalid:
                refused += 1
    assert refused == bad
