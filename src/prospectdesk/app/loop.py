"""The event loop that joins asyncio and Qt; the only import of qasync (ADR 4)."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Iterator
from typing import Any, cast

from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

Main = Callable[[], Coroutine[Any, Any, int | None]]
Hook = Callable[[asyncio.AbstractEventLoop, dict[str, Any]], object]


def run(app: QApplication, main: Main, on_error: Hook | None = None) -> int:
    """Runs the coroutine of `main` to its end on the joined loop; answers its exit code.

    The loop exists before `main` is called, so `main` may build objects that need it. `on_error`
    hears what no task awaited.
    """
    app.setQuitOnLastWindowClosed(False)
    loop = cast(asyncio.AbstractEventLoop, QEventLoop(app))
    asyncio.set_event_loop(loop)
    if on_error is not None:
        loop.set_exception_handler(on_error)
    try:
        code = _until_done(loop, loop.create_task(main()))
        loop.run_until_complete(_finish())
        return code or 0
    finally:
        asyncio.set_event_loop(None)
        loop.close()


def attach(app: QApplication) -> asyncio.AbstractEventLoop:
    """A loop for tests that turn Qt's own event loop; it works within `running` only."""
    loop = cast(asyncio.AbstractEventLoop, QEventLoop(app, already_running=True))
    _mark(None)
    return loop


@contextlib.contextmanager
def running(loop: asyncio.AbstractEventLoop) -> Iterator[None]:
    """Makes an attached loop the running one of this thread, for the block."""
    asyncio.set_event_loop(loop)
    _mark(loop)
    try:
        yield
    finally:
        _mark(None)
        asyncio.set_event_loop(None)


def detach(loop: asyncio.AbstractEventLoop) -> None:
    """Ends an attached loop and, with it, Qt's: for the very end of the tests."""
    loop.stop()
    loop.close()


def _mark(loop: asyncio.AbstractEventLoop | None) -> None:
    asyncio.events._set_running_loop(loop)  # noqa: SLF001 - what asyncio offers to foreign loops


def _until_done(loop: asyncio.AbstractEventLoop, task: asyncio.Task[int | None]) -> int | None:
    """Runs on when the system asks to quit: the windows are closed then and `main` ends in its own way."""
    while True:
        try:
            return loop.run_until_complete(task)
        except RuntimeError:
            if task.done():
                raise


async def _finish() -> None:
    """Cancels and awaits what is left, so that no task outlives the program."""
    rest = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)
