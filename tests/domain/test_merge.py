"""The closed language of templates: what is refused, where, and that nothing is ever evaluated (SECURITY T10)."""

from __future__ import annotations

import time

import pytest

from prospectdesk.domain.errors import Invalid
from prospectdesk.domain.letter_text import blocks, clauses, compare, plain
from prospectdesk.domain.merge import FIELDS, LONGEST_TEMPLATE, MISSING, Values, escape, merge, parse

INNERS = (
    "7*7", "foo", "__class__", "nom.__class__", "nom|upper", "nom()", "''.__class__", "config", "self", "request",
    "cycler.__init__.__globals__", "lipsum", "range(10)", "nom[0]", "nom!r", "nom:>1000000000", "0", "", " ", "#if nom",
    "#each missions", "/if", "else", "^nom", "&nom", ">nom", "{nom}", "NOM", "Nom", "nom prenom", "#si", "#si foo",
    "#si nom prenom", "#si not nom", "#si !nom", "/si nom", "/ si", "//si", "=nom=", "@nom", "$nom", "%nom%", "nom;",
    "import os", "open", "eval", "exec('1')", "lambda: 0", "a" * 5000, "é", "\u202enom", "no\u200bm", "n\u0430me",
    "'x'*1000000000", "9**9**9", "nom\\", "../nom", "date_fin.year", "montant*2",
)  # fmt: skip
TEXTS = (
    "<script>alert(1)</script>", "<img src='/etc/passwd'>", "<b>gras</b>", "</para>", "<!-- x -->", "<?php 1 ?>", "< script>",
    "{% for x in y %}", "{% endfor %}", "{%- if 1 -%}", "{# note #}", "${7*7}", "${nom}", "#{7*7} ${x}", "file:///etc/passwd",
    "FILE:/C/x", "javascript:alert(1)", "data:text/html,x", "vbscript:x", "C:\\Windows\\win.ini", "c:/Windows/x",
    "\\\\serveur\\partage", "../../etc/passwd", "..\\..\\x", "/etc/passwd", "/home/ugo/x", "~/.ssh/id", "voir /usr/share/x",
    "{{nom}", "{{nom", "{{", "}}", "nom}}", "{{nom}}}}", "{{nom\n}}", "{{\nnom}}", "{{#si nom}}", "{{/si}}",
    "{{#si nom}}a{{/si}}{{/si}}", "{{#si nom}}{{#si prenom}}a{{/si}}", "{{#si nom}}" * 9 + "{{/si}}" * 9,
    "{{#si nom}}" * 5000, "{{/si}}" * 5000, "{{" * 50_000, "}}" * 50_000, "{{nom" * 20_000, "<" * 1000 + "a",
    "../" * 1000,
)  # fmt: skip
REFUSED = [f"{{{{{one}}}}}" for one in INNERS] + list(TEXTS)
PLACED = REFUSED + [f"Ligne une\n{one}" for one in REFUSED[:50]]


@pytest.mark.spec("X-09", "T10")
def test_a_hundred_and_fifty_wrong_templates_are_refused_at_once_with_line_and_reason() -> None:
    assert len(PLACED) >= 150
    for source in PLACED:
        began = time.process_time()
        with pytest.raises(Invalid) as caught:
            parse(source)
        assert time.process_time() - began < 1, source[:40]
        assert caught.value.code == "bad_template", source[:40]
        assert caught.value.values["line"] >= (2 if source.startswith("Ligne une\n") else 1)
        assert str(caught.value.values["line"]) in caught.value.message
        assert caught.value.values["reason"]


@pytest.mark.spec("T10")
def test_the_line_of_the_refusal_is_the_line_of_the_fault() -> None:
    for source, line in (
        ("a\nb\n{{solde}}", 3),
        ("{{#si nom}}\na\n\n", 1),
        ("a\n\n<b>", 3),
        ("a {{nom}}\n{{nom}} {{x}}", 2),
    ):
        with pytest.raises(Invalid) as caught:
            parse(source)
        assert caught.value.values["line"] == line, source


