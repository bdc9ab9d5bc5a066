"""The texts of the letters in the settings: replaced, previewed, refused with line and reason (X-09, SECURITY T10)."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QLineEdit

from prospectdesk.documents import letter_templates as templates
from prospectdesk.domain.letters import DOCUMENTS
from prospectdesk.queries import letter_templates as reading
from prospectdesk.ui.settings.letter_templates import LetterTemplatesPage

NAME = "settings.letter_templates"


def type_at_end(clerk, text):
    """Types before the quotes that end the text."""
    field = clerk.find(f"{NAME}.text")
    cursor = field.textCursor()
    cursor.setPosition(field.toPlainText().rindex("'''"))
    field.setTextCursor(cursor)
    field.insertPlainText(text)


def told(clerk):
    return clerk.find(f"{NAME}.told").text().replace("\u00a0", " ")


def choose_file(clerk, button, path):
    """Presses a button and answers the system's dialog."""
    clerk.press(f"{NAME}.{button}", asks=True)
    dialog = clerk.dialog()
    dialog.findChild(QLineEdit, "fileNameEdit").setText(str(path))
    dialog.accept()
    clerk.rest()
    clerk.rest()


def try_faults(clerk):
    """Types each fault, saves in vain, stands on its line and gives it up."""
    lines = templates.shipped("lettre-vierge").count("\n")
    for fault, reason in (
        ("{{solde}}", "champ inconnu"),
        ("{{#si nom}} sans fin", "n’est pas fermée"),
        ("/etc/passwd", "chemins de fichiers"),
        ("<script>x</script>", "balises"),
        ("**a** <b>", "balises"),
    ):
        type_at_end(clerk, f"{fault}\n")
        clerk.qtbot.waitUntil(lambda reason=reason: reason in told(clerk))
        assert told(clerk).startswith(f"Ligne {lines} : ")
        clerk.find(f"{NAME}.text").moveCursor(QTextCursor.MoveOperation.Start)
        clerk.press(f"{NAME}.save")
        assert reason in clerk.host.messages.text()
        assert clerk.find(f"{NAME}.text").textCursor().blockNumber() == lines - 1
        assert clerk.ask(reading.all_replaced) == {}
        clerk.press(f"{NAME}.drop")


@pytest.mark.spec("X-09", "D-35", "T10")
def test_an_administrator_writes_a_text_is_told_his_faults_and_restores_the_shipped_one(clerk, tmp_path):
    page = clerk.show(LetterTemplatesPage(clerk.desk))
    assert clerk.rows(NAME) == [one.label for one in DOCUMENTS]
    assert "Lettre de mission éditable" in clerk.find(f"{NAME}.shared").text()
    clerk.pick(NAME, "Lettre vierge")
    assert not clerk.find(f"{NAME}.shared").isVisible()
    save = clerk.find(f"{NAME}.save")
    assert (save.isEnabled(), save.toolTip()) == (False, "Modifiez d’abord le texte")
    try_faults(clerk)
    type_at_end(clerk, "\nMoi : ")
    clerk.press(f"{NAME}.field.nom")
    clerk.press(f"{NAME}.field.clause")
    assert 'clause_nouvelle1 = "Nouvelle clause 1"\nbody' in page.editor.text()
    assert page.editor.text().count("{{#si clause_nouvelle1}}{{/si}}") == 1
    assert page.editor.fault is None
    assert clerk.row(NAME, "Lettre vierge").pill == "Non enregistré"
    clerk.pick(NAME, "Courrier de démission")
    clerk.pick(NAME, "Lettre vierge")
    assert "Moi : {{nom}}" in page.editor.text(), "what is typed stays when another document is looked at"
    clerk.press(f"{NAME}.save")
    assert clerk.row(NAME, "Lettre vierge").pill == "Remplacé"
    assert "Moi : {{nom}}" in clerk.ask(reading.replaced, "lettre-vierge")
    clerk.press(f"{NAME}.form.paper")
    clerk.qtbot.waitUntil(page.view.has_all)
    assert "Aperçu avec" in clerk.find(f"{NAME}.preview.file").text()
    clerk.picture("letter_templates")
    choose_file(clerk, "export", tmp_path / "mien.toml")
    assert "Moi : {{nom}}" in (tmp_path / "mien.toml").read_text(encoding="utf-8")
    (tmp_path / "autre.toml").write_text("title = 'A'\nbody = '''\nNeuf {{x}}\n'''", encoding="utf-8")
    clerk.press(f"{NAME}.form.edit")
    choose_file(clerk, "bring", tmp_path / "autre.toml")
    assert told(clerk) == "Ligne 3 : champ inconnu « x »."
    clerk.press(f"{NAME}.drop")
    clerk.press(f"{NAME}.restore")
    assert clerk.ask(reading.all_replaced) == {}
    assert page.editor.text() == templates.shipped("lettre-vierge")
    assert not clerk.find(f"{NAME}.restore").isEnabled()


@pytest.mark.spec("X-04", "X-05", "X-09")
def test_others_read_and_preview_the_texts_only_and_typing_survives_a_closed_window(clerk):
    page = clerk.show(LetterTemplatesPage(clerk.desk))
    clerk.pick(NAME, "Lettre vierge")
    type_at_end(clerk, "Inachevé")
    clerk.qtbot.waitUntil(lambda: clerk.desk.idle and not page._keeper._pause.isActive())
    clerk.rest()
    clerk.close()
    page = clerk.show(LetterTemplatesPage(clerk.desk))
    clerk.pick(NAME, "Lettre vierge")
    assert "Inachevé" in page.editor.text()
    clerk.press(f"{NAME}.drop")
    clerk.sign_in("ugo")
    clerk.desk.person_changed.emit()
    clerk.rest()
    assert page.editor.field.isReadOnly()
    assert clerk.find(f"{NAME}.rights").isVisible()
    for button in ("save", "bring", "restore"):
        found = clerk.find(f"{NAME}.{button}")
        assert not found.isEnabled()
        assert "administrateurs" in found.toolTip()
    clerk.press(f"{NAME}.form.paper")
    clerk.qtbot.waitUntil(page.view.has_all)
    assert clerk.find(f"{NAME}.list").focusPolicy() & Qt.FocusPolicy.TabFocus
