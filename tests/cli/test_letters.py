"""The verb `letter` on the demonstration (CLI.md; A-D8)."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

LE_GOFF = "00010003200010"


@pytest.fixture
def dossier(call: Callable[..., Any], do: Callable[..., Any]) -> str:
    """The dossier of A-D4 with Sophie privileged."""
    sheet = call("show", LE_GOFF, demo=True).document
    sophie = next(one for one in sheet["contacts"] if one["prenom"] == "Sophie")
    made = do(
        {
            "command": "CreateDossier",
            "company": sheet["company"]["id"],
            "dossier_type": "Comptable",
            "titulaire": "ugo",
            "cabinet": "Cabinet Rennes",
        }
    ).document["results"][0]["id"]
    answer = do(
        {"command": "SetPrivileged", "contact": sophie["id"]},
        {
            "command": "SetContract",
            "dossier": made,
            "contrat_type": "Présentation des comptes",
            "offre": "Confort",
            "montant": "2 400",
        },
    )
    assert answer.code == 0, answer.text
    return str(made)


def text_of(file: Path) -> str:
    """The words of a PDF."""
    document = pypdfium2.PdfDocument(file)
    try:
        return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())
    finally:
        document.close()


@pytest.mark.spec("A-D8", "X-09", "X-12")
def test_the_mission_letter_is_printed_and_kept_with_the_dossier(
    call: Callable[..., Any], dossier: str, tmp_path: Path
) -> None:
    for number in (1, 2):
        answer = call("letter", dossier, "Lettre de mission", tmp_path / "lettre.pdf", demo=True)
        assert answer.code == 0
        assert answer.document["pages"] >= 3
        assert "date_debut" in answer.document["missing"]
        sheet = call("show", LE_GOFF, demo=True).document
        assert f"Lettre de mission, version {number}" in [one["title"] for one in sheet["timeline"]]
        told = [one["new"] for one in sheet["history"] if one["field"] == "Document"]
        assert (
            f"Lettre de mission, version {number} (Lettre de mission_Cycles Le Goff_2026-11-23.pdf)" in told
        )
    words = text_of(tmp_path / "lettre.pdf")
    assert "2 400,00 €" in words
    for mission in ("Tenue", "Révision", "Bilan", "Liasse"):
        assert mission in words


@pytest.mark.spec("D-36")
def test_a_document_that_lacks_something_says_what(
    call: Callable[..., Any], do: Callable[..., Any], dossier: str, tmp_path: Path
) -> None:
    answer = call("letter", dossier, "Lettre au confrère", tmp_path / "a.pdf", demo=True)
    assert answer.code == 1
    assert answer.document["error"] == {
        "code": "refused",
        "message": "Renseignez le cabinet actuel de la société",
    }
    assert not (tmp_path / "a.pdf").exists()
    answer = call("letter", dossier, "Lettre inconnue", tmp_path / "a.pdf", demo=True)
    assert (answer.code, answer.document["error"]["code"]) == (1, "invalid")


@pytest.mark.spec("X-10")
def test_a_template_of_one_s_own_is_merged_for_a_contact(
    call: Callable[..., Any], dossier: str, tmp_path: Path
) -> None:
    sheet = call("show", LE_GOFF, demo=True).document
    sophie = next(one["id"] for one in sheet["contacts"] if one["prenom"] == "Sophie")
    template, target = tmp_path / "t.json", tmp_path / "out.docx"
    template.write_text(
        json.dumps({"title": "Bonjour {{prenom}}", "body": "{{raison_sociale}} {{date_fin}} {{montant}}"})
    )
    for out in (target, tmp_path / "out.pdf"):
        answer = call("letter", "--template", template, "--contact", sophie, "--out", out, demo=True)
        assert answer.document == {"file": str(out), "missing": ["date_fin"], "pages": 1}
    assert "Cycles Le Goff ………… 2 400,00 €" in text_of(tmp_path / "out.pdf")
    template.write_text(json.dumps({"title": "T", "body": "a\n{{solde}}"}))
    answer = call("letter", "--template", template, "--contact", sophie, "--out", target, demo=True)
    assert answer.code == 1
    assert (
        answer.document["error"]["message"]
        == "«\u00a0Texte\u00a0», ligne 2\u00a0: champ inconnu «\u00a0solde\u00a0»."
    )


@pytest.mark.parametrize(
    "words", [(), ("x",), ("x", "y", "z.pdf", "--out", "b.pdf"), ("--template", "t.json")]
)
def test_half_a_request_is_wrong_usage(call: Callable[..., Any], words: tuple[str, ...]) -> None:
    answer = call("letter", *words, demo=True)
    assert (answer.code, answer.document["error"]["code"]) == (2, "usage")


@pytest.mark.spec("L-28", "L2", "INV-06")
def test_nobody_writes_to_who_wants_no_contact_or_left(
    call: Callable[..., Any], do: Callable[..., Any], tmp_path: Path
) -> None:
    people = call("show", LE_GOFF, demo=True).document["contacts"]
    do(
        {"command": "BlockContact", "contact": people[0]["id"], "channels": ["call", "sms", "email"]},
        {"command": "MarkContactLeft", "contact": people[1]["id"]},
    )
    template, out = tmp_path / "modèle.json", tmp_path / "lettre.pdf"
    template.write_text(json.dumps({"title": "Bonjour", "body": "{{nom}}"}), encoding="utf-8")
    for person, why in ((people[0], "ne veut plus être contacté"), (people[1], "a quitté la société")):
        answer = call("letter", "--template", template, "--contact", person["id"], "--out", out, demo=True)
        assert (answer.code, answer.document["error"]["code"]) == (1, "refused")
        assert why in answer.document["error"]["message"]
        assert not out.exists()
