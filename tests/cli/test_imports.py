"""The verbs import and import-undo: one JSON document, the exit codes of CLI.md."""

import json
import subprocess
import sys

import pytest
from stocks import site, unit, write

HEAD = "siret,raison_sociale,code_postal\n"
GOOD = "55210055400013,GARAGE,35000\n"
BAD = "55210055400014,FAUX,35000\n"


@pytest.fixture
def call(tmp_path):
    """Runs the program on a fresh plain profile; answers exit code, document and messages."""

    def run(*arguments):
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "prospectdesk",
                *arguments,
                "--data-dir",
                str(tmp_path / "p"),
                "--no-encryption",
                "--json",
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, json.loads(done.stdout), done.stderr

    return run


@pytest.fixture
def file(tmp_path):
    """A small list."""

    def write(text, name="liste.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def test_import_answers_the_document_of_cli_and_undo_takes_it_back(call, file):
    path = file(HEAD + GOOD)
    code, document, _ = call("import", path, "--kind", "companies", "--registered")
    assert code == 0
    assert set(document) == {
        "rows", "created", "establishments_created", "updated", "ignored", "duplicates", "row_errors", "warnings", "import_id",
    }  # fmt: skip
    assert (document["rows"], document["created"], document["establishments_created"]) == (1, 1, 1)
    code, undone, _ = call("import-undo", document["import_id"])
    assert (code, undone) == (0, {"restored": 3, "kept": []})
    code, again, _ = call("import-undo", document["import_id"])
    assert code == 1
    assert again["error"]["code"] == "refused"


def test_refused_rows_give_exit_3_with_line_column_value_and_reason(call, file):
    code, document, _ = call("import", file(HEAD + GOOD + BAD), "--kind", "companies", "--dry-run")
    assert code == 3
    (error,) = document["row_errors"]
    assert (error["row"], error["column"], error["value"]) == (3, "siret", "55210055400014")
    assert document["import_id"] is None


def test_a_bad_file_is_one_sentence_and_exit_1(call, file):
    code, document, messages = call("import", file("%PDF-1.7\n%âãÏÓ\n", "liste.xlsx"), "--kind", "companies")
    assert (code, document["error"]["code"]) == (1, "bad_file")
    assert "Traceback" not in messages


def test_a_mapping_file_names_the_columns(call, file):
    path = file("numero;libelle\n55210055400013;GARAGE\n", "autre.csv")
    mapping = file(json.dumps({"numero": "siret", "libelle": "raison_sociale"}), "map.json")
    code, document, _ = call("import", path, "--kind", "companies", "--mapping", mapping)
    assert (code, document["created"]) == (0, 1)
    code, document, _ = call("import", path, "--kind", "companies", "--mapping", file("[1]", "faux.json"))
    assert (code, document["error"]["code"]) == (1, "bad_file")


def test_a_department_comes_from_the_official_stock_files(call, tmp_path):
    sites = str(
        write(tmp_path / "StockEtablissement.zip", [site(1), site(2, statutDiffusionEtablissement="P")])
    )
    units = str(write(tmp_path / "StockUniteLegale.parquet", [unit(1, "VERRERIE")]))
    code, document, _ = call(
        "import", sites, "--kind", "companies", "--legal-units", units, "--departments", "35"
    )
    assert code == 0
    assert (document["rows"], document["created"], document["ignored"]) == (2, 1, 1)
