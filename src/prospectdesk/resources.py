"""The one door to resources/: texts, bytes and paths by name. Knows nothing of Qt."""

from __future__ import annotations

import functools
from pathlib import Path, PurePosixPath

_PACKAGED = Path(__file__).resolve().parent / "_resources"
_CHECKOUT = Path(__file__).resolve().parents[2]


@functools.cache
def _folders(checkout: Path, packaged: Path) -> tuple[Path, ...]:
    """Where resources lie, first choice first: the checkout's folder wins over packaged copies."""
    return (checkout / "resources", packaged) if (checkout / "pyproject.toml").is_file() else (packaged,)


def path(name: str) -> Path:
    """The file or folder called `name` ("icons/phone.svg"; / between the parts).

    Raises FileNotFoundError when there is none, ValueError when `name` leaves the folder.
    """
    parts = PurePosixPath(name)
    if parts.is_absolute() or ".." in parts.parts or not parts.parts or "\\" in name or ":" in name:
        raise ValueError(f"not a resource name: {name!r}")
    for folder in _folders(_CHECKOUT, _PACKAGED):
        place = folder.joinpath(*parts.parts)
        if place.exists():
            return place
    raise FileNotFoundError(f"no resource called {name}")


def text(name: str) -> str:
    """The UTF-8 text of a resource."""
    return path(name).read_text(encoding="utf-8")


def data(name: str) -> bytes:
    """The bytes of a resource."""
    return path(name).read_bytes()
