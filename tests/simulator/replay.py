"""Plays a history that is written down: its acts as Hypothesis prints them, one a line."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from tests.simulator.machine import Simulation


def acts(history: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Name and arguments of each act."""
    for line in history.split("\n"):
        if line.strip():
            call = ast.parse(line.strip().removeprefix("state."), mode="eval").body
            assert isinstance(call, ast.Call)
            assert isinstance(call.func, ast.Name)
            yield call.func.id, {str(one.arg): ast.literal_eval(one.value) for one in call.keywords}


def replay(made: Simulation, history: str) -> None:
    """The history from the beginning to its end, where all must agree; raises what does not hold.

    An act that cannot be done there (a dump while a transaction is open) is passed over.
    """
    try:
        made.begin()
        for name, arguments in acts(history):
            method = getattr(made, name)
            rule = next(one for one in made.rules if one.function.__name__ == name)
            if all(holds(made) for holds in rule.preconditions):
                method(**arguments)
    finally:
        made.teardown()
