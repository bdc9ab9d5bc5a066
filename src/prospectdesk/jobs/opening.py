"""How a profile is to be opened; imported before the first paint, so it brings nothing heavy along."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from prospectdesk.store.profile import Passphrase, Profile, locate


@dataclass(frozen=True, kw_only=True)
class Opening:
    """How to open a profile: the common options of CLI.md."""

    data_dir: Path | None = None
    profile: str | None = None
    demo: bool = False
    user: str | None = None
    now: datetime | None = None
    encryption: bool = True
    passphrase: Passphrase = None
    interactive: bool = False


def demo_opening(how: Opening) -> Opening:
    """The opening of a demonstration that is kept: a named one has a profile of its own."""
    return replace(how, profile=f"demo-{how.profile}") if how.data_dir is None and how.profile else how


def place_of(how: Opening) -> Profile | None:
    """The profile that `how` opens; None for a demonstration that is thrown away at the end.

    Raises Invalid when the profile's name is no file name.
    """
    if not how.demo:
        return locate(how.data_dir, how.profile)
    kept = demo_opening(how)
    return None if kept.data_dir is None and kept.profile is None else locate(kept.data_dir, kept.profile)
