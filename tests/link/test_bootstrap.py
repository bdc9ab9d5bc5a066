"""The directory comes as one file into an empty store, plain or encrypted; anything odd is left aside."""

from __future__ import annotations

import hashlib
import json
import sqlite3

import pytest
import zstandard
from stdnum import luhn

from prospectdesk.domain.errors import Cancelled, Unavailable
from prospectdesk.domain.ids import siren_uid, siret_uid
from prospectdesk.jobs.ticket import Ticket
from prospectdesk.store.check import check
from prospectdesk.store.connection import connect
from prospectdesk.store.store import Store
from prospectdesk.sync import bootstrap, directory, state
from prospectdesk.sync.failures import Offline

NOW, LIFE, CURSOR = 1_795_424_400_000, "9" * 32, [77, "f" * 32]
COUNT = 300


def _luhn(digits: str) -> str:
    """The digits with the last one that makes them sound."""
    return digits + str(luhn.calc_check_digit(digits))


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory) -> bytes:
    """A packed directory of 300 companies, as the centre makes it."""
    folder = tmp_path_factory.mktemp("centre")
    store = Store(folder / "store.db", None)
    store.open()
    with store.transaction(NOW, None, muted=True) as uow:
        for number in range(COUNT):
            siren, siret = _luhn(f"{10_000_000 + number}"), _luhn(_luhn(f"{10_000_000 + number}") + "0001")
            row = {"name": f"Boulangerie Numéro {number}", "scope": 0, "siren": siren, "rev": 5}
            company = uow.insert("company", row, uid=siren_uid(siren), log=False)
            uow.insert(
                "establishment",
                {"company_id": company, "scope": 0, "siret": siret, "city": "Rennes", "rev": 5},
                uid=siret_uid(siret),
                log=False,
            )
        uow.finish()
    store.writer().execute("VACUUM INTO ?", (str(folder / "whole.db"),))
    store.close()
    copy = connect(folder / "whole.db", None)
    directory.only_directory(copy)
    copy.execute("VACUUM INTO ?", (str(folder / "bare.db"),))
    copy.close()
    return (folder / "bare.db").read_bytes()


def _offer(tiny, plain: bytes, **more) -> None:
    packed = zstandard.ZstdCompressor().compress(plain)
    told = {
        "name": "directory-77-1.sqlite.zst", "size": len(packed), "sha256": hashlib.sha256(packed).hexdigest(),
        "generation": LIFE, "schema": 1, "cursor": CURSOR, "rows": 2 * COUNT, "made_ms": 1, **more,
    }  # fmt: skip
    tiny.says("GET", "/v1/snapshot", told)

    def part(headers, _body):
        start = int(headers.get("Range", "bytes=0-")[6:-1])
        return (
            206 if start else 200,
            {"Content-Length": str(len(packed) - start)},
            packed[start : start + 20_000],
        )

    tiny.answers["GET", "/v1/snapshot/" + told["name"]] = part


@pytest.fixture(params=[None, bytes(range(32))], ids=["plain", "encrypted"])
def store(request, tmp_path):
    made = Store(tmp_path / "store.db", request.param)
    made.open()
    with made.transaction(NOW, None, muted=True) as uow:
        state.write(uow.conn, server="x", generation=LIFE, workspace="e" * 32)
    yield made
    made.close()


def _ask(store, sql, *values):
    with store.session() as conn:
        return conn.execute(sql, values).fetchall()


def _left(tmp_path):
    return {path.name for path in tmp_path.iterdir() if path.name.startswith("snapshot")}


@pytest.mark.spec("X-14")
def test_the_directory_comes_with_its_indexes_and_its_search(store, tiny, client_of, snapshot, tmp_path):
    _offer(tiny, snapshot)
    steps = []
    ticket = Ticket(lambda one: steps.append(one.text))
    assert bootstrap.bring(store, tmp_path, client_of(tiny.url), ticket, NOW) == 2 * COUNT
    found = _ask(
        store,
        "SELECT c.name FROM company_words w JOIN company c ON c.id = w.rowid WHERE company_words MATCH ?",
        '"numero" "42"',
    )
    assert found == [("Boulangerie Numéro 42",)]
    assert _ask(store, "SELECT value FROM sync_state WHERE key = 'cursors'") == [
        (json.dumps({"0" * 32: CURSOR}),)
    ]
    assert check(store) == []
    with store.transaction(NOW, None) as uow:  # the triggers are back
        uow.update("company", 1, {"name": "Autre"})
        uow.companies.add(1)
        uow.finish()
    assert _ask(store, "SELECT count(*) FROM company_words WHERE company_words MATCH 'autre'") == [(1,)]
    assert _left(tmp_path) == set()
    assert {"Téléchargement du registre", "Décompression du registre", "Installation du registre"} <= set(
        steps
    )


