"""The test that tests the test: every fault put into the protocol is found (SYNC §4, layer 2)."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from tests.simulator.machine import Simulation
from tests.simulator.mutants import MUTANTS

RARE = {"base_of_the_loser", "consent_by_clock"}
"""Found after half a minute: left to the long run."""


def killed(mutant: str, examples: int) -> bool:
    """Whether some history of `examples` shows the fault."""
    machine = type(f"Simulation_{mutant}", (Simulation,), {"mutant": mutant})
    try:
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=examples,
                stateful_step_count=40,
                deadline=None,
                database=None,
                derandomize=True,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            ),
        )
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        return True
    return False


@pytest.mark.spec("X-16")
@pytest.mark.parametrize(
    "mutant", [pytest.param(one, marks=[pytest.mark.slow] if one in RARE else []) for one in sorted(MUTANTS)]
)
def test_the_simulation_notices(mutant: str) -> None:
    assert killed(mutant, 3_000), MUTANTS[mutant]
