"""The lines of the service go to the stderr of the moment."""

import io
import json
import logging
import sys

import pytest

from prospectdesk.server import logs


@pytest.fixture
def loggers():
    """The service's loggers, as they were afterwards."""
    kept = [logging.getLogger(name) for name in ("prospectdesk.server", "uvicorn", "asyncio")]
    before = [(one.handlers[:], one.level, one.propagate) for one in kept]
    yield
    for one, (handlers, level, propagate) in zip(kept, before, strict=True):
        one.handlers[:] = handlers
        one.setLevel(level)
        one.propagate = propagate


def test_a_stderr_that_was_replaced_and_closed_is_left_alone(loggers, monkeypatch):
    first, second = io.StringIO(), io.StringIO()
    monkeypatch.setattr(sys, "stderr", first)
    logs.set_up()
    monkeypatch.setattr(sys, "stderr", second)
    first.close()
    logs.log("swept", rows=3)
    line = json.loads(second.getvalue())
    assert (line["event"], line["rows"], line["level"]) == ("swept", 3, "info")
