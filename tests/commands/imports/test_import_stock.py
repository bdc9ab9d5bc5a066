"""The official stock files of the register: by department, names joined by SIREN, who objects is not prospected."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar

import pytest
from stocks import Cells, siren_of, siret_of, site, unit, write

from prospectdesk.commands.import_job import ImportJob, Register, register_of
from prospectdesk.commands.import_undoing import take_back
from prospectdesk.domain.errors import BadFile, Cancelled, Invalid
from prospectdesk.jobs.session import Opening, Session, open_session
from prospectdesk.sheets import stock_files
from prospectdesk.store import import_stage
from prospectdesk.store.connection import MAPPED

pytestmark = pytest.mark.spec("X-32", "X-40", "D-01")
Stock = Callable[..., dict[str, Any]]
HIDDEN = {
    "statutDiffusionEtablissement": "P", "numeroVoieEtablissement": "[ND]", "typeVoieEtablissement": "[ND]",
    "libelleVoieEtablissement": "[ND]", "coordonneeLambertAbscisseEtablissement": "[ND]",
    "coordonneeLambertOrdonneeEtablissement": "[ND]",
}  # fmt: skip
PARIS = {
    "codePostalEtablissement": "75004",
    "libelleCommuneEtablissement": "PARIS 4",
    "codeCommuneEtablissement": "75104",
}
SITES = (
    site(1), site(1, 2, enseigne1Etablissement="LE COMPTOIR", indiceRepetitionEtablissement="B"), site(2),
    site(3, **PARIS, coordonneeLambertAbscisseEtablissement="652296.97", coordonneeLambertOrdonneeEtablissement="6861636.36"),
    site(4, etatAdministratifEtablissement="F"), site(5, **HIDDEN), site(6), site(7),
)  # fmt: skip
UNITS = (
    unit(1, "ATELIER, \"NORD\" & FILS"),
    unit(2, nomUniteLegale="MARTIN", nomUsageUniteLegale="LE GOFF", prenom1UniteLegale="MARIE", prenomUsuelUniteLegale="ANNE"),
    unit(3, "PARISIENNE"), unit(4, "FERMÉE"),
    unit(5, statutDiffusionUniteLegale="P", nomUniteLegale="[ND]", prenom1UniteLegale="[ND]"),
    unit(6, "CESSÉE", etatAdministratifUniteLegale="C"),
    unit(7, statutDiffusionUniteLegale="P", nomUniteLegale="SECRET", prenom1UniteLegale="PAUL"),
)  # fmt: skip


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = open_session(Opening(data_dir=tmp_path / "profile", encryption=False))
    yield opened
    opened.close()


@pytest.fixture
def stock(session: Session, tmp_path: Path) -> Stock:
    """Imports stock files made of rows; answers the document of CLI.md."""

    def run(
        sites: Sequence[Cells] = SITES, units: Sequence[Cells] | None = UNITS, *, kinds: str = ".csv .csv",
        departments: tuple[str, ...] | None = ("35",), **options: Any,
    ) -> dict[str, Any]:  # fmt: skip
        first, second = kinds.split()
        path = write(tmp_path / f"StockEtablissement{first}", sites)
        beside = None if units is None else write(tmp_path / f"StockUniteLegale{second}", units)
        job = ImportJob(
            session.store, session.context(), path, register=Register(beside, departments), **options
        )
        try:
            return job.stage() | job.run().data
        finally:
            job.close()

    return run


def rows(session: Session, sql: str) -> list[tuple[Any, ...]]:
    with session.store.session() as conn:
        return [tuple(row) for row in conn.execute(sql).fetchall()]


def test_rows_are_joined_some_at_a_time_and_no_file_is_mapped_meanwhile(
    session: Session, stock: Stock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A whole department fits into little memory: statements over a part, files that do not count as memory."""
    monkeypatch.setattr(import_stage, "AT_ONCE", 2)
    mapped: list[list[int]] = []

    class Ticket:
        def step(self, done: int, total: int, text: str) -> None:
            conn = session.store.writer()
            if len(conn.execute("PRAGMA database_list").fetchall()) > 1:  # the staged rows are beside
                found = (conn.execute(f"PRAGMA {one}.mmap_size").fetchone() for one in ("main", "stage"))
                mapped.append([int(one[0]) for one in found])

    sites = write(tmp_path / "sites.csv", SITES)
    register = Register(write(tmp_path / "units.csv", UNITS), ("35",))
    job = ImportJob(session.store, session.context(), sites, register=register)
    told = job.stage()
    assert (told["rows"], told["created"], told["establishments_created"], told["ignored"]) == (7, 2, 3, 4)
    job.run(Ticket())
    assert mapped
    assert mapped == [[0, 0]] * len(mapped)
    assert session.store.writer().execute("PRAGMA main.mmap_size").fetchone()[0] == MAPPED
    assert rows(session, "SELECT name FROM company ORDER BY siren") == [
        ('ATELIER, "NORD" & FILS',),
        ("ANNE LE GOFF",),
    ]


