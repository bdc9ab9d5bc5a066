"""dev.py: one script for Debian, Ubuntu, Windows and macOS, one sentence where something is missing."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import PurePosixPath

import pytest


@pytest.fixture
def dev(script):
    """dev.py as a module."""
    return script("dev.py")


@pytest.mark.parametrize("version", [(3, 10, 14), (3, 14, 0), (2, 7, 18)])
def test_a_python_that_does_not_fit_is_told(dev, version):
    said = dev.refused_machine(version, "Linux", "2.36")
    assert (
        said == f"Python {version[0]}.{version[1]} does not fit: run dev.py with Python 3.11, 3.12 or 3.13."
    )


@pytest.mark.parametrize("version", [(3, 11, 2), (3, 12, 9), (3, 13, 0)])
@pytest.mark.parametrize(("system", "release"), [("Linux", "2.36"), ("Darwin", "14.5"), ("Windows", "")])
def test_a_fitting_machine_is_accepted(dev, version, system, release):
    assert dev.refused_machine(version, system, release) is None


def test_systems_too_old_for_qt_are_told(dev):
    assert "macOS 12.7 is too old" in dev.refused_machine((3, 11), "Darwin", "12.7")
    assert "glibc 2.31" in dev.refused_machine((3, 11), "Linux", "2.31")


def test_an_old_python_can_read_the_script_far_enough_to_be_told(root):
    ast.parse((root / "dev.py").read_text(encoding="utf-8"), feature_version=(3, 8))


def test_programs_lie_where_each_system_puts_them(dev):
    venv = PurePosixPath("x/.venv")
    assert str(dev.venv_program(venv, "python", "Windows")) == "x/.venv/Scripts/python.exe"
    assert str(dev.venv_program(venv, "ruff", "Darwin")) == "x/.venv/bin/ruff"
    assert str(dev.venv_program(venv, "python", "Linux")) == "x/.venv/bin/python"


def test_a_bare_debian_12_gets_what_each_command_needs(dev):
    tests = dev.debian_packages("test", False, "debian", "12")
    assert tests[:2] == ["python3-venv", "libglib2.0-0"]
    assert {"xvfb", "xauth", "libxcb-cursor0", "libgssapi-krb5-2"} <= set(tests)
    window = dev.debian_packages("app", True, "debian", "12")
    assert "libxcb-cursor0" in window
    assert not {"xvfb", "python3-venv"} & set(window)
    assert "libxcb-cursor0" not in dev.debian_packages("wheel", True, "debian", "12")


@pytest.mark.parametrize(("name", "version"), [("debian", "13"), ("ubuntu", "24.04"), ("ubuntu", "25.10")])
def test_newer_systems_get_the_renamed_library(dev, name, version):
    names = dev.debian_packages("app", True, name, version)
    assert "libglib2.0-0t64" in names
    assert "libglib2.0-0" not in names
    assert "libglib2.0-0" in dev.debian_packages("app", True, "ubuntu", "22.04")


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("OSError: [Errno 28] No space left on device", "the disk is full"),
        ("W: Temporary failure resolving 'deb'", "the network or the package registry cannot be reached"),
        ("NewConnectionError('...: Failed to establish a new connection')", "the network or the package"),
        ("E: Could not get lock /var/lib/dpkg/lock-frontend", "another installation runs"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "not the locked package"),
        ("E: Unable to locate package libxcb-cursor0", "does not offer that package"),
        ("ERROR: No matching distribution found for x", "no package fits this Python"),
        ("ERROR: … (from versions: none)\nERROR: No matching distribution found for x", "listed no package"),
        ("Max retries exceeded (Caused by SSLError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] …'))", "not trust"),
        ("Traceback\nValueError: odd\n\nhint: See above for details.", "ValueError: odd"),
        ("only this", "only this"),
        ("", "it gave no reason."),
    ],
)
def test_a_failed_installation_is_told_in_one_sentence(dev, output, sentence):
    said = dev.explained("pip install", output)
    assert said.startswith("pip install failed: ")
    assert sentence in said
    assert "\n" not in said


def test_the_next_run_notices_what_changed(dev, tmp_path, monkeypatch):
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    (tmp_path / "ui").mkdir()
    form = tmp_path / "ui" / "board.ui"
    form.write_text("1", encoding="utf-8")
    first = dev.digest(tmp_path / "ui", tmp_path / "absent")
    assert dev.digest(tmp_path / "ui", tmp_path / "absent") == first
    form.write_text("2", encoding="utf-8")
    assert dev.digest(tmp_path / "ui", tmp_path / "absent") != first


def test_a_damaged_state_file_only_means_preparing_again(dev, tmp_path, monkeypatch):
    monkeypatch.setattr(dev, "STATE", tmp_path / "state.json")
    assert dev.known_stamps() == {}
    dev.STATE.write_text("{broken", encoding="utf-8")
    assert dev.known_stamps() == {}
    dev.STATE.write_text('{"packages": "x"}', encoding="utf-8")
    assert dev.known_stamps() == {"packages": "x"}


@pytest.fixture
def checker(dev, monkeypatch, tmp_path):
    """`checker(code)`: the checks are asked for and not run; the one of the types prints and ends with `code`."""
    asked = []

    def run(*command, **variables):
        asked.append(command)
        return 1 if "lint-imports" in command[0] and asked[0] is None else 0

    def prepared(code):
        asked[:] = [None] if code else []
        types = tmp_path / "mypy"
        types.write_text(
            f"#!{sys.executable}\nprint('wrong type')\nraise SystemExit({code})\n", encoding="utf-8"
        )
        types.chmod(0o755)
        monkeypatch.setattr(dev, "program", lambda name: str(types) if name == "mypy" else name)
        monkeypatch.setattr(dev, "run", run)
        monkeypatch.setattr(dev, "display_tests", lambda extra: 0)
        return asked

    return prepared


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a script with a first line of Unix")
def test_every_check_runs_and_the_last_line_names_each_that_failed(dev, checker, capfd):
    asked = checker(1)
    assert dev.check_all(["-k", "one"]) == 1
    assert len(asked) == 7
    assert asked[-1][1:3] == ("-m", "pytest")
    assert asked[-1][-4:] == ("-m", "not xvfb and not slow", "-k", "one")
    said = capfd.readouterr().out
    assert "── types\nwrong type\n── tests (failed so far: contracts, types)" in said
    assert said.endswith("── FAILED: contracts, types\n")


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a script with a first line of Unix")
def test_a_run_without_a_failure_says_so_at_the_end(dev, checker, capfd):
    checker(0)
    assert dev.check_all([]) == 0
    assert capfd.readouterr().out.endswith("── everything passed\n")


def test_a_wrong_command_shows_the_usage(root):
    done = subprocess.run(
        [sys.executable, "dev.py", "fly"], cwd=root, capture_output=True, check=False, encoding="utf-8"
    )
    assert done.returncode == 2
    assert "usage: python3 dev.py COMMAND" in done.stderr


@pytest.mark.parametrize("words", [["--help"], ["test", "--help"], ["wheel", "-h"]])
def test_help_is_told_and_nothing_done(dev, words, monkeypatch, capsys):
    monkeypatch.setattr(dev, "prepare", pytest.fail)
    assert dev.main(words) == 0
    assert capsys.readouterr().out.startswith("usage: python3 dev.py")


def test_every_command_is_described(dev):
    described = [line.split()[0] for line in dev.USAGE.splitlines() if line.startswith("  ")]
    assert sorted(described) == sorted(dev.COMMANDS)


@pytest.mark.skipif(not hasattr(os, "geteuid") or shutil.which("apt-get") is None, reason="needs a Debian")
def test_without_root_the_line_to_copy_is_printed(dev, monkeypatch):
    monkeypatch.setattr(dev.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(dev, "installed_packages", lambda names: set(names) - {"libxcb-cursor0"})
    with pytest.raises(dev.Stop) as stop:
        dev.prepare_system("app")
    line = str(stop.value).splitlines()[-1]
    assert line == "sudo apt-get update && sudo apt-get install -y libxcb-cursor0"


def test_continuous_integration_runs_the_same_command(root):
    lines = (root / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert lines == ["#!/usr/bin/env bash", "exec python3 dev.py test"]
    assert os.access(root / ".ci" / "run", os.X_OK)
