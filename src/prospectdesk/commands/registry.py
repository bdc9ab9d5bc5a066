"""Commands as dataclasses: who handles them, and their JSON form (CLI.md, verb `do`)."""

from __future__ import annotations

import dataclasses
import math
import types
import typing
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from prospectdesk.commands.context import Context
from prospectdesk.domain.changes import Change
from prospectdesk.domain.errors import Invalid
from prospectdesk.domain.text import clean_text
from prospectdesk.store.unit_of_work import UnitOfWork


class Unset:
    """The type of UNSET: an optional field that the sender did not mention."""

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "UNSET"


UNSET = Unset()
Ref = str | int
"""A thing named by uid, natural key or label (JSON: always text), or by local id (window)."""


@dataclass(slots=True)
class Outcome:
    """What a handler answers; the bus adds changes and inverse (see domain.changes.Done)."""

    label: str
    uid: bytes | None = None
    row_id: int | None = None
    undoable: bool = True
    message: str | None = None
    data: dict[str, Any] = field(default_factory=dict)
    everything: bool = False
    """Whether so much changed that every view reads again (import, restore)."""
    changes: tuple[Change, ...] = ()
    """What changed beside the unit of work (rows of the centre)."""
    scrub: bool = False
    """Whether rows were deleted that nobody may find in the store's files any more."""


Handler = Callable[[Any, UnitOfWork, Context], Outcome]
MANDATORY = {"mandatory": True}
"""Metadata of a field that the window may leave empty and the handler then names in its refusal (D-16)."""
_LABELS = {
    "catalogue": "Liste",
    "channels": "Canaux",
    "company": "Société",
    "contact": "Interlocuteur",
    "contrat_type": "Contrat type",
    "dossier": "Dossier",
    "dossier_type": "Type de dossier",
    "etape": "Etape",
    "executant": "Exécutant",
    "fields": "Champs concernés",
    "follow_up": "Suivi",
    "justification": "Justification",
    "label": "Libellé",
    "licence": "Licence",
    "login": "Identifiant",
    "mandatory": "Critères obligatoires",
    "mission": "Mission",
    "name": "Nom",
    "nom": "Nom",
    "note": "Note",
    "offre": "Offre",
    "percent": "Pourcentage",
    "reasons": "Facteurs",
    "routine": "Routine",
    "tag": "Tag",
    "text": "Texte",
    "title": "Titre",
    "user": "Utilisateur",
}
_LONGEST = 2**63
_handlers: dict[type, Handler] = {}
_names: dict[str, type] = {}


def handles(command: type, *, public: bool = True) -> Callable[[Handler], Handler]:
    """Marks the function that carries out `command`; `public` ones are open to the verb `do`."""

    def note(handler: Handler) -> Handler:
        _handlers[command] = handler
        if public:
            _names[command.__name__] = command
        return handler

    return note


def handler_of(command: object) -> Handler:
    """The handler of a command object."""
    return _handlers[type(command)]


def public_commands() -> dict[str, type]:
    """Every command of the verb `do`, by name.

    A command object brings its handler along, as both stand in one module; only who looks a command up
    by name needs them all, so the start of the window does not.
    """
    from prospectdesk.commands import all as every

    return dict(sorted(_names.items())) if every.MODULES else {}


def describe(command: type) -> list[dict[str, Any]]:
    """The fields of a command: name, type, whether it is mandatory."""
    hints = typing.get_type_hints(command)
    return [
        {"name": one.name, "type": _type_name(hints[one.name]), "required": _required(one)}
        for one in dataclasses.fields(command)
    ]


def from_json(document: Any) -> Any:
    """The command object of one JSON object. Raises Invalid naming the command or field at fault."""
    if not isinstance(document, dict) or not isinstance(document.get("command"), str):
        raise Invalid("command", "Une commande est un objet JSON avec un champ « command ».")
    name = document["command"]
    commands = public_commands()
    if name not in commands:
        raise Invalid(
            "unknown_command", "Commande inconnue : « {name} ». « do --list » les donne toutes.", name=name
        )
    command = commands[name]
    hints = typing.get_type_hints(command)
    known = {one.name: one for one in dataclasses.fields(command)}
    values: dict[str, Any] = {}
    for key, value in document.items():
        if key == "command":
            continue
        if key not in known:
            raise Invalid(
                "unknown_field", "La commande « {name} » n’a pas de champ « {field} ».", name=name, field=key
            )
        if value is not None or type(None) in _options(hints[key]):
            values[key] = typed(name, key, value, hints[key])
    missing = [one.name for one in known.values() if _needed(one) and values.get(one.name) is None]
    if missing:
        labels = ", ".join(_LABELS.get(one, one) for one in missing)
        raise Invalid("missing_field", "Champ obligatoire : {fields}", fields=labels)
    return command(**values)


def _required(one: dataclasses.Field[Any]) -> bool:
    return _needed(one) or bool(one.metadata.get("mandatory"))


def _needed(one: dataclasses.Field[Any]) -> bool:
    return one.default is dataclasses.MISSING and one.default_factory is dataclasses.MISSING


def _type_name(hint: Any) -> str:
    options = [one for one in _options(hint) if one not in (type(None), Unset)]
    names = {typing.get_origin(one) or one for one in options}
    if names == {str, int}:
        return "reference"
    if str in names:
        return "text"
    return {bool: "boolean", int: "integer", list: "list", dict: "object", tuple: "list"}.get(
        names.pop(), "text"
    )


def _options(hint: Any) -> tuple[Any, ...]:
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        return typing.get_args(hint)
    return (hint,)


def typed(command: str, key: str, value: Any, hint: Any) -> Any:
    """`value` when its JSON type fits the field; lists become tuples. Raises Invalid.

    A local id never comes from JSON: what names a thing is always text there.
    """
    if value is None:
        return None
    for option in _options(hint):
        kind = typing.get_origin(option) or option
        if kind is tuple and isinstance(value, list):
            inner = typing.get_args(option)[0]
            if all(one is not None for one in value):
                return tuple(typed(command, key, one, inner) for one in value)
        elif kind is int and str in _options(hint):
            continue
        elif type(value) is kind and _sound(value):
            return value
    raise Invalid(
        "bad_value",
        "Le champ « {field} » de « {name} » n’accepte pas cette valeur : {value}",
        field=key,
        name=command,
        value=clean_text(str(value)[:80], limit=80),
    )


def _sound(value: Any) -> bool:
    """Whether a plain JSON value can be stored: 64 bits, no half characters, no infinite numbers."""
    if isinstance(value, str):
        return not any("\ud800" <= char <= "\udfff" for char in value)
    if isinstance(value, dict):
        return all(_sound(key) and _sound(one) for key, one in value.items())
    if isinstance(value, list):
        return all(map(_sound, value))
    if isinstance(value, float):
        return math.isfinite(value)
    return not isinstance(value, int) or -_LONGEST <= value < _LONGEST
