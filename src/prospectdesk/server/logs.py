"""Structured logs: one JSON line per event on stderr; identifiers, counts and durations only (L1)."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from typing import Any

_NAME = "prospectdesk.server"
_SAFE = (str, int, float, bool, type(None))


class JsonLines(logging.Formatter):
    """One JSON object per record. The text of an exception is left out: it may quote data."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        line: dict[str, Any] = {
            "at_ms": int(record.created * 1000),
            "level": record.levelname.lower(),
            "event": getattr(record, "event", None) or _plain(record),
        }
        line.update(getattr(record, "values", {}))
        if record.exc_info and record.exc_info[1] is not None:
            line.update(of_error(record.exc_info[1]))
        return json.dumps(line, ensure_ascii=True)


class _Stderr(logging.StreamHandler[Any]):
    """Writes to the stderr of the moment: the one of the start may have been replaced and closed since."""

    def emit(self, record: logging.LogRecord) -> None:
        """Writes one line."""
        self.stream = sys.stderr
        super().emit(record)


def _plain(record: logging.LogRecord) -> str:
    """The event of a library's record: its template, never its arguments."""
    return f"{record.name}: {record.msg}" if isinstance(record.msg, str) else record.name


def of_error(error: BaseException) -> dict[str, Any]:
    """What may be told of an exception: kind, SQL state, where in the code."""
    frames = traceback.extract_tb(error.__traceback__)
    place = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in frames[-6:]]
    told: dict[str, Any] = {"error": type(error).__name__, "where": place}
    state = getattr(error, "sqlstate", None)
    if isinstance(state, str):
        told["sqlstate"] = state
    return told


def log(event: str, *, level: int = logging.INFO, error: BaseException | None = None, **values: Any) -> None:
    """Writes one line. Values are identifiers, counts, durations: whoever adds one checks that."""
    kept = {name: value for name, value in values.items() if isinstance(value, _SAFE)}
    info = None if error is None else (type(error), error, error.__traceback__)
    logging.getLogger(_NAME).log(level, event, exc_info=info, extra={"event": event, "values": kept})


def set_up() -> None:
    """Sends the service's lines, and the warnings of its libraries, to stderr."""
    handler = _Stderr()
    handler.setFormatter(JsonLines())
    for name, level in ((_NAME, logging.INFO), ("uvicorn", logging.WARNING), ("asyncio", logging.WARNING)):
        logger = logging.getLogger(name)
        logger.handlers[:] = [handler]
        logger.setLevel(level)
        logger.propagate = False
