"""A round of visits for other programs: appointments as .ics (RFC 5545), the road as .gpx (GPX 1.1)."""

from __future__ import annotations

from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from prospectdesk.domain.text import clean_text
from prospectdesk.domain.tour import Round, Stop, Visit

ZONE = "Europe/Paris"
FOLD_BYTES = 75
GPX = "http://www.topografix.com/GPX/1/1"
PROGRAM = "ProspectDesk"
_ZONE_LINES = (
    "BEGIN:VTIMEZONE", f"TZID:{ZONE}",
    "BEGIN:DAYLIGHT", "DTSTART:19810329T020000", "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "TZNAME:CEST",
    "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200", "END:DAYLIGHT",
    "BEGIN:STANDARD", "DTSTART:19961027T030000", "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "TZNAME:CET",
    "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100", "END:STANDARD",
    "END:VTIMEZONE",
)  # fmt: skip


def ics(found: Round, now: datetime) -> bytes:
    """One event a visit, in order; `now` (aware) is when they were written."""
    stamp = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//{PROGRAM}//Tournee//FR", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(found.title)}", *_ZONE_LINES,
    ]  # fmt: skip
    for number, (stop, visit) in enumerate(zip(found.stops, found.visits, strict=True), 1):
        lines += _event(stop, visit, number, stamp)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines).encode()


def _event(stop: Stop, visit: Visit, number: int, stamp: str) -> list[str]:
    told = [("Contact", stop.contact), ("Téléphone", stop.phone), ("Dernière note", stop.note)]
    about = "\n".join(f"{label} : {text}" for label, text in told if text)
    lines = [
        "BEGIN:VEVENT", f"UID:{stop.uid}-{visit.day:%Y%m%d}@prospectdesk", f"DTSTAMP:{stamp}",
        f"DTSTART;TZID={ZONE}:{_moment(visit, visit.arrives)}", f"DTEND;TZID={ZONE}:{_moment(visit, visit.leaves)}",
        f"SUMMARY:{escaped(f'{number}. {stop.name}')}",
    ]  # fmt: skip
    if stop.address:
        lines.append(f"LOCATION:{escaped(stop.address)}")
    if about:
        lines.append(f"DESCRIPTION:{escaped(about)}")
    if stop.point is not None:
        lines.append(f"GEO:{stop.point[0]:.6f};{stop.point[1]:.6f}")
    return [*lines, "END:VEVENT"]


def _moment(visit: Visit, minute: int) -> str:
    return f"{visit.day:%Y%m%d}T{minute // 60:02}{minute % 60:02}00"


def escaped(text: str) -> str:
    """A TEXT value: backslash, semicolon, comma and line ends as RFC 5545 writes them."""
    kept = clean_text(text, limit=10**6, lines=True)
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        kept = kept.replace(plain, written)
    return kept


def folded(line: str) -> str:
    """A content line cut into lines of at most 75 bytes, never inside a character."""
    parts: list[str] = []
    room, part = FOLD_BYTES, ""
    for char in line:
        size = len(char.encode())
        if size > room:
            parts.append(part)
            room, part = FOLD_BYTES - 1, ""  # the blank that begins the next line counts
        part += char
        room -= size
    return "\r\n ".join([*parts, part])


def gpx(found: Round, now: datetime) -> bytes:
    """One route: start, stops in order, end. Raises nothing: texts are cleaned of what XML forbids."""
    ET.register_namespace("", GPX)
    root = ET.Element(f"{{{GPX}}}gpx", {"version": "1.1", "creator": PROGRAM})
    head = ET.SubElement(root, f"{{{GPX}}}metadata")
    _text(head, "name", found.title)
    _text(head, "time", f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}")
    route = ET.SubElement(root, f"{{{GPX}}}rte")
    _text(route, "name", found.title)
    if found.ends.start is not None:
        _point(route, found.ends.start[1], found.ends.start[0], "")
    for number, stop in enumerate(found.stops, 1):
        if stop.point is not None:
            about = ", ".join(filter(None, (stop.address, stop.contact, stop.phone)))
            _point(route, stop.point, f"{number}. {stop.name}", about)
    if found.ends.end is not None:
        _point(route, found.ends.end[1], found.ends.end[0], "")
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return written + b"\n"


def _point(route: ET.Element, point: tuple[float, float], name: str, about: str) -> None:
    at = {"lat": f"{point[0]:.6f}", "lon": f"{point[1]:.6f}"}
    made = ET.SubElement(route, f"{{{GPX}}}rtept", at)
    _text(made, "name", name)
    if about:
        _text(made, "desc", about)


def _text(parent: ET.Element, tag: str, text: str) -> None:
    ET.SubElement(parent, f"{{{GPX}}}{tag}").text = clean_text(text, limit=10**6)
