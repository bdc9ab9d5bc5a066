"""The 16 criteria of the advanced search (D-06): their values, their reading from text, their tests."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from prospectdesk.domain.clock import day_number
from prospectdesk.domain.errors import Invalid
from prospectdesk.domain.naf import naf_prefix
from prospectdesk.domain.phones import phone_digits
from prospectdesk.domain.text import clean_text, digits, fold
from prospectdesk.queries.names import Names

STATES = {"en_cours": "En cours", "signe": "Signé", "perdu": "Perdu"}
"""The values of the criterion Etape (D-08) and their labels."""

LONGEST = 200
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
DATES = ("date_creation_min", "date_creation_max")
SWITCHES = ("sans_commercial", "repreneur_activite")


@dataclass(frozen=True, slots=True)
class Criteria:
    """What the user fills in; an empty field is no criterion, the others combine with AND (D-07)."""

    raison_sociale: str = ""
    interlocuteurs: str = ""
    telephone: str = ""
    mail: str = ""
    naf: str = ""
    type_client: str = ""
    note: str = ""
    siret: str = ""
    etape: tuple[str, ...] = ()
    sans_commercial: bool = False
    repreneur_activite: bool = False
    source: str = ""
    commercial_source: str = ""
    commercial_operationnel: str = ""
    date_creation_min: date | None = None
    date_creation_max: date | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing is asked."""
        return self == Criteria()

    def as_strings(self) -> list[str]:
        """The filled fields as NAME=VALUE, as the command line and saved views have them."""
        lines = []
        for name in NAMES:
            value = getattr(self, name)
            if value in ("", (), None, False):
                continue
            text = ",".join(value) if isinstance(value, tuple) else str(value)
            lines.append(f"{name}={'true' if value is True else text}")
        return lines


NAMES = tuple(one.name for one in dataclasses.fields(Criteria))


class Tests(NamedTuple):
    """Criteria in the form in which rows are tested; None and empty tuples test nothing.

    `name`, `person`, `mail`, `note` are folded; `phones` are alternatives of digits; `naf` is the
    beginning of a stored code; `number` is digits; `states` of STATES; `*_ids` are local ids (an
    unknown label is refused before); days are day numbers.
    """

    name: str | None = None
    person: str | None = None
    phones: tuple[str, ...] = ()
    mail: str | None = None
    note: str | None = None
    naf: str | None = None
    number: str | None = None
    states: frozenset[str] = frozenset()
    client_type_ids: tuple[int, ...] | None = None
    source_ids: tuple[int, ...] | None = None
    source_user_ids: tuple[int, ...] | None = None
    operational_user_ids: tuple[int, ...] | None = None
    unassigned: bool = False
    takeover: bool = False
    created_from: int | None = None
    created_to: int | None = None
    due_to: int | None = None
    """Keeps companies whose next action is due on this day number at the latest (no criterion of D-06)."""


def parse_criteria(pairs: Iterable[str]) -> Criteria:
    """Criteria from NAME=VALUE texts. Raises Invalid for an unknown name or a malformed value."""
    values: dict[str, Any] = {}
    for pair in pairs:
        name, sign, value = pair.partition("=")
        name = name.strip()
        if not sign and name in NAMES:
            raise Invalid("criterion", "Le critère « {name} » attend une valeur : {name}=VALEUR.", name=name)
        if name not in NAMES:
            raise Invalid(
                "criterion",
                "Critère inconnu : « {name} ». Les critères sont : {known}.",
                name=name[:40],
                known=", ".join(NAMES),
            )
        values[name] = _value(name, value)
    return dataclasses.replace(Criteria(), **values)


def _value(name: str, text: str) -> Any:
    if name in SWITCHES:
        return _switch(name, text)
    if name in DATES:
        return _date(name, text)
    if name == "etape":
        return _states(text)
    return clean_text(text, limit=LONGEST, label=name)


def _switch(name: str, text: str) -> bool:
    plain = text.strip().lower()
    if plain not in ("true", "false", ""):
        raise Invalid(
            "switch", "Le critère « {name} » vaut true ou false, pas « {value} ».", name=name, value=text[:40]
        )
    return plain == "true"


