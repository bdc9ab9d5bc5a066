"""The texts of the 14 documents: files of resources/letters, those that replace them in a workspace, and templates
people bring (X-09, CLI.md)."""

from __future__ import annotations

import contextlib
import json
import re
import tomllib
from collections.abc import Container
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from prospectdesk import resources
from prospectdesk.domain.errors import BadFile, Invalid
from prospectdesk.domain.letter_clauses import LONGEST_LABEL, MOST, NAME, Clause
from prospectdesk.domain.merge import LONGEST_TEMPLATE, Template, parse

CLIENT, COLLEAGUE, NOBODY = "client", "confrere", "personne"
CABINET = "cabinet"
CHOICES = {
    "addressee": (CLIENT, COLLEAGUE, NOBODY),
    "sender": (CABINET, CLIENT),
    "signatures": (CLIENT, CABINET),
}
KEYS = ("title", "subtitle", "addressee", "sender", "signatures", "unticked", "body")
LABELS = {"title": "Titre", "subtitle": "Sous-titre", "body": "Texte"}
LONGEST_FILE = 1_000_000
LONGEST_TITLE = 200
LONGEST_LINE = 1000
UNTICKED = "unticked"
_KEY = re.compile(r"([A-Za-z_][A-Za-z0-9_-]{0,40})[ \t]*=[ \t]*(.*)")
_QUOTES = "'''"


@dataclass(frozen=True, slots=True)
class LetterTemplate:
    """A template found right. `addressee` and `sender` tell whose address and head are printed."""

    title: Template
    subtitle: Template
    body: Template
    addressee: str = CLIENT
    sender: str = CABINET
    signatures: tuple[str, ...] = ()
    clauses: tuple[Clause, ...] = ()


@cache
def shipped(name: str) -> str:
    """The file of a document as it is shipped."""
    return resources.text(f"letters/{name}.toml")


def built_in(name: str) -> LetterTemplate:
    """The shipped texts of a document, by the name of its file."""
    return of_file(shipped(name))


def read_file(data: bytes) -> str:
    """The text of a template file somebody brings. Raises BadFile."""
    if len(data) > LONGEST_FILE:
        raise BadFile("template_too_large", "Ce fichier de modèle est trop grand.")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        raise BadFile("not_utf8", "Ce fichier de modèle n’est pas un texte en UTF-8.") from None


@lru_cache(maxsize=64)
def of_file(text: str) -> LetterTemplate:
    """The template of a file of texts. Raises Invalid with the line of the file and the reason.

    The file is one `key = "value"` a line (title, subtitle, addressee, sender, signatures), then `body = '''`, the text of
    the letter, and `'''`; lines that begin with # are notes. Each line is read by itself: nothing in it is followed.
    `clause_revision = "Révision du prix"` declares a clause that may be left out, which the text prints as
    `{{#si clause_revision}}…{{/si}}`; `unticked = ["clause_revision"]` names those that wait to be ticked.
    """
    if len(text) > LONGEST_TEMPLATE:
        raise Invalid(
            "template_too_long",
            "Ce modèle est trop long : {length} caractères, {limit} au plus.",
            length=len(text), limit=LONGEST_TEMPLATE,
        )  # fmt: skip
    told, lines = _entries(text.split("\n"))
    for key in ("title", "body"):
        if not str(told.get(key, "")).strip():
            raise _refused(
                lines.get(key, 1), f"il manque {'le titre' if key == 'title' else 'le texte'} ({key})"
            )
    clauses = _clauses(told, lines)
    known = {one.name for one in clauses}
    title, subtitle, body = (
        _parsed(told.get(key, ""), key, lines.get(key, 1), known) for key in ("title", "subtitle", "body")
    )
    used = {one.value for one in body.tokens if one.kind == "if"}
    for one in clauses:
        if one.name not in used:
            raise _refused(lines[one.name], f"le texte n’a pas de passage {{{{#si {one.name}}}}}…{{{{/si}}}}")
    return LetterTemplate(
        title,
        subtitle,
        body,
        told.get("addressee", CLIENT),
        told.get("sender", CABINET),
        tuple(told.get("signatures", ())),
        clauses,
    )


def _clauses(told: dict[str, Any], lines: dict[str, int]) -> tuple[Clause, ...]:
    """The clauses a file declares, in its order."""
    waiting = told.get(UNTICKED, ())
    found = tuple(Clause(key, told[key], key not in waiting) for key in told if NAME.fullmatch(key))
    if len(found) > MOST:
        raise _refused(lines[found[MOST].name], f"plus de {MOST} clauses")
    for name in waiting:
        if name not in told:
            raise _refused(lines[UNTICKED], f"« {str(name)[:40]} » n’est pas une clause de ce modèle")
    return found


def _entries(rows: list[str]) -> tuple[dict[str, Any], dict[str, int]]:
    """The values by key, and the line where each begins."""
    told: dict[str, Any] = {}
    places: dict[str, int] = {}
    number = 0
    while number < len(rows):
        row = rows[number].strip(" \t")
        number += 1
        if not row or row.startswith("#"):
            continue
        found = _KEY.fullmatch(row)
        if found is None:
            raise _refused(number, "cette ligne n’est pas de la forme « clé = valeur »")
        key, value = found.groups()
        if key not in KEYS and not NAME.fullmatch(key):
            raise _refused(number, f"clé inconnue « {key} » ; au choix : {', '.join(KEYS)}, clause_…")
        if key in told:
            raise _refused(number, f"« {key} » est déjà écrit plus haut")
        if key == "body":
            told[key], places[key], number = _body(rows, number, value)
        else:
            told[key], places[key] = _value(key, row, number), number
    return told, places


