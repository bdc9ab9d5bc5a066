"""Entries of the lists an administrator edits: added, renamed, ordered, switched off, deleted (X-04, C-36, D-15)."""

from __future__ import annotations

import dataclasses
import typing
from dataclasses import dataclass
from typing import Any

from prospectdesk.commands import books, entry_fields, values
from prospectdesk.commands.books import BOOKS
from prospectdesk.commands.context import Context
from prospectdesk.commands.registry import UNSET, Outcome, Ref, Unset, handles, typed
from prospectdesk.domain.errors import Invalid, Refused
from prospectdesk.domain.ids import natural_uid
from prospectdesk.queries.catalogue_uses import use_of
from prospectdesk.store.unit_of_work import Row, UnitOfWork

MOST_ENTRIES = 1000
_OWN = {"catalogue", "label", "entry", "rank", "active", "data"}
_CHILDREN = {
    "cabinet": (("office", "cabinet_id"), ("cabinet_service", "cabinet_id"), ("user_cabinet", "cabinet_id")),
    "contract_type": (("catalogue", "parent_id"),),
    "pipeline": (("stage", "pipeline_id"),),
}
"""What goes with a deleted entry: it belongs to it and, as the entry is not used, is not used either."""


@dataclass(frozen=True, kw_only=True)
class SaveCatalogueEntry:
    """Adds an entry to a list or edits it (`entry`); the fields below `data` are those of some lists only.

    `data` may hold the same fields by name. cabinet: services, address, phone, email, legal · bureau: cabinet,
    address, phone · reason: scope (default perte) · contract_type: missions · offer: contract_type · dossier_type: service,
    pipeline, unique, contract_required, missions_button · stage: pipeline, percent,
    meaning (gagne, abandon, proposition, concretise) ·
    training: domains (training domains), naf (codes).
    """

    catalogue: str
    label: str
    entry: Ref | None = None
    rank: int | None = None
    active: bool | Unset = UNSET
    data: dict[str, Any] | None = None
    services: tuple[Ref, ...] | Unset = UNSET
    address: str | Unset | None = UNSET
    phone: str | Unset | None = UNSET
    email: str | Unset | None = UNSET
    legal: str | Unset | None = UNSET
    cabinet: Ref | Unset = UNSET
    scope: str | Unset = UNSET
    missions: tuple[str, ...] | Unset = UNSET
    contract_type: Ref | Unset = UNSET
    service: Ref | Unset | None = UNSET
    pipeline: Ref | Unset = UNSET
    unique: bool | Unset = UNSET
    contract_required: bool | Unset = UNSET
    missions_button: bool | Unset = UNSET
    percent: int | Unset = UNSET
    meaning: str | Unset | None = UNSET
    domains: tuple[Ref, ...] | Unset = UNSET
    naf: tuple[str, ...] | Unset = UNSET


@dataclass(frozen=True, kw_only=True)
class DeleteCatalogueEntry:
    """Deletes an entry that nothing uses."""

    catalogue: str
    entry: Ref


@dataclass(frozen=True, kw_only=True)
class OrderCatalogue:
    """Puts entries into the given order; those not named keep their place behind them."""

    catalogue: str
    entries: tuple[Ref, ...]


