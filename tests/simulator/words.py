"""The words of the model: operations, cells, rows, answers; the few tables it plays with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Key = tuple[str, str]
"""Table and uid."""
Values = dict[str, Any]

MANDATORY = {
    "registration": {"company_id": "company"},
    "contact": {"company_id": "company"},
    "contact_point": {"contact_id": "contact"},
    "timeline": {"company_id": "company"},
    "follow_up": {"company_id": "company"},
    "follow_up_assignee": {"follow_up_id": "follow_up"},
    "dossier": {"company_id": "company"},
    "routine_tag": {"company_id": "company"},
}
"""References a row cannot do without."""
COLUMNS = {
    "company": ("name", "siren", "merged_into"),
    "registration": ("company_id", "phone", "street", "city", "siret"),
    "contact": ("company_id", "last_name", "privileged", "block_call", "erased_at"),
    "contact_point": ("contact_id", "value"),
    "timeline": ("company_id", "author_id", "text"),
    "follow_up": ("company_id", "kind", "day", "priority", "done"),
    "follow_up_assignee": ("follow_up_id", "user_id"),
    "dossier": ("company_id", "type_id", "status", "stage_id", "rank", "amount", "twin"),
    "routine_tag": ("company_id", "routine_id", "tag"),
    "saved_view": ("user_id", "title", "scope"),
}
ORDER = tuple(COLUMNS)
"""Parents first."""
GROUPS = {("registration", "street"): "@address", ("registration", "city"): "@address",
          ("dossier", "stage_id"): "@stage", ("dossier", "rank"): "@stage"}  # fmt: skip
RESTRICTIVE = {("contact", "block_call")}
QUIET = {"author_id"}
PERSONAL = {"contact": {"last_name": None, "privileged": 0}, "contact_point": {"value": ""}}
"""What an erased person is left with."""
UNIQUE_TYPE = "comptable"
WORKSPACE = "w"


def group_of(table: str, column: str) -> str:
    """The name of the cell a column belongs to."""
    return GROUPS.get((table, column), column)


def members(table: str, cell: str) -> tuple[str, ...]:
    """The columns of a cell."""
    if not cell.startswith("@"):
        return (cell,)
    return tuple(column for (name, column), group in GROUPS.items() if name == table and group == cell)


@dataclass(frozen=True)
class Op:
    """One line of a push. `number` is the model's own name of it, for the ledger; it does not travel."""

    number: int
    batch: int
    table: str
    uid: str
    column: str
    value: Any
    base: int
    hlc: int
    moved: str = ""
    """The row it named, when that was merged into another since: its author never saw what he now writes on."""

    @property
    def key(self) -> Key:
        """Table and uid."""
        return self.table, self.uid


@dataclass(frozen=True)
class Cell:
    """Who last wrote a cell; `both`: who had written the same, which he had not seen."""

    rev: int
    hlc: int
    device: str
    both: str = ""

    def own(self, device: str) -> bool:
        """Whether a laptop knows what it overwrites, whatever its base says."""
        return self.device == device and not self.both


@dataclass
class Row:
    """One row of the centre."""

    table: str
    uid: str
    values: Values
    cells: dict[str, Cell]
    rev: int

    @property
    def dead(self) -> bool:
        """Whether it is softly deleted."""
        return self.values.get("deleted_at") is not None


@dataclass(frozen=True)
class State:
    """A row as it travels down."""

    table: str
    uid: str
    rev: int
    values: Values


@dataclass(frozen=True)
class Conflict:
    """A value that lost, kept for its author."""

    key: Key
    column: str
    kept: Any
    lost: Any
    reason: str
    kept_by: str = ""
    lost_by: str = ""
    """Devices; "" for the centre."""


@dataclass
class PushAnswer:
    """What the centre says to a push."""

    seq: int
    now: int
    refused: dict[int, str] = field(default_factory=dict)
    echo: list[State] = field(default_factory=list)
    gone: list[Key] = field(default_factory=list)


@dataclass
class Page:
    """One page of one bucket."""

    bucket: str
    rows: list[State]
    gone: list[Key]
    next: tuple[int, str]
    more: bool


@dataclass
class PullAnswer:
    """What the centre says to a pull."""

    now: int
    generation: int
    buckets: set[str]
    pages: list[Page]


class Busy(Exception):
    """The row is locked by an open transaction; ask again."""


class Wrong(Exception):
    """The sequence has a hole: never happens between honest parties."""
