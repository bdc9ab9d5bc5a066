"""Qt as the house uses it: free modules only, plain text labels, camelCase only for Qt's own methods."""

import ast
import re
import xml.etree.ElementTree as ET

import pytest
from PySide6 import QtCore, QtGui, QtNetwork, QtPrintSupport, QtWidgets

ALLOWED = {
    "QtCore", "QtGui", "QtWidgets", "QtNetwork", "QtPrintSupport", "QtSvg", "QtSvgWidgets", "QtDBus",
    "QtTest",
}  # fmt: skip
CAMEL = re.compile(r"[a-z]+[A-Z]")


def foreign_modules(source):
    """Imports of Qt modules that are not Essentials, not LGPL, or not of this house (QML, SQL, web)."""
    found = []
    for node in ast.walk(source.tree):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names if alias.name.startswith("PySide6.")]
        elif isinstance(node, ast.ImportFrom) and node.module == "PySide6":
            names = [f"PySide6.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("PySide6."):
            names = [node.module]
        found += [
            source.at(node, f"imports {name}")
            for name in names
            if name.split(".")[1] not in ALLOWED and not name.startswith("PySide6.__")
        ]
    return found


def bare_labels(source):
    """QLabel and QMessageBox guess HTML in data (SECURITY R2): outside the kit they are not made at all."""
    if not source.under("ui", "app"):
        return []
    if source.under("ui/kit"):
        makes = [call for call in source.calls() if getattr(call.func, "id", "") in {"QLabel", "QMessageBox"}]
        return [source.at(call, "no PlainText here") for call in makes if "PlainText" not in source.text]
    found = [
        source.at(call, f"makes a bare {call.func.id}")
        for call in source.calls()
        if getattr(call.func, "id", "") in {"QLabel", "QMessageBox"}
    ]
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ClassDef):
            bases = {getattr(base, "id", "") for base in node.bases}
            found += [source.at(node, "derives from QLabel")] if "QLabel" in bases else []
    return found


def rich_labels(text):
    """Names of QLabels of a .ui file without the PlainText format."""
    found = []
    for widget in ET.fromstring(text).iter("widget"):
        form = widget.find("property[@name='textFormat']/enum")
        if widget.get("class") == "QLabel" and (form is None or not (form.text or "").endswith("PlainText")):
            found.append(widget.get("name"))
    return found


@pytest.fixture(scope="module")
def qt_names():
    """Every attribute of every Qt class in use."""
    return {
        name
        for module in (QtCore, QtGui, QtNetwork, QtPrintSupport, QtWidgets)
        for kind in (getattr(module, name) for name in dir(module))  # loaded when asked for
        if isinstance(kind, type)
        for name in dir(kind)
    }


def invented_names(source, known):
    """camelCase functions that Qt does not have."""
    return [
        source.at(node, f"{node.name} is not Qt's")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef) and CAMEL.match(node.name) and node.name not in known
    ]


def test_only_free_essential_qt_modules_are_imported(sources, example, held):
    for bad in (
        "from PySide6 import QtCharts",
        "import PySide6.QtQuick",
        "from PySide6.QtSql import QSqlQuery",
    ):
        assert foreign_modules(example("src/prospectdesk/ui/x.py", bad))
    held(foreign_modules, sources)


@pytest.mark.spec("R2")
def test_labels_show_data_as_plain_text(product, example, held):
    assert bare_labels(example("src/prospectdesk/ui/leads/page.py", "QLabel('x')"))
    assert bare_labels(example("src/prospectdesk/ui/leads/page.py", "class Name(QLabel):\n    pass"))
    assert bare_labels(example("src/prospectdesk/ui/kit/labels.py", "QLabel('x')"))
    good = "label = QLabel('x')\nlabel.setTextFormat(Qt.TextFormat.PlainText)"
    assert not bare_labels(example("src/prospectdesk/ui/kit/labels.py", good))
    held(bare_labels, product)


@pytest.mark.spec("R2")
def test_labels_of_forms_show_plain_text(root):
    start = '<ui><widget class="QLabel" name="title">'
    assert rich_labels(f"{start}</widget></ui>") == ["title"]
    plain = '<property name="textFormat"><enum>Qt::TextFormat::PlainText</enum></property>'
    assert rich_labels(f"{start}{plain}</widget></ui>") == []
    for form in sorted((root / "ui").rglob("*.ui")):
        assert (form.name, rich_labels(form.read_text(encoding="utf-8"))) == (form.name, [])


def test_camel_case_is_kept_for_the_methods_of_qt(product, example, held, qt_names):
    bad = "class A:\n    def rowCount(self): ...\n    def loadRows(self): ...\n"
    found = invented_names(example("src/prospectdesk/ui/x.py", bad), qt_names)
    assert found == ["src/prospectdesk/ui/x.py:3: loadRows is not Qt's"]
    names = {True: qt_names | reportlab_names(), False: qt_names}
    held(lambda source: invented_names(source, names[source.under("documents")]), product)


def reportlab_names():
    """What the documents floor overrides: the letters' library has names like Qt's."""
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    return set(dir(TTFont)) | set(dir(Canvas))


def second_doors(source):
    """Links leave the program by one door only (SECURITY R7)."""
    if source.under("ui/kit") and "The only door" in source.text:
        return []
    return [
        source.at(call, "opens a link itself")
        for call in source.calls()
        if getattr(call.func, "attr", "") == "openUrl"
    ]


@pytest.mark.spec("R7")
def test_links_leave_by_one_door(product, example, held):
    bad = "QDesktopServices.openUrl(QUrl(text))"
    assert second_doors(example("src/prospectdesk/ui/relances/x.py", bad))
    held(second_doors, product)
