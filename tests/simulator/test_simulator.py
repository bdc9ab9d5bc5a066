"""The protocol's model: whatever happens, all agree in the end and nothing is lost without trace (SYNC §4)."""

from __future__ import annotations

import sys

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from tests.simulator.machine import Simulation
from tests.simulator.slices import play, wanted, wanted_seed

pytestmark = [pytest.mark.spec("X-16"), pytest.mark.spec("X-17"), pytest.mark.spec("X-18")]


def _settings(examples: int) -> settings:
    return settings(
        max_examples=examples,
        stateful_step_count=40,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )


def test_some_hundred_histories_end_in_agreement() -> None:
    run_state_machine_as_test(Simulation, settings=_settings(300))


@pytest.mark.slow
def test_ten_thousand_histories_end_in_agreement(capsys: pytest.CaptureFixture[str]) -> None:
    told = play(Simulation, wanted(10_000), 40, wanted_seed())
    with capsys.disabled():
        sys.stdout.write(f"\nmodel, {told}\n")
