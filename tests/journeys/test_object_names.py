"""The page of widget names is that of the screens."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_the_page_of_names_is_that_of_the_screens():
    done = subprocess.run(
        [sys.executable, str(ROOT / "packaging" / "object_names.py"), "--check"],
        capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
