"""The global search: what it finds, in which order, and that no text is an error."""

from __future__ import annotations

import random

import pytest

from prospectdesk.queries.search import search


def found(book, text, limit=20):
    """Labels of the results; with and without columns the same."""
    plain = book.reader.run(search, text, limit, vocabulary=book.reader.vocabulary)
    if book.reader.columns is None:
        book.reader.load_columns()
    quick = book.reader.run(search, text, limit, columns=book.reader.columns)
    assert [one.label for one in quick.results] == [one.label for one in plain.results]
    assert quick.count == plain.count
    return [one.label for one in plain.results]


@pytest.fixture
def town(book):
    """Three companies and two people."""
    one = book.add("Carrosserie Martin", siren="123456782", sirets=("12345678200017", "12345678200025"),
                   registration={"phone": "+33299001122", "mail": "contact@martin.fr"},
                   seat={"city": "Rennes", "postcode": "35000"})  # fmt: skip
    book.add("Œuvres du Cœur", seat={"city": "Metz"})
    book.add("Carrosserie Abeille", registered=False)
    book.contact(one, "Anne", "Caradec", email="anne.caradec@mail.fr", mobile="+33612345678", job="Gérante")
    book.contact(one, "Loïc", "Le Goff", colour="white")
    return book


@pytest.mark.spec("X-02")
@pytest.mark.parametrize("text", ["123456782", "123 456 782", "12345678200025", "123.456.782.00017", "02 99 00 11 22",
                                  "+33299001122", "contact@martin", "osserie mar", "martin rennes"])  # fmt: skip
def test_a_company_is_found_by_number_phone_mail_part_and_town(town, text):
    assert found(town, text)[0] == "Carrosserie Martin"


@pytest.mark.spec("X-02")
@pytest.mark.parametrize("text", ["caradec", "anne car", "Caradec Anne", "06 12 34 56 78", "+33 6 12 34 56 78",
                                  "anne.caradec@mail.fr", "ANNE.CARADEC@"])  # fmt: skip
def test_a_contact_is_found_by_name_phone_and_mail(town, text):
    assert found(town, text) == ["Anne Caradec"]


@pytest.mark.spec("X-02")
def test_accents_and_ligatures_do_not_matter(town):
    assert found(town, "oeuvres") == found(town, "CŒUR") == ["Œuvres du Cœur"]
    assert found(town, "loic") == ["Loïc Le Goff"]


@pytest.mark.spec("X-02")
@pytest.mark.parametrize("text", ["carroserie martin", "caroserie", "carrosseri abeile", "carosser"])
def test_typing_errors_are_forgiven_and_said(town, text):
    answer = town.reader.run(search, text)
    assert answer.approximate
    assert answer.results[0].label.startswith("Carrosserie")
    assert answer.results[0].distance > 0
    assert found(town, text)


@pytest.mark.spec("X-02")
def test_registered_companies_come_first(town):
    assert found(town, "carrosserie") == ["Carrosserie Martin", "Carrosserie Abeille"]


@pytest.mark.spec("X-02")
def test_a_white_card_with_an_orange_twin_is_not_shown_twice(town):
    company = town.ids["Carrosserie Martin"]
    with town.store.session() as conn:
        white = conn.execute("SELECT id FROM contact WHERE colour = 'white'").fetchone()[0]
    card = town.contact(company, "Loïc", "Le Goff", white_twin_id=white)
    assert found(town, "le goff") == ["Loïc Le Goff"]
    assert [one.colour for one in town.reader.run(search, "le goff").results] == ["orange"]
    erased = {"erased_at": 1, "deleted_at": 1, "first_name": None, "last_name": None}
    town.write(lambda uow: uow.update("contact", card, erased))
    assert found(town, "le goff") == []


@pytest.mark.spec("X-02")
def test_the_found_part_is_marked_in_the_label(town):
    answer = town.reader.run(search, "coeur")
    start, end = answer.results[0].ranges[0]
    assert answer.results[0].label[start:end] == "Cœur"


@pytest.mark.spec("X-02")
def test_a_line_says_where_and_who(town):
    line = town.reader.run(search, "caradec").results[0]
    assert (line.kind, line.detail, line.colour) == ("contact", "Gérante · Carrosserie Martin", "orange")
    assert town.reader.run(search, "carrosserie m").results[0].detail.startswith("35000 Rennes · 123")


@pytest.mark.spec("X-02")
def test_the_limit_leaves_room_for_people_and_the_count_tells_all(book):
    for number in range(30):
        book.contact(book.add(f"Martin {number:02}"), "Paul", f"Martin{number}")
    answer = book.reader.run(search, "martin", 10)
    assert answer.count == 60
    assert [one.kind for one in answer.results] == ["company"] * 5 + ["contact"] * 5
    assert book.reader.run(search, "martin", 0).results == ()


@pytest.mark.spec("X-02")
def test_words_read_in_advance_forgive_the_same_errors_and_are_read_once(town):
    words = town.reader.vocabulary
    town.reader.run(words.prepare)
    with town.reader.session() as conn:
        known = {table: words._words(conn, table) for table in ("company_words", "contact_words")}
        assert search(conn, "caroserie", vocabulary=words).results[0].label == "Carrosserie Martin"
        assert {table: words._words(conn, table) for table in known} == known


@pytest.mark.spec("X-02")
def test_a_search_takes_an_old_list_that_is_dear_to_read_and_preparing_reads_it_anew(town, monkeypatch):
    monkeypatch.setattr("prospectdesk.queries.vocabulary.DEAR_S", -1.0)
    monkeypatch.setattr("prospectdesk.queries.vocabulary.REST", 0)
    words = town.reader.vocabulary
    town.reader.run(words.prepare)
    town.add("Menuiserie Dufresne")
    assert not town.reader.run(search, "menuizerie", vocabulary=words).results
    town.reader.run(words.prepare)
    assert town.reader.run(search, "menuizerie", vocabulary=words).results[0].label == "Menuiserie Dufresne"


@pytest.mark.spec("X-02", "R6", "T12")
def test_three_hundred_hostile_texts_are_no_error_and_change_nothing(town):
    draw = random.Random(4)
    pieces = ['"', "'", "*", "(", ")", ":", "^", "-", "+", "NEAR", "AND", "OR", "NOT", "{", "}", "%", "_", "\\", ";",
              "--", "\x00", "\ud800", "\u202e", "💥", "ß", "a", "martin", "@", ".", "06", "é\u0301", "\n", "?", ",", "١",
              "x" * 300, " ", "name_key", "rowid", "\ufeff", "/*", "\U000e0001", "ǅ", "ﷺ"]  # fmt: skip
    texts = ["".join(draw.choices(pieces, k=draw.randint(1, 6))) for _ in range(300)]
    with town.reader.session() as conn:
        before = conn.execute("SELECT count(*), max(rev) FROM company").fetchone()
        for text in texts:
            answer = search(conn, text, vocabulary=town.reader.vocabulary)
            assert answer.count >= len(answer.results)
            assert not answer.partial
        assert conn.execute("SELECT count(*), max(rev) FROM company").fetchone() == before
    assert found(town, "martin")[0] == "Carrosserie Martin"
