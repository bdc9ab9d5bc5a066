"""Letters of two profiles: a printed version and a replaced text reach the colleague, who prints the same bytes (X-12, X-09)."""

from __future__ import annotations

import pytest
from desks import OTHER

from prospectdesk.jobs.session import Opening, open_session
from prospectdesk.queries import document_list, letter_window

pytestmark = pytest.mark.pg
TEXT = "title = 'Notre lettre'\nbody = '''\nPour {{raison_sociale}}, de nous.\n'''\n"


@pytest.mark.spec("X-12", "X-09", "X-04")
def test_a_letter_and_a_replaced_text_reach_the_other_laptop(pair, tmp_path):
    ugo, rachid = pair
    ugo.do(
        {"command": "SaveCatalogueEntry", "catalogue": "pipeline", "label": "Standard"},
        {"command": "SaveCatalogueEntry", "catalogue": "dossier_type", "label": "Social", "pipeline": "Standard"},
        {"command": "SaveLetterTemplate", "document": "Lettre vierge", "text": TEXT},
    )  # fmt: skip
    (made,) = ugo.do({"command": "CreateDossier", "company": OTHER, "dossier_type": "Social"})
    first = ugo.good("letter", made["id"], "Lettre vierge", tmp_path / "ugo.pdf")
    assert ugo.sync()["refused"] == 0
    rachid.sync()
    assert "Lettre vierge, version 1" in [one["title"] for one in rachid.show(OTHER)["timeline"]]
    second = rachid.good("letter", made["id"], "Lettre vierge", tmp_path / "rachid.pdf")
    assert first["pages"] == second["pages"]
    assert (tmp_path / "ugo.pdf").read_bytes() == (tmp_path / "rachid.pdf").read_bytes()
    assert rachid.sync()["refused"] == 0
    ugo.sync()
    assert "Lettre vierge, version 2" in [one["title"] for one in ugo.show(OTHER)["timeline"]]
    file = tmp_path / "save.json"
    file.write_text('{"command": "RestoreLetterTemplate", "document": "Lettre vierge"}', encoding="utf-8")
    answer = rachid.call("do", file)
    assert answer.document["results"][0]["error"]["code"] == "forbidden"
    ugo.do({"command": "RestoreLetterTemplate", "document": "Lettre vierge"})
    for desk in (ugo, rachid):
        assert desk.sync()["refused"] == 0
    rachid.good("letter", made["id"], "Lettre vierge", tmp_path / "shipped.pdf")
    assert (tmp_path / "shipped.pdf").read_bytes() != (tmp_path / "ugo.pdf").read_bytes()


@pytest.mark.spec("X-12", "X-13")
def test_two_laptops_without_network_print_the_same_document_and_both_versions_stay(pair, tmp_path):
    ugo, rachid = pair
    ugo.do(
        {"command": "SaveCatalogueEntry", "catalogue": "pipeline", "label": "Standard"},
        {"command": "SaveCatalogueEntry", "catalogue": "dossier_type", "label": "Social", "pipeline": "Standard"},
    )  # fmt: skip
    (made,) = ugo.do({"command": "CreateDossier", "company": OTHER, "dossier_type": "Social"})
    for desk in (ugo, rachid):
        desk.sync()
    for desk in (rachid, ugo):  # neither knows of the other’s
        desk.good("letter", made["id"], "Lettre vierge", tmp_path / f"{desk.login}.pdf")
    for desk in (ugo, rachid, ugo):
        assert desk.sync()["refused"] == 0
    kept = [_versions(desk) for desk in (ugo, rachid)]
    assert kept[0] == kept[1]
    assert [(name, author) for name, author, _hash in kept[0]] == [("1 bis", ugo.login), ("1", rachid.login)]
    assert all(len(one) == 64 for _name, _author, one in kept[0])
    ugo.good("letter", made["id"], "Lettre vierge", tmp_path / "next.pdf")
    for desk in (ugo, rachid):
        assert desk.sync()["digest"] in {"equal", "repaired"}
    assert [name for name, _author, _hash in _versions(rachid)] == ["2", "1 bis", "1"]


def _versions(desk):
    """The versions a laptop shows: what they are called, who made them, their hashes."""
    session = open_session(Opening(data_dir=desk.folder / "profile", encryption=False))
    try:
        with session.reader.session() as conn:
            dossier = conn.execute("SELECT id FROM dossier WHERE deleted_at IS NULL").fetchone()[0]
            logins = dict(conn.execute("SELECT name, login FROM user").fetchall())
            found = letter_window.versions(conn, dossier, "Lettre vierge")
            listed = document_list.rows(conn, document_list.find(conn))
        assert {(one.id, one.name) for one in found} == {(one.id, one.version) for one in listed}
        return [(one.name, logins[one.author], one.sha256) for one in found]
    finally:
        session.close()
