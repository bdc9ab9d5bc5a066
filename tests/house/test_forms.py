"""The build hook: forms and catalogues are made, typed, compared with their sources, and packed."""

import os
import runpy
import subprocess
import sys
import zipfile

import pytest

FORM = """<?xml version="1.0" encoding="UTF-8"?>
<ui version="4.0"><class>Board</class>
 <widget class="QWidget" name="Board">
  <property name="windowTitle"><string>Étapes</string></property>
  <layout class="QVBoxLayout" name="column"><item><widget class="QPushButton" name="add">
   <property name="text"><string>{text}</string></property></widget></item></layout>
 </widget>
</ui>
"""
CATALOGUE = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_GB" sourcelanguage="fr_FR"><context><name>Board</name>
<message><source>Ajouter</source><translation>Add</translation></message></context></TS>
"""


@pytest.fixture
def hook(script):
    """The build hook, as a module."""
    return script("packaging/hatch_build.py")


@pytest.fixture
def house(tmp_path):
    """A checkout with one form and one catalogue."""
    (tmp_path / "ui" / "pipeline").mkdir(parents=True)
    (tmp_path / "ui" / "pipeline" / "board.ui").write_text(FORM.format(text="Ajouter"), encoding="utf-8")
    (tmp_path / "resources" / "i18n").mkdir(parents=True)
    (tmp_path / "resources" / "i18n" / "en.ts").write_text(CATALOGUE, encoding="utf-8")
    return tmp_path


def test_a_form_becomes_a_typed_module_named_after_its_noun(hook, house):
    made = hook.generate(house)
    assert [path.relative_to(house).as_posix() for path in made] == [
        "src/prospectdesk/ui/forms/ui_pipeline_board.py",
        "src/prospectdesk/_resources/i18n/en.qm",
    ]
    text = made[0].read_text(encoding="utf-8")
    assert "class Ui_Board" in text
    assert "def setupUi(self, Board: QWidget) -> None:" in text
    assert "def retranslateUi(self, Board: QWidget) -> None:" in text
    assert hook.stale(house) == []


def test_a_changed_form_and_a_lost_source_are_told(hook, house):
    made = hook.generate(house)
    form = house / "ui" / "pipeline" / "board.ui"
    form.write_text(FORM.format(text="Créer"), encoding="utf-8")
    assert hook.stale(house) == [
        "src/prospectdesk/ui/forms/ui_pipeline_board.py does not match ui/pipeline/board.ui"
    ]
    form.unlink()
    assert hook.stale(house) == ["src/prospectdesk/ui/forms/ui_pipeline_board.py has no source"]
    hook.generate(house)
    assert not made[0].exists()


def test_a_changed_catalogue_is_told(hook, house):
    compiled = hook.generate(house)[1]
    os.utime(compiled, (1, 1))
    assert hook.stale(house) == ["src/prospectdesk/_resources/i18n/en.qm is older than resources/i18n/en.ts"]


def test_a_broken_form_is_named(hook, house):
    (house / "ui" / "pipeline" / "board.ui").write_text("<ui", encoding="utf-8")
    with pytest.raises(hook.FormError, match=r"board\.ui"):
        hook.generate(house)


def test_two_forms_never_share_a_module(hook, house):
    for noun, form in (("a", "b_c"), ("a_b", "c")):
        (house / "ui" / noun).mkdir()
        (house / "ui" / noun / f"{form}.ui").write_text(FORM.format(text="Ajouter"), encoding="utf-8")
    with pytest.raises(hook.FormError, match="same module name"):
        hook.generate(house)


def test_a_generated_form_builds_its_widgets(hook, house, qtbot):
    from PySide6.QtWidgets import QWidget

    namespace = runpy.run_path(str(hook.generate(house)[0]))
    window = QWidget()
    qtbot.addWidget(window)
    form = namespace["Ui_Board"]()
    form.setupUi(window)
    assert form.add.text() == "Ajouter"


def test_the_forms_of_the_checkout_match_their_sources(hook, root):
    assert hook.stale(root) == []


@pytest.fixture(scope="module")
def wheel(root, tmp_path_factory):
    """The wheel of this checkout, unpacked where nothing else of it is."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, cwd=root, capture_output=True, check=False, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    (archive,) = folder.glob("*.whl")
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(folder / "site")
    return folder / "site"


def test_the_wheel_takes_the_resources_along(root, wheel):
    folder = root / "resources"
    expected = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".ts"
    }
    packed = wheel / "prospectdesk" / "_resources"
    found = {path.relative_to(packed).as_posix() for path in packed.rglob("*") if path.is_file()}
    assert {name for name in found if not name.endswith(".qm")} == expected
    assert not list(wheel.rglob("*.ts"))


def test_the_wheel_reads_its_own_resources_outside_the_checkout(wheel, tmp_path):
    place = wheel / "prospectdesk" / "_resources" / "probe.txt"
    place.parent.mkdir(exist_ok=True)
    place.write_text("été", encoding="utf-8")
    code = "from prospectdesk import resources as r; print(ascii(r.text('probe.txt')), r.path('probe.txt'))"
    environment = {**os.environ, "PYTHONPATH": str(wheel)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment,
        capture_output=True, check=True, encoding="utf-8",
    )  # fmt: skip
    place.unlink()
    assert done.stdout.strip() == f"'\\xe9t\\xe9' {place}"
