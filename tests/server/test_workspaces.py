"""Making a workspace, and what a restored centre forgets."""

from __future__ import annotations

import pytest
from centre import Centre
from pushing import Team, codes, team

from prospectdesk.cli.serving import _first_rows
from prospectdesk.server.migrate import bump_generation
from prospectdesk.server.workspaces import _make

pytestmark = pytest.mark.pg


@pytest.mark.spec("D-27")
def test_a_new_workspace_has_no_conflict(centre: Centre) -> None:
    wanted = _first_rows("Cabinet Moulin", "claire", "un mot de passe assez long")
    centre.run(_make(centre.superuser, wanted))
    assert centre.sql("SELECT tbl, col, kept, lost FROM pd.conflict") == []
    (user,) = centre.sql('SELECT source_seller, licence FROM pd."user"')
    assert tuple(user) == (1, "administrateur")


@pytest.fixture
def crew(centre: Centre) -> Team:
    return team(centre)


@pytest.mark.spec("F11")
def test_after_a_restore_the_answer_of_before_does_not_swallow_new_lines(centre: Centre, crew: Team) -> None:
    ana = crew.ana
    told = ana.row("company", name="Envoyée sans réponse")
    ana.push(told)  # the answer is lost: seq 1 is asked again, with one more line, after the restore
    centre.run(bump_generation(centre.superuser))
    later = ana.row("company", name="Saisie depuis")
    answer = ana.push(told, later, seq=1)
    assert answer["error"] == {"code": "sequence", "values": {"last_seq": 1}}
    answer = ana.push(told, later, seq=2)
    assert (codes(answer), ana.conflicts()) == ({}, [])
    names = {row["name"] for row in centre.sql("SELECT name FROM pd.company")}
    assert names == {"Envoyée sans réponse", "Saisie depuis"}
