"""A row that moves from one bucket to another comes with one page and leaves with another, in any order."""

from __future__ import annotations

import pytest
from laptops import DIRECTORY, WORKSPACE, page

from prospectdesk.commands.remote import ApplyPull
from prospectdesk.sync import pull, state

USER, VIEW = bytes([7]) * 16, bytes([8]) * 16
KINDS = {WORKSPACE: "workspace", USER.hex(): "person"}


def view(scope, rev):
    told = {
        "user_id": USER.hex(),
        "title": "Vue",
        "data": "{}",
        "screen": "prospects",
        "scope": scope,
        "rev": rev,
    }
    return page(("saved_view", VIEW, told))


def receive(one, bucket, rows, gone, rev):
    document = {"bucket": bucket, "rows": rows, "gone": gone, "next": [rev, DIRECTORY], "more": False}
    found = pull.page_of(document, KINDS)
    assert found is not None
    one.do(ApplyPull(page=found))


@pytest.mark.spec("F15")
@pytest.mark.parametrize("scope", [1, 2])
@pytest.mark.parametrize("leaves_first", [True, False])
def test_a_view_that_is_shared_or_taken_back_stays_on_its_owner_s_laptop(here, scope, leaves_first):
    with here.store.transaction(0, None, muted=True) as uow:
        state.write(uow.conn, workspace=WORKSPACE)
    user = {"login": "claire", "name": "Claire", "licence": "utilisateur", "scope": 1, "rev": 1}
    receive(here, WORKSPACE, page(("user", USER, user)), [], 1)
    old, new = (USER.hex(), WORKSPACE) if scope == 1 else (WORKSPACE, USER.hex())
    receive(here, old, view(3 - scope, 2), [], 2)
    steps = [(old, {}, [["saved_view", VIEW.hex()]]), (new, view(scope, 3), [])]
    for bucket, rows, gone in steps if leaves_first else reversed(steps):
        receive(here, bucket, rows, gone, 3)
    assert here.ask("SELECT scope, rev FROM saved_view") == [(scope, 3)]


def test_a_view_that_left_every_bucket_of_the_laptop_is_deleted(here):
    with here.store.transaction(0, None, muted=True) as uow:
        state.write(uow.conn, workspace=WORKSPACE)
    user = {"login": "claire", "name": "Claire", "licence": "utilisateur", "scope": 1, "rev": 1}
    receive(here, WORKSPACE, page(("user", USER, user)), [], 1)
    receive(here, WORKSPACE, view(1, 2), [], 2)
    receive(here, WORKSPACE, {}, [["saved_view", VIEW.hex()]], 3)
    assert here.ask("SELECT scope FROM saved_view") == []
