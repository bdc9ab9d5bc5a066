"""The verb `portfolio`: who is around a place, by type, and who recruits (P-03…P-17)."""

from __future__ import annotations

import asyncio
import contextlib
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prospectdesk.cli.output import answer, progress
from prospectdesk.cli.texts import table
from prospectdesk.domain.errors import Failure, Invalid, NotFound, Refused
from prospectdesk.domain.portfolio import (
    GROUPS,
    LABELS,
    NAMES,
    Kind,
    Place,
    Request,
    Row,
    badges,
    read_radius,
)
from prospectdesk.domain.text import fold
from prospectdesk.jobs import geocoding, portfolio

if TYPE_CHECKING:
    from prospectdesk.domain.recruiting import Gathered
    from prospectdesk.jobs.geocoding import Found
    from prospectdesk.jobs.recruiting import Step
    from prospectdesk.jobs.session import Session
    from prospectdesk.queries.portfolio import Analysis

TOWNS = frozenset({"commune", "learned"})
LARGE = 50_000
"""Establishments from which reading them from the tables takes noticeably longer than from saved columns."""
DOMINANT = 8
"""So many times more people than its next namesake make a town the one that is meant."""


def run_portfolio(session: Session, arguments: Namespace) -> int:
    """One analysis. Raises Forbidden (P-01), Invalid (radius), NotFound and Refused (place), Unavailable (sources)."""
    session.person.require_prospector()
    radius = read_radius(arguments.radius)
    place = _typed(arguments.at) if arguments.at is not None else find_place(session, arguments.place)
    request = Request(place, radius, recruiting=arguments.recruiting)
    gathered = _ask(session, request) if arguments.recruiting else None
    analysis = (
        portfolio.analyse(session, request)
        if gathered is None
        else portfolio.recruiting(session, request, gathered)
    )
    document = told(session, analysis, arguments.limit)
    if gathered is not None:
        document["sources"] = [_source(one) for one in gathered.told]
    if arguments.xlsx is not None:
        document["file"] = _export(session, analysis, Path(arguments.xlsx))
    answer(arguments, document, _text(analysis, document))
    _save_columns(session)
    return 0


def _save_columns(session: Session) -> None:
    """After a call that had to read a large register from its tables, so that the next one does not."""
    reader = session.reader
    if session.bus.closed is not None or reader.points is None or len(reader.points.sorted.x) < LARGE:
        return
    from prospectdesk.jobs.rounds import columns

    if columns.is_due(reader):
        with contextlib.suppress(Failure):  # the answer is told; the next call reads the tables again
            for command in columns.slices(reader):
                session.bus.do(command)


def told(session: Session, analysis: Analysis, limit: int | None) -> dict[str, Any]:
    """The document of CLI.md."""
    place = analysis.request.place
    last = len(analysis) if limit is None else min(limit, len(analysis))
    return {
        "place": {"label": place.label, "latitude": place.latitude, "longitude": place.longitude},
        "radius_km": analysis.request.radius_km,
        "counts": {NAMES[kind]: analysis.counts[kind] for kind in Kind},
        "invalid_siret": analysis.invalid,
        "rows": [_row(one) for one in portfolio.rows(session, analysis, range(last))],
    }


def _row(one: Row) -> dict[str, Any]:
    return {
        "id": one.uid,
        "siret": one.siret,
        "name": one.name,
        "town": one.town,
        "type": NAMES[one.kind],
        "distance_km": round(one.distance_km, 1),
        "contacts": one.contacts,
        "missions": one.missions,
        "placed": one.placed,
        "establishments": one.in_radius,
        "badges": list(badges(one)),
    }


