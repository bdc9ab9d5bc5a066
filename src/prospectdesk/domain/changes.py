"""What a command answers: which things changed, a sentence for the menu, and the way back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Change(NamedTuple):
    """One touched thing. `noun` is the table's name in the singular, `id` its local row id."""

    noun: str
    id: int
    company: int | None = None


class Changes(NamedTuple):
    """What one transaction touched; `everything` stands for a bulk change (import, restore)."""

    items: tuple[Change, ...] = ()
    origin: object | None = None
    everything: bool = False

    def touches(self, *nouns: str) -> bool:
        """Whether something of one of `nouns` changed."""
        return self.everything or any(item.noun in nouns for item in self.items)

    def touches_company(self, company_id: int) -> bool:
        """Whether the company's file changed in any part."""
        return self.everything or any(
            item.company == company_id or (item.noun == "company" and item.id == company_id)
            for item in self.items
        )

    @property
    def companies(self) -> frozenset[int]:
        """Ids of all companies whose file changed (empty when `everything`)."""
        found = {item.company for item in self.items if item.company is not None}
        return frozenset(found | {item.id for item in self.items if item.noun == "company"})


@dataclass(frozen=True, slots=True)
class Done:
    """A command succeeded.

    `label` is a French noun phrase for the Edit menu ("ajout d’une note"); `message`, when set,
    is a sentence worth an undo bar; `undo` is the inverse command or None; `uid` names the thing
    made, as 36 characters; `row_id` is its local id; `data` holds the command's own answer.
    """

    label: str
    changes: Changes = field(default_factory=Changes)
    undo: Any = None
    uid: str | None = None
    row_id: int | None = None
    message: str | None = None
    data: dict[str, Any] = field(default_factory=dict)
