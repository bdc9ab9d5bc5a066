"""The prospect list in SQL: conditions and orders from closed lists, values always bound (SECURITY R6)."""

from __future__ import annotations

from collections.abc import Iterator

from prospectdesk.domain.errors import Invalid
from prospectdesk.queries import grams
from prospectdesk.queries.grams import Finder
from prospectdesk.queries.prospects_criteria import Tests

REGISTERED = "c.registered = 1 AND c.kind = 0 AND c.deleted_at IS NULL"
DIRECTORY = "c.kind = 0 AND c.deleted_at IS NULL"

STATE = (
    "CASE WHEN c.dossier_signed > 0 THEN 'signe' WHEN c.dossier_open > 0 OR c.dossier_lost = 0 THEN 'en_cours' "
    "ELSE 'perdu' END"
)
"""D-08 in SQL, with the values of prospects_criteria.STATES."""

_USER = "(SELECT fold(u.name) FROM user u WHERE u.id = c.{column})"
ORDERS = {
    "raison_sociale": "c.name_key",
    "siren": "c.siren",
    "siret": "c.siret",
    "derniere_action": "c.last_action_day",
    "prochaine_action": "c.next_action_day * 1440 + coalesce(c.next_action_minute, 1439)",
    "source": "(SELECT fold(k.label) FROM catalogue k WHERE k.id = c.source_id)",
    "telephone": "c.phone_key",
    "mail": "lower(c.mail)",
    "ville": "c.city_key",
    "code_postal": "c.shown_postcode",
    "naf": "c.shown_naf",
    "etape": "c.best_percent",
    "commercial_source": _USER.format(column="source_user_id"),
    "commercial_operationnel": _USER.format(column="operational_user_id"),
    "date_creation": "c.created_day",
    "date_enregistrement": "c.registered_day",
}
"""What each column of the list is sorted by; empty values always come last."""


def parse_sort(sort: str) -> tuple[str, bool]:
    """Column and whether it descends ("-ville"). Raises Invalid for an unknown column."""
    name = sort.strip().removeprefix("-") or "raison_sociale"
    if name not in ORDERS:
        raise Invalid(
            "sort",
            "La colonne de tri « {name} » n’existe pas. Les colonnes sont : {known}.",
            name=name[:40],
            known=", ".join(ORDERS),
        )
    return name, sort.strip().startswith("-")


def order_by(sort: str) -> str:
    """The ORDER BY of a sort; ties by name, then in the order in which companies came."""
    name, descends = parse_sort(sort)
    way = " DESC" if descends else ""
    if name == "raison_sociale":
        return f"c.name_key{way}, c.id{way}"
    value = ORDERS[name]
    return f"({value}) IS NULL, {value}{way}, c.name_key, c.id"


def finders(tests: Tests) -> Iterator[Finder]:
    """The criteria answered by an index over texts or by another table, as sets of company ids."""
    if tests.name:
        yield grams.company_finder("search_key", tests.name)
    if tests.person:
        found = grams.contact_finder(("name_key",), tests.person)
        for turned in turned_names(tests.person):
            found |= grams.contact_finder(("name_key",), turned)
        yield found
    if tests.phones:
        yield _phone_finder(tests.phones)
    if tests.mail:
        yield (
            grams.company_finder("mail", tests.mail)
            | grams.contact_finder(("email_key",), tests.mail)
            | grams.further_points(tests.mail, email=True)
        )
    if tests.note:
        yield grams.note_finder(tests.note)
    if tests.number:
        yield grams.number_finder(tests.number)
    if tests.client_type_ids is not None:
        yield grams.client_type_finder(tests.client_type_ids)


def turned_names(text: str) -> Iterator[str]:
    """ "dupont marie" for "marie dupont": people write names both ways round."""
    words = text.split()
    if len(words) > 1:
        yield " ".join([*words[1:], words[0]])
    if len(words) > 2:
        yield " ".join([words[-1], *words[:-1]])


def _phone_finder(phones: tuple[str, ...]) -> Finder:
    found: Finder | None = None
    for number in phones:
        one = (
            grams.company_finder("phones_key", number)
            | grams.contact_finder(("home_key", "mobile_key"), number)
            | grams.further_points(number, email=False)
        )
        found = one if found is None else found | one
    assert found is not None
    return found


def conditions(tests: Tests) -> Iterator[tuple[str, tuple[object, ...]]]:
    """The criteria that the company's own row answers."""
    if tests.naf:
        yield "substr(c.shown_naf, 1, ?) = ?", (len(tests.naf), tests.naf)
    if tests.states:
        known = sorted(tests.states)
        yield f"{STATE} IN ({', '.join('?' * len(known))})", tuple(known)
    if tests.unassigned:
        yield "c.operational_user_id IS NULL", ()
    if tests.takeover:
        yield "c.takeover = 1", ()
    for column, ids in (
        ("source_id", tests.source_ids),
        ("source_user_id", tests.source_user_ids),
        ("operational_user_id", tests.operational_user_ids),
    ):
        if ids is not None:
            yield f"c.{column} IN ({', '.join('?' * len(ids))})", ids
    if tests.created_from is not None:
        yield "c.created_day >= ?", (tests.created_from,)
    if tests.created_to is not None:
        yield "c.created_day <= ?", (tests.created_to,)
    if tests.due_to is not None:
        yield "c.next_action_day <= ?", (tests.due_to,)


def where(tests: Tests, all_companies: bool) -> tuple[str, list[object]]:
    """The whole WHERE of a list over `company c` and its parameters."""
    parts = [DIRECTORY if all_companies else REGISTERED]
    values: list[object] = []
    for finder in finders(tests):
        parts.append(f"c.id IN ({finder.sql})")
        values += finder.parameters
    for text, parameters in conditions(tests):
        parts.append(text)
        values += parameters
    return " AND ".join(parts), values
