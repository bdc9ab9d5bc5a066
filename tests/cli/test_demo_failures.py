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
