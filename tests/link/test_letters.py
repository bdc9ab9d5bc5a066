"""Letters of two profiles: a printed version and a replaced text reach the colleague, who prints the same bytes (X-12, X-09)."""

from __future__ import annotations

import pytest
from desks import OTHER

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
