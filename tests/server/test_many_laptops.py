"""Laptops at work at the same time against one service and against two: nobody is refused, nobody differs at the end."""

from __future__ import annotations

import asyncio
import importlib
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from served import Service, pull, push, source

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
pytestmark = [pytest.mark.pg, pytest.mark.slow]


@pytest.fixture
def fleet(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The module of the benchmark."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    former = {name: sys.modules.pop(name, None) for name in ("laptops", "centre_process")}
    yield importlib.import_module("laptops")
    for name, module in former.items():
        sys.modules.pop(name, None)
        if module is not None:
            sys.modules[name] = module


@pytest.mark.spec("X-16", "F14")
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processor time is read from /proc")
def test_twenty_laptops_push_and_pull_at_once_and_hold_the_same_rows(fleet: Any, tmp_path: Path) -> None:
    found = fleet.measure(fleet.Plan(laptops=20, seconds=10, period=4, stock=10, idle=40), tmp_path)
    assert found.errors == []
    assert found.differing == 0
    assert len(found.syncs) >= 40
    assert found.pushed == 20 * len(found.syncs)
    assert found.pulled > found.pushed


@pytest.mark.spec("X-16")
def test_two_services_on_one_database_are_one_centre(centre: Any, service: Service) -> None:
    second = Service(centre, replace(service.settings))
    second.start()
    try:
        workspace = centre.workspace()
        service.account(centre.person(workspace, "administrateur", "ugo"))
        one = service.signed("ugo")
        there = replace(one, service=second)
        assert push(one, 1, source("Salon")).json()["refused"] == []
        again = push(
            there, 1, source("Autre")
        )  # the number is taken: the stored answer, from the other service too
        assert again.json()["seq"] == 1
        assert push(there, 2, source("Phoning")).status_code == 200
        cursors = {}
        rows: dict[str, Any] = {}
        for who in (there, one):
            answer = pull(who, cursors=cursors).json()
            for page in answer["pages"]:
                cursors[page["bucket"]] = page["next"]
                rows |= {row[0]: row for row in page["rows"].get("catalogue", {"rows": []})["rows"]}
        assert len(rows) == 2
        assert asyncio.run(_woken(one, there)) is True
    finally:
        second.stop()


async def _woken(one: Any, there: Any) -> bool:
    """Whether a push at one service wakes who waits at the other."""
    since = push(one, 3, source("Site")).json()["rev"]
    waiting = asyncio.create_task(asyncio.to_thread(there.ask, "GET", f"/v1/changed?since={since}"))
    await asyncio.sleep(0.5)
    assert not waiting.done()
    await asyncio.to_thread(push, one, 4, source("Réseau"))
    return bool((await waiting).json()["changed"])
