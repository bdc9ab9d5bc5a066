"""A view that a colleague shares, or writes by hand, is data and nothing else (SECURITY T18)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from prospectdesk.domain.errors import BadFile
from prospectdesk.queries import prospects
from prospectdesk.queries.people import View as SavedView
from prospectdesk.queries.prospects_around import Around
from prospectdesk.queries.prospects_criteria import Criteria
from prospectdesk.queries.prospects_sql import parse_sort
from prospectdesk.queries.prospects_views import Question
from prospectdesk.ui.prospects.views import restored, stored

TODAY = 20_780
WRONG_CRITERIA: tuple[Any, ...] = (
    None, 5, True, "raison_sociale=x", {"raison_sociale": "x"}, [None], [5], [["raison_sociale=x"]], [{"a": 1}], ["x"],
    ["=x"], ["id=1"], ["raison_sociale; DROP TABLE company=x"], ["1=1 OR naf=62"], ["etape=gagné"], ["etape="],
    ["date_creation_min=hier"], ["date_creation_min=99999-01-01"], ["sans_commercial=peut-être"], ["siret=abc"],
    ["__class__=x"], ["naf=" + "9" * 5000], ["raison_sociale=" + "x" * 200_000], ["note=\x00"], ["a" * 100_000],
)  # fmt: skip
WRONG_SORTS: tuple[Any, ...] = (
    None, 3, True, ["raison_sociale"], {"a": 1}, "", "-", "--ville", "id", "1", "raison_sociale, id",
    "raison_sociale; DROP TABLE company", "(SELECT 1)", "ville\x00", "note",
)  # fmt: skip
WRONG_WHOLE: tuple[Any, ...] = (None, 1, 1.5, True, "x", [], [1], [[]], "{}", ["criteria"])
ODD_DUES: tuple[Any, ...] = ("1", 10**30, -(10**30), True, 2.5, [], {})


def view(data: Any) -> Any:
    return restored(SavedView(1, "Vue de Claire", True, data), TODAY)


def test_there_are_more_than_fifty_hostile_documents() -> None:
    assert len(WRONG_CRITERIA) + len(WRONG_SORTS) + len(WRONG_WHOLE) + len(ODD_DUES) > 50


@pytest.mark.spec("T18")
def test_a_hostile_view_is_left_out_or_read_as_plain_criteria() -> None:
    hostile = [{"criteria": one} for one in WRONG_CRITERIA] + [{"sort": one} for one in WRONG_SORTS]
    for data in [*hostile, *WRONG_WHOLE]:
        made = view(data)
        if made is not None:
            assert isinstance(made.question.criteria, Criteria), data
            parse_sort(made.question.sort)


@pytest.mark.spec("T18")
def test_what_is_wrong_of_a_whole_view_leaves_it_out() -> None:
    for data in WRONG_WHOLE:
        assert view(data) is None, data
    for one in (5, None, "raison_sociale=x", [5], ["id=1"], ["date_creation_min=hier"]):
        assert view({"criteria": one}) is None, one
    for one in (3, "id", "raison_sociale; DROP TABLE company"):
        assert view({"sort": one}) is None, one


@pytest.mark.spec("T18")
def test_an_odd_due_date_is_none_and_a_near_one_counts_from_today() -> None:
    assert [view({"due": one}).question.due_to for one in ODD_DUES] == [None] * len(ODD_DUES)
    assert view({"due": 3}).question.due_to == TODAY + 3
    assert view({"directory": "oui"}).question.directory is False


@pytest.mark.spec("T18")
def test_a_hostile_import_recipe_is_one_sentence(tmp_path: Any) -> None:
    from prospectdesk.cli.imports import _mapping

    file = tmp_path / "recette.json"
    hostile = ["", "{", "[" * 100_000, '{"a":' * 50_000, "[]", "3", "null", '"x"', '{"a": 1}', '{"a": ["b"]}',
               '{"a": {"b": "c"}}', "!!python/object/apply:os.system ['id']", "\x80\x04."]  # fmt: skip
    for text in hostile:
        file.write_text(text, encoding="utf-8")
        with pytest.raises(BadFile) as caught:
            _mapping(str(file))
        assert "recette.json" in caught.value.message, text[:20]
    file.write_text(json.dumps({"Nom": "raison_sociale", "Autre": None}), encoding="utf-8")
    assert _mapping(str(file)) == {"Nom": "raison_sociale", "Autre": None}


CIRCLE = Around("Rennes", 48.1173, -1.6778, 12.0)


@pytest.mark.spec("T18")
def test_a_circle_is_kept_in_a_view_and_a_hostile_one_leaves_the_view_out() -> None:
    question = Question(around=CIRCLE)
    kept = stored(question, TODAY)
    assert view(json.loads(json.dumps(kept))).question == question
    for wrong in (
        True,
        "x",
        [],
        {},
        10**400,
        -(10**400),
        1e308,
        float("nan"),
        float("inf"),
        None,
        {"lat": 1},
    ):
        for name in ("lat", "lon", "km", "label"):
            if (name, wrong) != ("label", "x"):
                assert view({**kept, "around": {**kept["around"], name: wrong}}) is None, (name, wrong)
    for wrong in (5, "x", [CIRCLE.kept()], True):
        assert view({**kept, "around": wrong}) is None, wrong


@pytest.mark.spec("P-04", "D-06")
def test_the_list_keeps_what_lies_in_a_circle(prospect_list: Any) -> None:
    page = prospect_list.page
    page.apply(around=CIRCLE)
    prospect_list.rest()
    names = {row.name for row in prospect_list.query(prospects.rows, [int(one) for one in page.model.ids()])}
    assert names == {"Atelier Kermarec", "Boulangerie Tanguy", "Cycles Le Goff", "Hôtel Vilaine"}
    assert page.filters.chips["around"].text().replace("\u00a0", " ") == "Rayon : 12 km autour de Rennes"
    page.remove("around")
    prospect_list.rest()
    assert page.model.rowCount() > len(names)
