"""The words that forgive typing errors: packed by length, found as if every one was compared."""

import random
from array import array

import numpy as np
import pytest
from rapidfuzz.distance import OSA

from prospectdesk.queries.vocabulary import MOST, _Words, edits

DRAW = random.Random(5)
WORDS = sorted(
    {"".join(DRAW.choices("aeinrst", k=DRAW.randint(1, 11))) for _ in range(1500)}
    | {"martin", "martine", "marvin", "dupont", "dupond", "42", "λογος", "λογοι", "мир", "文字列あ"}
)


@pytest.fixture(scope="module")
def words():
    """Packed, the row counts being places in the list."""
    return _Words(WORDS, array("l", range(len(WORDS))), 1, 0.0)


def near(word, choices):
    """Distances by comparing every word."""
    told = {one: OSA.distance(word, one) for one in choices} if edits(word) else {}
    return {one: far for one, far in told.items() if far <= edits(word)}


def asked():
    """Words as they are, and with an error or two."""
    for word in [*DRAW.sample(WORDS, 60), "martni", "marvni", "λογος", "文字列", "carrosserie", "a"]:
        place = DRAW.randrange(len(word))
        yield word
        yield word[:place] + DRAW.choice("aeinrstzé") + word[place + 1 :]
        yield word[:place] + word[place + 1 :] + "x"


@pytest.mark.spec("X-02")
def test_near_words_and_beginnings_are_those_that_comparing_every_word_finds(words):
    for word in asked():
        for found, every in (
            (words.near(word), near(word, WORDS)),
            (words.near_beginnings(word), near(word, {one[: len(word)] for one in WORDS if len(one) > len(word)})),
        ):  # fmt: skip
            assert found.items() <= every.items()
            assert len(found) == min(len(every), MOST)
            assert sorted(found.values()) == sorted(every.values())[: len(found)]
        assert words.begins(word) == any(one.startswith(word) for one in WORDS)


def test_among_equally_near_words_the_frequent_come_first(words):
    found = words.near("dupons")
    assert list(found) == ["dupont", "dupond"]


def test_words_are_held_as_codes_and_not_one_by_one(words):
    assert {lot.codes.dtype for lot in words._lots.values()} <= {np.dtype(np.uint8), np.dtype(np.uint32)}
    assert not any(
        isinstance(value, (list, dict)) for lot in words._lots.values() for value in vars(lot).values()
    )
