"""How the places of establishments are read from the tables: open ones, at the address the workspace corrected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from prospectdesk.domain.siret import LA_POSTE, siret_key_holds
from prospectdesk.store.connection import Connection
from prospectdesk.store.summaries import FIRST_ESTABLISHMENT

FETCHED = 2_048
"""Rows taken at a time: a millisecond, so that other threads get their turn."""
_LA_POSTE = int(LA_POSTE)


class Places(NamedTuple):
    """One entry a place: degrees exactly as stored. `site` is the establishment's id, negative when its SIRET is
    missing or wrong, 0 for the address of a company without establishment."""

    company: NDArray[np.int32]
    site: NDArray[np.int32]
    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]


def _number(column: str) -> str:
    return (
        f"CASE WHEN length({column}) = 14 AND {column} NOT GLOB '*[^0-9]*' THEN CAST({column} AS INTEGER) "
        "ELSE 0 END"
    )


_SITES = (
    f"SELECT e.company_id, e.id, {_number('e.siret')}, e.latitude, e.longitude FROM establishment e "
    "WHERE e.deleted_at IS NULL AND e.open = 1 AND e.latitude IS NOT NULL AND e.longitude IS NOT NULL"
)
_OWN = (
    f"SELECT r.company_id, coalesce(s.id, 0), {_number('s.siret')}, r.latitude, r.longitude FROM registration r "
    "JOIN company c ON c.id = r.company_id LEFT JOIN establishment s ON s.id = coalesce((SELECT e.id FROM "
    "establishment e WHERE e.company_id = c.id AND e.siret = r.siret AND e.deleted_at IS NULL LIMIT 1), "
    f"{FIRST_ESTABLISHMENT}) WHERE r.deleted_at IS NULL AND r.latitude IS NOT NULL AND r.longitude IS NOT NULL "
    "AND (s.id IS NULL OR s.open = 1 AND (s.latitude IS NULL "
    "OR r.postcode IS NOT NULL AND r.postcode IS NOT s.postcode "
    "OR r.city IS NOT NULL AND fold(r.city) IS NOT fold(s.city)))"
)
"""Where a user corrected the address, the workspace's place stands for the establishment's (decision 13)."""


def read_places(conn: Connection, companies: Sequence[int] | None = None) -> Places:
    """The places of all companies, or of these."""
    if companies is None:
        parts = [_rows(conn, _SITES, ()), _rows(conn, _OWN, ())]
        return _merged(parts[0], parts[1])
    found: list[Places] = []
    for start in range(0, len(companies), 256):
        part = companies[start : start + 256]
        marks = ", ".join("?" * len(part))
        sites = _rows(conn, f"{_SITES} AND e.company_id IN ({marks})", part)
        found.append(_merged(sites, _rows(conn, f"{_OWN} AND r.company_id IN ({marks})", part)))
    return joined(found)


def joined(parts: Sequence[Places]) -> Places:
    """Several together."""
    if not parts:
        return Places(np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0), np.empty(0))
    return Places(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _rows(conn: Connection, sql: str, values: Sequence[int]) -> NDArray[np.float64]:
    """Rows of five numbers; whole ones below 2**53 are exact."""
    parts = [np.empty((0, 5))]
    parts.extend(np.array(rows, np.float64) for rows in _fetched(conn, sql, values))
    rows: NDArray[np.float64] = np.concatenate(parts)
    lat, lon = rows[:, 3], rows[:, 4]
    kept: NDArray[np.float64] = rows[(np.abs(lat) <= 90) & (np.abs(lon) <= 180) & ((lat != 0) | (lon != 0))]
    return kept


def _fetched(conn: Connection, sql: str, values: Sequence[int]) -> Iterator[list[tuple[float, ...]]]:
    cursor = conn.execute(sql, values)
    while rows := cursor.fetchmany(FETCHED):
        yield rows


def _merged(sites: NDArray[np.float64], own: NDArray[np.float64]) -> Places:
    if len(own):
        sites = np.concatenate((sites[~np.isin(sites[:, 1], own[:, 1])], own))
    number = sites[:, 1].astype(np.int32)
    site = np.where(_keys_hold(sites[:, 2].astype(np.int64)), number, -number)
    return Places(sites[:, 0].astype(np.int32), site, sites[:, 3].copy(), sites[:, 4].copy())


def _keys_hold(sirets: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether SIRET as numbers pass their control (INV-11): Luhn, La Poste by its own rule."""
    total = np.zeros(len(sirets), np.int32)
    rest = sirets.copy()
    for place in range(14):
        rest, digit = np.divmod(rest, 10)
        if place % 2:
            digit = np.where(digit > 4, 2 * digit - 9, 2 * digit)
        total += digit.astype(np.int32)
    siren = sirets // 100_000
    holds: NDArray[np.bool_] = (total % 10 == 0) & (siren > 0)
    for one in np.flatnonzero(siren == _LA_POSTE):
        holds[one] = siret_key_holds(str(sirets[one]))
    return holds
