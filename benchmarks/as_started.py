"""Imported first by what measures the window: does what the program's start does before its modules load."""

from __future__ import annotations

import time

from prospectdesk.app.start import hasten

BEGAN = time.perf_counter()
hasten()
