"""The closed language of letters, mails and texts: `{{champ}}` and `{{#si champ}}…{{/si}}`, nothing else (SECURITY T10).

Nothing is ever evaluated: a template is cut into tokens once, in linear time, and refused with its line when
it holds anything but text and known fields.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass

from prospectdesk.domain.errors import Invalid

FIELDS: dict[str, str] = {
    "raison_sociale": "Raison sociale",
    "siret": "SIRET",
    "adresse": "Adresse",
    "civilite": "Civilité du contact privilégié",
    "prenom": "Prénom du contact privilégié",
    "nom": "Nom du contact privilégié",
    "fonction": "Fonction du contact privilégié",
    "type_client": "Type client",
    "date_debut": "Date de début de mission",
    "date_fin": "Date de fin de mission",
    "cabinet": "Cabinet",
    "bureau": "Bureau",
    "titulaire": "Titulaire",
    "associe": "Associé",
    "contrat_type": "Contrat type",
    "offre": "Offre",
    "montant": "Montant",
    "missions": "Missions",
    "lieu": "Lieu",
    "date": "Date",
    "siren": "SIREN",
    "forme_juridique": "Forme juridique",
    "naf": "Naf",
    "regime_imposition": "Régime d’imposition",
    "cabinet_actuel": "Cabinet actuel",
    "adresse_cabinet": "Adresse du cabinet",
    "appel": "Formule d’appel (Madame, Monsieur)",
}
"""The fields of X-10 by name, with their French labels; the last seven say more of the same company, person and cabinet."""
MISSING = "…………"
LONGEST_TEMPLATE = 200_000
LONGEST_TEXT = 500_000
DEEPEST = 8
_FORBIDDEN = (
    (
        re.compile(
            "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
        ),
        "un caractère invisible est interdit ici",
    ),
    (re.compile(r"<\s{0,4}[a-zA-Z/!?]"), "les balises sont interdites"),
    (re.compile(r"\{%|%\}|\$\{|\{#"), "cette instruction n’existe pas ici"),
    (
        re.compile(r"(?i)\b(?:file|javascript|vbscript):\S|\bdata:[a-z]+/"),
        "les adresses de fichiers sont interdites",
    ),
    (
        re.compile(r"(?i)(?<![a-z0-9])[a-z]:[\\/]|\\\\[^\s\\]|\.\.[\\/]|(?<!\S)~?/[a-z0-9_.-]+/"),
        "les chemins de fichiers sont interdits",
    ),
)
_LINE_STARTS = "#-[|=>"
_ONE_LINE = ("| ", "# ", "## ", "- ")
"""How lines begin that are a table row, a heading or an item by themselves: a value of several lines stays in them."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A value that is not known: the field's name, and what people call it."""

    field: str
    label: str


@dataclass(frozen=True, slots=True)
class MissionLine:
    """A mission of the letter; `named` tells whether a performer is expected."""

    label: str
    performer: str | None = None
    named: bool = False


@dataclass(frozen=True, slots=True)
class Values:
    """What is known: texts by field name (several lines allowed), and the missions."""

    texts: Mapping[str, str]
    missions: tuple[MissionLine, ...] = ()


@dataclass(frozen=True, slots=True)
class _Token:
    """`kind` is text, field, table, if or end; `value` the text or the field's name."""

    kind: str
    value: str
    line: int


