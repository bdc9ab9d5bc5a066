"""The white cards of a company: who leads it according to the register (C-13, SM-1, X-31)."""

from __future__ import annotations

from prospectdesk.commands.contact_cards import identity_hashes
from prospectdesk.domain import contacts as rules
from prospectdesk.domain.ids import natural_uid
from prospectdesk.domain.register import Director, Unit
from prospectdesk.domain.text import fold
from prospectdesk.store.unit_of_work import Row, UnitOfWork

ORIGIN = "source"
Key = tuple[str, str]


def take(uow: UnitOfWork, company: Row, unit: Unit, *, log: bool) -> int:
    """Makes the cards of the directors and turns grey those of people who left; answers how many are new.

    A card is the same on every laptop: its identity comes from the SIREN and the name. An erased person does not
    come back (C-21).
    """
    known = {_key(row["first_name"], row["last_name"]): row for row in _cards(uow, company["id"])}
    made = 0
    led: set[Key] = set()
    for one in unit.directors:
        key = _key(one.first_name, one.last_name)
        led.add(key)
        row = known.get(key)
        if row is not None:
            if _is_registers(row):  # who had left and leads again is white again
                told = {"colour": rules.WHITE, "job": one.job or row["job"]}
                uow.update("contact", row["id"], told, log=log)
        elif not _erased(uow, one):
            made += _make(uow, company["id"], unit.siren, key, one, log=log)
    for key, row in known.items():
        if key not in led and row["colour"] == rules.WHITE and row["origin"] == ORIGIN:
            uow.update("contact", row["id"], {"colour": rules.GREY}, log=log)
    return made


def withdraw(uow: UnitOfWork, company: Row, *, log: bool) -> None:
    """The holder objects to prospecting: the register's own cards go, the workspace's own stay."""
    for row in _cards(uow, company["id"]):
        if _is_registers(row):
            uow.remove("contact", row["id"], log=log)


def _is_registers(row: Row) -> bool:
    return bool(row["origin"] == ORIGIN and not row["was_orange"])


def _cards(uow: UnitOfWork, company: int) -> list[Row]:
    """Cards of legal sources, white or grey since; the workspace's own are not the register's business."""
    return uow.rows(
        "SELECT * FROM contact WHERE company_id = ? AND scope = 0 AND deleted_at IS NULL AND erased_at IS NULL",
        (company,),
    )


def _key(first: str | None, last: str | None) -> Key:
    return fold(last or ""), fold(first or "")


def _make(uow: UnitOfWork, company: int, siren: str, key: Key, one: Director, *, log: bool) -> int:
    uid = natural_uid("white", siren, *key)
    before = uow.by_uid("contact", uid)
    if before is not None and before["erased_at"] is not None:
        return 0
    row = {
        "company_id": company,
        "person": natural_uid("person", siren, *key),
        "colour": rules.WHITE,
        "was_orange": 0,
        "first_name": one.first_name,
        "last_name": one.last_name,
        "job": one.job,
        "made_at": uow.now_ms,
        "origin": ORIGIN,
        "scope": 0,
    }
    uow.insert("contact", row, uid=uid, log=log)
    return 1


def _erased(uow: UnitOfWork, one: Director) -> bool:
    """Whether somebody of that name asked to be forgotten."""
    row: Row = {"first_name": one.first_name, "last_name": one.last_name}
    return any(
        uow.value("SELECT 1 FROM suppression WHERE hash = ?", (mark,)) is not None
        for mark in identity_hashes(uow, row, {})
    )
