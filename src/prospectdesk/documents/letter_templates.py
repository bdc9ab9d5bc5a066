"""The texts of the 14 documents, files of resources/letters, and templates that people bring (X-09, CLI.md)."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from prospectdesk import resources
from prospectdesk.domain.errors import BadFile, Invalid
from prospectdesk.domain.merge import Template, parse

CLIENT, COLLEAGUE, NOBODY = "client", "confrere", "personne"
CABINET = "cabinet"
LONGEST_FILE = 1_000_000


@dataclass(frozen=True, slots=True)
class LetterTemplate:
    """A template found right. `addressee` and `sender` tell whose address and head are printed."""

    title: Template
    subtitle: Template
    body: Template
    addressee: str = CLIENT
    sender: str = CABINET
    signatures: tuple[str, ...] = ()


@cache
def built_in(name: str) -> LetterTemplate:
    """The texts of a document, by the name of its file."""
    return _made(tomllib.loads(resources.text(f"letters/{name}.toml")))


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
    if "\n" in told["title"] or len(told["title"]) > 200:
        raise Invalid("bad_template", "Le titre du modèle tient en une ligne de 200 caractères.")
    return _made(told)


def _made(told: dict[str, Any]) -> LetterTemplate:
    return LetterTemplate(
        parse(told["title"], label="Titre"),
        parse(told.get("subtitle", ""), label="Sous-titre"),
        parse(told["body"], label="Texte"),
        told.get("addressee", CLIENT),
        told.get("sender", CABINET),
        tuple(told.get("signatures", ())),
    )