def _date(name: str, text: str) -> date | None:
    plain = text.strip()
    if not plain:
        return None
    try:
        if _DAY.fullmatch(plain) is None:  # fromisoformat knows weeks and bare digits too
            raise ValueError(plain)
        return date.fromisoformat(plain)
    except ValueError:
        raise Invalid(
            "date",
            "Le critère « {name} » est une date comme 2026-11-23, pas « {value} ».",
            name=name,
            value=plain[:40],
        ) from None


def _states(text: str) -> tuple[str, ...]:
    found = tuple(fold(part).replace(" ", "_") for part in text.split(",") if part.strip())
    for one in found:
        if one not in STATES:
            raise Invalid(
                "etape",
                "L’étape « {value} » n’existe pas : en_cours, signe ou perdu, séparés par des virgules.",
                value=one[:40],
            )
    return found


def tests_of(criteria: Criteria, names: Names) -> Tests:
    """The tests of `criteria`. Raises Invalid for values that no row can be compared with."""
    return Tests(
        name=_folded(criteria.raison_sociale),
        person=_folded(criteria.interlocuteurs),
        phones=_phones(criteria.telephone),
        mail=_folded(criteria.mail),
        note=_folded(criteria.note),
        naf=naf_prefix(criteria.naf) or None,
        number=_number(criteria.siret),
        states=frozenset(_states(",".join(criteria.etape))),
        client_type_ids=_entries(names, "type_client", criteria.type_client),
        source_ids=_entries(names, "source", criteria.source),
        source_user_ids=_users(names, criteria.commercial_source),
        operational_user_ids=_users(names, criteria.commercial_operationnel),
        unassigned=criteria.sans_commercial,
        takeover=criteria.repreneur_activite,
        created_from=_day(criteria.date_creation_min),
        created_to=_day(criteria.date_creation_max),
    )


def _day(value: date | None) -> int | None:
    return None if value is None else day_number(value)


def _folded(text: str) -> str | None:
    return fold(clean_text(text, limit=LONGEST)) or None


def _phones(text: str) -> tuple[str, ...]:
    """The digits to look for; "33 2 99…" without its plus sign is also tried as a national number."""
    if not text.strip():
        return ()
    wanted = phone_digits(text)
    if wanted is None:
        raise Invalid(
            "phone",
            "Le critère « Téléphone » contient des chiffres, pas « {value} ».",
            value=text.strip()[:40],
        )
    found = [wanted]
    if wanted.startswith("33") and len(wanted) == 11:
        found.append("0" + wanted[2:])
    return tuple(found)


def _number(text: str) -> str | None:
    plain = "".join(text.split())
    if not plain:
        return None
    number = digits(plain)
    if len(number) != len(plain) or len(number) > 14:
        raise Invalid(
            "siret",
            "Le critère « SIRET » contient 14 chiffres au plus (9 pour un SIREN), pas « {value} ».",
            value=text.strip()[:40],
        )
    return number


def _entries(names: Names, kind: str, label: str) -> tuple[int, ...] | None:
    if not label.strip():
        return None
    from prospectdesk.domain.ids import parse_uid  # late: few criteria name an entry by its uid

    uid = parse_uid(label.strip())
    found = [one.id for one in names.entries if one.kind == kind and one.uid == uid] if uid else []
    found = found or names.entry_ids(kind, label)
    if not found:
        raise Invalid(
            "unknown_label", "« {label} » ne figure pas dans la liste « {kind} ».", label=label.strip()[:80],
            kind={"type_client": "Type client", "source": "Source"}[kind],
        )  # fmt: skip
    return tuple(found)


def _users(names: Names, login: str) -> tuple[int, ...] | None:
    if not login.strip():
        return None
    found = names.user_ids(login)
    if not found:
        raise Invalid(
            "unknown_user", "Aucun utilisateur n’a l’identifiant « {login} ».", login=login.strip()[:80]
        )
    return tuple(found)
