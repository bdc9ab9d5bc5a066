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
