"""What each licence may do with each table, written by hand from the specification, and rows to try it on.

EXPECTED comes from X-04, X-22, C-36, C-41 and C-65, not from wire/rules.py: psql and the service are held against it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from centre import Centre, Who

from prospectdesk.wire import rules

LICENCES = ("utilisateur", "responsable", "administrateur")
EVERYBODY = "SIU SIU | SIU SIU | SIU SIU"
ADMINISTRATOR = "S S | S S | SIU SIU"
EXPECTED = {
    # table: utilisateur own other | responsable own other | administrateur own other (S sees, I adds, U changes, D deletes)
    "workspace": "S S | S S | SU SU",
    "user": ADMINISTRATOR,
    "catalogue": ADMINISTRATOR,
    "cabinet": ADMINISTRATOR,
    "office": ADMINISTRATOR,
    "cabinet_service": ADMINISTRATOR,
    "user_cabinet": ADMINISTRATOR,
    "user_service": ADMINISTRATOR,
    "dossier_type": ADMINISTRATOR,
    "pipeline": "S S | SIU SIU | SIU SIU",
    "stage": "S S | SIU SIU | SIU SIU",
    "routine": "S - | SIU SIU | SIU SIU",
    "routine_user": "S - | SIU SIU | SIU SIU",
    "routine_tag": "SIU - | SIU SIU | SIU SIU",
    "fit_score": "SIU - | SIU SIU | SIU SIU",
    "company": EVERYBODY,
    "commune_centre": EVERYBODY,
    "establishment": EVERYBODY,
    "registration": EVERYBODY,
    "non_conformity": EVERYBODY,
    "contact": EVERYBODY,
    "contact_point": EVERYBODY,
    "dossier": EVERYBODY,
    "client_file": EVERYBODY,
    "mission": EVERYBODY,
    "placement": EVERYBODY,
    "dossier_reason": EVERYBODY,
    "bonus": "SI SI | SI SI | SIU SIU",
    "project_piece": EVERYBODY,
    "project_handover": EVERYBODY,
    "document": "SIU SI | SIU SIU | SIU SIU",
    "letter_template": ADMINISTRATOR,
    "portfolio_analysis": "SIU SI | SIU SIU | SIU SIU",
    "portfolio_part": "SIU SI | SIU SIU | SIU SIU",
    "news_item": EVERYBODY,
    "software_park": EVERYBODY,
    "follow_up": EVERYBODY,
    "follow_up_assignee": EVERYBODY,
    "workspace_mail": EVERYBODY,
    "suppression": "SI SI | SI SI | SI SI",
    "history": "SI SI | SI SI | SI SI",
    "conflict": "SU SU | SU SU | SU SU",
    "timeline": "SIU SI | SIU SIU | SIU SIU",
    "notification": "SIU I | SIU I | SIU I",
    "saved_view": "SIU I | SIU I | SIU I",
}
CHANGED = {"user": ("name", "x"), "conflict": ("settled_at", 5), "saved_view": ("title", "x")}
"""What an update of the matrix writes where the first plain column would not do."""


def expected(table: str, licence: str, *, own: bool) -> str:
    cells = EXPECTED[table].split("|")[LICENCES.index(licence)].split()
    return cells[0 if own else 1].replace("-", "")


@dataclass(frozen=True)
class Place:
    """One workspace with a person who acts and another one, each with a routine of his own."""

    me: Who
    other: Who
    routines: tuple[UUID, UUID]


def settle(centre: Centre, licence: str) -> Place:
    """A workspace with two users of one licence, each user of one routine."""
    workspace = centre.workspace()
    me, other = centre.person(workspace, licence), centre.person(workspace, licence)
    routines = (uuid4(), uuid4())
    for who, routine in zip((me, other), routines, strict=True):
        centre.sql("INSERT INTO pd.routine (workspace, uid, title) VALUES ($1, $2, 'R')", workspace, routine)
        centre.sql(
            "INSERT INTO pd.routine_user (workspace, uid, routine_id, user_id) VALUES ($1, gen_random_uuid(), $2, $3)",
            workspace,
            routine,
            who.uid,
        )
    return Place(me, other, routines)


def a_row(table: str, place: Place, *, own: bool) -> dict[str, Any]:
    """A row of a table that belongs to who acts, or to the other one."""
    who, routine = (place.me, place.routines[0]) if own else (place.other, place.routines[1])
    row: dict[str, Any] = {"workspace": who.workspace, "uid": uuid4()}
    for column in rules.columns(table):
        if column.name in {"user_id", "author_id", "creator_id", "made_by_id", "registered_by_id"}:
            row[column.name] = who.uid
        elif column.name == "routine_id":
            row[column.name] = routine
        elif column.mandatory and column.name != "scope":
            row[column.name] = {"i": 0, "t": "x", "r": 1.0, "b": uuid4()}[column.kind]
    return row


def plain_column(table: str) -> tuple[str, Any]:
    """A column of no special meaning and a new value of it."""
    if table in CHANGED:
        return CHANGED[table]
    for column in rules.columns(table):
        if column.kind == "t" and column.name != "licence":
            return column.name, "y"
    return (
        ("n", 7) if table == "commune_centre" else ("value", 7) if table == "fit_score" else ("deleted_at", 7)
    )


def insert_sql(table: str, row: dict[str, Any]) -> str:
    names = ", ".join(f'"{name}"' for name in row)
    return f'INSERT INTO pd."{table}" ({names}) VALUES ({", ".join(f"${n + 1}" for n in range(len(row)))})'


def existing(centre: Centre, table: str, place: Place, *, own: bool) -> UUID:
    """The uid of a row that is there: made by the centre, or one of those `settle` made."""
    who, routine = (place.me, place.routines[0]) if own else (place.other, place.routines[1])
    if table in {"workspace", "user", "routine"}:
        return {"workspace": who.workspace, "user": who.uid, "routine": routine}[table]
    row = a_row(table, place, own=own)
    centre.sql(insert_sql(table, row), *row.values())
    found: UUID = row["uid"]
    return found
