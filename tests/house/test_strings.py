"""Sentences the user reads: lupdate finds them, and they are set as French is printed."""

import ast
import re
import xml.etree.ElementTree as ET

import pytest


@pytest.fixture(scope="module")
def french(script):
    """The script that finds and mends the sentences."""
    return script("packaging/typography.py")


def called_name(call):
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def is_tr(node):
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "tr"


def tr_traps(source):
    """tr() with anything but a literal, or inside an f-string: lupdate would miss it."""
    found = [
        source.at(call, "tr() needs one literal, .format() after it")
        for call in source.calls()
        if is_tr(call) and call.args and not isinstance(call.args[0], ast.Constant)
    ]
    for node in ast.walk(source.tree):
        if isinstance(node, ast.JoinedStr):
            inside = [part for part in ast.walk(node) if is_tr(part)]
            found += [source.at(part, "tr() stands in an f-string") for part in inside]
    return found


def made_up_failures(source, names):
    """Failures whose sentence is built on the spot: nobody could translate it."""
    return [
        source.at(call, f"{called_name(call)} needs a literal sentence and named values")
        for call in source.calls()
        if called_name(call) in names and len(call.args) > 1 and isinstance(call.args[1], ast.JoinedStr)
    ]


def test_lupdate_finds_every_string(product, example, held):
    bad = (
        'self.tr(f"Bonjour {name}")',
        "f\"{self.tr('Nom')} {name}\"",
        'self.tr("a" + b)',
        "self.tr(label)",
        'self.tr("%s" % n)',
    )
    for text in bad:
        assert tr_traps(example("src/prospectdesk/ui/x.py", text)), text
    assert not tr_traps(example("src/prospectdesk/ui/x.py", 'self.tr("{0} lignes").format(n)'))
    held(tr_traps, product)


def test_a_failure_has_a_literal_sentence(product, example, held, french):
    def rule(source):
        return made_up_failures(source, french.FAILURES)

    assert rule(example("src/prospectdesk/commands/x.py", 'Refused("code", f"Non {x}")'))
    held(rule, product)


def test_french_strings_are_set_as_french_is_printed(product, example, held, french):
    def rule(source):
        wrong = french.faulty(source.tree, french.is_speaking(source.place))
        return [source.at(node, f"{fault}: {french.written(node)!r}") for node, fault, _repairs in wrong]

    assert rule(example("src/prospectdesk/ui/x.py", 'self.tr("Nom :")'))
    assert rule(example("src/prospectdesk/domain/x.py", 'raise Refused("code", "Il n\'y a rien.")'))
    assert rule(example("src/prospectdesk/commands/x.py", 'Done("ajout", message="Fini !")'))
    assert rule(example("src/prospectdesk/cli/x.py", 'told = f"{name} : gardé"'))
    assert not rule(example("src/prospectdesk/jobs/x.py", 'sql = "SELECT é WHERE a = ?"'))
    held(rule, product)


SHOWN_BY = {
    "setText", "setToolTip", "setStatusTip", "setWindowTitle", "setPlaceholderText", "setAccessibleName",
    "setAccessibleDescription", "setTitle", "addTab", "addMenu", "addAction", "QPushButton", "QCheckBox",
    "QRadioButton", "QGroupBox", "QAction", "QLabel",
}  # fmt: skip


def untranslatable(source):
    """Words given to a widget without tr(); names, signs and examples without letters are fine."""
    if not source.under("ui", "app"):
        return []
    return [
        source.at(text, f"{called_name(call)} shows {text.value!r} without tr()")
        for call in source.calls()
        if called_name(call) in SHOWN_BY
        for text in call.args
        if isinstance(text, ast.Constant)
        and isinstance(text.value, str)
        and re.search(r"[^\W\d_]{2}", text.value)
    ]


def test_what_a_widget_shows_goes_through_tr(product, example, held):
    assert untranslatable(example("src/prospectdesk/ui/x.py", 'QPushButton("Ajouter")'))
    assert untranslatable(example("src/prospectdesk/ui/x.py", 'view.setToolTip("Fermer")'))
    good = 'QPushButton(self.tr("Ajouter"))\nlabel.setText("×")\nmenu.addAction(self.tr("Fermer"))'
    assert not untranslatable(example("src/prospectdesk/ui/x.py", good))
    held(untranslatable, product)


def test_forms_are_set_as_french_is_printed(root, french):
    wrong = []
    for form in sorted((root / "ui").rglob("*.ui")):
        texts = (node.text or "" for node in ET.parse(form).iter("string"))
        wrong += [f"{form.name}: {text}" for text in texts if french.faults(text)]
    assert wrong == []


BAD = ("Nom :", "Nom:", "Fini ?", "Fini?", "«Nom»", "« Nom »", "l'appel", "12 %", "{n}%", "Suite...")
GOOD = (
    "Nom\u00a0:", "Vraiment\u202f?", "«\u00a0Nom\u00a0»", "l’appel", "12\u00a0%", "Suite…", "14:30",
    "«\u00a0{label}\u00a0» est trop long\u00a0: {length:d} caractères", "%n ligne(s)", "https://a.fr/?b=c",
    "Tableurs (*.xlsx *.csv);;Tous (*)",
)  # fmt: skip


@pytest.mark.parametrize("text", BAD)
def test_a_badly_set_string_is_found_and_mended(french, text):
    assert french.faults(text)
    assert french.faults(french.mended(text)) == []


@pytest.mark.parametrize("text", GOOD)
def test_a_well_set_string_stays_as_it_is(french, text):
    assert french.faults(text) == []
    assert french.mended(text) == text


def test_mending_touches_only_the_sentences(french):
    source = 'x = "a : b"  # l\'été :\ny = self.tr(\n    "Nom : {0}"\n    " l\'été {b:d} !"\n)\n'
    right = 'x = "a : b"  # l\'été :\ny = self.tr(\n    "Nom\u00a0: {0}"\n    " l’été {b:d}\u00a0!"\n)\n'
    assert french.mended_source(source) == right
