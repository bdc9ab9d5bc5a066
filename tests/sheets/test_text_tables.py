"""Text tables (SECURITY T8): encodings, separators, broken lines that swallow nothing."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from prospectdesk.domain.errors import BadFile, Invalid
from prospectdesk.sheets import headed, limits, text_tables

pytestmark = pytest.mark.spec("X-40", "T8")

TABLE = [
    ["siret", "raison_sociale", "ville"],
    ["80746931700018", "Café de l’Été", "Orléans"],
    ["2", "Noël & fils", "Sète"],
]
ENCODINGS = {
    "utf-8": "utf-8",
    "utf-8-sig": "utf-8",
    "utf-16": "utf-16-le",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
    "cp1252": "cp1252",
}
ENDS = {"unix": "\n", "windows": "\r\n", "old mac": "\r"}


@pytest.mark.parametrize(
    ("encoding", "separator", "end", "quoted"),
    list(itertools.product(ENCODINGS, (";", ",", "\t", "|"), ENDS.values(), (False, True))),
)
def test_encoding_and_separator_are_found(
    build: Any, encoding: str, separator: str, end: str, quoted: bool
) -> None:
    def cell(text: str) -> str:
        return f'"{text}"' if quoted else text

    text = end.join(separator.join(map(cell, row)) for row in TABLE) + end
    opened = text_tables.open_table(build.raw("liste.csv", text, encoding), None, None)
    table = headed.Table(opened.batches)
    (batch, *_rest) = list(table)
    assert (opened.encoding, opened.separator) == (ENCODINGS[encoding], separator)
    assert [table.header.titles, *batch.rows] == TABLE
    assert batch.numbers == [2, 3]


def test_an_encoding_asked_for_wins_and_an_unknown_one_is_refused(build: Any, read: Any) -> None:
    path = build.raw("liste.csv", "nom;ville\nété;x\n", "cp850")
    assert read(path, encoding="cp850").rows == (["été", "x"],)
    with pytest.raises(Invalid, match="Encodage inconnu"):
        read(path, encoding="rot13")


def test_a_quote_never_closed_is_reported_and_the_next_lines_are_read(build: Any, read: Any) -> None:
    lines = ["a;b;c", "1;2;3", '4;"ouvert;6', "7;8;9", '10;"deux\nlignes";12', "13;14;15", '16;"fin']
    found = read(build.raw("liste.csv", "\n".join(lines)))
    assert [row[0] for row in found.rows] == ["1", "7", "10", "13"]
    assert found.rows[2][1] == "deux\nlignes"
    assert [problem.row for problem in found.problems] == [3, 8]
    assert all("guillemet" in problem.reason for problem in found.problems)


def test_two_unclosed_quotes_do_not_pair_up(build: Any, read: Any) -> None:
    found = read(build.raw("liste.csv", 'a;b;c\n1;"x;3\n4;5;6\n7;"y;9\n10;11;12\n'))
    assert [row[0] for row in found.rows] == ["4", "10"]
    assert [problem.row for problem in found.problems] == [2, 4]


def test_a_swallowed_record_is_given_back(build: Any, read: Any) -> None:
    found = read(build.raw("liste.csv", 'a;b;c\n1;"x;3\n4;5;6\n7;y";9\n10;11;12\n'))
    assert [row[0] for row in found.rows] == ["4", "7", "10"]
    assert [problem.row for problem in found.problems] == [2]


def test_lines_with_too_many_or_one_cell_are_reported(build: Any, read: Any) -> None:
    found = read(build.raw("liste.csv", "a,b,c\n1,2,3\n1,2,3,4\nseule\n4,5\n6,7,8,,\n"))
    assert found.rows == (["1", "2", "3"], ["4", "5", None], ["6", "7", "8"])
    assert [(problem.row, problem.reason) for problem in found.problems] == [
        (3, "4 cellules lues, 3 attendues"),
        (4, "une seule cellule lue, 3 attendues"),
    ]


def test_a_quote_inside_a_cell_is_only_a_character(build: Any, read: Any) -> None:
    found = read(build.raw("liste.csv", 'a;b\n12 rue "La Fontaine;x\n"dit ""Le Roi""";y\n'))
    assert found.rows == (['12 rue "La Fontaine', "x"], ['dit "Le Roi"', "y"])


