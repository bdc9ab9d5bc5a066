"""The loop runs a program to its end, whoever asks it to end; a real program in a process of its own."""

import os
import subprocess
import sys

START = """
import asyncio
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from prospectdesk.app.loop import run
app = QApplication([])
heard = []
"""


def program(body):
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": "src"}
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", START + body], check=False, capture_output=True,
        text=True, timeout=60, env=environment,
    )  # fmt: skip


def test_the_answer_of_main_is_the_exit_code():
    done = program(
        "async def main():\n"
        "    forever = asyncio.create_task(asyncio.sleep(60))\n"
        "    await asyncio.sleep(0.01)\n"
        "    return 3\n"
        "raise SystemExit(run(app, main))\n"
    )
    assert (done.returncode, done.stderr) == (3, "")


def test_main_ends_in_its_own_way_when_the_system_quits():
    done = program(
        "async def main():\n"
        "    QTimer.singleShot(10, app.quit)\n"
        "    await asyncio.sleep(0.1)\n"
        "    heard.append('saved')\n"
        "    return 0\n"
        "code = run(app, main)\n"
        "assert heard == ['saved'], heard\n"
        "raise SystemExit(code)\n"
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_an_error_nobody_awaited_is_heard():
    done = program(
        "async def main():\n"
        "    async def bad():\n"
        "        raise ValueError('x')\n"
        "    asyncio.create_task(bad())\n"
        "    await asyncio.sleep(0.01)\n"
        "    import gc; gc.collect()\n"
        "    return 0\n"
        "run(app, main, lambda loop, context: heard.append(context['exception']))\n"
        "assert [type(one) for one in heard] == [ValueError], heard\n"
    )
    assert (done.returncode, done.stderr) == (0, "")
