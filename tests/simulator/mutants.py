"""Faults of the protocol, each one line of the model turned wrong: the simulation must notice all of them."""

from __future__ import annotations

MUTANTS = {
    "no_dedupe": "an answer lost and asked again is applied twice",
    "arrival": "the last to arrive wins, seen or not",
    "clobber": "a pull writes over values that wait",
    "no_exit": "a row that moves leaves no mark where it was",
    "cursor_first": "the cursor moves before its rows",
    "delete_loses": "an edit brings a deleted row back",
    "old_cursor": "a bucket granted again goes on at its old cursor",
    "no_vanish": "a bucket withdrawn stays on the laptop",
    "no_rights": "rights are not checked on a push",
    "no_echo": "the answer to a push does not say what became of the rows",
    "late_base": "a second unsent edit takes the newer base",
    "no_horizon": "a cursor passes transactions still open",
    "no_clamp": "a clock years ahead wins for years",
    "same_device_conflicts": "one's own later edit is a conflict",
    "consent_by_clock": "of two answers to consent the later wins",
    "no_group": "half an address of each",
    "no_settle": "two relances, two privileged contacts, twins unnoticed",
    "children_stay": "children stay with the company that was merged away",
    "base_of_the_loser": "an edit of a merged row counts as having seen the other",
    "erased_returns": "an edit brings an erased person back",
    "silent_loss": "edits of a deleted or done row vanish without trace",
    "gone_ignored": "exits are not carried out",
    "half_rebase": "a pull lays its half of an address under one's own half",
    "late_group_base": "a later edit of the same address takes the newer base",
    "gone_keeps_cursor": "a bucket left and joined between two looks is not read anew",
    "no_hold": "a row whose parent is not here yet is dropped",
}
