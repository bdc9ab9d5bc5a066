"""The workspace's own name and address: where searches around begin (P-03)."""

from __future__ import annotations

from dataclasses import dataclass

from prospectdesk.commands import find, values
from prospectdesk.commands.context import Context
from prospectdesk.commands.registry import UNSET, Outcome, Unset, handles
from prospectdesk.store.unit_of_work import Row, UnitOfWork


@dataclass(frozen=True, kw_only=True)
class EditWorkspace:
    """Sets the mentioned fields of the workspace (administrators); an empty text clears the field."""

    name: str | Unset = UNSET
    rue: str | Unset | None = UNSET
    code_postal: str | Unset | None = UNSET
    ville: str | Unset | None = UNSET


@handles(EditWorkspace)
def edit_workspace(cmd: EditWorkspace, uow: UnitOfWork, ctx: Context) -> Outcome:
    """A town that changes moves the workspace to its centre, as far as the geocoder knows it. Raises Invalid."""
    ctx.person.require_admin()
    workspace = find.workspace(uow)
    row: Row = {}
    if not isinstance(cmd.name, Unset):
        row["name"] = values.required(cmd.name, label="Nom", limit=120)
    for field, column, label, limit in (
        ("rue", "street", "Rue, lieu-dit", 200),
        ("code_postal", "postcode", "Code Postal", 12),
        ("ville", "city", "Ville", 120),
    ):
        told = getattr(cmd, field)
        if not isinstance(told, Unset):
            row[column] = values.text(told, label=label, limit=limit)
    after = {**workspace, **row}
    message = None
    if (
        any(after[column] != workspace[column] for column in ("postcode", "city"))
        or after["latitude"] is None
    ):
        row["latitude"], row["longitude"] = _point(after, ctx)
        if row["latitude"] is None and (after["postcode"] or after["city"]):
            message = "Commune introuvable : l’espace n’a pas d’emplacement."
    uow.update("workspace", workspace["id"], row)
    return Outcome("modification de l’espace", uid=workspace["uid"], row_id=workspace["id"], message=message)


def _point(workspace: Row, ctx: Context) -> tuple[float | None, float | None]:
    if ctx.geocoder is None or not (workspace["postcode"] or workspace["city"]):
        return None, None
    place = ctx.geocoder().locate(workspace["postcode"], workspace["city"])
    return (None, None) if place is None else (place.latitude, place.longitude)
