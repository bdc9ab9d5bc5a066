"""The shipped reference tables against simple facts about France."""

from __future__ import annotations

import math
import subprocess
import sys
import time

import pytest

from prospectdesk.geo import reference
from prospectdesk.geo.names import name_key


@pytest.mark.spec("X-33")
def test_every_commune_of_france_is_there_once() -> None:
    table = reference.communes()
    assert 34_900 <= len(table) <= 35_100
    codes = list(table.codes)
    assert codes == sorted(set(codes))
    assert [table.rows[code] for code in codes] == list(range(len(table)))
    assert [table.rows.get(code) for code in ("", "0", "57000", "99999", "ZZ")] == [None] * 5
    assert {len(code) for code in table.codes} == {5}
    assert table.names[table.rows["57463"]] == "Metz"


def test_keys_are_the_names_in_their_search_form() -> None:
    table = reference.communes()
    assert list(table.keys) == [name_key(name) for name in table.names]


def test_nearly_every_inhabitant_lives_where_the_commune_itself_is_located() -> None:
    table = reference.communes()
    own = sum(table.populations[i] for i in range(len(table)) if table.how[i] in reference.HOW_EXACT)
    assert own / sum(table.populations) > 0.9
    unknown = [table.codes[i] for i in range(len(table)) if math.isnan(table.latitudes[i])]
    assert len(unknown) <= 10
    assert {code[:3] for code in unknown} <= {"984", "989"}


def test_coordinates_of_the_mainland_lie_in_its_box() -> None:
    table = reference.communes()
    mainland = [i for i, code in enumerate(table.codes) if code < "96" or code[:2] in {"2A", "2B"}]
    assert all(41.2 < table.latitudes[i] < 51.2 and -5.3 < table.longitudes[i] < 9.7 for i in mainland)


def test_postcodes_lead_to_their_communes() -> None:
    table = reference.postcodes()
    assert 6_250 <= len(table) <= 6_450
    codes = reference.communes().codes
    assert [codes[row] for row in table.rows("57000")] == ["57463"]
    assert [codes[row] for row in table.rows("75012")] == ["75112"]
    assert [codes[row] for row in table.rows("75116")] == ["75116"]
    assert table.rows("99999") == []
    assert "35000" in table.of(reference.communes().rows["35238"])


def test_departments_regions_and_former_communes_are_complete() -> None:
    departments = reference.departments()
    assert sum(d.zone in {"metro", "drom"} for d in departments.values()) == 101
    assert sum(r.zone in {"metro", "drom"} for r in reference.regions().values()) == 18
    assert departments["57"].name == "Moselle"
    assert all(d.region in reference.regions() for d in departments.values())
    assert len(reference.former().by_code) > 2_000


def test_activities_and_legal_forms_are_complete() -> None:
    naf = reference.naf()
    assert (len(naf.classes), len(naf.divisions), len(naf.sections)) == (732, 88, 21)
    assert naf.label("6201Z") == "Programmation informatique"
    assert naf.section("62.01Z") == "J"
    assert len(reference.legal_forms().groups()) >= 39
    assert reference.legal_forms().label("5710") == "Société par actions simplifiée (SAS)"


def test_the_outline_has_the_mainland_corsica_and_the_overseas_departments() -> None:
    outline = reference.outline()
    assert next(iter(outline)) == "metropole"
    assert {"971", "972", "973", "974", "976"} <= set(outline)
    west, east = (edge(x for ring in outline["metropole"] for x, _ in ring) for edge in (min, max))
    assert -5.3 < west < -4.5
    assert 9.3 < east < 9.7
    assert all(ring[0] == ring[-1] and len(ring) >= 4 for rings in outline.values() for ring in rings)


def test_every_source_is_attributed() -> None:
    sources = reference.sources()
    assert {"GeoNames (cities 500)", "Natural Earth", "NAF rév. 2"} <= {source.name for source in sources}
    assert all(
        source.author and source.licence and source.homepage.startswith("https://") for source in sources
    )


def test_importing_the_geocoder_reads_and_loads_nothing_heavy() -> None:
    code = (
        "import sys, prospectdesk.geo.geocoder, prospectdesk.geo.learning, prospectdesk.geo.reference as r\n"
        "heavy = {'numpy', 'geopy', 'rapidfuzz'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
        "assert r.communes.cache_info().currsize == 0\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_loading_communes_and_postcodes_is_quick() -> None:
    reference.communes.cache_clear()
    reference.postcodes.cache_clear()
    costs = []
    for _ in range(3):
        began = time.process_time()
        reference.communes.__wrapped__()
        costs.append(time.process_time() - began)
    assert min(costs) < 0.15
