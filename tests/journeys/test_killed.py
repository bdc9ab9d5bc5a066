"""The program is killed while somebody writes, and started again (A-X6)."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

TYPIST = Path(__file__).resolve().parent / "typist.py"


def child(what, folder):
    return subprocess.Popen(
        [sys.executable, str(TYPIST), what, str(folder)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.spec("A-X6", "X-28", "C-42")
def test_a_kill_while_a_note_is_written_loses_neither_the_draft_nor_what_was_saved(demo):
    writer = child("type", demo.data_dir)
    assert writer.stdout.readline() == "typed\n", writer.communicate(timeout=10)[1]
    writer.send_signal(signal.SIGKILL)
    writer.communicate(timeout=10)
    assert writer.returncode == -signal.SIGKILL

    reader = child("look", demo.data_dir)
    out, errors = reader.communicate(timeout=60)
    assert reader.returncode == 0, errors
    assert "Traceback" not in errors
    told = json.loads(out)
    assert told["company"] == "Cycles Le Goff"
    assert told["floating"] == "A rappeler jeudi matin"
    assert told["sheet"] == "Encore en train d ecrire"
    assert "Note gardee dans la base" in told["timeline"]