@dataclass(frozen=True, slots=True)
class Template:
    """A template that was found right; `source` is what was written."""

    source: str
    tokens: tuple[_Token, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields it prints, in the order of their first use."""
        return tuple(dict.fromkeys(one.value for one in self.tokens if one.kind in {"field", "table"}))


def parse(source: str, *, label: str = "Modèle", conditions: Container[str] = ()) -> Template:
    """Reads a template; `conditions` are known beside the fields, as conditions alone.

    Raises Invalid with the line and the reason when it holds anything unknown.
    """
    if len(source) > LONGEST_TEMPLATE:
        raise Invalid(
            "template_too_long",
            "« {label} » est trop long : {length} caractères, {limit} au plus.",
            label=label, length=len(source), limit=LONGEST_TEMPLATE,
        )  # fmt: skip
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    _check_text(source, label)
    tokens: list[_Token] = []
    opened: list[_Token] = []
    for token in _tokens(source, label, conditions):
        if token.kind == "if":
            opened.append(token)
            if len(opened) > DEEPEST:
                raise _refused(label, token.line, f"plus de {DEEPEST} conditions imbriquées")
        elif token.kind == "end":
            if not opened:
                raise _refused(label, token.line, "{{/si}} sans {{#si …}} avant")
            opened.pop()
        tokens.append(token)
    if opened:
        raise _refused(
            label, opened[-1].line, f"la condition {{{{#si {opened[-1].value}}}}} n’est pas fermée"
        )
    return Template(source, tuple(tokens))


def _check_text(source: str, label: str) -> None:
    for number, line in enumerate(source.split("\n"), 1):
        for pattern, reason in _FORBIDDEN:
            if pattern.search(line.replace("{{#si", "{{")):
                raise _refused(label, number, reason)


def _tokens(source: str, label: str, conditions: Container[str]) -> Iterator[_Token]:
    place, line = 0, 1
    while True:
        start = source.find("{{", place)
        text = source[place:] if start < 0 else source[place:start]
        if "}}" in text:
            raise _refused(label, line + text[: text.index("}}")].count("\n"), "}} sans {{ avant")
        if text:
            yield _Token("text", text, line)
            line += text.count("\n")
        if start < 0:
            return
        ending = source.find("\n", start)
        stop = source.find("}}", start + 2, len(source) if ending < 0 else ending)
        if stop < 0:
            raise _refused(label, line, "{{ n’est pas fermé par }} sur la même ligne")
        place = stop + 2
        alone = _alone(source, start, place)
        yield _mark(source[start + 2 : stop], line, label, conditions, alone=alone)


def _alone(source: str, start: int, stop: int) -> bool:
    return (start == 0 or source[start - 1] == "\n") and (stop == len(source) or source[stop] == "\n")


def _mark(inner: str, line: int, label: str, conditions: Container[str], *, alone: bool) -> _Token:
    words = inner.split()
    if words == ["/si"]:
        return _Token("end", "", line)
    condition = len(words) == 2 and words[0] == "#si"
    name = words[1] if condition else (words[0] if len(words) == 1 else "")
    if name not in FIELDS and not (condition and name in conditions):
        raise _refused(label, line, f"champ inconnu «\u00a0{' '.join(words)[:40]}\u00a0»")
    kind = "if" if condition else ("table" if name == "missions" and alone else "field")
    return _Token(kind, name, line)


def _refused(label: str, line: int, reason: str) -> Invalid:
    return Invalid(
        "bad_template", "« {label} », ligne {line} : {reason}.", label=label, line=line, reason=reason
    )


def merge(template: Template, values: Values, *, plain: bool = False) -> tuple[str, tuple[Missing, ...]]:
    """The text with its values, and what was missing; missing values are printed as "…………".

    Unless `plain`, what a value holds is escaped: it can never become a heading, a table or bold.
    Raises Invalid when the result is longer than LONGEST_TEXT.
    """
    parts: list[str] = []
    missing: dict[Missing, None] = {}
    shown: list[bool] = []
    length = 0
    for token in template.tokens:
        if token.kind == "if":
            shown.append(_known(token.value, values))
        elif token.kind == "end":
            shown.pop()
        elif all(shown):
            part = token.value if token.kind == "text" else _value(token, values, missing, plain)
            if token.kind == "field" and "\n" in part and not plain and _in_one_line(parts):
                part = ", ".join(line.strip() for line in part.split("\n") if line.strip())
            length += len(part)
            if length > LONGEST_TEXT:
                raise Invalid(
                    "letter_too_long",
                    "La lettre est trop longue : {limit} caractères au plus.",
                    limit=LONGEST_TEXT,
                )
            parts.append(part)
    return "".join(parts), tuple(missing)


def _in_one_line(parts: list[str]) -> bool:
    """Whether what comes next stands in a line that is a block by itself."""
    line = ""
    for part in reversed(parts):
        _head, end, tail = part.rpartition("\n")
        line = tail + line
        if end:
            break
    return line.lstrip(" \t").startswith(_ONE_LINE)


def _known(name: str, values: Values) -> bool:
    return bool(values.missions) if name == "missions" else bool(values.texts.get(name, "").strip())


def _value(token: _Token, values: Values, missing: dict[Missing, None], plain: bool) -> str:
    if not _known(token.value, values):
        missing[Missing(token.value, FIELDS[token.value])] = None
        return MISSING
    if token.kind == "table" and not plain:
        return _table(values.missions, missing)
    text = (
        ", ".join(one.label for one in values.missions)
        if token.value == "missions"
        else values.texts[token.value].strip()
    )
    return text if plain else escape(text)


def _table(missions: tuple[MissionLine, ...], missing: dict[Missing, None]) -> str:
    named = any(one.named for one in missions)
    rows = ["| Mission | Exécutant |" if named else "| Mission |"]
    for one in missions:
        if named and not one.performer:
            missing[Missing("missions", f"Exécutant de « {one.label} »")] = None
        label = escape(one.label.replace("\n", " "))
        rows.append(f"| {label} | {escape(one.performer or MISSING)} |" if named else f"| {label} |")
    return "\n".join(rows)


def escape(text: str) -> str:
    """`text` so that the language of letters prints it as it stands."""
    escaped = re.sub(r"[\\*|]", r"\\\g<0>", text)
    lines = escaped.split("\n")
    return "\n".join(
        f"\\{line}" if line[:1] and line[0] in _LINE_STARTS and line[0] != "|" else line for line in lines
    )