@pytest.mark.parametrize("kinds", [".csv .csv", ".zip .parquet", ".parquet .zip"])
def test_a_department_comes_with_its_names_addresses_and_points(
    session: Session, stock: Stock, kinds: str
) -> None:
    told = stock(kinds=kinds)
    assert (told["rows"], told["created"], told["establishments_created"], told["ignored"]) == (7, 2, 3, 4)
    assert told["row_errors"] == []
    assert rows(session, "SELECT siren, name, legal_form, siret, naf FROM company ORDER BY siren") == [
        (siren_of(1), 'ATELIER, "NORD" & FILS', "5710", siret_of(1), "62.01Z"),
        (siren_of(2), "ANNE LE GOFF", "5710", siret_of(2), "62.01Z"),
    ]
    sites = rows(
        session,
        "SELECT siret, brand, street, postcode, city, city_code, round(latitude, 4), round(longitude, 4), head_office, "
        "open, precision, date(created_on * 86400, 'unixepoch') FROM establishment ORDER BY siret",
    )
    place = ("35000", "RENNES", "35238", 48.1173, -1.6778)
    assert sites == [
        (siret_of(1), None, "12 RUE DE LA MONNAIE", *place, 1, 1, None, "2012-05-09"),
        (siret_of(1, 2), "LE COMPTOIR", "12 B RUE DE LA MONNAIE", *place, 0, 1, None, "2012-05-09"),
        (siret_of(2), None, "12 RUE DE LA MONNAIE", *place, 1, 1, None, "2012-05-09"),
    ]
    words = rows(session, "SELECT search_key FROM company ORDER BY siren")
    assert words[1] == ("anne le goff",)


def test_a_newer_file_closes_what_is_known_and_unnames_who_objects_since(
    session: Session, stock: Stock
) -> None:
    stock([site(1), site(2), site(3), site(4)], [unit(n, f"SOCIÉTÉ {n}") for n in (1, 2, 3, 4)])
    later = [
        site(1),
        site(2, etatAdministratifEtablissement="F"),
        site(3),
        site(4, **HIDDEN),
        site(9, etatAdministratifEtablissement="F"),
    ]
    told = stock(
        later,
        [
            unit(1, "SOCIÉTÉ 1 RENOMMÉE"),
            unit(3, "SOCIÉTÉ 3"),
            unit(4, "SOCIÉTÉ 4", statutDiffusionUniteLegale="P"),
        ],
    )
    assert (told["created"], told["updated"]) == (0, 3)
    assert rows(session, "SELECT c.name, e.open FROM company c JOIN establishment e ON e.company_id = c.id ORDER BY c.siren") == [
        ("SOCIÉTÉ 1 RENOMMÉE", 1), ("SOCIÉTÉ 2", 0), ("SOCIÉTÉ 3", 1), ("Non diffusible", 1),
    ]  # fmt: skip
    take_back(session.bus, told["import_id"])
    assert rows(session, "SELECT name FROM company ORDER BY siren") == [
        (f"SOCIÉTÉ {n}",) for n in (1, 2, 3, 4)
    ]


def test_a_registered_company_that_objects_keeps_its_sheet_and_is_told(
    session: Session, stock: Stock
) -> None:
    stock([site(1), site(2)], [unit(1, "SUIVIE"), unit(2, "SUIVIE AUSSI")], registered=True)
    told = stock(
        [site(1, **HIDDEN), site(2), site(3, **HIDDEN), site(4, etatAdministratifEtablissement="F")],
        None,
        registered=True,
    )
    assert (told["created"], told["updated"], told["ignored"]) == (0, 0, 4)
    assert rows(session, "SELECT name, registered FROM company ORDER BY siren") == [
        ("SUIVIE", 1),
        ("SUIVIE AUSSI", 1),
    ]


