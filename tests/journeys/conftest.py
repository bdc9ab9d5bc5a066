"""Journeys drive the whole window: they use the fixtures of the screens."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

_PLACE = Path(__file__).resolve().parents[1] / "ui" / "conftest.py"
_SPEC = importlib.util.spec_from_file_location("screen_fixtures", _PLACE)
assert _SPEC is not None
assert _SPEC.loader is not None
_fixtures = importlib.util.module_from_spec(_SPEC)
sys.modules["screen_fixtures"] = _fixtures
_SPEC.loader.exec_module(_fixtures)
globals().update({name: value for name, value in vars(_fixtures).items() if not name.startswith("__")})
