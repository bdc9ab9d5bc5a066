"""Questions to services that end with the screen that asked: nobody waits for an answer nobody reads."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from prospectdesk.ui.kit.desk import Desk

T = TypeVar("T")


async def ask(desk: Desk, fn: Callable[..., T], *args: object, unless: Callable[[], bool] | None = None) -> T:
    """`fn(*args, stop=…)` in the network lane; stopped with the task that awaits it, or once `unless` is true.

    Raises what `fn` raises: Cancelled when it was stopped, Failure.
    """
    over = threading.Event()

    def stop() -> bool:
        return over.is_set() or (unless is not None and unless())

    try:
        return await desk.run("net", functools.partial(fn, *args, stop=stop))
    finally:
        over.set()