def test_a_cut_download_goes_on_where_it_was(store, tiny, client_of, snapshot, tmp_path):
    _offer(tiny, snapshot)
    name = "/v1/snapshot/directory-77-1.sqlite.zst"
    whole = tiny.answers["GET", name]
    tiny.answers["GET", name] = lambda headers, body: (
        whole(headers, body) if "Range" not in headers else (503, {}, b"")
    )
    with pytest.raises(Unavailable):
        bootstrap.bring(store, tmp_path, client_of(tiny.url), Ticket(), NOW)
    assert _left(tmp_path) == {"snapshot.part", "snapshot.part.json"}
    tiny.answers["GET", name] = whole
    assert bootstrap.bring(store, tmp_path, client_of(tiny.url), Ticket(), NOW) == 2 * COUNT
    assert all("Range" in headers for _, path, headers, _ in tiny.asked[-2:])
    assert _left(tmp_path) == set()


@pytest.mark.parametrize(
    "more", [{"generation": "8" * 32}, {"schema": 2}, {"name": "../../etc"}, {"size": 0}, {"cursor": [1]}, {"sha256": "x"}]
)  # fmt: skip
def test_a_description_that_does_not_fit_is_left_aside(store, tiny, client_of, snapshot, tmp_path, more):
    _offer(tiny, snapshot, **more)
    assert bootstrap.bring(store, tmp_path, client_of(tiny.url), Ticket(), NOW) == 0
    assert _ask(store, "SELECT count(*) FROM company") == [(0,)]


def test_a_file_with_another_hash_is_refused_and_removed(store, tiny, client_of, snapshot, tmp_path):
    _offer(tiny, snapshot, sha256="a" * 64)
    with pytest.raises(Unavailable):
        bootstrap.bring(store, tmp_path, client_of(tiny.url), Ticket(), NOW)
    assert _left(tmp_path) == set()


@pytest.mark.spec("T15")
def test_a_forged_file_leaves_the_store_as_it_was(store, tiny, client_of, snapshot, tmp_path):
    forged = tmp_path / "forged.db"
    for sql in (
        "CREATE TRIGGER evil AFTER INSERT ON company BEGIN SELECT 1; END",
        "UPDATE company SET scope = 1 WHERE id = 7",
        "UPDATE company SET rev = 0 WHERE id = 7",
        "PRAGMA user_version = 9",
    ):
        forged.write_bytes(snapshot)
        conn = sqlite3.connect(forged, isolation_level=None)
        conn.create_function("fold", 1, str)
        conn.execute("UPDATE write_state SET muted = 1, fts_muted = 1")
        conn.execute(sql)
        conn.close()
        _offer(tiny, forged.read_bytes())
        assert bootstrap.bring(store, tmp_path, client_of(tiny.url), Ticket(), NOW) == 0
        assert _ask(store, "SELECT count(*) FROM company") == [(0,)]
    _offer(tiny, b"SQLite format 3\0" + bytes(5000))
    assert bootstrap.bring(store, tmp_path, client_of(tiny.url), Ticket(), NOW) == 0
    assert check(store) == []


def test_who_stops_finds_nothing_half_done(store, tiny, client_of, snapshot, tmp_path):
    _offer(tiny, snapshot)
    ticket = Ticket(lambda one: ticket.cancel() if one.text == "Installation du registre" else None)
    with pytest.raises(Cancelled):
        bootstrap.bring(store, tmp_path, client_of(tiny.url), ticket, NOW)
    assert _ask(store, "SELECT count(*) FROM company") == [(0,)]
    assert check(store) == []


def test_a_directory_that_is_not_empty_is_pulled_by_rows(store, tiny, client_of, snapshot, tmp_path):
    _offer(tiny, snapshot)
    with store.transaction(NOW, None, muted=True) as uow:
        uow.insert("company", {"name": "Déjà là", "scope": 0}, log=False)
    assert bootstrap.bring(store, tmp_path, client_of(tiny.url), Ticket(), NOW) == 0
    tiny.answers.clear()
    assert bootstrap.bring(store, tmp_path, client_of(tiny.url), Ticket(), NOW) == 0
    assert issubclass(Offline, Unavailable)
