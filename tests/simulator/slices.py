"""A long run in slices: how many histories and of which seed is asked by the environment; what was played is told."""

from __future__ import annotations

import os
import random
import time

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from tests.simulator.machine import Simulation

HISTORIES = "PROSPECTDESK_TEST_HISTORIES"
SEED = "PROSPECTDESK_TEST_SEED"


def wanted(otherwise: int) -> int:
    """How many histories to play."""
    return int(os.environ.get(HISTORIES, otherwise))


def wanted_seed() -> int:
    """The seed asked for, any when nobody asks."""
    return int(os.environ.get(SEED, random.randrange(10**6)))


def play(machine: type[Simulation], histories: int, steps: int, number: int) -> str:
    """Plays a slice; answers a line that says what was played. Raises what the first bad history raises, shrunk."""
    told = {"histories": 0, "values": 0}

    class Counted(machine):  # type: ignore[valid-type, misc]
        """Counts the histories that ended in agreement and the values written in them."""

        def teardown(self) -> None:
            super().teardown()
            told["histories"] += 1
            told["values"] += self.world.numbers

    began = time.monotonic()
    run_state_machine_as_test(
        seed(number)(Counted),
        settings=settings(
            max_examples=histories,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        ),
    )
    seconds = time.monotonic() - began
    return (
        f"seed {number}: {told['histories']} histories of {steps} steps, {told['values']} values written, "
        f"{seconds:.0f} s, all agreed"
    )