@handles(SaveCatalogueEntry)
def save_catalogue_entry(cmd: SaveCatalogueEntry, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Writes the entry; a label is used once in a list."""
    kind = _kind(cmd.catalogue)
    book = BOOKS[kind]
    books.require(ctx.person, book)
    cmd = _opened(cmd, kind)
    known = None if cmd.entry is None else books.find_entry(uow, kind, cmd.entry)
    row: Row = {book.column: values.required(cmd.label, label="Libellé", limit=120)}
    row |= entry_fields.read(kind, cmd, uow, known)
    if not isinstance(cmd.active, Unset):
        row["active"] = int(cmd.active)
    if cmd.rank is not None:
        row["rank"] = cmd.rank
    books.refuse_taken(uow, kind, {**(known or {}), **row}, known)
    row_id = _add(uow, kind, row) if known is None else _edit(uow, kind, row, known)
    entry_fields.follow(kind, cmd, uow, row_id, made=known is None)
    return Outcome("modification d’une liste", uid=uow.get(book.table, row_id)["uid"], row_id=row_id)


@handles(DeleteCatalogueEntry)
def delete_catalogue_entry(cmd: DeleteCatalogueEntry, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Deletes the entry with what belongs to it; refused while something uses it."""
    kind = _kind(cmd.catalogue)
    book = BOOKS[kind]
    books.require(ctx.person, book)
    known = books.find_entry(uow, kind, cmd.entry)
    used = use_of(uow.conn, kind, known["id"], known[book.column])
    if used is not None:
        raise Refused(
            "entry_in_use",
            "« {label} » sert encore ({uses}) : désactivez l’entrée, elle ne sera plus proposée.",
            label=known[book.column],
            uses=used,
        )
    _refuse_last(uow, kind, known)
    for table, column in _CHILDREN.get(kind, ()):
        for child in uow.rows(
            f"SELECT id FROM {table} WHERE {column} = ? AND deleted_at IS NULL", (known["id"],)
        ):
            uow.remove(table, child["id"])
    uow.remove(book.table, known["id"])
    return Outcome(
        "suppression dans une liste", message=f"« {known[book.column]} » est supprimé de la liste."
    )


@handles(OrderCatalogue)
def order_catalogue(cmd: OrderCatalogue, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Numbers the entries of the list anew."""
    kind = _kind(cmd.catalogue)
    book = BOOKS[kind]
    books.require(ctx.person, book)
    if len(cmd.entries) > MOST_ENTRIES:
        raise Invalid("too_many", "Une liste se range par {most} entrées au plus.", most=MOST_ENTRIES)
    first = [books.find_entry(uow, kind, one) for one in cmd.entries]
    named = {one["id"] for one in first}
    rest = [one for one in books.entries(uow, kind) if one["id"] not in named]
    for rank, one in enumerate([*first, *rest]):
        uow.update(book.table, one["id"], {"rank": rank}, log=False)
    return Outcome("ordre d’une liste")


def _kind(name: str) -> str:
    return values.choice(name, BOOKS, label="Liste")


def _opened(cmd: SaveCatalogueEntry, kind: str) -> SaveCatalogueEntry:
    """The command with the fields of `data` as its own. Raises Invalid for a field the list does not have."""
    book = BOOKS[kind]
    hints = typing.get_type_hints(SaveCatalogueEntry)
    own = {
        one.name
        for one in dataclasses.fields(cmd)
        if one.name not in _OWN and not isinstance(getattr(cmd, one.name), Unset)
    }
    for name in sorted(own | set(cmd.data or {})):
        if name not in book.fields:
            raise Invalid(
                "unknown_field",
                "Une entrée « {book} » n’a pas de champ « {field} ».",
                book=book.name,
                field=name[:60],
            )
    given = {
        name: typed("SaveCatalogueEntry", name, value, hints[name])
        for name, value in (cmd.data or {}).items()
    }
    return dataclasses.replace(cmd, data=None, **given) if given else cmd


def _add(uow: UnitOfWork, kind: str, row: Row) -> int:
    """Adds the entry at the end; two people who add the same one offline make the same row."""
    book = BOOKS[kind]
    if "rank" not in row:
        row["rank"] = 1 + max((one["rank"] for one in books.entries(uow, kind)), default=-1)
    if book.table == "catalogue":
        row["kind"] = kind
    uid = natural_uid(book.table, *_key(uow, kind, row))
    return uow.insert(book.table, row, uid=uid if uow.by_uid(book.table, uid) is None else None)


def _key(uow: UnitOfWork, kind: str, row: Row) -> tuple[str, ...]:
    book = BOOKS[kind]
    workspace = uow.value("SELECT uid FROM workspace LIMIT 1").hex()
    head = (workspace, kind) if book.table == "catalogue" else (workspace,)
    if book.within is None:
        return (*head, row[book.column])
    owner = {"offer": "catalogue", "bureau": "cabinet", "stage": "pipeline"}[kind]
    return (*head, uow.get(owner, row[book.within])["uid"].hex(), row[book.column])


def _edit(uow: UnitOfWork, kind: str, row: Row, known: Row) -> int:
    if row.get("active") == 0 and known["active"]:
        _refuse_last(uow, kind, known)
    uow.update(BOOKS[kind].table, known["id"], row)
    return int(known["id"])


def _refuse_last(uow: UnitOfWork, kind: str, known: Row) -> None:
    """A pipeline keeps an active stage, and there is always a pipeline and a source."""
    if kind not in {"stage", "pipeline", "source"}:
        return
    within = BOOKS[kind].within
    others = [
        one
        for one in books.entries(uow, kind)
        if one["active"] and one["id"] != known["id"] and (within is None or one[within] == known[within])
    ]
    if not others:
        raise Refused(
            "last_entry",
            "« {label} » est la dernière entrée active : ajoutez-en une autre d’abord.",
            label=known[BOOKS[kind].column],
        )
