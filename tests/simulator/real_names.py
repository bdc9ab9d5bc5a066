"""The model's names as the real parts have them: uids of 16 bytes by a fixed mapping, columns with what they need."""

from __future__ import annotations

import uuid
from typing import Any

from tests.simulator.words import COLUMNS, Values
from tests.simulator.world import USERS

from prospectdesk.domain.ids import natural_uid, siren_uid

WORKSPACE = bytes([0x10] * 16)
SIRENS = {"c0": "000100024", "u5": "000100123"}
"""Companies of the register."""
KINDS = {"ann": 0xA1, "bob": 0xA2, "cid": 0xA3, "r1": 0xB1, "r2": 0xB2, "comptable": 0xC1, "conseil": 0xC2} | {
    f"s{place}": 0xD0 + place for place in range(4)
}  # fmt: skip
"""Rows every history finds: users, routines, types and stages."""
ZERO = {"privileged", "block_call", "twin", "done", "priority"}
"""Columns that are never empty in a real store."""
REFERENCES = {
    "company_id": "company",
    "contact_id": "contact",
    "follow_up_id": "follow_up",
    "user_id": "user",
    "author_id": "user",
    "routine_id": "routine",
    "type_id": "dossier_type",
    "stage_id": "stage",
}
FIXED: dict[str, Values] = {
    "registration": {"registered_at": 1},
    "contact": {"made_at": 1, "colour": "orange"},
    "contact_point": {"kind": "mobile"},
    "timeline": {"at": 1, "type": "note", "title": "Note"},
    "follow_up": {"made_at": 1},
    "dossier": {"made_at": 1},
    "saved_view": {"screen": "prospects", "data": "{}"},
}
"""Mandatory columns the model has no use for."""
LEFT_OUT = {"amount", "siren"}


def device(user: str) -> uuid.UUID:
    """The device of a user: in the order of their names, as in the model."""
    return uuid.UUID(bytes=bytes([KINDS[user] + 0x30] * 16))


def uid_of(name: str) -> bytes:
    """The identity of a row of the model; the order of uids of one table is that of its names."""
    if name in KINDS:
        return bytes([KINDS[name]] * 16)
    if name in SIRENS:
        return siren_uid(SIRENS[name])
    head, _, tail = name.partition("-")
    if head == "reg":
        return natural_uid("registration", WORKSPACE.hex(), uid_of(tail).hex())
    if head == "t":
        return natural_uid("routine_tag", uid_of("c0").hex(), uid_of(tail).hex())
    if tail in USERS:
        return natural_uid("assignee", uid_of(head).hex(), uid_of(tail).hex())
    return bytes([ord(head[0])] * 8) + (int(head[1:]) * 10 + int(tail or 0)).to_bytes(8, "big")


def columns(table: str) -> tuple[str, ...]:
    """The columns that are compared."""
    return tuple(name for name in (*COLUMNS[table], "deleted_at") if name not in LEFT_OUT)


def wire(column: str, value: Any) -> Any:
    """A value of the model as the wire has it."""
    if value is None:
        return 0 if column in ZERO else None
    return uid_of(str(value)).hex() if column in REFERENCES or column == "merged_into" else value


def row(table: str, values: Values) -> tuple[Any, ...]:
    """A row of the model as it is compared."""
    return tuple(wire(name, values[name]) for name in columns(table))
