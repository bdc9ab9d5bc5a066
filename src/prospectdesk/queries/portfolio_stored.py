"""Stored analyses (P-02): their list, their rows packed and opened again, two of them compared."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from prospectdesk.domain.ids import uid_text
from prospectdesk.domain.portfolio import Counts, Kind, Place, Request, Row
from prospectdesk.domain.stored_json import stored_object
from prospectdesk.queries import portfolio_packed
from prospectdesk.queries.portfolio import Analysis, Past
from prospectdesk.queries.portfolio_types import counted
from prospectdesk.store.connection import Connection
from prospectdesk.store.point_sql import Places
from prospectdesk.store.points import points_of

PORTFOLIO, RECRUITING = "portefeuille", "recrutement"
MOST_LISTED = 500
ASKED = 4_096
"""Rows looked up at a time: other threads get their turn in between."""


@dataclass(frozen=True, slots=True)
class Stored:
    """One line of the list of earlier analyses. `opens` is whether all of its rows are here, `kept` whether they are
    kept at all (when they are not here yet, they come with the next sync)."""

    id: int
    uid: str
    request: Request
    at: int
    author_id: int | None
    author: str | None
    counts: Counts
    invalid: int
    opens: bool
    kept: bool = True


_LIST = (
    "SELECT a.id, a.uid, a.place, a.latitude, a.longitude, a.radius_km, a.mode, a.asked, a.at, a.author_id, u.name, "
    "a.counts, a.invalid, a.parts, (SELECT count(*) FROM portfolio_part p WHERE p.analysis_id = a.id AND p.number < a.parts "
    "AND p.deleted_at IS NULL) FROM portfolio_analysis a "
    "LEFT JOIN user u ON u.id = a.author_id WHERE a.deleted_at IS NULL "
)


def stored(conn: Connection, *, recruiting: bool | None = None) -> list[Stored]:
    """The analyses of the workspace, newest first; of one mode unless `recruiting` is None."""
    mode = "" if recruiting is None else "AND a.mode = ? "
    values = () if recruiting is None else (RECRUITING if recruiting else PORTFOLIO,)
    sql = f"{_LIST}{mode}ORDER BY a.at DESC, a.id DESC LIMIT {MOST_LISTED}"
    return [_stored(row) for row in conn.execute(sql, values)]


def one_stored(conn: Connection, analysis: int) -> Stored | None:
    """One of them by its local id."""
    row = conn.execute(f"{_LIST}AND a.id = ?", (analysis,)).fetchone()
    return None if row is None else _stored(row)


def _stored(row: Any) -> Stored:
    asked = stored_object(row[7])
    words = {name: tuple(str(one) for one in asked.get(name) or ()) for name in ("domains", "romes")}
    kinds = (
        {"contract_kinds": tuple(str(one) for one in asked["contract_kinds"])}
        if "contract_kinds" in asked
        else {}
    )
    request = Request(Place(row[2], row[3], row[4]), row[5], row[6] == RECRUITING, **words, **kinds)
    parts, here = row[13], row[14]
    return Stored(
        row[0], uid_text(row[1]), request, row[8], row[9], row[10], counts_in(row[11]), row[12],
        opens=0 < parts == here, kept=parts > 0,
    )  # fmt: skip


def counts_in(text: str) -> Counts:
    """The six counters of a column; zeros for what is none."""
    try:
        found = [int(one) for one in json.loads(text)]
        client, mission, contact, to_qualify, potential, suspect = found
    except (ValueError, TypeError, RecursionError):
        return 0, 0, 0, 0, 0, 0
    return client, mission, contact, to_qualify, potential, suspect


# rows --------------------------------------------------------------------------------------------
def packed(conn: Connection, analysis: Analysis) -> bytes:
    """The rows of an analysis as they are now, some eleven bytes each."""
    numbers = _numbers(conn, analysis)
    latitude, longitude = (one[: len(analysis.company)] for one in analysis.degrees)
    sirets = dict(zip(analysis.company.tolist(), numbers[:, 0].tolist(), strict=True))
    head = {
        "found": [asdict(one) | {"company": None} for one in analysis.found],  # its id is this computer's
        "recruits": {str(sirets[one]): names for one, names in analysis.recruits.items() if one in sirets},
        "unsound": _uids(conn, analysis.unsound.tolist()),
        "dropped": analysis.dropped,
    }
    return portfolio_packed.pack(
        head,
        {
            "siret": numbers[:, 0], "latitude": latitude, "longitude": longitude, "km": analysis.km,
            "kind": analysis.kind, "several": analysis.several, "contacts": numbers[:, 1],
            "missions": numbers[:, 2], "placed": numbers[:, 3],
        },
    )  # fmt: skip


def _numbers(conn: Connection, analysis: Analysis) -> NDArray[np.int64]:
    """By row the SIRET, the contacts, missions and placed candidates."""
    if analysis.past is not None:
        return np.stack([one.astype(np.int64) for one in analysis.past], axis=1)
    found = np.zeros((len(analysis.company), 4), np.int64)
    found[:, :1] = _looked_up(conn, "CAST(t.siret AS INTEGER) FROM establishment", analysis.points.site, 1)
    found[:, 1:] = _looked_up(conn, "t.n_orange, t.n_missions, t.n_placed FROM company", analysis.company, 3)
    return found


def _looked_up(conn: Connection, what: str, ids: NDArray[np.integer], width: int) -> NDArray[np.int64]:
    """Columns of the rows `ids`, in their order; zeros for a row that is not there. Looked up in the order they lie."""
    order = np.argsort(ids)
    found = np.zeros((len(ids), width), np.int64)
    names, table = what.split(" FROM ")
    sql = f"SELECT j.key, {names} FROM json_each(?) j JOIN {table} t ON t.id = j.value"
    for start in range(0, len(ids), ASKED):
        part = order[start : start + ASKED]
        rows = conn.execute(sql, (json.dumps(ids[part].tolist()),)).fetchall()
        if rows:
            told = np.array([[one or 0 for one in row] for row in rows], np.int64)
            found[part[told[:, 0]]] = told[:, 1:]
    return found


def _uids(conn: Connection, companies: list[int]) -> list[str]:
    sql = "SELECT lower(hex(c.uid)) FROM json_each(?) j JOIN company c ON c.id = j.value ORDER BY j.key"
    return [row[0] for row in conn.execute(sql, (json.dumps(companies),))]


def reopened(conn: Connection, one: Stored) -> Analysis | None:
    """The analysis as it was; None when its rows are not (all) here or cannot be read."""
    sql = (
        "SELECT p.data FROM portfolio_part p JOIN portfolio_analysis a ON a.id = p.analysis_id "
        "WHERE a.id = ? AND p.deleted_at IS NULL AND p.number < a.parts ORDER BY p.number"
    )
    opened = portfolio_packed.opened(row[0] for row in conn.execute(sql, (one.id,))) if one.opens else None
    if opened is None:
        return None
    head, columns = opened
    found = _found(conn, head["found"])
    if _counted(columns["kind"], found) != one.counts:
        return None
    company, site = _known(conn, columns["siret"])
    places = Places(company, site, columns["latitude"], columns["longitude"])
    return Analysis(
        request=one.request,
        at=one.at,
        counts=one.counts,
        points=points_of(places),
        km=columns["km"],
        kind=columns["kind"],
        several=columns["several"].astype(np.int32),
        unsound=_ids(conn, head["unsound"]),
        recruits=_recruits(columns["siret"], company, head["recruits"]),
        found=found,
        dropped=head["dropped"],
        past=Past(columns["siret"], columns["contacts"], columns["missions"], columns["placed"]),
    )


def _counted(kinds: NDArray[np.uint8], found: Sequence[Row]) -> Counts | None:
    """The counters of rows that lie by type; None when they do not."""
    whole = np.concatenate((kinds, np.array([one.kind for one in found], np.uint8)))
    return counted(whole) if bool((whole[1:] >= whole[:-1]).all() and (whole <= max(Kind)).all()) else None


def _known(conn: Connection, sirets: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The companies and establishments that bear these SIRET now, 0 for none.

    Asked in the order of the index, then in that of the table: each page of the store is read once.
    """
    order = np.argsort(sirets)
    order = order[sirets[order] > 0]
    pairs = []
    sql = "SELECT j.key, e.id FROM json_each(?) j JOIN establishment e ON e.siret = j.value"
    for start in range(0, len(order), ASKED):
        part = order[start : start + ASKED]
        asked = json.dumps([f"{one:014d}" for one in sirets[part].tolist()])
        rows = conn.execute(sql, (asked,)).fetchall()
        if rows:
            at, site = np.array(rows, np.int64).T
            pairs.append(np.stack((part[at], site)))
    found = np.zeros((2, len(sirets)), np.int32)
    if pairs:
        at, site = np.concatenate(pairs, axis=1)
        owner = _looked_up(conn, "iif(t.deleted_at IS NULL, t.company_id, 0) FROM establishment", site, 1)[
            :, 0
        ]
        there = owner > 0
        found[0, at[there]], found[1, at[there]] = owner[there], site[there]
    return found[0], found[1]