@pytest.mark.spec("T10")
def test_a_template_that_is_too_long_is_refused() -> None:
    with pytest.raises(Invalid, match="trop long"):
        parse("a" * (LONGEST_TEMPLATE + 1))


@pytest.mark.spec("X-10")
def test_every_field_is_merged_and_nothing_in_a_value_is_merged_again() -> None:
    source = " ".join(f"{{{{{name}}}}}" for name in FIELDS if name != "missions")
    values = Values({name: "{{nom}} {{#si x}}" for name in FIELDS})
    text, missing = merge(parse(source), values)
    assert text.count("{{nom}}") == len(FIELDS) - 1
    assert missing == ()


def test_conditions_show_what_is_known_only() -> None:
    template = parse(
        "A{{#si nom}} {{nom}}{{#si prenom}} {{prenom}}{{/si}}{{/si}}{{#si date_fin}} fin{{/si}} {{offre}}"
    )
    text, missing = merge(template, Values({"nom": "Rio", "prenom": " "}))
    assert text == f"A Rio {MISSING}"
    assert [one.field for one in missing] == ["offre"]


@pytest.mark.spec("T10")
def test_a_merged_text_never_grows_without_end() -> None:
    began = time.process_time()
    with pytest.raises(Invalid, match="trop longue"):
        merge(parse("{{nom}}" * 25_000), Values({"nom": "x" * 2000}))
    assert time.process_time() - began < 1


@pytest.mark.spec("T11")
@pytest.mark.parametrize(
    "value", ["# titre", "- item", "| a | b |", "[page]", "**gras**", "\\", "a\\", "## x\n- y", "*|\\"]
)
def test_a_value_never_becomes_a_heading_a_table_or_bold(value: str) -> None:
    for source in ("{{nom}}", "Avant {{nom}} après"):
        text, _missing = merge(parse(source), Values({"nom": value}))
        found = blocks(text)
        assert [one.kind for one in found] == ["paragraph"]
        assert "\n".join(map(plain, found[0].lines)) == source.replace("{{nom}}", value)
    cell = blocks(f"| {escape(value.replace(chr(10), ' '))} | x |")
    assert [plain(one) for one in cell[0].rows[0]] == [value.replace("\n", " "), "x"]


@pytest.mark.spec("X-12")
def test_two_versions_are_compared_clause_by_clause() -> None:
    old = "# Prix\n\nLe prix est 10.\n\n- un\n- deux\n\nFin"
    new = "# Prix\n\nLe prix est 12.\n\n- un\n\nFin\n\n| Mission | Qui |\n| Bilan | Ugo |"
    assert clauses(new)[-1] == "Bilan — Ugo"
    assert [(one.kind, one.old, one.new) for one in compare(old, new) if one.kind != "same"] == [
        ("changed", "Le prix est 10.", "Le prix est 12."),
        ("removed", "deux", ""),
        ("added", "", "Mission — Qui"),
        ("added", "", "Bilan — Ugo"),
    ]


def test_a_value_of_several_lines_stays_in_its_row_its_heading_or_its_item() -> None:
    values = Values({"adresse": "1 rue A\n\n 35000 Rennes", "nom": "x"})
    for mark, kind in (
        ("| Adresse | ", "table"),
        ("- ", "item"),
        ("# {{nom}} ", "heading"),
        ("", "paragraph"),
    ):
        text, _missing = merge(parse(f"Avant {{{{nom}}}}\n\n{mark}{{{{adresse}}}}"), values)
        last = blocks(text)[-1]
        assert last.kind == kind
        said = "\n".join((*last.lines, *(cell for row in last.rows for cell in row)))
        assert ("1 rue A, 35000 Rennes" in said) is (kind != "paragraph"), said
