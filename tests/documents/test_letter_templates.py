"""Files of texts that replace the shipped ones: what is refused, on which line of the file, and why (X-09, SECURITY T10)."""

from __future__ import annotations

import time

import pytest

from prospectdesk.documents import letter_templates as templates
from prospectdesk.domain.errors import BadFile, Invalid
from prospectdesk.domain.letters import DOCUMENTS

GOOD = (
    'title = "Lettre"\nsubtitle = "{{offre}}"\nsignatures = ["client", "cabinet"]\n# note\nbody = \'\'\'\n'
    "Un\n{{#si nom}}Deux {{nom}}{{/si}}\n'''\n"
)
FAULTS = {
    # what stands in the place of "Un" (line 6 of the file): why it is refused
    "{{solde}}": "champ inconnu",
    "{{#si nom}} sans fin": "n’est pas fermée",
    "{{/si}}": "sans {{#si",
    "{{nom": "n’est pas fermé",
    "/etc/passwd": "chemins de fichiers",
    "C:\\Windows\\win.ini": "chemins de fichiers",
    "file:///etc/passwd": "adresses de fichiers",
    "<script>alert(1)</script>": "balises",
    "<b>gras</b>": "balises",
    "<img src='/etc/hostname'/>": "balises",
    "{% for x in y %}": "instruction",
    "${7*7}": "instruction",
    "{{nom.__class__}}": "champ inconnu",
    "a\u202eb": "invisible",
    "a\x00b": "invisible",
}
HEADS = {
    "titre = 'x'": "clé inconnue",
    'title = "encore"': "déjà écrit",
    "du texte": "clé = valeur",
    'addressee = "tous"': "n’est pas possible",
    'sender = "/etc/passwd"': "n’est pas possible",
    'addressee = ["client"]': "entre guillemets",
    "addressee = 1979-05-27": "entre guillemets",
    f"addressee = {'[' * 900}": "entre guillemets",
    f"addressee = {{{'a.' * 400}a = 1}}": "entre guillemets",
    f'addressee = "{"a" * 5000}"': "entre guillemets",
    f"{'a.' * 20_000}a = 1": "clé = valeur",
    "[table]": "clé = valeur",
}


def refusal(text: str) -> Invalid:
    """Why a file is refused, found at once."""
    began = time.process_time()
    with pytest.raises(Invalid) as caught:
        templates.of_file(text)
    assert time.process_time() - began < 1
    return caught.value


@pytest.mark.spec("X-09", "T10")
@pytest.mark.parametrize(("fault", "reason"), FAULTS.items(), ids=range(len(FAULTS)))
def test_a_fault_in_the_text_is_told_with_its_line_in_the_file(fault: str, reason: str) -> None:
    told = refusal(GOOD.replace("Un\n", f"{fault}\n", 1))
    assert told.values["line"] == 6
    assert told.message.startswith("Ligne 6\u00a0: ")
    assert reason in told.message


@pytest.mark.spec("X-09", "T10")
@pytest.mark.parametrize(("line", "reason"), HEADS.items(), ids=range(len(HEADS)))
def test_a_fault_in_the_head_is_told_with_its_line(line: str, reason: str) -> None:
    told = refusal(GOOD.replace("# note", line))
    assert (told.values["line"], reason in told.message) == (4, True), told.message


def test_a_file_without_title_or_text_or_end_is_refused() -> None:
    for text, line in (
        ("", 1),
        ("title = 'x'", 1),
        ("body = '''\nx\n'''", 1),
        ("title = 'x'\nbody = '''\n \n'''", 3),
        ("title = 'x'\nbody = '''\nx", 2),
        ("title = 'x'\nbody = \"x\"", 2),
        ("title = 'x'\nbody = '''\nx\n''' y", 4),
        ("title = 'x\ny'\nbody = '''x'''", 1),
        ("title = '{{x}}'\nbody = '''x'''", 1),
    ):
        assert refusal(text).values["line"] == line, text
    assert "trop long" in refusal("a" * 300_000).message


def test_what_is_shipped_is_right_and_a_file_is_read_as_it_is_written() -> None:
    for document in DOCUMENTS:
        made = templates.built_in(document.template)
        assert made.title.source
        assert templates.of_file(templates.shipped(document.template)) is made
    one = templates.of_file(GOOD)
    assert (one.body.source, one.signatures) == (
        "Un\n{{#si nom}}Deux {{nom}}{{/si}}\n",
        ("client", "cabinet"),
    )
    assert templates.of_file("title = 'x'\nbody = '''a {{nom}}'''").body.source == "a {{nom}}"
    assert templates.read_file("\ufefftitle\r\nx".encode()) == "title\nx"
    for data in (b"\xff\xfe", b"x" * 1_000_001):
        with pytest.raises(BadFile):
            templates.read_file(data)
