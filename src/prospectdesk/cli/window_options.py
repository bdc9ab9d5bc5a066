"""The options of a start without a verb, read without the grammar of all verbs: the window waits for them."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from argparse import Namespace

VALUES = ("--data-dir", "--profile", "--user", "--now", "--passphrase-file")
FLAGS = ("--demo", "--no-encryption", "--json")


def window_options(argv: Sequence[str]) -> Namespace | None:
    """The arguments of a start of the window; None for anything else, which `cli.arguments` reads or refuses."""
    found: dict[str, object] = {"verb": None, **{_name(one): None for one in VALUES}}
    found |= {_name(one): False for one in FLAGS}
    words = iter(argv)
    for word in words:
        if word in FLAGS:
            found[_name(word)] = True
        elif word in VALUES and (value := next(words, "-")) and not value.startswith("-"):
            found[_name(word)] = value
        else:
            return None
    return cast("Namespace", SimpleNamespace(**found))


def _name(option: str) -> str:
    return option.removeprefix("--").replace("-", "_")
