"""The real stores and the real functions of the centre play the model's histories; the model says what must come."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from centre import Cluster
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import initialize, run_state_machine_as_test
from tests.simulator.histories import FOUND
from tests.simulator.machine import Simulation
from tests.simulator.real_parts import BEGUN, TEMPLATE, Parts, make_templates
from tests.simulator.real_world import TwinWorld
from tests.simulator.replay import replay
from tests.simulator.slices import play, wanted, wanted_seed
from tests.simulator.world import World

pytestmark = [pytest.mark.pg, pytest.mark.spec("X-16"), pytest.mark.spec("X-17"), pytest.mark.spec("X-18")]


@pytest.fixture(scope="module")
def templates(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What every history starts from: its beginning is played once."""
    folder, begun = tmp_path_factory.mktemp("templates"), tmp_path_factory.mktemp("begun")
    make_templates(cluster, folder)
    first = Simulation()
    parts = Parts(cluster, folder, begun)
    first.world = TwinWorld(parts)
    first.begin()
    parts.close(kept=BEGUN)
    yield begun
    for name in (TEMPLATE, BEGUN):
        cluster.drop(name)


def machine(cluster: Cluster, templates: Path) -> type[Simulation]:
    """The machine, its acts played twice."""

    class Twin(Simulation):
        def new_world(self) -> World:
            self.folder = tempfile.TemporaryDirectory()
            self.parts = Parts(cluster, templates, Path(self.folder.name), BEGUN)
            return TwinWorld(self.parts)

        @initialize()
        def begin(self) -> None:
            twin, self.world = self.world, World()
            super().begin()
            assert isinstance(twin, TwinWorld)
            twin.adopt(self.world)
            self.world = twin

        def teardown(self) -> None:
            try:
                super().teardown()
            finally:
                self.parts.close()
                self.folder.cleanup()

    return Twin


def _settings(examples: int, steps: int, *, same: bool = False) -> settings:
    return settings(
        derandomize=same,
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )


@pytest.mark.parametrize("name", sorted(FOUND))
def test_what_was_found_once_does_not_come_again(cluster: Cluster, templates: Path, name: str) -> None:
    replay(machine(cluster, templates)(), FOUND[name])


def test_some_histories_end_the_same_with_real_parts(cluster: Cluster, templates: Path) -> None:
    run_state_machine_as_test(machine(cluster, templates), settings=_settings(12, 20, same=True))


@pytest.mark.slow
def test_hundreds_of_histories_end_the_same_with_real_parts(
    cluster: Cluster, templates: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = play(machine(cluster, templates), wanted(200), 50, wanted_seed())
    with capsys.disabled():
        sys.stdout.write(f"\nreal parts, {told}\n")
