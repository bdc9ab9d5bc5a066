"""The report of a bug of ours: types and places of the code, never a value or a name of the data (F19, L1)."""

from __future__ import annotations

import platform
import tempfile
import traceback
from pathlib import Path
from types import TracebackType

from prospectdesk import __version__

Raised = tuple[type[BaseException] | None, BaseException | None, TracebackType | None]


def report_text(raised: Raised) -> str:
    """Versions, then the chain of errors with file, line and function only."""
    lines = [f"ProspectDesk {__version__}, Python {platform.python_version()}, {platform.system()}"]
    error = raised[1]
    while error is not None:
        lines.append(type(error).__name__)
        for frame in traceback.extract_tb(error.__traceback__):
            lines.append(f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}")
        error = error.__cause__ or error.__context__
    return "\n".join(lines) + "\n"


def write_report(raised: Raised, folder: Path | None = None) -> Path:
    """Writes the report in `folder` (default: the system's temporary one); answers its path."""
    place = folder or Path(tempfile.gettempdir())
    place.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", dir=place, prefix="prospectdesk-rapport-", suffix=".txt", delete=False
    ) as file:
        file.write(report_text(raised))
    return Path(file.name)