def test_oddities_cost_their_row_or_their_value_and_nothing_else(session: Session, stock: Stock) -> None:
    odd = [
        site(1, siret="12345678901234"), site(2, coordonneeLambertAbscisseEtablissement="652296.9"),
        site(3, activitePrincipaleEtablissement="52.4A", nomenclatureActivitePrincipaleEtablissement="NAFRev1"),
        site(4, codeCommuneEtablissement="97411", codePostalEtablissement="97400", libelleCommuneEtablissement="SAINT-DENIS",
             coordonneeLambertAbscisseEtablissement="338568.31", coordonneeLambertOrdonneeEtablissement="7690475.44"),
        site(5, codeCommuneEtablissement="", codePostalEtablissement="35042", dateCreationEtablissement="0200-13-41"),
    ]  # fmt: skip
    told = stock(odd, [unit(2, "DEUX"), unit(3, "TROIS")], departments=("35", "974"))
    assert (told["rows"], told["created"]) == (5, 4)
    assert [(one["row"], one["column"]) for one in told["row_errors"]] == [(2, "siret")]
    found = rows(
        session,
        "SELECT c.name, e.naf, round(e.latitude, 2), e.created_on IS NULL FROM company c "
        "JOIN establishment e ON e.company_id = c.id ORDER BY c.siren",
    )
    assert found[1] == ("TROIS", None, 48.12, 0)
    assert found[2][2] == -20.88
    assert found[3][3] == 1
    assert any(
        "sans unité légale" in text and text.endswith("(établissements : 2)") for text in told["warnings"]
    )


def test_a_broken_line_is_told_and_swallows_no_other(session: Session, stock: Stock, tmp_path: Path) -> None:
    path = write(tmp_path / "e.csv", [site(1), site(2), site(3)])
    lines = path.read_text(encoding="utf-8").split("\n")
    lines[2] = lines[2].replace("DE LA MONNAIE", '"DE LA MONNAIE')
    path.write_text("\n".join(lines), encoding="utf-8")
    job = ImportJob(session.store, session.context(), path, register=Register(None, ("35",)))
    try:
        told = job.stage()
    finally:
        job.close()
    assert told["created"] == 2
    assert [one["row"] for one in told["row_errors"]] == [3]


def test_the_wrong_file_and_no_department_are_told(session: Session, tmp_path: Path) -> None:
    sites, units = write(tmp_path / "e.parquet", SITES), write(tmp_path / "u.csv", UNITS)

    def stage(path: Path, register: Register | None) -> None:
        job = ImportJob(session.store, session.context(), path, register=register)
        try:
            job.stage()
        finally:
            job.close()

    with pytest.raises(Invalid, match="départements"):
        stage(sites, None)
    with pytest.raises(BadFile, match="n’est pas le fichier StockEtablissement"):
        stage(units, Register(None, ("35",)))
    with pytest.raises(BadFile, match="n’est pas le fichier StockUniteLegale"):
        stage(sites, Register(sites, ("35",)))
    other = tmp_path / "autre.parquet"
    write(other, [{"nom": "A", "prenom": "B"}])
    with pytest.raises(BadFile, match="n’est pas un fichier stock"):
        stage(other, None)
    sites.write_bytes(sites.read_bytes()[:400] + b"PAR1")
    with pytest.raises(BadFile):
        stage(sites, Register(None, ("35",)))


def test_who_objects_is_labelled_and_never_named_and_reading_can_be_stopped(
    session: Session, tmp_path: Path
) -> None:
    class Ticket:
        stop = ""
        said: ClassVar[list[str]] = []

        def step(self, done: int, total: int, text: str) -> None:
            self.said.append(text)
            if self.stop and self.stop in text:
                raise Cancelled

    sites, units = write(tmp_path / "e.csv", SITES), write(tmp_path / "u.csv", UNITS)
    job = ImportJob(session.store, session.context(), sites, register=Register(units, None))
    ticket = Ticket()
    try:
        assert job.stage(ticket)["created"] == 3
        told = {fate.siret: (fate.title, fate.reason) for fate in job.at(job.lines(("ignore",)))}
        ticket.stop = "StockUniteLegale"
        with pytest.raises(Cancelled):
            job.stage(ticket)
    finally:
        job.close()
    assert "Lecture de StockEtablissement" in ticket.said
    for n in (5, 7):
        title, reason = told[siret_of(n)]
        assert title == "Non diffusible"
        assert reason is not None
        assert reason.startswith("diffusion partielle")
    assert told[siret_of(4)][1] == told[siret_of(6)][1] == "établissement fermé"
    assert "SECRET" not in str(told)
    assert rows(session, "SELECT count(*) FROM company") == [(0,)]


