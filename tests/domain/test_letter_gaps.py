"""Missing values in the order of the paper, and the words that changed between two versions."""

import pytest

from prospectdesk.domain.letter_gaps import asked, gaps
from prospectdesk.domain.letter_words import ADDED, MOST_WORDS, REMOVED, SAME, WordChange, word_changes
from prospectdesk.domain.merge import MISSING, MissionLine, Values, merge, parse

MISSIONS = (MissionLine("Tenue", "Ugo", named=True), MissionLine("Bilan", None, named=True))


@pytest.mark.spec("X-10")
@pytest.mark.parametrize(
    "source",
    [
        "{{nom}} et {{prenom}} puis {{nom}}",
        "{{#si nom}}{{prenom}}{{/si}}{{fonction}}",
        "{{#si prenom}}{{nom}} {{#si siret}}{{naf}}{{/si}}{{/si}}",
        "a\n{{missions}}\n{{missions}}",
        "{{missions}} en ligne",
        "rien",
        "Fait à ………… par {{nom}}, le …………",
    ],
)
@pytest.mark.parametrize("known", [{}, {"prenom": "Sophie"}, {"prenom": "…………", "siret": "1", "naf": " "}])
@pytest.mark.parametrize("missions", [(), MISSIONS])
def test_each_gap_of_the_merged_text_has_its_name(source, known, missions):
    template, values = parse(source), Values(known, missions)
    text, missing = merge(template, values)
    found = list(gaps(template, values))
    assert len(found) == text.count(MISSING)
    assert list(dict.fromkeys(one for one in found if one is not None)) == list(missing)


def test_the_fields_a_template_looks_at_are_told_once_in_their_order():
    assert asked(parse("{{#si nom}}{{prenom}}{{/si}} {{nom}}\n{{missions}}")) == ("nom", "prenom", "missions")


@pytest.mark.spec("X-12")
def test_changed_words_are_told_in_one_line_of_reading():
    found = word_changes("le prix de 10 € par an", "le prix annuel de 12 € par an")
    assert found == [
        WordChange(SAME, "le prix "), WordChange(ADDED, "annuel "), WordChange(SAME, "de "),
        WordChange(REMOVED, "10"), WordChange(ADDED, "12"), WordChange(SAME, " € par an"),
    ]  # fmt: skip
    assert "".join(one.text for one in found if one.kind != REMOVED) == "le prix annuel de 12 € par an"


def test_a_clause_of_endless_length_is_shown_whole():
    old, new = "a " * MOST_WORDS, "b " * MOST_WORDS
    assert word_changes(old, new) == [WordChange(REMOVED, old), WordChange(ADDED, new)]
