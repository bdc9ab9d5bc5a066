"""French writing of dates, amounts, numbers and phones; no locale of the machine involved."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from prospectdesk.domain.clock import Clock, day_date, ms_instant
from prospectdesk.domain.follow_ups import lateness

if TYPE_CHECKING:
    from decimal import Decimal

NARROW = "\u202f"
NO_BREAK = "\u00a0"
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
DUE_ROLES = {
    "future": "due_future",
    "today": "due_today",
    "late": "due_late",
    "very_late": "due_very_late",
}

__all__ = [
    "amount", "count", "date_short", "date_text", "due_role", "due_text", "hour", "initials", "long_date",
    "moment", "percent", "phone", "siren", "siret", "when",
]  # fmt: skip


def date_text(day: date | int | None) -> str:
    """24/11/2026; a day number is taken too, None gives an empty text."""
    found = _day(day)
    return "" if found is None else f"{found.day:02}/{found.month:02}/{found.year:04}"


def date_short(day: date | int | None, today: date) -> str:
    """24/11, with the year when it is another one than today's."""
    found = _day(day)
    if found is None:
        return ""
    return date_text(found)[: 5 if found.year == today.year else 10]


def long_date(day: date | int) -> str:
    """mardi 24 novembre 2026 (1er for the first of a month)."""
    found = _day(day)
    if found is None:
        return ""
    number = "1er" if found.day == 1 else str(found.day)
    return f"{DAYS[found.weekday()]} {number} {MONTHS[found.month - 1]} {found.year}"


def hour(moment: datetime | int) -> str:
    """14:30; minutes since midnight are taken too."""
    if isinstance(moment, int):
        return f"{moment // 60:02}:{moment % 60:02}"
    return f"{moment.hour:02}:{moment.minute:02}"


def moment(ms: int, clock: Clock) -> str:
    """An instant in the user's zone: hier 16:20, aujourd’hui 09:05, 18/11 09:12, 18/11/2025 09:12."""
    local = clock_time(ms, clock)
    return f"{when(local.date(), clock.today())} {hour(local)}"


def clock_time(ms: int, clock: Clock) -> datetime:
    """An instant as the clock of the user's wall shows it."""
    from zoneinfo import ZoneInfo

    return ms_instant(ms).astimezone(ZoneInfo(clock.zone))


def when(day: date, today: date) -> str:
    """hier, aujourd’hui, demain, or the short date."""
    near = {
        -1: QCoreApplication.translate("Kit", "hier"),
        0: QCoreApplication.translate("Kit", "aujourd’hui"),
        1: QCoreApplication.translate("Kit", "demain"),
    }
    return near.get((day - today).days) or date_short(day, today)


def due_text(day: date | int, today: date | int) -> str:
    """18 j de retard, aujourd’hui, demain, dans 3 j."""
    left = _number(day) - _number(today)
    if left == 0:
        return QCoreApplication.translate("Kit", "aujourd’hui")
    if left == 1:
        return QCoreApplication.translate("Kit", "demain")
    if left < 0:
        return QCoreApplication.translate("Kit", "{0}\u00a0j de retard").format(count(-left))
    return QCoreApplication.translate("Kit", "dans {0}\u00a0j").format(count(left))


def due_role(day: date | int, today: date | int) -> str:
    """The colour of a date (C-81), as the name of a token."""
    return DUE_ROLES[lateness(_number(day), _number(today))]


def amount(value: Decimal | int | None, *, cents: bool = True) -> str:
    """1 234,56 € with U+202F between thousands; without `cents` rounded to whole euros."""
    if value is None:
        return ""
    from decimal import ROUND_HALF_UP, Decimal  # late: the first picture shows no amount

    exact = Decimal(value).quantize(Decimal("0.01") if cents else Decimal(1), ROUND_HALF_UP)
    sign = "-" if exact < 0 else ""
    whole, _, part = f"{abs(exact):.2f}".partition(".") if cents else (str(abs(exact)), "", "")
    tail = f",{part}" if part else ""
    return f"{sign}{_grouped(whole)}{tail}{NO_BREAK}€"


def count(number: int) -> str:
    """12 345 with U+202F between thousands."""
    return ("-" if number < 0 else "") + _grouped(str(abs(number)))


def percent(number: float, digits: int = 0) -> str:
    """20 % with a no-break space."""
    return f"{number:.{digits}f}".replace(".", ",") + f"{NO_BREAK}%"


def phone(stored: str | None) -> str:
    """04 74 02 55 31 with no-break spaces; another country in its international form."""
    from prospectdesk.domain.phones import show_phone  # late: the frame of the window shows no number

    return "" if not stored else show_phone(stored).replace(" ", NO_BREAK)


def siret(number: str | None) -> str:
    """341 778 215 00048."""
    from prospectdesk.domain.siret import format_siret

    return "" if not number else format_siret(number)


def siren(number: str | None) -> str:
    """341 778 215."""
    from prospectdesk.domain.siret import format_siren

    return "" if not number else format_siren(number)


def initials(name: str) -> str:
    """HP for Hélène Perrachon: at most two letters."""
    parts = [part for part in name.replace("-", " ").split() if part[0].isalpha()]
    return "".join(part[0].upper() for part in (parts[:1] + parts[-1:] if len(parts) > 1 else parts))


def _grouped(whole: str) -> str:
    head = len(whole) % 3
    parts = ([whole[:head]] if head else []) + [whole[i : i + 3] for i in range(head, len(whole), 3)]
    return NARROW.join(parts)


def _day(day: date | int | None) -> date | None:
    return day_date(day) if isinstance(day, int) else day


def _number(day: date | int) -> int:
    from prospectdesk.domain.clock import day_number

    return day if isinstance(day, int) else day_number(day)
