"""The register comes into the directory of everybody, and leaves it as one packed file for first downloads."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
import zstandard
from centre import Centre
from served import Service
from stocks import site, unit, write

from prospectdesk.cli import directory
from prospectdesk.commands.import_job import Register
from prospectdesk.domain.ids import siren_uid
from prospectdesk.store.ddl import SEARCH

pytestmark = pytest.mark.pg
HEADER = "siret;denomination;code_naf;adresse;code_postal;commune;longitude;latitude\n"
FIRST = "73282932000074;Boulangerie du Port;10.71C;1 rue des Quais;75001;Paris;2.34;48.86\n"
SECOND = "35600000000048;La Poste;53.10Z;9 rue du Colonel;75015;Paris;2.30;48.84\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def sheet(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "registre.csv"
    path.write_text(HEADER + "".join(lines), encoding="utf-8")
    return path


def opened(data: Path, told: dict[str, Any], tmp_path: Path) -> sqlite3.Connection:
    """The packed file, unpacked."""
    packed = (data / "snapshots" / told["name"]).read_bytes()
    assert (len(packed), hashlib.sha256(packed).hexdigest()) == (told["size"], told["sha256"])
    plain = tmp_path / "plain.db"
    plain.write_bytes(zstandard.ZstdDecompressor().decompress(packed))
    return sqlite3.connect(plain)


@pytest.mark.spec("X-22", "X-32")
def test_a_register_file_fills_the_directory_and_a_second_one_changes_what_changed(
    centre: Centre, data: Path, tmp_path: Path
) -> None:
    told = directory.register(centre.superuser, data, sheet(tmp_path, FIRST, SECOND))
    assert told["company"] == {"inserted": 2, "updated": 0, "unchanged": 0}
    revs = {row["uid"].bytes: row["rev"] for row in centre.sql("SELECT uid, rev FROM directory.company")}
    again = directory.register(
        centre.superuser, data, sheet(tmp_path, FIRST.replace("du Port", "du Marché"), SECOND)
    )
    assert again["company"] == {"inserted": 0, "updated": 1, "unchanged": 1}
    after = {row["uid"].bytes: row["rev"] for row in centre.sql("SELECT uid, rev FROM directory.company")}
    assert after[siren_uid("356000000")] == revs[siren_uid("356000000")]
    assert after[siren_uid("732829320")] > revs[siren_uid("732829320")]
    assert centre.value("SELECT count(*) FROM pd.company") == 0


@pytest.mark.spec("X-32")
def test_the_centre_takes_the_official_stock_files(centre: Centre, data: Path, tmp_path: Path) -> None:
    sites = write(
        tmp_path / "StockEtablissement.zip", [site(1), site(2), site(3, statutDiffusionEtablissement="P")]
    )
    units = write(tmp_path / "StockUniteLegale.parquet", [unit(1, "VERRERIE"), unit(2, "ATELIER DU PORT")])
    told = directory.register(centre.superuser, data, sites, Register(units, ("35",)))
    assert told["company"] == {"inserted": 2, "updated": 0, "unchanged": 0}
    assert {row["name"] for row in centre.sql("SELECT name FROM directory.company")} == {
        "VERRERIE",
        "ATELIER DU PORT",
    }


def test_a_packed_directory_has_every_row_with_its_rev_and_nothing_of_anybody(
    centre: Centre, data: Path, tmp_path: Path
) -> None:
    place = centre.workspace("Cabinet confidentiel")
    centre.person(place, login="secrète")
    directory.register(centre.superuser, data, sheet(tmp_path, FIRST, SECOND))
    told = directory.snapshot(centre.superuser, data)
    file = opened(data, told, tmp_path)
    try:
        found = {bytes(uid): rev for uid, rev in file.execute("SELECT uid, rev FROM company")}
        assert found == {
            row["uid"].bytes: row["rev"] for row in centre.sql("SELECT uid, rev FROM directory.company")
        }
        assert all(rev <= told["cursor"][0] for rev in found.values())
        assert file.execute("SELECT city_code, scope FROM establishment").fetchall()[0][1] == 0
        for table in ("workspace", "user", "catalogue", "outbox", "history", "registration"):
            assert file.execute(f'SELECT count(*) FROM "{table}"').fetchone() == (0,)
        words = file.execute("SELECT count(*) FROM company_words WHERE company_words MATCH 'boulangerie'")
        assert words.fetchone() == (1,)
        for search in SEARCH:
            file.execute(f"INSERT INTO {search.name} ({search.name}) VALUES ('integrity-check')")
        header = json.loads(file.execute("SELECT value FROM sync_state WHERE key = 'snapshot'").fetchone()[0])
        assert header == {name: told[name] for name in ("generation", "schema", "cursor", "made_ms")}
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert file.execute("PRAGMA foreign_key_check").fetchall() == []
    finally:
        file.close()
    raw = (tmp_path / "plain.db").read_bytes()
    assert b"confidentiel" not in raw
    assert "secrète".encode() not in raw


def test_the_next_file_takes_what_came_and_went_at_the_centre(
    centre: Centre, data: Path, tmp_path: Path
) -> None:
    directory.register(centre.superuser, data, sheet(tmp_path, FIRST, SECOND))
    directory.snapshot(centre.superuser, data)
    centre.sql("UPDATE directory.company SET name = 'Nom du centre' WHERE siren = '356000000'")
    told = directory.snapshot(centre.superuser, data)
    file = opened(data, told, tmp_path)
    try:
        assert ("Nom du centre",) in file.execute("SELECT name FROM company").fetchall()
    finally:
        file.close()
    for _ in range(2):
        directory.snapshot(centre.superuser, data)
    assert len(list((data / "snapshots").glob("*.zst"))) == directory.KEPT


def test_the_service_offers_what_was_packed(centre: Centre, service: Service, tmp_path: Path) -> None:
    service.account(centre.person(centre.workspace(), login="ana"))
    ana = service.signed("ana")
    directory.register(centre.superuser, service.settings.data, sheet(tmp_path, FIRST))
    made = directory.snapshot(centre.superuser, service.settings.data)
    told = ana.ask("GET", "/v1/snapshot").json()
    assert told == made
    got = ana.ask("GET", f"/v1/snapshot/{told['name']}").content
    assert hashlib.sha256(got).hexdigest() == told["sha256"]


def test_another_life_of_the_centre_begins_the_directory_afresh(
    centre: Centre, data: Path, tmp_path: Path
) -> None:
    directory.register(centre.superuser, data, sheet(tmp_path, FIRST, SECOND))
    directory.snapshot(centre.superuser, data)
    centre.sql("UPDATE pd.centre SET generation = gen_random_uuid()")
    centre.sql("DELETE FROM directory.establishment WHERE siret = '35600000000048'")
    told = directory.snapshot(centre.superuser, data)
    file = opened(data, told, tmp_path)
    try:
        assert file.execute("SELECT siret FROM establishment").fetchall() == [("73282932000074",)]
    finally:
        file.close()
