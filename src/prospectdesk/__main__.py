"""The program's entry: `prospectdesk` and `python -m prospectdesk`."""

from __future__ import annotations

import sys


def main() -> int:
    """Runs the window or a verb of the command line; returns the exit code."""
    if getattr(sys, "frozen", False):
        from multiprocessing import freeze_support

        freeze_support()
        from prospectdesk.sheets import child

        if child.is_child(sys.argv):
            child.main()  # a frozen program has no `python -m`: it starts itself to read a sheet
            return 0
    from prospectdesk.app import start

    return start.main(sys.argv[1:])


if __name__ == "__main__":
    raise SystemExit(main())