def _body(rows: list[str], number: int, value: str) -> tuple[str, int, int]:
    """The text between the quotes that begin on line `number`, the line of its first letter, and the next line."""
    if not value.startswith(_QUOTES):
        raise _refused(number, "le texte commence par body = '''")
    first, begin = value[3:], number
    if _QUOTES in first:
        rest, _quotes, tail = first.partition(_QUOTES)
        _nothing_after(tail, number)
        return rest, begin, number
    found = [first] if first else []
    start = begin if first else begin + 1
    for place in range(number, len(rows)):
        line, closed, tail = rows[place].partition(_QUOTES)
        if closed:
            _nothing_after(tail, place + 1)
            return "\n".join([*found, line]), start, place + 1
        found.append(line)
    raise _refused(begin, "le texte n’est pas fermé par '''")


def _nothing_after(tail: str, number: int) -> None:
    if tail.strip() and not tail.strip().startswith("#"):
        raise _refused(number, "rien ne peut suivre ''' sur la même ligne")


def _value(key: str, row: str, number: int) -> Any:
    """One line of the head: a text, or a list of names for the signatures."""
    value: Any = None
    with contextlib.suppress(tomllib.TOMLDecodeError, RecursionError):
        value = tomllib.loads(row)[key] if len(row) <= LONGEST_LINE else None
    named = _named(key, value, number)
    for one in named:
        if one not in CHOICES[key]:
            raise _refused(
                number, f"« {str(one)[:40]} » n’est pas possible ; au choix : {', '.join(CHOICES[key])}"
            )
    if key in LABELS and (len(value) > LONGEST_TITLE or "\n" in value):
        raise _refused(number, f"{key} tient en une ligne de {LONGEST_TITLE} caractères")
    return _label(str(value), number) if NAME.fullmatch(key) else value


def _named(key: str, value: Any, number: int) -> list[Any]:
    """What a line names that has to be one of its choices; the value is of the kind its key asks for."""
    if key == "signatures":
        if not isinstance(value, list) or len(value) > len(CHOICES[key]):
            raise _refused(number, 'les signatures s’écrivent ["client", "cabinet"]')
        return value
    if key == UNTICKED:
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise _refused(number, 'les clauses à cocher s’écrivent ["clause_…"]')
        return []
    if not isinstance(value, str):
        raise _refused(number, f'la valeur s’écrit entre guillemets : {key} = "…"')
    return [value] if key in CHOICES else []


def _label(value: str, number: int) -> str:
    """The label of a clause: one line that can be read."""
    label = " ".join(value.split())
    if not label or len(label) > LONGEST_LABEL or not label.isprintable():
        raise _refused(number, f"le nom d’une clause tient en {LONGEST_LABEL} caractères lisibles")
    return label


def _parsed(text: str, key: str, first: int, conditions: Container[str]) -> Template:
    """A text of a file that begins on line `first`. Raises Invalid with the line in the file."""
    try:
        return parse(text, label=LABELS[key], conditions=conditions)
    except Invalid as failure:
        line, reason = failure.values.get("line"), failure.values.get("reason")
        if not isinstance(line, int):
            raise
        raise _refused(line + first - 1, str(reason)) from None


def _refused(line: int, reason: str) -> Invalid:
    return Invalid("bad_template", "Ligne {line} : {reason}.", line=line, reason=reason)


def from_json(data: bytes) -> LetterTemplate:
    """The template of a file `{"title": "…", "body": "…"}`. Raises BadFile, Invalid with line and reason."""
    if len(data) > LONGEST_FILE:
        raise BadFile("template_too_large", "Ce fichier de modèle est trop grand.")
    try:
        told = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise BadFile("not_json", "Ce fichier de modèle n’est pas du JSON lisible.") from None
    if not isinstance(told, dict):
        raise Invalid("bad_template", 'Un modèle est un objet {{"title": …, "body": …}}.', got="")
    unknown = sorted(set(told) - {"title", "body"})
    if unknown:
        raise Invalid("bad_template", "Un modèle n’a pas de champ « {name} ».", name=str(unknown[0])[:40])
    for name in ("title", "body"):
        text = told.get(name)
        if (
            not isinstance(text, str)
            or not text.strip()
            or any("\ud800" <= char <= "\udfff" for char in text)
        ):
            raise Invalid("bad_template", "Le modèle n’a pas de texte « {name} ».", name=name)
    if "\n" in told["title"] or len(told["title"]) > LONGEST_TITLE:
        raise Invalid("bad_template", "Le titre du modèle tient en une ligne de 200 caractères.")
    empty = parse("", label=LABELS["subtitle"])
    return LetterTemplate(
        parse(told["title"], label=LABELS["title"]), empty, parse(told["body"], label=LABELS["body"])
    )
