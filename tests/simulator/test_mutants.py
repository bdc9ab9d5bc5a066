"""The test that tests the test: every fault put into the protocol is found (SYNC §4, layer 2)."""

from __future__ import annotations

import sys
import time

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from tests.simulator.histories import FOUND, KILLING
from tests.simulator.machine import Simulation
from tests.simulator.mutants import MUTANTS
from tests.simulator.replay import replay
from tests.simulator.slices import wanted_seed

pytestmark = pytest.mark.spec("X-16")
MOST = 10_000


def with_fault(mutant: str) -> type[Simulation]:
    """The machine with a fault."""
    return type("Simulation", (Simulation,), {"mutant": mutant})


@pytest.mark.parametrize("mutant", sorted(MUTANTS))
def test_a_history_that_found_the_fault_finds_it_again(mutant: str) -> None:
    replay(Simulation(), KILLING[mutant])
    with pytest.raises((AssertionError, LookupError)):
        replay(with_fault(mutant)(), KILLING[mutant])


@pytest.mark.parametrize("name", sorted(FOUND))
def test_what_was_found_once_does_not_come_again(name: str) -> None:
    replay(Simulation(), FOUND[name])


@pytest.mark.slow
@pytest.mark.parametrize("mutant", sorted(MUTANTS))
def test_random_histories_find_the_fault(mutant: str, capsys: pytest.CaptureFixture[str]) -> None:
    number, began = wanted_seed(), time.monotonic()
    played = until_killed(mutant, number)
    with capsys.disabled():
        sys.stdout.write(f"\n{mutant}: history {played} of seed {number}, {time.monotonic() - began:.0f} s\n")
    assert played is not None, MUTANTS[mutant]


def until_killed(mutant: str, number: int) -> int | None:
    """Which history of a seed shows the fault, None when none of them does."""
    played, killed = 0, False

    class Counted(with_fault(mutant)):  # type: ignore[misc]
        """Counts histories until one does not end in agreement."""

        def __init__(self) -> None:
            nonlocal played
            super().__init__()
            played += not killed

        def teardown(self) -> None:
            nonlocal killed
            try:
                super().teardown()
            except Exception:
                killed = True
                raise

    try:
        run_state_machine_as_test(
            seed(number)(Counted),
            settings=settings(
                max_examples=MOST,
                stateful_step_count=40,
                deadline=None,
                database=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            ),
        )
    except Exception:
        return played
    return None
