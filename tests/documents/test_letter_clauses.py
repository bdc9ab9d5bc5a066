"""Clauses that a template declares and a person leaves out: the language stays closed, the choice stays with the letter."""

from __future__ import annotations

import pytest
from hostile_texts import read

from prospectdesk.documents import letter_pdf
from prospectdesk.documents import letter_templates as templates
from prospectdesk.documents.letter_merge import Parties, compose
from prospectdesk.domain.errors import Invalid
from prospectdesk.domain.letter import thaw
from prospectdesk.domain.letter_clauses import Clause, chosen
from prospectdesk.domain.letter_clauses import read as read_clauses
from prospectdesk.domain.letters import DOCUMENTS
from prospectdesk.domain.merge import Values

FILE = (
    'title = "Lettre"\nclause_prix = "Révision du prix"\nclause_mandat = "Mandat"\nunticked = ["clause_mandat"]\n'
    "body = '''\nDébut.\n\n{{#si clause_prix}}Le prix est révisé.{{/si}}\n\n"
    "{{#si clause_mandat}}Mandat {{#si nom}}de {{nom}}{{/si}}{{/si}}\n'''\n"
)
PARTIES = Parties("Société", (), (), "", ("Cabinet",), (), "", "")
PRICE, MANDATE = Clause("clause_prix", "Révision du prix"), Clause("clause_mandat", "Mandat", ticked=False)
FAULTS = {
    'clause_prix = "Révision du prix"\n': (
        3,
        'clause_autre = "Autre"\nclause_prix = "R"\n',
        "n’a pas de passage",
    ),
    "clause_mandat = ": (3, "clause_Mandat = ", "clé inconnue"),
    '"Mandat"\nunticked': (3, '""\nunticked', "caractères lisibles"),
    '= "Mandat"\n': (3, '= ["Mandat"]\n', "entre guillemets"),
    '["clause_mandat"]': (4, '["clause_x"]', "n’est pas une clause"),
    '["clause_mandat"]\n': (4, '"clause_mandat"\n', "s’écrivent"),
    "{{#si clause_prix}}": (8, "{{#si clause_absente}}", "champ inconnu"),
    "Début.": (6, "{{clause_prix}}", "champ inconnu"),
}


@pytest.mark.spec("X-09", "X-10")
def test_a_clause_is_printed_while_it_is_ticked() -> None:
    template = templates.of_file(FILE)
    assert template.clauses == (PRICE, MANDATE)
    as_shipped = compose(template, Values({"nom": "Rio"}), PARTIES).letter
    assert "révisé" in as_shipped.body
    assert "Mandat" not in as_shipped.body
    assert as_shipped.clauses == ("+clause_prix Révision du prix", "-clause_mandat Mandat")
    other = chosen(template.clauses, (Clause("clause_prix", "", ticked=False), Clause("clause_mandat", "")))
    letter = compose(template, Values({"nom": "Rio"}), PARTIES, other).letter
    assert letter.body.endswith("Mandat de Rio")
    assert "révisé" not in letter.body
    assert read_clauses(thaw(letter.frozen()).clauses) == other
    assert "Mandat de Rio" in read(letter_pdf.render(letter)[0])


@pytest.mark.spec("T10", "X-09")
@pytest.mark.parametrize("part", FAULTS)
def test_a_clause_that_is_not_declared_or_not_used_is_refused_with_its_line(part: str) -> None:
    line, instead, reason = FAULTS[part]
    with pytest.raises(Invalid) as caught:
        templates.of_file(FILE.replace(part, instead, 1))
    assert reason in caught.value.message
    if "absente" not in instead and "autre" not in instead:
        assert caught.value.values["line"] == line
    assert isinstance(caught.value.values["line"], int)


@pytest.mark.spec("X-09")
def test_a_clause_nobody_has_seen_yet_stays_as_the_template_says() -> None:
    assert chosen((PRICE, MANDATE), read_clauses(("-clause_prix x", "garbage", "+clause_gone y"))) == (
        Clause("clause_prix", "Révision du prix", ticked=False),
        MANDATE,
    )
    with pytest.raises(Invalid, match="plus de 20 clauses"):
        templates.of_file(
            "title = 'x'\n" + "".join(f"clause_a{n} = 'x'\n" for n in range(30)) + "body = '''\nx\n'''\n"
        )


@pytest.mark.spec("D-35", "X-09")
def test_shipped_letters_read_well_with_every_choice_of_their_clauses() -> None:
    for name in dict.fromkeys(one.template for one in DOCUMENTS):
        template = templates.built_in(name)
        for clauses in ((), template.clauses, tuple(Clause(one.name, one.label) for one in template.clauses)):
            body = compose(template, Values({}), PARTIES, clauses).letter.body
            assert "{{" not in body, name
            assert "\n\n\n\n" not in body, name
            assert not [one for one in body.split("\n") if one.startswith((" ", ".")) or "  " in one], name
    assert [one.label for one in templates.built_in("lettre-de-mission").clauses if one.ticked] == [
        "Mandat de télétransmission",
        "Révision du prix",
        "Conciliation et médiation",
    ]
