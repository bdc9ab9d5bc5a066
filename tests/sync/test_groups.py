"""An address is one value on its way up: whole, and never claiming to have seen what its author had not."""

from __future__ import annotations

import pytest
from laptops import page


def uid(n):
    return bytes([n]) * 16


COMPANY = {"name": "Acme", "scope": 1, "rev": 5}


def registration(rev, **values):
    told = {"company_id": uid(1).hex(), "scope": 1, "rev": rev, "registered_at": 1}
    return page(("registration", uid(2), told | values))


def edit(one, **values):
    one.write(lambda uow: uow.update("registration", 1, values, log=False))


@pytest.mark.spec("X-17")
def test_an_address_typed_in_two_gestures_goes_on_the_base_of_the_first(here):
    here.receive(page(("company", uid(1), COMPANY)))
    here.receive(registration(5, city="Bruz"))
    edit(here, street="1 rue de Brest")
    here.receive(registration(9, city="Vannes", street="2 quai Ouest"))
    edit(here, city="Brest")
    push = here.push()
    told = [(op[3], op[4], op[5]) for op in push.operations if op[3] in ("street", "city")]
    assert {base for _name, _value, base in told} == {5}
    assert {value for name, value, _base in told if name == "street"} == {"1 rue de Brest"}
    batches = {op[0] for op in push.operations}
    whole = [{op[3] for op in push.operations if op[0] == batch} for batch in batches]
    assert len(batches) == 2
    assert whole[0] == whole[1] >= {"street", "postcode", "city", "latitude"}


@pytest.mark.spec("X-16")
def test_what_waits_may_name_a_row_that_the_page_does_not(here):
    """The page names the stage of before, the edit that waits another one: the row is applied, not held."""
    stages = [("stage", uid(n), {"pipeline_id": uid(10).hex(), "scope": 1}) for n in (11, 13)]
    dossier = {"company_id": uid(1).hex(), "type_id": uid(12).hex(), "stage_id": uid(11).hex(), "scope": 1}
    here.receive(
        page(
            ("company", uid(1), {"name": "Acme", "scope": 1}), ("pipeline", uid(10), {"scope": 1}), *stages,
            ("dossier_type", uid(12), {"scope": 1}), ("dossier", uid(9), {**dossier, "status": "en_cours"}),
        )
    )  # fmt: skip
    ((stage,),) = here.ask("SELECT id FROM stage WHERE uid = ?", uid(13))
    here.write(lambda uow: uow.update("dossier", 1, {"stage_id": stage, "rank": "m"}, log=False))
    here.receive(page(("dossier", uid(9), {**dossier, "status": "signe", "rev": 7})))
    assert here.ask("SELECT status, stage_id, rank, rev FROM dossier") == [("signe", stage, "m", 7)]
    assert here.ask("SELECT count(*) FROM held") == [(0,)]
