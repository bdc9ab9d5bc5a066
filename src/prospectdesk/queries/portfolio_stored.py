"""Stored analyses (P-02): their list, their rows packed and opened again, two of them compared."""

from __future__ import annotations

import json
import zlib
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from prospectdesk.domain.ids import uid_text
from prospectdesk.domain.portfolio import Counts, Kind, Place, Request, Row
from prospectdesk.domain.stored_json import stored_object
from prospectdesk.queries.portfolio import Analysis, Past
from prospectdesk.store.connection import Connection
from prospectdesk.store.point_sql import Places
from prospectdesk.store.points import points_of

LAYOUT = 1
PORTFOLIO, RECRUITING = "portefeuille", "recrutement"
DEGREE = 1_000_000
"""Places are kept in millionths of a degree: a decimetre."""
_DTYPES = {
    "siret": "<i8", "latitude": "<i4", "longitude": "<i4", "km": "<f4", "kind": "u1", "several": "<u2",
    "contacts": "<u2", "missions": "<u2", "placed": "<u2",
}  # fmt: skip
MOST_LISTED = 500
ASKED = 4_096
"""Rows looked up at a time: other threads get their turn in between."""


@dataclass(frozen=True, slots=True)
class Stored:
    """One line of the list of earlier analyses. `opens` is whether its rows lie on this computer."""

    id: int
    uid: str
    request: Request
    at: int
    author_id: int | None
    author: str | None
    counts: Counts
    invalid: int
    opens: bool


_LIST = (
    "SELECT a.id, a.uid, a.place, a.latitude, a.longitude, a.radius_km, a.mode, a.asked, a.at, a.author_id, u.name, "
    "a.counts, a.invalid, EXISTS (SELECT 1 FROM portfolio_rows r WHERE r.analysis = a.uid) FROM portfolio_analysis a "
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
    return Stored(
        row[0], uid_text(row[1]), request, row[8], row[9], row[10], counts_in(row[11]), row[12], bool(row[13])
    )


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
    """The rows of an analysis as they are now, some ten bytes each."""
    numbers = _numbers(conn, analysis)
    latitude, longitude = (one[: len(analysis.company)] for one in analysis.degrees)
    columns = {
        "siret": numbers[:, 0], "latitude": np.rint(latitude * DEGREE), "longitude": np.rint(longitude * DEGREE),
        "km": analysis.km, "kind": analysis.kind, "several": analysis.several, "contacts": numbers[:, 1],
        "missions": numbers[:, 2], "placed": numbers[:, 3],
    }  # fmt: skip
    sirets = dict(zip(analysis.company.tolist(), numbers[:, 0].tolist(), strict=True))
    head = {
        "layout": LAYOUT,
        "rows": len(analysis.company),
        "found": [asdict(one) for one in analysis.found],
        "recruits": {str(sirets[one]): names for one, names in analysis.recruits.items() if one in sirets},
        "unsound": _uids(conn, analysis.unsound.tolist()),
        "dropped": analysis.dropped,
    }
    body = b"".join(
        np.clip(columns[name], *_span(dtype)).astype(dtype).tobytes() for name, dtype in _DTYPES.items()
    )
    text = json.dumps(head, ensure_ascii=False).encode()
    return zlib.compress(len(text).to_bytes(4, "little") + text + body, 6)


def _span(dtype: str) -> tuple[float, float]:
    kind = np.dtype(dtype)
    return (-np.inf, np.inf) if kind.kind == "f" else (np.iinfo(kind).min, np.iinfo(kind).max)


def _numbers(conn: Connection, analysis: Analysis) -> NDArray[np.int64]:
    """By row the SIRET, the contacts, missions and placed candidates."""
    if analysis.past is not None:
        return np.stack([one.astype(np.int64) for one in analysis.past], axis=1)
    found = np.zeros((len(analysis.company), 4), np.int64)
    found[:, :1] = _looked_up(conn, "CAST(t.siret AS INTEGER) FROM establishment", analysis.points.site, 1)
    found[:, 1:] = _looked_up(conn, "t.n_orange, t.n_missions, t.n_placed FROM company", analysis.company, 3)
    return found


def _looked_up(conn: Connection, what: str, ids: NDArray[np.int32], width: int) -> NDArray[np.int64]:
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
    """The analysis as it was; None when its rows lie on another computer."""
    row = conn.execute(
        "SELECT r.data FROM portfolio_rows r JOIN portfolio_analysis a ON a.uid = r.analysis WHERE a.id = ?",
        (one.id,),
    ).fetchone()
    opened = None if row is None else _opened(row[0])
    if opened is None:
        return None
    head, columns = opened
    company, site = _known(conn, columns["siret"])
    places = Places(company, site, columns["latitude"] / DEGREE, columns["longitude"] / DEGREE)
    return Analysis(
        request=one.request,
        at=one.at,
        counts=one.counts,
        points=points_of(places),
        km=columns["km"].astype(np.float64),
        kind=columns["kind"],
        several=columns["several"].astype(np.int32),
        unsound=_ids(conn, head.get("unsound") or []),
        recruits=_recruits(columns["siret"], company, head.get("recruits") or {}),
        found=tuple(_row(found) for found in head.get("found") or ()),
        dropped=int(head.get("dropped") or 0),
        past=Past(columns["siret"], columns["contacts"], columns["missions"], columns["placed"]),
    )


def _opened(data: bytes) -> tuple[dict[str, Any], dict[str, NDArray[Any]]] | None:
    whole = zlib.decompress(data)
    start = 4 + int.from_bytes(whole[:4], "little")
    head = json.loads(whole[4:start])
    if head.get("layout") != LAYOUT:
        return None
    columns = {}
    for name, dtype in _DTYPES.items():
        columns[name] = np.frombuffer(whole, dtype, head["rows"], start)
        start += columns[name].nbytes
    return head, columns


def _known(conn: Connection, sirets: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The companies and establishments that bear these SIRET now, 0 for none."""
    sql = (
        "SELECT j.key, e.company_id, e.id FROM json_each(?) j JOIN establishment e ON e.siret = j.value "
        "WHERE e.deleted_at IS NULL"
    )
    found = np.zeros((2, len(sirets)), np.int32)
    for start in range(0, len(sirets), ASKED):
        asked = json.dumps([f"{one:014d}" for one in sirets[start : start + ASKED].tolist()])
        rows = conn.execute(sql, (asked,)).fetchall()
        if rows:
            at, company, site = np.array(rows, np.int64).T
            found[0, start + at], found[1, start + at] = company, site
    return found[0], found[1]


def _ids(conn: Connection, uids: list[str]) -> NDArray[np.int32]:
    found = []
    for start in range(0, len(uids), 256):
        part = [bytes.fromhex(one) for one in uids[start : start + 256]]
        marks = ", ".join("?" * len(part))
        found += [row[0] for row in conn.execute(f"SELECT id FROM company WHERE uid IN ({marks})", part)]
    return np.array(sorted(found), np.int32)


def _recruits(
    sirets: NDArray[np.int64], company: NDArray[np.int32], told: dict[str, list[str]]
) -> dict[int, tuple[str, ...]]:
    if not told:
        return {}
    here = {str(siret): int(one) for siret, one in zip(sirets.tolist(), company.tolist(), strict=True)}
    return {here[siret]: tuple(names) for siret, names in told.items() if siret in here}


def _row(found: dict[str, Any]) -> Row:
    return Row(**{**found, "kind": Kind(found["kind"]), "recruits": tuple(found["recruits"])})


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
