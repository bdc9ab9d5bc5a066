"""A public service on loopback, and lines to it that do not wait."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from public_service import SHORT, PublicService, QuickTime

from prospectdesk.ports.line import Line, Service


@pytest.fixture
def quick() -> QuickTime:
    return QuickTime()


@pytest.fixture
def service() -> Iterator[PublicService]:
    made = PublicService()
    yield made
    made.close()


@pytest.fixture
def line_of(service: PublicService, quick: QuickTime) -> Iterator[Callable[..., Line]]:
    """`line_of(SERVICE)` is a line to the stand-in in place of that service."""
    made: list[Line] = []

    def make(known: Service | None = None, **more: Any) -> Line:
        known = known or Service(
            "essai", "Service d’essai", "https://service.exemple.fr", 100, secrets=("key",)
        )
        more = {"limits": SHORT, "clock": quick.clock(), "url": service.url} | more
        made.append(Line(known, more.pop("url"), **more))
        return made[-1]

    yield make
    for one in made:
        one.close()
