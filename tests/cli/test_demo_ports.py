"""`demo fail` and `demo offline` lie in the profile: the next call and the window see them (X-29)."""

from __future__ import annotations

import pytest


@pytest.mark.spec("X-29")
def test_a_simulated_failure_stays_until_it_is_switched_off(call):
    assert call("demo", "fail", "lbb", "on", demo=True).document == {
        "done": "Panne simulée\xa0: La Bonne Boite."
    }
    told = call("demo", "fail", "lbb", "off", demo=True).document["done"]
    assert told == "Fin de la panne\xa0: La Bonne Boite."


def test_a_port_and_on_or_off_are_asked_for(call):
    for words in ((), ("lbb",), ("lbb", "peut-être"), ("lbb", "on", "off"), ("radio", "on")):
        answer = call("demo", "fail", *words, demo=True)
        assert (answer.code, answer.document["error"]["code"]) == (1, "invalid"), words
        assert "lbb" in answer.document["error"]["message"]


SEARCH = ("portfolio", "--place", "Rennes", "--recruiting", "--radius")


def suspects(answer):
    return [(row["name"], row["badges"]) for row in answer.document["rows"] if row["type"] == "suspect"]


@pytest.mark.spec("A-P4", "A-P5", "P-18", "P-19", "X-29")
def test_the_recruiting_search_of_the_demonstration_and_what_its_failures_leave(call):
    near = call(*SEARCH, 30, demo=True)
    both = ["Recrute (La bonne alternance)", "Recrute (La Bonne Boite)"]
    assert suspects(near) == [("Jardins de Guichen", both)]
    assert near.document["invalid_siret"] == 1
    assert near.document["rows"][0]["badges"] == both[:1]  # Kermarec
    assert [name for name, _badges in suspects(call(*SEARCH, 50, demo=True))] == [
        "Jardins de Guichen", "Imprimerie Bretonne",
    ]  # fmt: skip
    call("demo", "fail", "lba", "on", demo=True)
    partial = call(*SEARCH, 30, demo=True)
    assert (partial.code, suspects(partial)) == (0, [("Jardins de Guichen", both[1:])])
    assert "« La bonne alternance » ne répond pas" in partial.messages.replace("\xa0", " ")
    call("demo", "fail", "lbb", "on", demo=True)
    assert call(*SEARCH, 30, demo=True).document["error"]["code"] == "unavailable"
    call("demo", "offline", "on", demo=True)
    assert call(*SEARCH, 30, demo=True).document["error"]["code"] == "offline"
