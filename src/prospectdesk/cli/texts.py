"""Plain values as the JSON of CLI.md has them: ISO dates and instants, times, codes in words."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from prospectdesk.domain.clock import DEFAULT_ZONE, day_date, ms_instant
from prospectdesk.domain.phones import show_phone

PRIORITY_NAMES = ("haute", "normale", "faible")


def iso_day(number: int | None) -> str | None:
    """`2026-11-23` of a day number."""
    return None if number is None else day_date(number).isoformat()


def iso_instant(ms: int | None, zone: str = DEFAULT_ZONE) -> str | None:
    """`2026-11-23T09:00:00+01:00` of milliseconds UTC."""
    if ms is None:
        return None
    return ms_instant(ms).astimezone(ZoneInfo(zone)).isoformat(timespec="seconds")


def clock_time(minute: int | None) -> str | None:
    """`14:00` of minutes since midnight."""
    return None if minute is None else f"{minute // 60:02d}:{minute % 60:02d}"


def shown_phone(stored: str | None) -> str | None:
    """A number as people read it: `02 99 12 34 56`, another country's in international form."""
    return None if stored is None else show_phone(stored)


def action(kind: str | None, day: int | None) -> dict[str, str | None] | None:
    """An action of the list: type and date, or null."""
    return None if kind is None else {"type": kind, "date": iso_day(day)}


def table(rows: list[list[str]], titles: list[str]) -> str:
    """A table for people, columns aligned, cells cut at 40 characters."""
    cells = [[("" if cell is None else str(cell))[:40] for cell in row] for row in [titles, *rows]]
    widths = [max(len(row[i]) for row in cells) for i in range(len(titles))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    )
