"""One stage for the dossiers of many companies: who may moves, who may not is named."""

from __future__ import annotations

from typing import Any

import pytest

from prospectdesk.commands.bulk_stages import MoveStages
from prospectdesk.commands.dossier_outcomes import LoseDossier
from prospectdesk.commands.dossiers import CreateDossier
from prospectdesk.domain.errors import Refused
from prospectdesk.queries import companies
from prospectdesk.queries.bulk_stages import pipelines

TANGUY, LE_GOFF, DUPUIS, MOREL = "000100024", "000100032", "000100040", "000100065"


@pytest.mark.spec("X-06", "SM-4")
def test_open_dossiers_move_in_one_step_and_the_others_are_named(session: Any, do: Any) -> None:
    ids = {siren: session.reader.run(companies.find_id, siren) for siren in (TANGUY, LE_GOFF, DUPUIS, MOREL)}
    made = {
        siren: do(CreateDossier(company=ids[siren], dossier_type="Comptable")).row_id
        for siren in (TANGUY, LE_GOFF, DUPUIS)
    }
    reason = {"reasons": ("Délai",), "justification": "trop cher"}
    do(LoseDossier(dossier=made[DUPUIS], **reason))
    [standard] = session.reader.run(pipelines, list(ids.values()))
    assert (standard.dossiers, standard.companies) == (2, 2)
    stage = next(one for one in standard.stages if one.label == "Qualifié")
    done = do(MoveStages(companies=tuple(ids.values()), etape=stage.id))
    assert done.message == (
        "2 dossiers à l’étape «\u00a0Qualifié\u00a0». Sans changement\u00a0: «\u00a0Dupuis Menuiserie\u00a0» (un dossier perdu ne "
        "change plus d’étape\u00a0: un responsable peut le rouvrir) et «\u00a0Ferronnerie Morel\u00a0» (aucun dossier de ce pipeline)."
    )
    assert done.data["moved"] == 2
    again = do(MoveStages(companies=(ids[TANGUY],), etape=stage.id))
    assert again.undo is None
    with pytest.raises(Refused, match="Aucun dossier"):
        do(MoveStages(companies=(ids[MOREL],), etape=stage.id))
    session.bus.do(done.undo)
    with session.reader.session() as conn:
        stages = conn.execute(
            "SELECT DISTINCT s.label FROM dossier d JOIN stage s ON s.id = d.stage_id"
        ).fetchall()
    assert stages == [("Suspect",)]
