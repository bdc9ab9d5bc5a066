"""Under root, PostgreSQL needs another user of the system, and that user needs a way to its files."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from prospectdesk.domain.errors import Unavailable

NAMES = ("prospectdesk", "postgres", "pgserver")
_NEW = NAMES[0]


@dataclass(frozen=True, slots=True)
class SystemUser:
    """Numbers of a user and of his group."""

    uid: int
    gid: int


def system_user() -> SystemUser | None:
    """Whom PostgreSQL runs as; None when this process is not root and runs it itself. Raises Unavailable."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return None
    found = _known()
    if found is None and shutil.which("useradd"):
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", _NEW]
        subprocess.run(command, check=False, capture_output=True)
        found = _known()
    if found is None:
        raise Unavailable(
            "system_user",
            "PostgreSQL refuse de fonctionner sous root : créez un utilisateur système « {name} », ou lancez le service "
            "sous un autre utilisateur.",
            name=_NEW,
        )
    return found


def _known() -> SystemUser | None:
    import pwd

    for name in NAMES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return SystemUser(entry.pw_uid, entry.pw_gid)
    return None


def open_the_way(folder: Path, programs: Path) -> None:
    """Lets any user pass through (not list) the folders above the cluster and the programs.

    What lies in them keeps its own rights; the cluster and its socket are their user's alone.
    """
    for place in (folder, programs):
        for one in (place, *place.parents):
            mode = stat.S_IMODE(one.stat().st_mode)
            if not mode & stat.S_IXOTH:
                one.chmod(mode | stat.S_IXOTH)
    if not all(_readable(path) for path in (programs / "postgres", programs / "initdb")):
        for path in programs.parent.rglob("*"):
            mode = stat.S_IMODE(path.lstat().st_mode)
            if not path.is_symlink():
                path.chmod(
                    mode | stat.S_IROTH | (stat.S_IXOTH if path.is_dir() or mode & stat.S_IXUSR else 0)
                )


def _readable(path: Path) -> bool:
    mode = path.stat().st_mode
    return bool(mode & stat.S_IROTH and mode & stat.S_IXOTH)
