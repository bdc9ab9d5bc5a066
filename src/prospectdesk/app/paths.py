"""The folders of a running program, made from its profile."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from prospectdesk.store.files import make_private_folder
from prospectdesk.store.profile import Profile


@dataclass(frozen=True)
class Folders:
    """Where a running program puts things; every folder is its owner's alone."""

    profile: Path
    logs: Path
    backups: Path
    reports: Path


def folders(profile: Profile) -> Folders:
    """Makes the folders of `profile`. Raises Unavailable when the disk does not allow it."""
    made = Folders(profile.folder, profile.logs, profile.backups, profile.logs / "reports")
    for one in (made.profile, made.logs, made.backups, made.reports):
        make_private_folder(one)
    return made
