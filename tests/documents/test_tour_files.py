"""The files of a round of visits, read back by other programs' rules: .ics, .gpx, and the sheet."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospectdesk.documents import tour_files, tour_sheet
from prospectdesk.documents.tour_files import GPX
from prospectdesk.domain.errors import Invalid
from prospectdesk.domain.tour import Ends, Pace, Round, Stop
from prospectdesk.jobs import tours

MONDAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
RENNES = ("Rennes ; gare, sud", (48.1035, -1.6725))
BOTH = Ends(RENNES, RENNES)
STOPS = (
    Stop(
        company=1, uid="a" * 36, name="Atelier, « Nord » & <Fils> ; \\ SARL", address="12 rue de la Monnaie, 35000 Rennes",
        contact="Rozenn Kermarec, gérante", phone="02 99 00 11 22", note="Rappeler\naprès 14 h", latitude=48.1212, longitude=-1.603,
    ),
    Stop(company=2, uid="b" * 36, name="Boulangerie Tanguy", latitude=48.0247, longitude=-1.745),
    Stop(company=3, uid="c" * 36, name="Sans adresse"),
    Stop(company=4, uid="d" * 36, name="Cycles Le Goff", latitude=48.183, longitude=-1.643),
)  # fmt: skip


def planned(stops: tuple[Stop, ...] = STOPS, ends: Ends = BOTH) -> Round:
    return tours.planned(tours.ordered(stops, ends), ends, Pace(), MONDAY, "Tournée du 23/11/2026")


def unfolded(data: bytes) -> list[str]:
    text = data.decode()
    assert text.endswith("\r\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    return text.replace("\r\n ", "").split("\r\n")[:-1]


def test_a_round_is_in_order_with_its_distances_and_its_way_back() -> None:
    found = planned()
    assert [stop.name for stop in found.stops if stop.company == 3] == []
    assert sorted(stop.company for stop in found.stops) == [1, 2, 4]
    assert found.back_km is not None
    assert found.total_km == pytest.approx(sum(visit.km or 0 for visit in found.visits) + found.back_km)
    assert 30 < found.total_km < 60
    free = planned(ends=Ends())
    assert free.visits[0].km is None
    assert free.back_km is None
    assert free.total_km < found.total_km
    assert len(found.points) == 5


def test_the_calendar_says_each_visit_in_order_at_paris_hours() -> None:
    found = planned()
    lines = unfolded(tour_files.ics(found, NOW))
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert lines[-1] == "END:VCALENDAR"
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 3
    assert lines.count("BEGIN:VTIMEZONE") == 1
    starts = [line for line in lines if line.startswith("DTSTART;TZID=Europe/Paris:")]
    assert starts == sorted(starts)
    assert starts[0][26:] == f"20261123T{found.visits[0].arrives // 60:02}{found.visits[0].arrives % 60:02}00"
    summary = next(line for line in lines if "Atelier" in line)
    assert summary.endswith("Atelier\\, « Nord » & <Fils> \\; \\\\ SARL")
    about = next(line for line in lines if line.startswith("DESCRIPTION:"))
    assert "gérante\\nTéléphone : 02 99 00 11 22\\nDernière note : Rappeler\\naprès 14 h" in about.replace(
        "\u00a0", " "
    )


@given(st.text(st.characters(codec="utf-8"), max_size=300))
def test_a_folded_line_unfolds_to_what_it_was(text: str) -> None:
    line = "SUMMARY:" + tour_files.escaped(text)
    found = tour_files.folded(line)
    assert found.replace("\r\n ", "") == line
    assert all(len(part.encode()) <= 75 for part in found.split("\r\n"))
    assert re.search(r"(?<!\\)(?:\\\\)*[;,\n]", line[8:]) is None


def test_the_route_is_gpx_1_1_with_start_stops_and_end() -> None:
    found = planned()
    root = ET.fromstring(tour_files.gpx(found, NOW))
    assert (root.tag, root.get("version")) == (f"{{{GPX}}}gpx", "1.1")
    points = root.findall(f"{{{GPX}}}rte/{{{GPX}}}rtept")
    assert [(float(one.get("lat", "")), float(one.get("lon", ""))) for one in points] == [
        pytest.approx(point, abs=1e-6) for point in found.points
    ]
    names = [one.findtext(f"{{{GPX}}}name") or "" for one in points]
    assert names[0] == names[-1] == RENNES[0]
    assert any(name.endswith("Atelier, « Nord » & <Fils> ; \\ SARL") for name in names)


def test_the_sheet_has_twenty_stops_a_page_and_says_what_its_hours_suppose(tmp_path: Path) -> None:
    many = tuple(
        Stop(
            company=n, uid=f"{n:036}", name=f"Société {n} <b>&", address=f"{n} rue de la Monnaie, 35000 Rennes",
            contact="Anne Le Goff, directrice", phone="02 99 00 11 22", note="Rappeler en mai. " * 20,
            latitude=48.1 + n / 500, longitude=-1.6,
        )
        for n in range(1, 41)
    )  # fmt: skip
    found = tours.planned(many, Ends(RENNES, None), Pace(visit=20), MONDAY, "Tournée <essai>")
    content, pages = tour_sheet.render(found, MONDAY)
    assert pages <= 3
    assert content == tour_sheet.render(found, MONDAY)[0]
    document = pypdfium2.PdfDocument(content)
    text = "\n".join(page.get_textpage().get_text_bounded() for page in document).replace("\u00a0", " ")
    document.close()
    for expected in (
        "Tournée <essai>",
        "Société 40 <b>&",
        "40 km/h à vol d’oiseau",
        "Lundi 23/11/2026",
        f"Page 1/{pages}",
        "Rennes ; gare",
    ):
        assert expected in text, expected
    assert "Mardi 24/11/2026" in text
    for name in ("tournée.pdf", "tournée.ics", "tournée.gpx"):
        tours.write(found, tmp_path / name, NOW)
        assert (tmp_path / name).stat().st_size > 1000
    with pytest.raises(Invalid):
        tours.write(found, tmp_path / "tournée.doc", NOW)
