"""Users, lists, routines, drafts and views: who may do what (X-04, C-64, C-71)."""

from __future__ import annotations

from typing import Any

import pytest

from prospectdesk.commands.catalogues import SaveCatalogueEntry
from prospectdesk.commands.drafts import DeleteView, SaveDraft, SaveSettings, SaveView
from prospectdesk.commands.people import CreateUser
from prospectdesk.commands.routines import CreateRoutine, EditRoutine
from prospectdesk.domain.errors import Forbidden, Invalid, NotFound, Refused
from prospectdesk.queries import people


@pytest.mark.spec("X-04")
def test_only_an_administrator_makes_users_and_entries(session: Any, do: Any) -> None:
    commands = (
        CreateUser(login="zoe", name="Zoé", licence="utilisateur"),
        SaveCatalogueEntry(catalogue="source", label="Foire"),
    )
    for command in commands:
        with pytest.raises(Forbidden):
            do(command)
    session.sign_in("claire")
    for command in commands:
        do(command)
        with pytest.raises(Refused):
            do(command)
    assert "Foire" in [one.label for one in session.reader.run(people.entries, "source")]
    assert "zoe" in [one.login for one in session.reader.run(people.users)]
    with pytest.raises(Invalid):
        do(CreateUser(login="x", name="X", licence="roi"))


@pytest.mark.spec("C-64", "C-65", "C-71")
def test_a_routine_has_a_criterion_and_users_and_may_be_a_default(session: Any, do: Any) -> None:
    one = ({"criterion": "departement", "value": "35"},)
    with pytest.raises(Forbidden):
        do(CreateRoutine(title="R", mandatory=one))
    session.sign_in("rachid")
    with pytest.raises(Invalid):
        do(CreateRoutine(title="R", mandatory=()))
    made = do(CreateRoutine(title="Paie", mandatory=one, users=("nora",), default_for=("ugo",)))
    do(
        EditRoutine(
            routine="paie",
            users=("ugo", "nora"),
            weighted=({"criterion": "naf", "value": "10", "weight": "notable"},),
        )
    )
    with pytest.raises(Invalid):
        do(EditRoutine(routine=made.uid, weighted=({"criterion": "naf", "value": "10", "weight": "énorme"},)))
    ugo = next(user for user in session.reader.run(people.users) if user.login == "ugo")
    assert ugo.default_routine_id == made.row_id


@pytest.mark.spec("C-42")
def test_a_draft_is_kept_replaced_and_removed(session: Any, do: Any) -> None:
    do(SaveDraft(key="note-1", kind="note", company=1, data={"text": "un"}))
    do(SaveDraft(key="note-1", kind="note", company=1, data={"text": "deux"}))
    assert [(one.key, one.data) for one in session.reader.run(people.drafts)] == [
        ("note-1", {"text": "deux"})
    ]
    do(SaveDraft(key="note-1", kind="note", company=1, data={}))
    assert session.reader.run(people.drafts) == []


def test_settings_are_typed_values(session: Any, do: Any) -> None:
    do(SaveSettings(values={"ui.theme": "dark", "ui.text": 110, "ui.tabs": [1, 2]}))
    assert session.reader.run(people.settings, "ui.") == {
        "ui.theme": "dark",
        "ui.text": 110,
        "ui.tabs": [1, 2],
    }
    do(SaveSettings(values={"ui.text": None}))
    assert session.reader.run(people.setting, "ui.text") is None


def test_a_private_view_is_its_users_own(session: Any, do: Any) -> None:
    mine = do(SaveView(screen="prospects", title="À moi", data={"criteria": []}))
    do(SaveView(screen="prospects", title="Partagée", data={}, shared=True))
    session.sign_in("nora")
    assert [one.title for one in session.reader.run(people.views, "prospects", session.person.id)] == [
        "Partagée"
    ]
    with pytest.raises(Forbidden):
        do(DeleteView(view=mine.row_id))
    session.sign_in("ugo")
    done = do(DeleteView(view=mine.row_id))
    do(done.undo)
    assert len(session.reader.run(people.views, "prospects", session.person.id)) == 2


def test_an_unknown_user_cannot_sign_in(session: Any) -> None:
    with pytest.raises(NotFound):
        session.sign_in("personne")
