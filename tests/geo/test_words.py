"""Texts in one piece are the texts they were made of."""

from hypothesis import given
from hypothesis import strategies as st

from prospectdesk.geo.words import Places, Words

TEXTS = st.lists(
    st.text(st.characters(exclude_characters="\t", exclude_categories=["Cs"]), max_size=9),
    min_size=1,
    max_size=30,
)


@given(TEXTS)
def test_words_are_a_sequence_of_what_went_in(texts: list[str]) -> None:
    made = Words.of(texts)
    assert list(made) == [made[place] for place in range(len(made))] == texts
    assert (made[-1], made[1:3], len(made)) == (texts[-1], texts[1:3], len(texts))
    assert list(Words("\t".join(texts).encode())) == texts


@given(TEXTS, st.text(max_size=3))
def test_a_place_is_found_where_a_text_stands_and_nowhere_else(texts: list[str], other: str) -> None:
    known = sorted(set(texts))
    places = Places(Words.of(known))
    assert [places[one] for one in known] == list(range(len(known)))
    assert (other in places) == (other in known)
    assert places.get(other) == (known.index(other) if other in known else None)
