"""Small official stock files with every documented column, as CSV, zipped CSV and Parquet."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from stdnum import luhn

_SITE_TITLES = (
    "siren nic siret statutDiffusionEtablissement dateCreationEtablissement trancheEffectifsEtablissement "
    "anneeEffectifsEtablissement activitePrincipaleRegistreMetiersEtablissement dateDernierTraitementEtablissement "
    "etablissementSiege nombrePeriodesEtablissement complementAdresseEtablissement numeroVoieEtablissement "
    "indiceRepetitionEtablissement dernierNumeroVoieEtablissement indiceRepetitionDernierNumeroVoieEtablissement "
    "typeVoieEtablissement libelleVoieEtablissement codePostalEtablissement libelleCommuneEtablissement "
    "libelleCommuneEtrangerEtablissement distributionSpecialeEtablissement codeCommuneEtablissement "
    "codeCedexEtablissement libelleCedexEtablissement codePaysEtrangerEtablissement libellePaysEtrangerEtablissement "
    "identifiantAdresseEtablissement coordonneeLambertAbscisseEtablissement coordonneeLambertOrdonneeEtablissement "
    "complementAdresse2Etablissement numeroVoie2Etablissement indiceRepetition2Etablissement typeVoie2Etablissement "
    "libelleVoie2Etablissement codePostal2Etablissement libelleCommune2Etablissement "
    "libelleCommuneEtranger2Etablissement distributionSpeciale2Etablissement codeCommune2Etablissement "
    "codeCedex2Etablissement libelleCedex2Etablissement codePaysEtranger2Etablissement libellePaysEtranger2Etablissement "
    "dateDebut etatAdministratifEtablissement enseigne1Etablissement enseigne2Etablissement enseigne3Etablissement "
    "denominationUsuelleEtablissement activitePrincipaleEtablissement nomenclatureActivitePrincipaleEtablissement "
    "caractereEmployeurEtablissement activitePrincipaleNAF25Etablissement"
)
_UNIT_TITLES = (
    "siren statutDiffusionUniteLegale unitePurgeeUniteLegale dateCreationUniteLegale sigleUniteLegale sexeUniteLegale "
    "prenom1UniteLegale prenom2UniteLegale prenom3UniteLegale prenom4UniteLegale prenomUsuelUniteLegale "
    "pseudonymeUniteLegale identifiantAssociationUniteLegale trancheEffectifsUniteLegale anneeEffectifsUniteLegale "
    "dateDernierTraitementUniteLegale nombrePeriodesUniteLegale categorieEntreprise anneeCategorieEntreprise dateDebut "
    "etatAdministratifUniteLegale nomUniteLegale nomUsageUniteLegale denominationUniteLegale "
    "denominationUsuelle1UniteLegale denominationUsuelle2UniteLegale denominationUsuelle3UniteLegale "
    "categorieJuridiqueUniteLegale activitePrincipaleUniteLegale nomenclatureActivitePrincipaleUniteLegale "
    "nicSiegeUniteLegale economieSocialeSolidaireUniteLegale societeMissionUniteLegale caractereEmployeurUniteLegale "
    "activitePrincipaleNAF25UniteLegale"
)
SITE_COLUMNS, UNIT_COLUMNS = _SITE_TITLES.split(), _UNIT_TITLES.split()
RENNES = {
    "codePostalEtablissement": "35000", "libelleCommuneEtablissement": "RENNES", "codeCommuneEtablissement": "35238",
    "coordonneeLambertAbscisseEtablissement": "352107.38", "coordonneeLambertOrdonneeEtablissement": "6789966.54",
}  # fmt: skip
Cells = dict[str, Any]


def siren_of(n: int) -> str:
    """The SIREN of a made-up company."""
    head = f"{40_000_000 + n * 7}"
    return head + luhn.calc_check_digit(head)


def siret_of(n: int, number: int = 1) -> str:
    """The SIRET of one of its establishments."""
    rest = f"{siren_of(n)}{number:04}"
    return rest + luhn.calc_check_digit(rest)


def site(n: int, number: int = 1, **cells: Any) -> Cells:
    """An open establishment of Rennes, the seat when it is the first; `cells` are written over it."""
    siret = siret_of(n, number)
    usual = {
        "siren": siret[:9], "nic": siret[9:], "siret": siret, "statutDiffusionEtablissement": "O",
        "dateCreationEtablissement": "2012-05-09", "trancheEffectifsEtablissement": "11",
        "dateDernierTraitementEtablissement": "2023-11-29T10:21:33",
        "etablissementSiege": "true" if number == 1 else "false", "nombrePeriodesEtablissement": "3",
        "numeroVoieEtablissement": "12", "typeVoieEtablissement": "RUE", "libelleVoieEtablissement": "DE LA MONNAIE",
        "dateDebut": "2015-01-01", "etatAdministratifEtablissement": "A", "activitePrincipaleEtablissement": "62.01Z",
        "nomenclatureActivitePrincipaleEtablissement": "NAFRev2", "caractereEmployeurEtablissement": "O",
    }  # fmt: skip
    return dict.fromkeys(SITE_COLUMNS, "") | usual | RENNES | cells


def unit(n: int, name: str = "", **cells: Any) -> Cells:
    """A legal unit: a company named so, or what `cells` make of it."""
    usual = {
        "siren": siren_of(n), "statutDiffusionUniteLegale": "O", "dateCreationUniteLegale": "2010-03-01",
        "etatAdministratifUniteLegale": "A", "denominationUniteLegale": name, "categorieJuridiqueUniteLegale": "5710",
        "activitePrincipaleUniteLegale": "62.01Z", "nomenclatureActivitePrincipaleUniteLegale": "NAFRev2",
        "nicSiegeUniteLegale": "00011", "trancheEffectifsUniteLegale": "11",
    }  # fmt: skip
    return dict.fromkeys(UNIT_COLUMNS, "") | usual | cells


def write(path: Path, rows: Sequence[Cells]) -> Path:
    """Writes rows as the suffix says: .csv, .zip (with one .csv) or .parquet with its own types."""
    if path.suffix == ".parquet":
        _parquet(path, rows)
        return path
    text = io.StringIO()
    table = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr(f"{path.stem}_utf8.csv", text.getvalue())
    else:
        path.write_text(text.getvalue(), encoding="utf-8")
    return path


def _parquet(path: Path, rows: Sequence[Cells]) -> None:
    """Dates, numbers and flags with types of their own, as the published file has them."""
    from datetime import date

    import pyarrow as pa
    import pyarrow.parquet as pq

    typed = {
        "dateCreationEtablissement": (pa.date32(), date.fromisoformat),
        "dateCreationUniteLegale": (pa.date32(), date.fromisoformat),
        "etablissementSiege": (pa.bool_(), lambda text: text == "true"),
        "coordonneeLambertAbscisseEtablissement": (pa.float64(), _number),
        "coordonneeLambertOrdonneeEtablissement": (pa.float64(), _number),
        "nombrePeriodesEtablissement": (pa.int64(), int),
    }
    columns = {}
    for name in rows[0]:
        kind, read = typed.get(name, (pa.string(), str))
        columns[name] = pa.array([read(row[name]) if row[name] else None for row in rows], kind)
    pq.write_table(pa.table(columns), path, row_group_size=2)


def _number(text: str) -> float | None:
    return None if text.startswith("[") else float(text)