def test_a_very_long_cell_is_read_and_one_above_the_limit_reported(build: Any, read: Any) -> None:
    fine, long = "x" * (limits.CELL_CHARACTERS - 10), "y" * (limits.CELL_CHARACTERS + 1)
    found = read(build.raw("liste.csv", f"a;b\n1;{fine}\n2;{long}\n3;z\n"))
    assert [row[0] for row in found.rows] == ["1", "3"]
    assert found.rows[0][1] == fine
    assert [(problem.row, problem.column) for problem in found.problems] == [(3, "b")]


def test_a_line_without_end_is_reported_and_the_next_read(build: Any, read: Any) -> None:
    endless = "z" * (3 * limits.LINE_CHARACTERS)
    found = read(build.raw("liste.csv", f"a;b\n1;2\n{endless}\n3;4\n"))
    assert [row[0] for row in found.rows] == ["1", "3"]
    assert [problem.row for problem in found.problems] == [3]


def test_bytes_that_are_no_text_in_one_line_spoil_that_line_only(build: Any, read: Any) -> None:
    good = "".join(f"{n};été à Orléans\n" for n in range(60)).encode()
    found = read(build.raw("liste.csv", b"a;b\n" + good + b"x;\xff\xfe\n" + "y;noël\n".encode()))
    assert found.info.encoding == "utf-8"
    assert [problem.row for problem in found.problems] == [62]
    assert found.rows[-1] == ["y", "noël"]


def test_the_separator_stated_by_the_spreadsheet_is_taken(build: Any, read: Any) -> None:
    found = read(build.raw("liste.csv", "sep=|\na;x|b\n1|2\n"))
    assert (found.info.header, found.info.header_row) == (("a;x", "b"), 2)


def test_a_table_of_one_column_is_read(build: Any, read: Any) -> None:
    assert read(build.raw("liste.csv", "siret\n1\n2\n")).rows == (["1"], ["2"])


def test_commas_in_amounts_do_not_beat_the_real_separator(build: Any, read: Any) -> None:
    text = "nom;montant;adresse\n" + "".join(f"n{i};{i},50;1, rue X, bât. {i}\n" for i in range(30))
    assert read(build.raw("liste.csv", text)).info.separator == ";"


def test_a_separator_asked_for_wins(build: Any, read: Any) -> None:
    assert read(build.raw("liste.csv", "a;b,c\n1;2,3\n"), separator=",").info.header == ("a;b", "c")


def test_the_apostrophe_of_our_export_is_taken_away(build: Any, read: Any) -> None:
    assert read(build.raw("liste.csv", "a;b\n'=1+1;'l’été\n''@x;'texte\n")).rows == (
        ["=1+1", "'l’été"],
        ["'@x", "'texte"],
    )


@pytest.mark.parametrize("lines", [1, 999, 1000, 1001, 2500])
def test_cells_over_lines_at_block_edges_are_kept_whole(build: Any, read: Any, lines: int) -> None:
    text = "a;b\n" + "".join(f"{n};x\n" for n in range(lines)) + 'fin;"un\ndeux\ntrois"\nsuite;y\n'
    found = read(build.raw("liste.csv", text))
    assert found.rows[-2:] == (["fin", "un\ndeux\ntrois"], ["suite", "y"])
    assert not found.problems


def test_an_empty_text_is_refused(build: Any, read: Any) -> None:
    with pytest.raises(BadFile, match="vide"):
        read(build.raw("liste.csv", ";;;\n;;;\n"))