@pytest.mark.parametrize(
    ("text", "codes"),
    [("35", ["35"]), ("57, 35;2a", ["2A", "35", "57"]), ("1", ["01"]), ("974", ["974"]), ("tous", None)],
)
def test_departments_are_read_as_people_write_them(text: str, codes: list[str] | None) -> None:
    assert stock_files.departments(text) == codes


CORSICA = (
    ("2A004", "20000"),
    ("2B033", "20200"),
    ("", "20167"),
    ("[ND]", "20600"),
    ("", "20137"),
    ("97701", "97133"),
)


@pytest.mark.parametrize(
    ("department", "wanted"), [("2A", {0, 2, 4}), ("2B", {1, 3}), ("971", set()), ("977", {5})]
)
def test_corsica_is_two_departments_without_a_commune_too(department: str, wanted: set[int]) -> None:
    places = stock_files.Places(frozenset({department}))
    assert {at for at, codes in enumerate(CORSICA) if places.wants(*codes)} == wanted


def test_accents_survive_a_file_that_windows_saved(session: Session, stock: Stock, tmp_path: Path) -> None:
    sites, units = (write(tmp_path / name, rows) for name, rows in (
        ("e.csv", [site(1, libelleVoieEtablissement="DE LA RÉPUBLIQUE")]), ("u.csv", [unit(1, "CAFÉ DE L’ÉTOILE")])))  # fmt: skip
    for path in (sites, units):
        path.write_bytes(path.read_text(encoding="utf-8").replace("\n", "\r\n").encode("cp1252"))
    job = ImportJob(session.store, session.context(), sites, register=Register(units, None))
    try:
        job.stage()
        job.run()
    finally:
        job.close()
    told = rows(session, "SELECT c.name, e.street FROM company c JOIN establishment e ON e.company_id = c.id")
    assert told == [("CAFÉ DE L’ÉTOILE", "12 RUE DE LA RÉPUBLIQUE")]


def test_a_seat_that_moved_leaves_one_seat(session: Session, stock: Stock) -> None:
    stock([site(1), site(1, 2)], [unit(1, "UN")])
    moved = (
        site(1, etatAdministratifEtablissement="F", etablissementSiege="false"),
        site(1, 2, etablissementSiege="true"),
    )
    stock(moved, [unit(1, "UN")])
    assert rows(session, "SELECT siret, head_office, open FROM establishment ORDER BY siret") == [
        (siret_of(1), 0, 0), (siret_of(1, 2), 1, 1),
    ]  # fmt: skip
    again = stock(moved, [unit(1, "UN")])
    assert (again["created"], again["updated"]) == (0, 0)


@pytest.mark.parametrize("text", ["", "0", "97", "357", "Rennes", "３５", "35 57"])
def test_what_is_no_department_is_told(text: str) -> None:
    with pytest.raises(Invalid):
        register_of(None, text)


def test_a_list_of_one_s_own_respects_the_status_of_diffusion_too(session: Session, tmp_path: Path) -> None:
    joined = [
        {"siret": siret_of(1), "denominationUniteLegale": "VERRERIE", "statutDiffusionEtablissement": "O", "rue": "[ND]"},
        {"siret": siret_of(2), "denominationUniteLegale": "PAUL SECRET", "statutDiffusionEtablissement": "P", "rue": "1 rue"},
    ]  # fmt: skip
    for path, made in ((write(tmp_path / "liste.csv", joined), 1), (write(tmp_path / "stock.csv", SITES), 5)):
        job = ImportJob(session.store, session.context(), path)
        try:
            assert job.stage()["created"] == made
            told = [
                fate.title
                for fate in job.at(job.lines(("ignore",)))
                if fate.reason and "partielle" in fate.reason
            ]
        finally:
            job.close()
        assert told == ["Non diffusible"]
