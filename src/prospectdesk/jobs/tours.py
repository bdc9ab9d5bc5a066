"""Rounds of visits for the window: put in order, given their hours, written to files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from prospectdesk.domain import tour
from prospectdesk.domain.errors import Invalid
from prospectdesk.domain.tour import Ends, Pace, Round, Stop
from prospectdesk.sheets.tables import write_file

SUFFIXES = (".pdf", ".ics", ".gpx")


def ordered(stops: Sequence[Stop], ends: Ends) -> tuple[Stop, ...]:
    """The stops in a short order; those without a place stay behind, as they came. Some tenths of a second for 100."""
    from prospectdesk.geo.tours import table

    # whatever order they came in: the same stops give the same round, not its mirror
    placed = sorted(
        ((stop.company, stop, point) for stop in stops if (point := stop.point) is not None), key=_first
    )
    points = [point for _company, _stop, point in placed]
    order = tour.best_order(table(points, ends.start and ends.start[1], ends.end and ends.end[1]))
    return (*(placed[one - 1][1] for one in order), *(stop for stop in stops if stop.point is None))


def _first(row: tuple[int, Stop, tuple[float, float]]) -> int:
    return row[0]


def planned(stops: Sequence[Stop], ends: Ends, pace: Pace, first_day: date, title: str) -> Round:
    """The round with its distances and hours; stops without a place are not part of it."""
    from prospectdesk.geo.tours import legs

    known = tuple(stop for stop in stops if stop.point is not None)
    inner = [point for stop in known if (point := stop.point) is not None]
    points = [one[1] for one in (ends.start,) if one] + inner + [one[1] for one in (ends.end,) if one]
    ways: list[float | None] = list(legs(points))
    if ends.start is None:
        ways.insert(0, None)
    visits = tour.timetable(ways[: len(known)], pace, first_day)
    back = ways[len(known)] if ends.end is not None and known else None
    return Round(title=title, stops=known, visits=tuple(visits), ends=ends, pace=pace, back_km=back)


def write(found: Round, target: Path, now: datetime) -> int:
    """Writes the round as the name says (.pdf, .ics, .gpx); the dialog has asked before replacing. Answers its pages.

    Raises Invalid (name), Unavailable (disk).
    """
    suffix = target.suffix.lower()
    pages = 1
    if suffix == ".pdf":
        from prospectdesk.documents.tour_sheet import render

        content, pages = render(found, now.date())
    elif suffix in SUFFIXES:
        from prospectdesk.documents import tour_files

        content = tour_files.ics(found, now) if suffix == ".ics" else tour_files.gpx(found, now)
    else:
        raise Invalid(
            "tour_name", "« {name} » : choisissez un nom qui finit par .pdf, .ics ou .gpx.", name=target.name
        )
    write_file(target, lambda stream: stream.write(content), overwrite=True)
    return pages
