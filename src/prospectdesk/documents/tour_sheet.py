"""A round of visits on paper: A4, about twenty stops a page, with what its hours suppose."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.platypus import Table, TableStyle

from prospectdesk.documents import a4_sheets
from prospectdesk.documents.letter_flow import TABLE_STYLE, paragraph
from prospectdesk.domain.letter_text import Run
from prospectdesk.domain.tour import Round, Stop, Visit

SHEET = a4_sheets.Sheet(side=14 * mm, head=13 * mm, foot=16 * mm, words=9 * mm)
COLUMNS = (8 * mm, 19 * mm, 69 * mm, 41 * mm, 45 * mm)
LONGEST_NOTE, LONGEST_LINE = 72, 80
TITLES = ("", "Heure", "Société", "Contact", "Dernière note")
_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_TIGHT = TableStyle(
    [
        ("TOPPADDING", (0, 0), (-1, -1), 2), ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
        ("LEFTPADDING", (0, 0), (-1, -1), 3), ("RIGHTPADDING", (0, 0), (-1, -1), 3),
        ("SPAN", (0, 0), (-1, 0)), ("BACKGROUND", (0, 0), (-1, 0), HexColor("#FFFFFF")), ("TOPPADDING", (0, 0), (-1, 0), 8),
    ],
    parent=TABLE_STYLE,
)  # fmt: skip


def render(found: Round, printed: date) -> tuple[bytes, int]:
    """The PDF and its number of pages."""
    return a4_sheets.render(found.title, lambda: _story(found), f"Imprimé le {printed:%d/%m/%Y}", SHEET)


def _story(found: Round) -> list[Any]:
    story: list[Any] = [
        paragraph([Run(found.title, bold=True)], "title"),
        paragraph([Run(_summary(found))], "subtitle"),
    ]
    numbered = list(enumerate(zip(found.stops, found.visits, strict=True), 1))
    for day, rows in groupby(numbered, key=lambda one: one[1][1].day):
        name = paragraph([Run(f"{_DAYS[day.weekday()].capitalize()} {day:%d/%m/%Y}", bold=True)], "cell")
        cells = [[name, "", "", "", ""], [_cell(title, bold=True) for title in TITLES]]
        cells += [_row(number, stop, visit) for number, (stop, visit) in rows]
        story.append(Table(cells, colWidths=COLUMNS, repeatRows=2, style=_TIGHT, hAlign="LEFT"))
    return [*story, paragraph([Run(_last(found))], "small"), paragraph([Run(supposed(found))], "small")]


def supposed(found: Round) -> str:
    """What the hours suppose, in one sentence."""
    pace = found.pace
    return (
        f"Horaires supposés : départ à {hour(pace.start)}, {pace.visit} minutes par visite, {pace.kmh} km/h à vol "
        f"d’oiseau entre deux visites, dernière visite terminée à {hour(pace.end)} ; la suite passe au jour ouvré suivant. "
        "Distances à vol d’oiseau."
    )


def hour(minute: int) -> str:
    """9 h 05."""
    return f"{minute // 60} h {minute % 60:02}"


def kilometres(km: float) -> str:
    """12,4 km."""
    return f"{km:.1f} km".replace(".", ",")


def _summary(found: Round) -> str:
    visits = f"{len(found.stops)} visites" if len(found.stops) > 1 else "1 visite"
    start = f"départ : {found.ends.start[0]}" if found.ends.start else "départ de la première visite"
    return f"{visits} · {kilometres(found.total_km)} · {start}"


def _last(found: Round) -> str:
    if found.ends.end is None or found.back_km is None:
        return "La tournée finit à la dernière visite."
    return f"Arrivée : {found.ends.end[0]}, {kilometres(found.back_km)} après la dernière visite."


def _row(number: int, stop: Stop, visit: Visit) -> list[Any]:
    way = "" if visit.km is None else kilometres(visit.km)
    return [
        _cell(str(number), bold=True),
        [_cell(hour(visit.arrives), bold=True, role="cell"), _cell(way)],
        [_cell(_short(stop.name), bold=True, role="cell"), _cell(_short(stop.address))],
        [_cell(_short(stop.contact, 50)), _cell(stop.phone)],
        _cell(_short(stop.note, LONGEST_NOTE)),
    ]


def _cell(text: str, *, bold: bool = False, role: str = "small") -> Any:
    return paragraph([Run(text, bold=bold)], role)


def _short(text: str, most: int = LONGEST_LINE) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= most else plain[: most - 1].rstrip(" .,;:") + "…"
