"""The monkey: `pytest tests/soak -m slow --seeds 20 --acts 500` runs it for long."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


def pytest_addoption(parser: pytest.Parser) -> None:
    """How long the long run is."""
    parser.addoption(
        "--seeds", type=int, default=10, help="tests/soak: how many monkeys, one after the other"
    )
    parser.addoption("--acts", type=int, default=400, help="tests/soak: how many acts each")
    parser.addoption("--first-seed", type=int, default=100, help="tests/soak: the first seed")
