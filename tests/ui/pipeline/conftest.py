"""The walker of the relances, for the board too."""

from __future__ import annotations

import importlib.util
from pathlib import Path

_place = Path(__file__).parents[1] / "relances" / "conftest.py"
_spec = importlib.util.spec_from_file_location("relances_walker", _place)
assert _spec is not None
assert _spec.loader is not None
_module = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_module)
walker = _module.walker
