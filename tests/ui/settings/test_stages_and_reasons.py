"""Stages of the pipelines (C-36) and reasons of signing and losing (D-37, D-40)."""

from __future__ import annotations

import pytest

from prospectdesk.queries import administration
from prospectdesk.ui.settings.reasons import ReasonsPage
from prospectdesk.ui.settings.stages import StagesPage

PIPELINE, STAGE, REASON = "settings.stages.pipeline", "settings.stages.stage", "settings.reasons.reason"


@pytest.mark.spec("C-36", "D-24")
def test_a_responsable_renames_adds_orders_and_switches_off_stages(clerk):
    clerk.sign_in("rachid")
    clerk.show(StagesPage(clerk.desk))
    assert clerk.rows(STAGE)[0] == "Suspect (5\u00a0%)"
    clerk.form(f"{STAGE}.add")
    clerk.fill(label="Proposition", percent=60)
    clerk.save()
    assert clerk.rows(STAGE)[-1] == "Proposition (60\u00a0%)"
    clerk.press(f"{STAGE}.up")
    assert clerk.rows(STAGE)[-2:] == ["Proposition (60\u00a0%)", "Gagné (99\u00a0%)"]
    clerk.form(f"{STAGE}.edit")
    clerk.fill(meaning="Gagné\u00a0: crée le fichier client")
    clerk.save()
    assert "Crée le fichier client" in clerk.row(STAGE, "Proposition (60\u00a0%)").under
    clerk.pick(STAGE, "Evalué (50\u00a0%)")
    clerk.press(f"{STAGE}.active")
    assert clerk.row(STAGE, "Evalué (50\u00a0%)").pill == "Désactivé"


@pytest.mark.spec("C-36")
def test_a_new_pipeline_starts_with_the_stages_of_the_first(clerk):
    clerk.show(StagesPage(clerk.desk))
    clerk.form(f"{PIPELINE}.add")
    clerk.fill(label="Formation")
    clerk.save()
    assert clerk.find(f"{STAGE}.title").text() == "Étapes de Formation"
    assert len(clerk.rows(STAGE)) == 5
    clerk.pick(STAGE, "Gagné (99\u00a0%)")
    clerk.press(f"{STAGE}.delete")
    assert len(clerk.rows(STAGE)) == 4
    clerk.pick(PIPELINE, "Standard")
    assert len(clerk.rows(STAGE)) == 5


@pytest.mark.spec("C-36", "X-05")
def test_a_utilisateur_only_reads_the_stages(clerk):
    clerk.sign_in("ugo")
    clerk.show(StagesPage(clerk.desk))
    clerk.pick(STAGE, "Suspect (5\u00a0%)")
    button = clerk.find(f"{STAGE}.edit")
    assert not button.isEnabled()
    assert button.toolTip() == "Réservé aux responsables et aux administrateurs de l’espace."


@pytest.mark.spec("D-37", "D-40")
def test_reasons_are_kept_apart_by_what_they_explain(clerk):
    clerk.show(ReasonsPage(clerk.desk))
    assert clerk.rows(REASON)[0] == "Prix"
    clerk.press("settings.reasons.scope.perte")
    assert clerk.rows(REASON)[0] == "Prix trop élevé"
    clerk.form(f"{REASON}.add")
    clerk.fill(label="Prix")
    clerk.save()
    assert clerk.rows(REASON)[-1] == "Prix"
    clerk.press(f"{REASON}.up")
    assert clerk.rows(REASON)[-2:] == ["Prix", "Cessation d’activité"]
    signature = [
        one.label for one in clerk.ask(administration.lines, "reason") if one.values["scope"] == "signature"
    ]
    assert signature[0] == "Prix"
    assert len(signature) == 8
