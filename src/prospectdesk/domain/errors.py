"""Errors told apart by whose fault they are: the rules say no, the world fails, the data is bad.

Every sentence is a French source string with a stable code and named values: `ui` translates it,
`cli` prints it as it stands. Anything that is not one of these is a bug of ours.
"""

from __future__ import annotations


class Failure(Exception):
    """A failure that is told to the user in one sentence.

    `code` is stable and machine readable; `text` is the French sentence with `{named}` places;
    `values` fills them. `outcome` is the error code of the command line (CLI.md).
    """

    outcome = "refused"

    def __init__(self, code: str, text: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.text = text
        self.values = values

    @property
    def message(self) -> str:
        """The whole French sentence."""
        return self.text.format(**self.values) if self.values else self.text

    def __str__(self) -> str:
        return self.message


class Refused(Failure):
    """The rules say no; nothing was changed."""


class Invalid(Failure):
    """A value, a field or a command is not well formed; nothing was changed."""

    outcome = "invalid"


class Forbidden(Failure):
    """The user does not have the right."""

    outcome = "forbidden"


class NotFound(Failure):
    """The named thing does not exist (any more)."""

    outcome = "not_found"


class Stale(Failure):
    """An inverse found other values than those it expected: somebody changed them since."""

    outcome = "conflict"


class BadFile(Failure):
    """A file cannot be read safely; the database is unchanged."""

    outcome = "bad_file"


class Unavailable(Failure):
    """Network, disk, file in use: the same action may succeed later, work stays queued."""

    outcome = "unavailable"


class Cancelled(Exception):
    """The user stopped a long work; what it had begun was taken back."""
