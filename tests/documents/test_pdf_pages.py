"""Pages of a PDF as pictures: sizes, places of texts, garbage, several threads at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from prospectdesk.documents import letter_templates, pdf_pages
from prospectdesk.documents.letter_merge import Parties, compose
from prospectdesk.domain.errors import BadFile
from prospectdesk.domain.letter import Letter
from prospectdesk.domain.letter_gaps import gaps
from prospectdesk.domain.letters import DOCUMENTS
from prospectdesk.domain.merge import MissionLine, Values
from prospectdesk.jobs import letter_compare, letter_pages, letters

LETTER = Letter(
    title="Essai",
    body="# Durée\nDu ………… au …………\n\n| Mission | Exécutant |\n| Tenue | ………… |\n\n[page]\n\n# Prix\n…………",
)


@pytest.mark.spec("X-10")
def test_a_letter_tells_where_its_gaps_and_clauses_stand():
    found = letter_pages.lay_out(LETTER)
    assert [(round(width), round(height)) for width, height in found.sizes] == [(595, 842)] * 2
    assert [one.page for one in found.gaps] == [0, 0, 0, 1]
    assert found.gaps[0].left < found.gaps[1].left
    assert found.gaps[1].top < found.gaps[2].top
    assert [(title, place.page) for title, place in found.clauses] == [("Durée", 0), ("Prix", 1)]


@pytest.mark.spec("X-10", "D-35")
@pytest.mark.parametrize("name", sorted({one.template for one in DOCUMENTS}))
def test_each_gap_on_the_paper_of_each_document_has_its_name(name):
    template = letter_templates.built_in(name)
    missions = (MissionLine("Tenue", None, named=True), MissionLine("Bilan", None, named=True))
    values = Values(
        {"raison_sociale": "Cycles <Le Goff> & Cie", "date_fin": "31 mars", "civilite": "Madame"}, missions
    )
    merged = compose(template, values, Parties("Cycles", (), (), "", ("Cabinet",), (), "", ""))
    named = [one for part in (template.title, template.subtitle, template.body) for one in gaps(part, values)]
    assert len(letter_pages.lay_out(merged.letter).gaps) == len(named)
    assert set(named) - {None} == set(merged.missing)


def test_pages_are_drawn_by_several_threads_at_once():
    data, _pages = letters.pdf(LETTER, draft=True)
    with ThreadPoolExecutor(4) as pool:
        drawn = list(pool.map(lambda number: letter_pages.picture(data, number % 2, 200 + number), range(16)))
    assert [one.width for one in drawn] == list(range(200, 216))
    assert all(len(one.data) == one.stride * one.height and len(set(one.data)) > 2 for one in drawn)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"x" * 5000, b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n"])
def test_what_is_no_pdf_is_refused(data):
    with pytest.raises(BadFile):
        pdf_pages.sizes(data)
    with pytest.raises(BadFile):
        pdf_pages.picture(letters.pdf(LETTER)[0], 7, 100)


@pytest.mark.spec("X-12")
def test_two_versions_are_compared_with_their_heads():
    newer = Letter(
        title="Essai *", body=LETTER.body.replace("au …………", "au 31 mars"), recipient=("Le | Goff", "# 1")
    )
    found = letter_compare.compared(LETTER, newer)
    told = {(one.kind, "".join(word.text for word in one.words)) for one in found if one.kind != "same"}
    assert ("added", "Essai *") in told or any(kind == "changed" and "Essai" in text for kind, text in told)
    assert any("Le | Goff\n# 1" in text for _kind, text in told)
    assert any("31 mars" in text for _kind, text in told)
    assert [one.kind for one in letter_compare.compared(newer, newer)] == ["same"] * len(
        letter_compare.compared(newer, newer)
    )
