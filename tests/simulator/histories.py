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
    "a card moved while a colleague signed: the row waited for a stage its page did not name": """
        close_dossier(place=0, status='signe', user='ann')
        erased_behind_his_back(other='ann', place=0, user='ann')
        move_stage(place=1, stage=2, user='bob')
        pull(lost_after=None, user='bob')
    """,
    "a view moved to one's own bucket went back while its answer was lost": """
        view(scope=1, user='ann')
        typed_alike(other='bob', place=0, user='bob')
        view(scope=2, user='cid')
        typed_alike(other='ann', place=2, user='cid')
        view(scope=2, user='ann')
        answer_lost_then_pull(user='ann')
    """,
    "a word on a sheet that became another was taken for one's own": """
        made_twice(other='bob', sheets=True, user='ann')
        answer_lost_then_pull(user='ann')
        edit_registration(column='street', place=1, user='ann', value=1)
    """,
    "a second dossier of a type was shown as the only one while its answer was lost": """
        new_dossier(kind='comptable', place=0, user='ann')
        new_dossier(kind='comptable', place=0, user='bob')
        sync(user='ann')
        answer_lost_then_pull(user='bob')
        delete_contact(place=1, user='cid')
        privilege(place=0, user='bob')
    """,
    "a value put back before it left, and one typed behind a push under way": """
        typed_alike(other='ann', place=0, user='bob')
        consent_twice(other='cid', place=3, user='ann')
        erased_behind_his_back(other='bob', place=1, user='ann')
        typed_alike(other='bob', place=3, user='cid')
        two_halves(first=True, other='bob', place=2, user='ann')
        typed_alike(other='bob', place=0, user='cid')
        typed_twice(columns='cs', other='ann', place=0, user='bob')
        answer_lost_then_pull(user='bob')
    """,
    "three sheets of one laptop became one before they were sent": """
        new_company(siret=True, user='ann')
        made_twice(other='bob', sheets=True, user='ann')
        edit_registration(column='city', place=1, user='ann', value=0)
    """,
    "a note under way on a sheet that became another followed it before it left": """
        new_company(siret=True, user='bob')
        same_company(user='cid')
        push(fault='answer', user='bob')
        new_note(place=3, user='bob')
        answer_lost_then_pull(user='cid')
    """,
    "a card was deleted by one who had typed what a colleague typed too: the colleague was not told": """
        privilege(place=0, user='ann')
        privilege(place=3, user='bob')
        delete_contact(place=1, user='ann')
        two_halves(first=False, other='bob', place=3, user='ann')
    """,
    "a company whose SIREN was typed came late, behind a transaction that somebody forgot": """
        new_company(siret=False, user='cid')
        typed_under_way(column='phone', other='cid', place=0, user='bob')
        forgotten_psql()
        type_siret(place=3, user='cid')
        typed_twice(columns='cc', other='cid', place=3, user='ann')
    """,
    "one who said a value again and then deleted the card beat nobody": """
        privilege(place=0, user='bob')
        privilege(place=0, user='ann')
        writes_without_right(routine='r1', user='bob')
        answer_lost_then_pull(user='ann')
        privilege(place=2, user='ann')
        delete_contact(place=2, user='ann')
    """,
    "one who had seen the like value deleted the card: nobody was beaten": """
        view(scope=1, user='ann')
        answer_lost_then_pull(user='ann')
        privilege(place=0, user='bob')
        privilege(place=0, user='ann')
        writes_without_right(routine='r1', user='bob')
        answer_lost_then_pull(user='ann')
        delete_contact(place=2, user='ann')
    """,
    "a push sent again was told of its own row alone, the sheet it became came by the pull": """
        same_company(user='bob')
        consent_twice(other='ann', place=1, user='bob')
        new_company(siret=True, user='cid')
        push(fault='answer', user='cid')
        pull(lost_after=None, user='cid')
        edit_registration(column='phone', place=3, user='bob', value=1)
    """,
}
"""What the long runs found, now mended; model and real parts play it."""
KILLING = {
    "alike_is_own": """
        typed_alike(other='cid', place=3, user='ann')
    """,
    "arrival": """
        typed_twice(columns='cs', other='bob', place=3, user='ann')
    """,
    "base_of_the_loser": """
        new_dossier(kind='comptable', place=3, user='bob')
        new_company(siret=True, user='bob')
        new_note(place=3, user='bob')
        two_halves(first=True, other='bob', place=2, user='ann')
        made_twice(other='ann', sheets=False, user='bob')
        two_halves(first=False, other='ann', place=1, user='bob')
    """,
    "children_stay": """
        made_twice(other='cid', sheets=False, user='bob')
        new_company(siret=True, user='ann')
    """,
    "clobber": """
        typed_twice(columns='cs', other='bob', place=3, user='ann')
    """,
    "consent_by_clock": """
        consent_twice(other='ann', place=3, user='cid')
    """,
    "cursor_first": """
        new_note(place=1, user='cid')
        consent_twice(other='ann', place=1, user='cid')
        pull(lost_after=1, user='ann')
    """,
    "delete_loses": """
        delete_contact(place=0, user='cid')
        push(fault='answer', user='cid')
        rename_contact(place=0, user='ann', value=1)
    """,
    "erased_returns": """
        erased_behind_his_back(other='ann', place=3, user='cid')
    """,
    "gone_ignored": """
        view(scope=1, user='ann')
        two_halves(first=True, other='cid', place=3, user='ann')
        sync(user='bob')
        view(scope=2, user='ann')
    """,
    "gone_keeps_cursor": """
        writes_without_right(routine='r1', user='bob')
    """,
    "half_rebase": """
        erased_behind_his_back(other='cid', place=1, user='bob')
        new_contact(place=3, user='bob')
        two_halves(first=True, other='cid', place=3, user='ann')
        new_contact(place=1, user='bob')
        same_company(user='bob')
        new_note(place=0, user='ann')
        new_contact(place=1, user='ann')
        new_contact(place=1, user='ann')
        typed_twice(columns='sc', other='bob', place=1, user='ann')
        sync(user='bob')
    """,
    "late_base": """
        typed_twice(columns='cc', other='ann', place=1, user='cid')
    """,
    "late_born_base": """
        made_twice(other='bob', sheets=False, user='cid')
    """,
    "late_group_base": """
        typed_twice(columns='cs', other='ann', place=3, user='cid')
    """,
    "late_sent_base": """
        typed_under_way(column='city', other='bob', place=0, user='cid')
    """,
    "moved_as_one": """
        new_dossier(kind='comptable', place=3, user='bob')
        new_company(siret=True, user='bob')
        new_note(place=3, user='bob')
        two_halves(first=True, other='bob', place=2, user='ann')
        made_twice(other='ann', sheets=False, user='bob')
        two_halves(first=False, other='ann', place=1, user='bob')
    """,
    "no_clamp": """
        clock(user='bob', years=1)
        same_company(user='bob')
    """,
    "no_dedupe": """
        typed_alike(other='ann', place=2, user='cid')
        typed_under_way(column='city', other='bob', place=2, user='ann')
    """,
    "no_echo": """
        new_note(place=0, user='bob')
        same_company(user='bob')
        consent_twice(other='bob', place=1, user='ann')
        new_dossier(kind='comptable', place=0, user='bob')
        erased_behind_his_back(other='bob', place=0, user='bob')
        answer_lost_then_pull(user='ann')
        erase_contact(place=2, user='ann')
        answer_lost_then_pull(user='ann')
    """,
    "no_exit": """
        view(scope=1, user='ann')
        two_halves(first=True, other='ann', place=2, user='cid')
        view(scope=2, user='ann')
    """,
    "no_group": """
        made_twice(other='cid', sheets=False, user='bob')
    """,
    "no_hold": """
    """,
    "no_horizon": """
        forgotten_psql()
        typed_twice(columns='cc', other='ann', place=3, user='cid')
    """,
    "no_rights": """
        new_note(place=3, user='bob')
        push(fault='', user='bob')
        out_and_in(routine='r1', user='cid')
        edit_note(mine=False, place=3, user='cid')
    """,
    "no_settle": """
        new_relance(day=13, place=0, priority=1, user='cid')
        new_relance(day=11, place=3, priority=1, user='bob')
    """,
    "no_vanish": """
        rights(joins=False, routine='r1', user='bob')
    """,
    "old_cursor": """
        out_and_in(routine='r2', user='cid')
        out_and_in(routine='r2', user='cid')
    """,
    "same_device_conflicts": """
        new_contact(place=3, user='ann')
        privilege(place=3, user='ann')
    """,
    "silent_loss": """
        delete_contact(place=1, user='ann')
        typed_alike(other='cid', place=3, user='ann')
        consent_twice(other='bob', place=1, user='cid')
    """,
}
"""For each fault of `mutants` a history that shows it."""
