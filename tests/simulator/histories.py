"""Histories that found something once, as Hypothesis printed them when it had made them short."""

from __future__ import annotations

FOUND = {
    "a value under way hid what a pull brought, and was typed again": """
        delete_contact(place=0, user='bob')
        forgotten_psql()
        answer_lost_then_pull(user='bob')
        psql_commits()
        edit_registration(column='phone', place=0, user='ann', value=0)
        two_halves(first=False, other='bob', place=0, user='ann')
        answer_lost_then_pull(user='bob')
        two_halves(first=False, other='bob', place=0, user='cid')
    """,
    "two sheets of one laptop became one before they were sent": """
        same_company(user='ann')
        new_company(siret=False, user='bob')
        type_siret(place=1, user='bob')
        two_halves(first=False, other='bob', place=0, user='ann')
        same_company(user='bob')
        two_halves(first=False, other='ann', place=1, user='bob')
    """,
    "a value two people typed alike was overwritten by one of them": """
        new_note(place=0, user='bob')
        push(fault='request', user='bob')
        push(fault='', user='bob')
        block(blocked=2, place=0, user='bob')
        block(blocked=0, place=0, user='ann')
        block(blocked=2, place=0, user='ann')
        push(fault='request', user='bob')
        block(blocked=0, place=0, user='bob')
    """,
}
