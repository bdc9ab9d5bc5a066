"""The list of prospects: who is in it, in which order, and what its lines show."""

from __future__ import annotations

from datetime import date

import pytest

from prospectdesk.domain.changes import Change, Changes
from prospectdesk.domain.errors import Invalid
from prospectdesk.queries import prospects, prospects_sql
from prospectdesk.queries.prospects_export import TITLES, export_rows


def lines(book, *names):
    return book.reader.run(prospects.rows, [book.ids[name] for name in names])


@pytest.mark.spec("D-01")
def test_the_list_holds_registered_organisations_clients_included(book):
    book.add("Annuaire", registered=False)
    client = book.add("Cliente")
    book.write(lambda uow: uow.insert("client_file", {"company_id": client, "number": "1", "created_at": 1}))
    book.add("Prospect")
    book.add("Monsieur Seul", kind=1)
    gone = book.add("Supprimée")
    book.write(lambda uow: uow.remove("company", gone))
    assert book.found() == ["Cliente", "Prospect"]
    assert book.found(everything=True) == ["Annuaire", "Cliente", "Prospect"]
    assert lines(book, "Cliente")[0].client


@pytest.mark.spec("D-02")
def test_a_line_shows_what_the_columns_promise(book):
    source = book.label("source", "Salon")
    book.add("Ardoise", siren="123456782", sirets=("12345678200017",), registration={
        "source_id": source, "phone": "+33299001122", "mail": "info@ardoise.fr"}, seat={"city": "Rennes"})  # fmt: skip
    line = lines(book, "Ardoise")[0]
    assert (line.name, line.siren, line.siret) == ("Ardoise", "123456782", "12345678200017")
    assert (line.source, line.phone, line.mail, line.city) == (
        "Salon",
        "+33299001122",
        "info@ardoise.fr",
        "Rennes",
    )
    assert (line.last_action, line.next_action) == (None, None)
    assert len(line.id_text) == 36


@pytest.mark.spec("D-03")
def test_last_and_next_action_are_the_latest_done_and_the_earliest_to_do(book):
    one = book.add("Ardoise")
    book.follow_up(one, "Appel", date(2026, 3, 1), done=True, done_at=100)
    book.follow_up(one, "Visite", date(2026, 2, 1), done=True, done_at=200)
    book.follow_up(one, "Relance", date(2026, 5, 2), minute=540)
    book.follow_up(one, "E-mail", date(2026, 5, 1))
    line = lines(book, "Ardoise")[0]
    assert (line.last_action, line.next_action) == ("Visite", "E-mail")


@pytest.mark.spec("D-03")
def test_phone_and_mail_fall_back_to_the_privileged_contact(book):
    one = book.add("Ardoise")
    book.contact(one, "Anne", "Caradec", email="anne@ardoise.fr", mobile="+33612345678", privileged=1)
    line = lines(book, "Ardoise")[0]
    assert (line.phone, line.mail) == ("+33612345678", "anne@ardoise.fr")


@pytest.mark.spec("D-02")
def test_every_column_sorts_both_ways_with_empty_values_last(book):
    for name, town in (("Été", "Évry"), ("Eté bis", None), ("Zinc", "Arles"), ("abeille", "Évry")):
        book.add(name, seat={"city": town})
    assert book.found() == ["abeille", "Été", "Eté bis", "Zinc"]
    assert book.found(sort="-raison_sociale") == ["Zinc", "Eté bis", "Été", "abeille"]
    assert book.found(sort="ville") == ["Zinc", "abeille", "Été", "Eté bis"]
    assert book.found(sort="-ville") == ["abeille", "Été", "Zinc", "Eté bis"]
    for column in prospects_sql.ORDERS:
        for sort in (column, f"-{column}"):
            assert len(book.found(sort=sort)) == 4


@pytest.mark.spec("D-02")
def test_an_unknown_sort_is_refused(book):
    for sort in ("nom; DROP TABLE company", "--ville", "uid"):
        with pytest.raises(Invalid, match="colonne de tri"):
            book.found(sort=sort)


@pytest.mark.spec("D-02")
def test_rows_keep_the_order_asked_for_and_leave_out_what_is_gone(book):
    ids = [book.add(f"N° {n}") for n in range(300)]
    asked = [ids[5], 999_999, ids[299], ids[0], *ids[10:200]]
    found = [row.id for row in book.reader.run(prospects.rows, asked)]
    assert found == [one for one in asked if one != 999_999]


@pytest.mark.spec("D-05")
def test_the_edition_has_the_columns_of_the_list_and_five_more(book):
    user = book.user("ugo", "Ugo Petit")
    one = book.add("Ardoise", sirets=("12345678200017",), created_on=11_000, registration={
        "phone": "+33299001122", "source_user_id": user, "operational_user_id": user, "naf": "62.01Z"})  # fmt: skip
    two = book.add("Brique")
    book.follow_up(one, "Relance", date(2026, 5, 2))
    with book.reader.session() as conn:
        row, other = export_rows(conn, [one, 999_999, two])
    assert (other[0], other[1:11]) == ("Brique", (None,) * 10)
    cells = dict(zip(TITLES, row, strict=True))
    assert cells["Prochaine action"] == "Relance"
    assert cells["Date de la prochaine action"] == date(2026, 5, 2)
    assert cells["Téléphone"] == "02 99 00 11 22"
    assert (cells["SIRET"], cells["Naf"], cells["Etape"]) == ("12345678200017", "62.01Z", "En cours")
    assert cells["Commercial source"] == cells["Commercial opérationnel"] == "Ugo Petit"
    assert cells["Date de création"] == date(2000, 2, 13)


@pytest.mark.spec("D-02")
def test_saved_views_are_counted_live(book):
    book.add("Garage Martin")
    book.add("Garage Morel")
    views = [
        prospects.Criteria(raison_sociale="garage"),
        prospects.Criteria(source="Inconnue"),
        prospects.NOTHING,
    ]
    assert book.reader.run(prospects.counts, views) == [2, None, 2]
    book.add("Garage Simon")
    assert book.reader.run(prospects.counts, views) == [3, None, 3]


def test_names_are_read_again_after_they_changed(book):
    source = book.label("source", "Salon")
    assert book.reader.names.label(source) == "Salon"
    book.write(lambda uow: uow.update("catalogue", source, {"label": "Foire"}))
    book.reader.heard(Changes((Change("catalogue", source),)))
    assert book.reader.names.label(source) == "Foire"