def _text(analysis: Analysis, document: dict[str, Any]) -> str:
    place = analysis.request.place
    lines = [f"{place.label}, {analysis.request.radius_km:g} km".replace(".", ",")]
    lines += [f"{GROUPS[kind]} : {analysis.counts[kind]}" for kind in Kind]
    if analysis.invalid:
        lines.append(f"{analysis.invalid} société(s) au SIRET invalide ou manquant")
    labels = {NAMES[kind]: LABELS[kind] for kind in Kind}
    rows = [
        [labels[one["type"]], one["name"], one["town"] or "", f"{one['distance_km']:.1f}".replace(".", ","),
         one["siret"] or "", ", ".join(one["badges"])]
        for one in document["rows"]
    ]  # fmt: skip
    if rows:
        lines += ["", table(rows, ["Type", "Raison sociale", "Ville", "km", "SIRET", "Badges"])]
    if "file" in document:
        lines += ["", str(document["file"])]
    return "\n".join(lines)


def _export(session: Session, analysis: Analysis, target: Path) -> str:
    from prospectdesk.jobs.portfolio_export import export_analysis  # late: most calls write no file

    export_analysis(session.reader, target, analysis, overwrite=True)
    return str(target)


# the place ---------------------------------------------------------------------------------------
def _typed(text: str) -> Place:
    """`LAT,LON` as a place. Raises Invalid."""
    from prospectdesk.geo.distance import is_point

    try:
        latitude, longitude = (float(part) for part in text.split(","))
    except ValueError:
        latitude = longitude = float("nan")
    if not is_point(latitude, longitude):
        raise Invalid(
            "bad_place", "« --at » attend une latitude et une longitude, par exemple 48.1173,-1.6778."
        )
    return Place(f"{latitude:.4f}, {longitude:.4f}", latitude, longitude)


def find_place(session: Session, text: str) -> Place:
    """The place that a text names. Raises NotFound, Refused (several may be meant), Unavailable."""
    if text.strip().isdigit():
        area = session.geocoder().locate(text.strip(), None)
        if area is not None and area.precision != "department":
            return Place(text.strip(), area.latitude, area.longitude)
    found = geocoding.places(session, text)
    if found.keep is not None and session.bus.closed is None:
        session.bus.do(found.keep)
    if not found.candidates:
        raise NotFound("place", geocoding.NOT_FOUND)
    if found.failure is not None:
        progress(found.failure.message)
    best = found.candidates[0]
    meant = _meant(session, text, list(found.candidates))
    if len(meant) > 1:
        raise Refused(
            "ambiguous_place",
            "« {typed} » désigne plusieurs lieux : {places}. Ajoutez le code postal, ou donnez des coordonnées avec --at.",
            typed=text.strip()[:60],
            places=", ".join(f"{one.label} ({one.beside})" if one.beside else one.label for one in meant[:8]),
        )
    return Place(best.label, best.latitude, best.longitude)


def _meant(session: Session, text: str, candidates: list[Found]) -> list[Found]:
    """Which candidates a text may mean: one, unless a town has namesakes or nothing is called so."""
    best = candidates[0]
    if best.source not in TOWNS or any(word.isdigit() and len(word) == 5 for word in fold(text).split()):
        return [best]
    typed = set(fold(text).replace("-", " ").replace(",", " ").split())
    if not set(fold(best.label).replace("-", " ").split()) <= typed:
        return candidates
    same = [one for one in candidates if fold(one.label) == fold(best.label)]
    people = [
        one.population
        for one in session.geocoder().search(text, limit=8)
        if fold(one.label) == fold(best.label)
    ]
    if len(people) > 1 and people[0] >= DOMINANT * max(1, people[1]):
        return [best]
    return same


# the sources -------------------------------------------------------------------------------------
def _ask(session: Session, request: Request) -> Gathered:
    """What the sources say; a source that fails is named on stderr. Raises Unavailable when all do."""
    from prospectdesk.jobs.lanes import Lanes
    from prospectdesk.jobs.recruiting import search

    lanes = Lanes()
    try:
        gathered = asyncio.run(search(session, lanes, request, tell=_tell))
    finally:
        lanes.close()
    for note in gathered.notes:
        progress(note)
    return gathered


def _tell(step: Step) -> None:
    if step.failure is not None:
        progress(f"{step.label} : {step.failure.message}")


def _source(one: Any) -> dict[str, Any]:
    failure = one.failure
    return {
        "source": one.source,
        "rows": len(one.batch.rows),
        "invalid": one.batch.invalid,
        "error": None if failure is None else failure.message,
    }
