"""A plain base is encrypted from Paramètres > Profil: the window closes, comes back, and shows the recovery code."""

import json
import subprocess
import sys

import pytest

from prospectdesk.store import keys
from prospectdesk.store.connection import can_encrypt
from prospectdesk.store.profile import PLAIN_HEAD

DRIVEN = """
import asyncio, json, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLineEdit
from prospectdesk.app import bootstrap
from prospectdesk.app.start import main
from prospectdesk.jobs.upkeep import save_copy
from prospectdesk.store import keys

keys.SCRYPT_N = 256

def find(name):
    for widget in QApplication.allWidgets():
        if widget.objectName() == name and widget.isVisible():
            return widget
    return None

async def wait(name):
    for _ in range(400):
        if (found := find(name)) is not None:
            return found
        await asyncio.sleep(0.01)
    raise AssertionError(name)

def text(name):
    found = find(name)
    return None if found is None else found.text()

class Watched(bootstrap.Program):
    turns = 0

    async def _go_on(self, desk):
        await super()._go_on(desk)
        Watched.turns += 1
        self.drive = asyncio.ensure_future(self.first() if Watched.turns == 1 else self.second())

    async def first(self):
        place = self.desk.session.profile.profile
        place.backups.mkdir(exist_ok=True)
        from prospectdesk.store.backup import backup
        backup(self.desk.session.store, place.backups / "prospectdesk-2026-11-20.db")
        self.desk.open("settings.profile")
        button = await wait("settings.profile.encrypt")
        print(json.dumps({"said": text("settings.profile.protection")}), flush=True)
        button.click()
        (await wait("ask.option.phrase"))
        find("ask.yes").click()
        field = await wait("ask.phrase.0")
        field.setText("une phrase longue")
        find("ask.phrase.1").setText("une phrase longue")
        field.window().yes.click()

    async def second(self):
        await wait("settings.profile.code")
        while "chiffr" not in (text("settings.profile.protection") or ""):
            await asyncio.sleep(0.01)
        print(json.dumps({
            "said": text("settings.profile.protection"), "told": self.window.undo_bar.label.text(),
            "code": text("settings.profile.code"), "button": text("settings.profile.encrypt"),
            "copies": text("settings.profile.copies"),
        }), flush=True)
        self.window.close()

bootstrap.Program = Watched
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.spec("X-25", "T1")
@pytest.mark.skipif(not can_encrypt(), reason="the sqlcipher3 driver has no wheel for this system")
def test_a_plain_base_is_encrypted_from_the_settings(tmp_path):
    folder = tmp_path / "p"
    call = [sys.executable, "-c", DRIVEN, "--data-dir", str(folder), "--no-encryption"]
    done = subprocess.run(call, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    before, after = (json.loads(line) for line in done.stdout.splitlines())
    assert "non chiffrée" in before["said"]
    assert after["said"] == "Base chiffrée (SQLCipher)"
    assert after["told"] == "Votre base et ses copies sont chiffrées."
    assert after["button"] is None
    assert after["copies"] is None
    key = keys.key_from_recovery(after["code"])
    made = keys.read(folder / "key.json")
    assert made is not None
    assert made.mode == "passphrase"
    assert made.recognises(key)
    heads = [path.read_bytes()[:16] for path in sorted(folder.rglob("*.db"))]
    assert len(heads) == 2
    assert PLAIN_HEAD not in heads
