"""What is loaded ahead exists; a name that went away would end the loading silently."""

from importlib.util import find_spec

import pytest

from prospectdesk.app.ahead import LATER, WANTED


@pytest.mark.spec("X-27")
def test_every_module_loaded_ahead_exists_once():
    wanted = WANTED + LATER
    assert [name for name in wanted if find_spec(f"prospectdesk.{name}") is None] == []
    assert len(set(wanted)) == len(wanted)
