"""Turns ui/ and resources/ into package files, for wheel, sdist and editable installs.

`python packaging/hatch_build.py` does it by hand, `--check` only tells what is out of date.
"""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent.parent
FORMS = Path("src/prospectdesk/ui/forms")
CATALOGUES = Path("src/prospectdesk/_resources/i18n")
VERSION_LINE = re.compile(r"^## Created by: .*\n", re.MULTILINE)


class FormError(Exception):
    """A form or a catalogue cannot be turned into a package file; the text says which and why."""


def tool(name: str) -> Path:
    """Qt's own program: the wrapper scripts of PySide6 would import more than a bare machine has."""
    spec = importlib.util.find_spec("PySide6")
    if spec is None or not spec.submodule_search_locations:
        raise FormError("PySide6-Essentials is not installed in this Python")
    folder = Path(next(iter(spec.submodule_search_locations)))
    suffix = ".exe" if sys.platform == "win32" else ""
    for place in (folder / "Qt" / "libexec" / name, folder / f"{name}{suffix}"):
        if place.is_file():
            return place
    raise FormError(f"{name} is missing from {folder}")


def run(name: str, *arguments: str) -> str:
    """What Qt's program `name` prints; raises FormError with its complaint."""
    command = [str(tool(name)), *arguments]
    done = subprocess.run(command, capture_output=True, check=False, text=True, encoding="utf-8")
    if done.returncode:
        raise FormError(f"{name} {' '.join(arguments)}: {done.stderr.strip()}")
    return done.stdout


def form_sources(root: Path) -> dict[Path, Path]:
    """Each generated module of `root` with the .ui file it comes from."""
    sources = sorted((root / "ui").glob("*/*.ui"))
    made = {root / FORMS / f"ui_{source.parent.name}_{source.stem}.py": source for source in sources}
    if len(made) != len(sources):
        raise FormError("two .ui files give the same module name")
    return made


def catalogue_sources(root: Path) -> dict[Path, Path]:
    """Each compiled catalogue of `root` with the .ts file it comes from."""
    sources = sorted((root / "resources" / "i18n").glob("*.ts"))
    return {root / CATALOGUES / f"{source.stem}.qm": source for source in sources}


def rendered_form(source: Path) -> str:
    """The Python module of a .ui file, with the type of its window written in (mypy --strict)."""
    text = VERSION_LINE.sub("", run("uic", "-g", "python", str(source)))
    try:
        widget = ET.parse(source).getroot().find("widget")
    except ET.ParseError as error:
        raise FormError(f"{source}: {error}") from error
    if widget is None:
        raise FormError(f"{source}: no top-level widget")
    window = re.escape(widget.attrib["name"])
    return re.sub(
        rf"def (setupUi|retranslateUi)\(self, {window}\):",
        rf"def \1(self, {widget.attrib['name']}: {widget.attrib['class']}) -> None:",
        text,
    )


def compile_catalogue(source: Path, target: Path) -> None:
    """Writes `target` (.qm) from `source` (.ts)."""
    target.parent.mkdir(parents=True, exist_ok=True)
    run("lrelease", "-silent", str(source), "-qm", str(target))


def stale(root: Path) -> list[str]:
    """What no longer agrees with its source: missing, different or orphaned files, one line each."""
    problems = []
    forms = form_sources(root)
    for target, source in forms.items():
        if not target.is_file() or target.read_text(encoding="utf-8") != rendered_form(source):
            problems.append(f"{target.relative_to(root)} does not match {source.relative_to(root)}")
    for target, source in catalogue_sources(root).items():
        if not target.is_file() or target.stat().st_mtime < source.stat().st_mtime:
            problems.append(f"{target.relative_to(root)} is older than {source.relative_to(root)}")
    problems.extend(f"{orphan.relative_to(root)} has no source" for orphan in orphans(root))
    return problems


def orphans(root: Path) -> list[Path]:
    """Generated files whose source has gone."""
    made = [*(root / FORMS).glob("ui_*.py"), *(root / CATALOGUES).glob("*.qm")]
    known = {*form_sources(root), *catalogue_sources(root)}
    return sorted(path for path in made if path not in known)


def generate(root: Path) -> list[Path]:
    """Writes every form and catalogue of `root`; removes orphans; returns what was made."""
    for orphan in orphans(root):
        orphan.unlink()
    forms = form_sources(root)
    for target, source in forms.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(rendered_form(source), encoding="utf-8", newline="\n")
    catalogues = catalogue_sources(root)
    for target, source in catalogues.items():
        compile_catalogue(source, target)
    return [*forms, *catalogues]


def packaged_resources(root: Path) -> dict[str, str]:
    """Each file of resources/ with its place in the wheel; .ts sources stay behind."""
    folder = root / "resources"
    return {
        str(path): f"prospectdesk/_resources/{path.relative_to(folder).as_posix()}"
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".ts"
    }


class BuildHook(BuildHookInterface[Any]):
    """Called by hatchling before each wheel, sdist and editable install."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Generates what the target needs; a plain wheel also takes the resources along."""
        if self.target_name != "wheel":
            return
        root = Path(self.root)
        generate(root)
        if version == "standard":
            build_data["force_include"].update(packaged_resources(root))


def main(arguments: list[str]) -> int:
    """Generates, or with --check reports (exit 1 when something is out of date)."""
    try:
        if "--check" in arguments:
            problems = stale(ROOT)
            for problem in problems:
                print(f"{problem}: run python3 dev.py forms")
            return 1 if problems else 0
        for made in generate(ROOT):
            print(made.relative_to(ROOT))
    except FormError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
