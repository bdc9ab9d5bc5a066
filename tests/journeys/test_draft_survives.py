"""A-X6: the process is killed while a note is being written; the note is there after the restart."""

import json
import subprocess
import sys

import pytest

SCRIPT = """
import asyncio, json, sys
from PySide6.QtCore import QTimer
from prospectdesk.app import bootstrap
from prospectdesk.app.start import main
from prospectdesk.queries.people import drafts
from prospectdesk.queries.window import most_told

TEXT = sys.argv.pop(1)

class Watched(bootstrap.Program):
    async def _live(self, session):
        await super()._live(session)
        window, live = self.window, self.window.need_live()
        if TEXT:
            company = session.reader.run(most_told)
            window.open("sheet", company=company)
            window.write("sheet.note")
            live.floats.frames()[0].editor.body.text.setPlainText(TEXT)
            while not session.reader.run(drafts):
                await asyncio.sleep(0.05)
            print(json.dumps({"kept": True}), flush=True)
            await asyncio.sleep(60)
        await self.desk.settle()
        shown = [frame.editor.body.text.toPlainText() for frame in live.floats.frames() if frame.isVisible()]
        print(json.dumps({"shown": shown, "sheets": len(window.router.sheets)}), flush=True)
        QTimer.singleShot(0, window.close)

bootstrap.Program = Watched
sys.exit(main(sys.argv[1:]))
"""


def start(folder, text):
    call = [sys.executable, "-c", SCRIPT, text, "--demo", "--data-dir", str(folder)]
    return subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.slow
@pytest.mark.spec("A-X6")
@pytest.mark.spec("X-28")
def test_a_draft_survives_the_kill_of_the_program(tmp_path):
    one = start(tmp_path / "profile", "Rappeler pour le devis")
    assert json.loads(one.stdout.readline()) == {"kept": True}
    one.kill()
    one.communicate()
    out, errors = start(tmp_path / "profile", "").communicate(timeout=60)
    assert "Traceback" not in errors
    assert json.loads(out)["shown"] == ["Rappeler pour le devis"]
