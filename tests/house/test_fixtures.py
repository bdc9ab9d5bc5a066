"""The fixtures of all tests do what they promise."""

import os
import subprocess
import sys
from pathlib import Path

import keyring
import platformdirs
import pytest

LEAKS = """
import asyncio, threading, time
import pytest
from PySide6.QtWidgets import QWidget

KEPT = []

def test_thread():
    threading.Thread(target=time.sleep, args=(2,), daemon=True).start()

def test_task():
    loop = asyncio.new_event_loop()
    KEPT.append((loop, loop.create_task(asyncio.sleep(9))))

def test_window(qapp):
    KEPT.append(QWidget())
    KEPT[-1].show()

def test_clean(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    thread = threading.Thread(target=time.sleep, args=(0.01,))
    thread.start()
"""


def test_a_thread_a_task_and_a_window_left_behind_fail_the_test(root, tmp_path):
    text = (root / "tests" / "conftest.py").read_text(encoding="utf-8")
    hurried = text.replace("GRACE_SECONDS = 3.0", "GRACE_SECONDS = 0.1")
    (tmp_path / "conftest.py").write_text(hurried, encoding="utf-8")
    (tmp_path / "test_leaks.py").write_text(LEAKS, encoding="utf-8")
    ini = f"[pytest]\nqt_api = pyside6\npythonpath = {root / 'tests' / 'support'}\n"
    (tmp_path / "pytest.ini").write_text(ini, encoding="utf-8")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"),
            *(f"--basetemp={tmp_path / 'within'}", str(tmp_path)),
        ],
        cwd=tmp_path, capture_output=True, check=False, encoding="utf-8",
    )  # fmt: skip
    for left in ("left behind: thread Thread-", "left behind: task Task-", "left behind: window "):
        assert left in done.stdout, done.stdout
    assert "4 passed, 3 errors" in done.stdout


def test_no_test_reaches_the_profile_of_who_runs_it(home):
    for place in (platformdirs.user_data_dir("x"), platformdirs.user_config_dir("x"), Path.home()):
        assert Path(place).is_relative_to(home)


def test_the_keychain_is_empty_and_in_memory(keychain):
    assert keyring.get_password("prospectdesk", "key") is None
    keyring.set_password("prospectdesk", "key", "secret")
    assert keychain.kept == {("prospectdesk", "key"): "secret"}
    keyring.delete_password("prospectdesk", "key")
    assert keychain.kept == {}


def test_a_child_process_finds_no_keychain():
    code = "import keyring; print(type(keyring.get_keyring()).__module__)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, encoding="utf-8")
    assert done.stdout.strip() == "keyring.backends.fail"


def test_windows_are_drawn_offscreen():
    assert os.environ["QT_QPA_PLATFORM"] == "offscreen"


@pytest.mark.xvfb
def test_a_window_gets_the_focus_of_a_real_window_system(qtbot):
    from PySide6.QtWidgets import QApplication, QLineEdit

    field = QLineEdit()
    qtbot.addWidget(field)
    with qtbot.waitExposed(field):
        field.show()
    field.activateWindow()
    field.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is field)


def test_the_real_data_is_found_beside_the_checkout(shared_data):
    assert (shared_data / "README.md").is_file()
