"""A file without a row to import is refused in one sentence: nothing is written, no line in the history of imports."""

import pytest
from stocks import site, unit, write

from prospectdesk.cli.main import run
from prospectdesk.commands.import_job import ImportJob, Register
from prospectdesk.domain.errors import BadFile
from prospectdesk.sheets.tables import write_table
from prospectdesk.sheets.xlsx_writer import Column

pytestmark = pytest.mark.spec("X-40")
ONLY_TITLES = "Ce fichier ne contient que des titres de colonnes\u00a0: il n’y a rien à importer."


@pytest.fixture(params=["liste.csv", "liste.xlsx", "espaces.csv"])
def titles(request, tmp_path):
    """A list with a header alone."""
    path = tmp_path / request.param
    if path.suffix == ".xlsx":
        write_table(path, (Column("siret", 14), Column("raison_sociale", 30)), [])
    else:
        path.write_text("siret;raison_sociale\n" + (";\n ; \n" if path.stem == "espaces" else ""), "utf-8")
    return path


@pytest.mark.parametrize("session", ["plain"], indirect=True)
def test_a_list_with_a_header_alone_is_one_sentence(session, titles, held):
    before = held()
    job = ImportJob(session.store, session.context(), titles, registered=True)
    for step in (job.preview, job.stage, job.run):
        with pytest.raises(BadFile) as refused:
            step()
        assert refused.value.message == ONLY_TITLES
    assert held() == before
    assert not list(session.profile.folder.glob("*.import*"))


@pytest.mark.parametrize("session", ["plain"], indirect=True)
def test_a_department_without_an_establishment_is_one_sentence(session, tmp_path, held):
    before = held()
    sites, units = write(tmp_path / "sites.csv", [site(1)]), write(tmp_path / "units.csv", [unit(1, "NORD")])
    job = ImportJob(session.store, session.context(), sites, register=Register(units, ("75",)))
    with pytest.raises(BadFile, match="Aucun établissement de ce fichier n’est dans les départements"):
        job.run()
    assert held() == before


@pytest.mark.parametrize("session", ["plain"], indirect=True)
def test_the_verb_answers_exit_1_and_bad_file(session, tmp_path, capsys, held):
    path = tmp_path / "liste.csv"
    path.write_text("siret;raison_sociale\n", "utf-8")
    session.store.renew()
    words = ["import", str(path), "--kind", "companies", "--json", "--data-dir", str(session.profile.folder)]
    code = run(words, window=lambda how: 0, screens=lambda session, arguments: [])
    told = capsys.readouterr()
    assert code == 1
    assert '"code": "bad_file"' in told.out
    assert told.err.splitlines()[-1] == ONLY_TITLES
    assert held()["runs"] == 0
