"""Drafts, preferences and views: local rows that survive a kill (C-42, X-28)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, ClassVar

from prospectdesk.commands import find, values
from prospectdesk.commands.context import Context
from prospectdesk.commands.registry import Outcome, handles
from prospectdesk.domain.errors import Forbidden
from prospectdesk.store.unit_of_work import UnitOfWork

SAVE_DRAFT = (
    "INSERT INTO draft (key, kind, company_id, data, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (key) "
    "DO UPDATE SET data = excluded.data, at = excluded.at, company_id = excluded.company_id"
)


@dataclass(frozen=True, kw_only=True)
class SaveDraft:
    """Keeps what is being typed; `key` names the editor, an empty `data` removes the draft."""

    key: str
    kind: str
    company: int | None
    data: dict[str, Any]
    local: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class SaveSettings:
    """Keeps preferences of this laptop; a None removes one."""

    values: dict[str, Any]
    local: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class SaveView:
    """Adds or replaces a saved view of a list; `view` names the one to replace."""

    screen: str
    title: str
    data: dict[str, Any]
    shared: bool = False
    view: int | None = None


@dataclass(frozen=True, kw_only=True)
class DeleteView:
    """Removes a saved view."""

    view: int


@handles(SaveDraft, public=False)
def save_draft(cmd: SaveDraft, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Writes or removes one draft."""
    if cmd.data:
        uow.run(
            SAVE_DRAFT, (cmd.key, cmd.kind, cmd.company, json.dumps(cmd.data, ensure_ascii=False), uow.now_ms)
        )
    else:
        uow.run("DELETE FROM draft WHERE key = ?", (cmd.key,))
    return Outcome("brouillon", undoable=False)


@handles(SaveSettings, public=False)
def save_settings(cmd: SaveSettings, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Writes preferences as JSON values."""
    for key, value in cmd.values.items():
        if value is None:
            uow.run("DELETE FROM setting WHERE key = ?", (key,))
        else:
            uow.run(
                "INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                (key, json.dumps(value, ensure_ascii=False)),
            )
    return Outcome("préférences", undoable=False)


@handles(SaveView, public=False)
def save_view(cmd: SaveView, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Stores the view for its user, or for everybody when shared."""
    row = {
        "user_id": ctx.person.id,
        "screen": cmd.screen,
        "shared": int(cmd.shared),
        "scope": 1 if cmd.shared else 2,
        "title": values.required(cmd.title, label="Nom de la vue", limit=60),
        "data": json.dumps(cmd.data, ensure_ascii=False),
    }
    if cmd.view is None:
        row["rank"] = int(uow.value("SELECT coalesce(max(rank), 0) + 1 FROM saved_view") or 0)
        row_id = uow.insert("saved_view", row)
    else:
        row_id = _own_view(uow, ctx, cmd.view)
        uow.update("saved_view", row_id, row)
    return Outcome("vue enregistrée", row_id=row_id)


@handles(DeleteView, public=False)
def delete_view(cmd: DeleteView, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Deletes the view; undo brings it back."""
    uow.remove("saved_view", _own_view(uow, ctx, cmd.view))
    return Outcome("suppression d’une vue")


def _own_view(uow: UnitOfWork, ctx: Context, view: int) -> int:
    found = find.row(uow, "saved_view", view)
    if found["user_id"] != ctx.person.id and not ctx.person.leads:
        raise Forbidden("not_your_view", "Cette vue appartient à un autre utilisateur.")
    return int(found["id"])