def _ids(conn: Connection, uids: list[str]) -> NDArray[np.int32]:
    return np.array(sorted(_by_uid(conn, uids).values()), np.int32)


def _by_uid(conn: Connection, uids: list[str]) -> dict[str, int]:
    """The local ids of companies; those that are not here are left out."""
    found: dict[str, int] = {}
    for start in range(0, len(uids), 256):
        part = [bytes.fromhex(one) for one in uids[start : start + 256]]
        marks = ", ".join("?" * len(part))
        found |= conn.execute(
            f"SELECT lower(hex(uid)), id FROM company WHERE uid IN ({marks})", part
        ).fetchall()
    return found


def _recruits(
    sirets: NDArray[np.int64], company: NDArray[np.int32], told: dict[str, list[str]]
) -> dict[int, tuple[str, ...]]:
    if not told:
        return {}
    here = {str(siret): int(one) for siret, one in zip(sirets.tolist(), company.tolist(), strict=True)}
    return {here[siret]: tuple(names) for siret, names in told.items() if siret in here}


def _found(conn: Connection, told: list[dict[str, Any]]) -> tuple[Row, ...]:
    """Rows that sources told of, with the companies that bear their uid here."""
    known = _by_uid(conn, [one["uid"] for one in told if one["uid"] is not None])
    return tuple(
        Row(**{
            **one, "company": known.get(one["uid"]), "kind": Kind(one["kind"]), "recruits": tuple(one["recruits"]),
        })
        for one in told
    )  # fmt: skip


