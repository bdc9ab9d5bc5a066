"""Everything a developer does from a fresh clone: `python3 dev.py app`, `python3 dev.py test`.

Standard library only, Python 3.11 to 3.13, on Debian and Ubuntu, other Linux, Windows and macOS.
The first run prepares .venv; the next ones start at once.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements" / "lock.txt"
STATE = VENV / "dev-state.json"
OLDEST, NEWEST = (3, 11), (3, 13)
BUILD_OPTIONS = ("--no-deps", "--no-build-isolation")
NEEDED_BYTES = 2_000_000_000

OFFSCREEN_LIBRARIES = (
    "libglib2.0-0", "libgl1", "libegl1", "libxkbcommon0", "libfreetype6", "libfontconfig1",
    "libdbus-1-3", "libgssapi-krb5-2",
)  # fmt: skip
WINDOW_LIBRARIES = (
    "libxcb-cursor0", "libxkbcommon-x11-0", "libxcb-icccm4", "libxcb-keysyms1", "libxcb-shape0",
)  # fmt: skip
TEST_PROGRAMS = ("xvfb", "xauth", "poppler-utils")

USAGE = """usage: python3 dev.py COMMAND [ARGUMENTS]

  app       opens the demonstration (arguments go to prospectdesk)
  test      format, lint, types, contracts, forms, features, tests (arguments go to pytest)
  forms     turns ui/*.ui and resources/i18n/*.ts into package files
  features  writes docs/features.md: which test shows which requirement
  screens   draws every screen of the demonstration into build/screens
  bench     measures speed (arguments go to the benchmarks)
  torture   tests/torture and the slow tests, with many more random examples
  wheel     builds the wheel into dist/
  lock      chooses new versions within pyproject.toml and writes requirements/lock.txt
"""


class Stop(Exception):
    """Something is missing; the text is the one sentence to print."""


def say(text: str) -> None:
    """Prints at once, so that it stands before what a child process prints."""
    print(text, flush=True)


def refused_machine(python: tuple[int, ...], system: str, release: str) -> str | None:
    """Why the program cannot run here, None when it can; `release` is the macOS or glibc version."""
    if python[:2] < OLDEST or python[:2] > NEWEST:
        found = ".".join(str(part) for part in python[:2])
        return f"Python {found} does not fit: run dev.py with Python 3.11, 3.12 or 3.13."
    number = tuple(int(part) for part in release.split(".")[:2] if part.isdigit())
    if system == "Darwin" and number and number < (13,):
        return f"macOS {release} is too old for Qt: macOS 13 or newer is needed."
    if system == "Linux" and number and number < (2, 34):
        return f"This system's C library (glibc {release}) is too old for Qt: 2.34 or newer is needed."
    return None


def machine_release(system: str) -> str:
    """The version that decides whether Qt's wheels run: macOS's or glibc's, "" elsewhere."""
    if system == "Darwin":
        return platform.mac_ver()[0]
    return platform.libc_ver()[1] if system == "Linux" and platform.libc_ver()[0] == "glibc" else ""


def venv_program(venv: Path, name: str, system: str) -> Path:
    """Where a virtual environment keeps a program on that system."""
    return venv / "Scripts" / f"{name}.exe" if system == "Windows" else venv / "bin" / name


def debian_packages(command: str, has_ensurepip: bool, distribution: str, version: str) -> list[str]:
    """The Debian packages a command needs, under the names of that distribution."""
    renamed = {"debian": 13.0, "ubuntu": 24.04}.get(distribution, 99.0)  # the 64-bit time transition
    number = float(version) if version.replace(".", "", 1).isdigit() else 0.0
    names = [*([] if has_ensurepip else ["python3-venv"]), *OFFSCREEN_LIBRARIES]
    if command in {"app", "test", "torture"}:
        names += WINDOW_LIBRARIES
    if command in {"test", "torture"}:
        names += TEST_PROGRAMS
    if number >= renamed:
        names = ["libglib2.0-0t64" if name == "libglib2.0-0" else name for name in names]
    return names


def installed_packages(names: list[str]) -> set[str]:
    """Those of `names` that dpkg has."""
    asked = subprocess.run(
        ["dpkg-query", "-W", "-f=${Package} ${db:Status-Status}\n", *names],
        capture_output=True, check=False, text=True,
    )  # fmt: skip
    rows = (line.split() for line in asked.stdout.splitlines())
    return {row[0] for row in rows if row[1:] == ["installed"]}


def os_release() -> dict[str, str]:
    """/etc/os-release as a table, empty where there is none."""
    place = Path("/etc/os-release")
    lines = place.read_text(encoding="utf-8").splitlines() if place.is_file() else []
    pairs = (line.split("=", 1) for line in lines if "=" in line)
    return {key: value.strip('"') for key, value in pairs}


def prepare_system(command: str) -> None:
    """Installs the Debian packages when root; otherwise says which line to copy."""
    if platform.system() != "Linux" or not shutil.which("apt-get"):
        return
    release = os_release()
    has_ensurepip = importlib.util.find_spec("ensurepip") is not None
    wanted = debian_packages(command, has_ensurepip, release.get("ID", ""), release.get("VERSION_ID", ""))
    present = installed_packages(wanted)
    missing = [name for name in wanted if name not in present]
    if not missing:
        return
    if os.geteuid() != 0:
        line = f"sudo apt-get update && sudo apt-get install -y {' '.join(missing)}"
        if set(missing) <= set(TEST_PROGRAMS):
            say(f"Tests that need these programs will be left out; to run them: {line}")
            return
        raise Stop(f"System packages are missing; run this line, then start again:\n{line}")
    say(f"Installing system packages: {' '.join(missing)}")
    apt_install(missing)


def apt_install(names: list[str]) -> None:
    """apt-get update and install, without questions; raises Stop with a sentence.

    A failed update (one broken source of many) is only told when the installation fails too.
    """
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    output = ""
    for arguments in (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", *names]):
        done = subprocess.run(
            ["apt-get", *arguments],
            capture_output=True, check=False, text=True, env=environment, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        output += done.stdout + done.stderr
    if done.returncode:
        raise Stop(explained("apt-get install", output))


REASONS = (
    (("no space left", "disk quota", "errno 28"), "the disk is full: free about 2 GB and start again."),
    (("could not get lock", "unable to acquire the dpkg"), "another installation runs: wait for its end."),
    (("do not match the hashes",), "a download is not the locked package: nothing was installed."),
    (("certificate_verify_failed", "sslerror"), "this system does not trust the package registry’s certificate."),
    (("temporary failure", "could not resolve", "failed to establish", "newconnectionerror", "connection refused",
      "max retries", "timed out", "network is unreachable", "could not connect"),
     "the network or the package registry cannot be reached: connect and start again."),
    (("permission denied", "errno 13"), "a file may not be written: check who owns this folder and .venv."),
    (("unable to locate package", "no installation candidate"), "this system does not offer that package."),
    (("from versions: none",), "the registry listed no package: check network and certificates, start again."),
    (("no matching distribution",), "no package fits this Python and system."),
)  # fmt: skip


def explained(action: str, output: str) -> str:
    """One sentence for a failed installation, from what the installer printed."""
    lowered = output.lower()
    for signs, sentence in REASONS:
        if any(sign in lowered for sign in signs):
            return f"{action} failed: {sentence}"
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if "Error:" in line or line.startswith(("ERROR:", "E:"))]
    return f"{action} failed: {[*lines[-1:], *errors[-1:], 'it gave no reason.'][-2 if lines else -1]}"


def digest(*paths: Path) -> str:
    """One hash over files and, for folders, all files under them."""
    total = hashlib.sha256(f"{sys.version_info[:2]} {platform.machine()} {ROOT}".encode())
    for path in paths:
        files = sorted(item for item in path.rglob("*") if item.is_file()) if path.is_dir() else [path]
        for item in files:
            total.update(str(item.relative_to(ROOT)).encode())
            total.update(item.read_bytes() if item.is_file() else b"")
    return total.hexdigest()


def stamps() -> dict[str, str]:
    """What each step of the preparation depends on."""
    hook = ROOT / "packaging" / "hatch_build.py"
    return {
        "packages": digest(LOCK),
        "project": digest(ROOT / "pyproject.toml", hook),
        "forms": digest(hook, ROOT / "ui", ROOT / "resources" / "i18n"),
    }


def known_stamps() -> dict[str, str]:
    """The stamps of the last preparation that went through."""
    try:
        return dict(json.loads(STATE.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return {}


def program(name: str) -> str:
    """A program of .venv."""
    return str(venv_program(VENV, name, platform.system()))


def prepare(command: str) -> None:
    """System libraries, virtual environment, locked packages, the project itself, its forms."""
    prepare_system(command)
    wanted, done = stamps(), known_stamps()
    if not venv_usable():
        create_venv()
        done = {}
    if wanted["packages"] != done.get("packages"):
        say("Installing the locked packages (some 500 MB on the first run) …")
        pip("install", "--require-hashes", "--no-deps", "-r", str(LOCK))
        check_qt()
    if wanted["packages"] != done.get("packages") or wanted["project"] != done.get("project"):
        pip("install", *BUILD_OPTIONS, "--editable", str(ROOT))
    elif wanted["forms"] != done.get("forms") and script("hatch_build.py"):
        raise Stop("The forms could not be generated: see the line above.")
    if wanted != done:
        STATE.write_text(json.dumps(wanted, indent=1), encoding="utf-8")


def venv_usable() -> bool:
    """Whether .venv has a Python of the version that runs this script, and pip."""
    ask = "import sys, pip; print(sys.version_info[:2])"
    try:
        asked = subprocess.run([program("python"), "-c", ask], capture_output=True, check=False, text=True)
    except OSError:
        return False
    return asked.stdout.strip() == str(tuple(sys.version_info[:2]))


def create_venv() -> None:
    """A fresh .venv, if the disk has room for it."""
    if shutil.disk_usage(ROOT).free < NEEDED_BYTES:
        raise Stop("The disk is nearly full: preparing the project takes about 2 GB.")
    if importlib.util.find_spec("ensurepip") is None:
        raise Stop("This Python comes without ensurepip: install its venv package, then start again.")
    say("Creating .venv …")
    command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    if done.returncode:
        raise Stop(explained("Creating .venv", done.stdout + done.stderr))


def pip(*arguments: str) -> None:
    """One pip call of .venv; raises Stop with a sentence."""
    command = [program("python"), "-m", "pip", "--disable-pip-version-check", "--no-input", *arguments]
    done = subprocess.run(
        [*command, "--quiet", "--progress-bar", "off"], capture_output=True, check=False, text=True
    )
    if done.returncode:
        raise Stop(explained(f"pip {arguments[0]}", done.stdout + done.stderr))


def check_qt() -> None:
    """Qt's libraries load; else the missing one is named."""
    asked = subprocess.run(
        [program("python"), "-c", "import PySide6.QtWidgets"], capture_output=True, check=False, text=True
    )
    if asked.returncode:
        reason = (asked.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise Stop(f"Qt cannot start ({reason}): install that library with your system's packages.")


def surroundings(**variables: str) -> dict[str, str]:
    """The environment of every program; compiled modules are kept, else each child process compiles all anew."""
    own = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**own, "PYTHONUTF8": "1", **variables}


def run(*command: str, **variables: str) -> int:
    """Runs one program in the checkout and returns its exit code; `variables` join the environment."""
    try:
        return subprocess.run(command, cwd=ROOT, env=surroundings(**variables), check=False).returncode
    except KeyboardInterrupt:
        return 130


def told(started: subprocess.Popen[str]) -> int:
    """Prints what a program printed meanwhile and returns its exit code."""
    say(started.communicate()[0].rstrip())
    return started.returncode


def script(name: str, *arguments: str) -> int:
    """Runs one script of packaging/."""
    return run(program("python"), str(ROOT / "packaging" / name), *arguments)


def pytest(*arguments: str, under: tuple[str, ...] = (), qt: str = "offscreen") -> int:
    """Runs the tests on one Qt platform, below the programs `under`."""
    return run(*under, program("python"), "-m", "pytest", *arguments, QT_QPA_PLATFORM=qt)


def display_tests(extra: list[str]) -> int:
    """The tests that need a window system, under Xvfb."""
    if not shutil.which("xvfb-run"):
        say("no xvfb-run here: the tests marked xvfb are left out")
        return 0
    code = pytest(
        "-q", "-m", "xvfb", *extra, under=("xvfb-run", "-a", "-s", "-screen 0 1600x1000x24"), qt="xcb"
    )
    return 0 if code == 5 else code  # 5: no such test


def check_all(extra: list[str]) -> int:
    """Every check, all of them even after a failure; pytest comes last, then one line names what failed."""
    types = subprocess.Popen(  # on one core, while the other checks follow one another on the second
        (program("mypy"), "--strict", "src"),
        cwd=ROOT, env=surroundings(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    steps: dict[str, Callable[[], int]] = {
        "format": lambda: run(program("ruff"), "format", "--check", "."),
        "lint": lambda: run(program("ruff"), "check", "."),
        "contracts": lambda: run(program("lint-imports"), "--no-logo"),
        "forms": lambda: script("hatch_build.py", "--check"),
        "features": lambda: script("features.py", "--check"),
        "display": lambda: display_tests(extra),
        "types": lambda: told(types),
    }
    failed = []
    for name, step in steps.items():
        say(f"── {name}")
        if step():
            failed.append(name)
    say(f"── tests (failed so far: {', '.join(failed) or 'nothing'})")
    if pytest("-n", "2", "--dist", "worksteal", "-m", "not xvfb and not slow", *extra):
        failed.append("tests")
    say(f"── FAILED: {', '.join(failed)}" if failed else "── everything passed")
    return 1 if failed else 0


def lock() -> int:
    """Writes requirements/lock.txt for every system and Python of pyproject.toml."""
    pip("install", "uv")
    return run(
        program("uv"), "pip", "compile", "--universal", "--python-version", "3.11", "--generate-hashes",
        "--no-header", "--no-emit-index-url", "--upgrade", "--extra", "dev", "--output-file", str(LOCK),
        "pyproject.toml",
    )  # fmt: skip


def dispatch(command: str, extra: list[str]) -> int:
    """Carries out one command in the prepared environment."""
    python, desk = program("python"), ("-m", "prospectdesk", "--demo")
    commands = {
        "app": lambda: run(python, *desk, *extra),
        "test": lambda: check_all(extra),
        "forms": lambda: script("hatch_build.py", *extra),
        "features": lambda: script("features.py", *extra),
        "screens": lambda: run(python, *desk, "screens", *(extra or ["build/screens"])),
        "bench": lambda: run(python, "benchmarks", *extra),
        "torture": lambda: pytest("-n", "2", "-m", "slow or torture", "--hypothesis-profile=torture", *extra),
        "wheel": lambda: run(python, "-m", "pip", "wheel", ".", *BUILD_OPTIONS, "--wheel-dir", "dist"),
        "lock": lock,
    }  # fmt: skip
    return commands[command]()


COMMANDS = ("app", "test", "forms", "features", "screens", "bench", "torture", "wheel", "lock")


def main(arguments: list[str]) -> int:
    """Checks the machine, prepares the environment, runs the command; returns the exit code."""
    told = arguments[-1:] in (["-h"], ["--help"]) and arguments[0] not in ("app", "bench", "screens")
    if told or not arguments or arguments[0] not in COMMANDS:
        print(USAGE, file=sys.stdout if told else sys.stderr)
        return 0 if told else 2
    system = platform.system()
    try:
        refusal = refused_machine(tuple(sys.version_info[:3]), system, machine_release(system))
        if refusal:
            raise Stop(refusal)
        prepare(arguments[0])
        return dispatch(arguments[0], arguments[1:])
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 1
    except OSError as error:
        print(explained("Preparing the project", str(error)), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
