"""Rows of the centre become rows of the store."""

from __future__ import annotations

import json

import pytest

from prospectdesk.store.check import check
from tests.support.laptops import contents, page, rows_of

U = bytes([1]) * 16


def uid(n):
    return bytes([n]) * 16


def test_a_whole_workspace_arrives_as_it_was_sent(here, there):
    here.receive(rows_of(there))
    told, held = contents(there, revs=False), contents(here, revs=False)
    for table, rows in told.items():
        if "scope" not in table:
            assert [row[0] for row in rows] == [row[0] for row in held[table]], table
    assert check(here.store) == []
    assert here.ask("SELECT count(*) FROM outbox") == [(0,)]
    assert here.ask("SELECT count(DISTINCT rev), max(rev) FROM contact") == [(1, 1)]