# comparison --------------------------------------------------------------------------------------
class Compared(NamedTuple):
    """What changed between two analyses: places of rows in the later one that came or are of another type (with the
    type they had), and places in the earlier one of rows that left."""

    entered: NDArray[np.intp]
    left: NDArray[np.intp]
    changed: NDArray[np.intp]
    was: NDArray[np.uint8]


def compared(conn: Connection, before: Analysis, after: Analysis) -> Compared:
    """Compares company by company (SIREN): the nearest establishment may be another one."""
    old, new = _sirens(conn, before), _sirens(conn, after)
    shared, at_old, at_new = np.intersect1d(old, new, return_indices=True)
    was, now = before.kinds[at_old], after.kinds[at_new]
    other = np.flatnonzero(was != now)
    other = other[np.argsort(at_new[other])]
    return Compared(
        np.flatnonzero(~np.isin(new, shared)),
        np.flatnonzero(~np.isin(old, shared)),
        at_new[other],
        was[other],
    )


def _sirens(conn: Connection, analysis: Analysis) -> NDArray[np.int64]:
    past, sites = analysis.past, analysis.points.site
    sirets = (
        _looked_up(conn, "CAST(t.siret AS INTEGER) FROM establishment", sites, 1)[:, 0]
        if past is None
        else past.siret
    )
    more = np.array([int(one.siret or 0) for one in analysis.found], np.int64)
    return np.concatenate((sirets, more)) // 100_000
