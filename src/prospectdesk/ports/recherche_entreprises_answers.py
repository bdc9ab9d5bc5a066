"""Reads the answers of the API Recherche d’entreprises: legal units, establishments, directors, oddities included."""

from __future__ import annotations

from itertools import islice
from typing import Any

from prospectdesk.domain.register import AUDITORS, Director, Listing, Site, Unit
from prospectdesk.domain.text import fold
from prospectdesk.ports import reading
from prospectdesk.ports.failures import unavailable
from prospectdesk.ports.reading import Json, text

LABEL = "Recherche d’entreprises"
SOURCE = "recherche_entreprises"
MOST_RESULTS = 10_000
"""The service counts and shows no further."""
MOST_SITES = 100
MOST_DIRECTORS = 40
_SIREN, _SIRET = 9, 14


def listing(document: Any, page: int) -> Listing:
    """A page of results. Raises Unavailable when it is not one."""
    if not isinstance(document, dict) or not isinstance(document.get("results"), list):
        raise unavailable("bad_answer", LABEL)
    rows = document["results"]
    found = [one for one in map(unit, reading.objects(rows)) if one is not None]
    total = reading.whole(document.get("total_results")) or 0
    pages = reading.whole(document.get("total_pages")) or 0
    return Listing(
        units=tuple(found),
        total=total,
        page=page,
        pages=pages,
        capped=total >= MOST_RESULTS,
        left_out=len(rows) - len(found),
    )


def unit(row: Json) -> Unit | None:
    """One result; None without a SIREN, or where it is not clear whether it is public."""
    siren = reading.number(row, "siren", _SIREN)
    public = reading.diffusion(row.get("statut_diffusion"))
    if siren is None or public is None:
        return None
    public = public and not reading.masked(row.get("nom_complet"))
    seat = _site(reading.part(row, "siege"), head_office=True)
    found: dict[str, Site] = {} if seat is None else {seat.siret: seat}
    for one in islice(reading.objects(row.get("matching_etablissements")), MOST_SITES):
        site = _site(one)
        if site is not None and site.siret.startswith(siren):
            found.setdefault(site.siret, site)
    figures = _figures(reading.part(row, "finances"))
    return Unit(
        siren=siren,
        source=SOURCE,
        name=text(row, "nom_raison_sociale", "nom_complet") if public else None,
        legal_form=reading.code(row, "nature_juridique", 4),
        naf=reading.naf(row, "activite_principale"),
        created_on=reading.day(row, "date_creation"),
        closed_on=reading.day(row, "date_fermeture"),
        headcount_band=reading.band(row, "tranche_effectif_salarie"),
        open=row.get("etat_administratif") != "C",
        public=public,
        turnover=figures[1],
        result=figures[2],
        figures_year=figures[0],
        agreement=_agreements(reading.part(row, "complements")),
        updated_on=reading.day(row, "date_mise_a_jour_insee", "date_mise_a_jour"),
        sites=tuple(found.values()),
        directors=_directors(row.get("dirigeants")) if public else (),
        complete=isinstance(row.get("dirigeants"), list),
    )


def _site(row: Json, head_office: bool | None = None) -> Site | None:
    siret = reading.number(row, "siret", _SIRET)
    if siret is None:
        return None
    public = bool(reading.diffusion(row.get("statut_diffusion_etablissement")))
    public = public and not reading.masked(row.get("adresse"))
    latitude, longitude = reading.place_of(row.get("latitude"), row.get("longitude"))
    brands = row.get("liste_enseignes")
    first = {"brand": brands[0]} if isinstance(brands, list) and brands else {}
    est_siege = row.get("est_siege")
    return Site(
        siret=siret,
        brand=text(first, "brand") or text(row, "nom_commercial"),
        naf=reading.naf(row, "activite_principale"),
        street=_street(row) if public else None,
        street2=text(row, "complement_adresse"),
        postcode=reading.code(row, "code_postal", 12),
        city=text(row, "libelle_commune", "libelle_commune_etranger", limit=100),
        city_code=reading.code(row, "commune", 5),
        country=text(row, "libelle_pays_etranger", limit=60),
        latitude=latitude,
        longitude=longitude,
        headcount_band=reading.band(row, "tranche_effectif_salarie"),
        head_office=head_office if not isinstance(est_siege, bool) else est_siege,
        open=row.get("etat_administratif") != "F",
        created_on=reading.day(row, "date_creation"),
        closed_on=reading.day(row, "date_fermeture"),
        public=public,
    )


def _street(row: Json) -> str | None:
    """The split parts of a seat's address; of other establishments the line without postcode and town."""
    split = reading.joined(row, "numero_voie", "indice_repetition", "type_voie", "libelle_voie")
    if split is not None:
        return split
    line = text(row, "adresse")
    postcode = text(row, "code_postal")
    if line is None or postcode is None:
        return line
    before, found, _after = line.rpartition(f" {postcode} ")
    return before.strip() or None if found else line


def _figures(finances: Json) -> tuple[int | None, int | None, int | None]:
    """Year, turnover and result of the newest year told."""
    years = [year for year in finances if year.isascii() and year.isdecimal() and len(year) == 4]
    for year in sorted(years, reverse=True):
        told = reading.part(finances, year)
        turnover, result = reading.whole(told.get("ca")), reading.whole(told.get("resultat_net"))
        if turnover is not None or result is not None:
            return int(year), turnover, result
    return None, None, None


def _agreements(complements: Json) -> str | None:
    """The codes of the collective agreements; 9999 means none."""
    told = complements.get("liste_idcc")
    codes = told if isinstance(told, list) else []
    kept = [one for one in codes if isinstance(one, str) and one.isdecimal() and one != "9999"]
    return ", ".join(f"IDCC {one}" for one in kept[:5]) or None


def _directors(rows: Any) -> tuple[Director, ...]:
    """Natural persons who lead: no auditors, nobody whose name is withheld."""
    found: dict[tuple[str, str], Director] = {}
    for row in islice(reading.objects(rows), MOST_DIRECTORS):
        last = text(row, "nom", limit=100)
        job = text(row, "qualite", limit=150)
        if last is None or row.get("type_dirigeant") == "personne morale" or AUDITORS in fold(job or ""):
            continue
        first = (text(row, "prenoms", limit=100) or "").split(" ")[0].strip(",")
        one = Director(last_name=_written(last), first_name=_written(first) or None, job=job)
        found.setdefault((fold(last), fold(first)), one)
    return tuple(found.values())


def _written(name: str) -> str:
    """A name in capitals as people write it."""
    return name.title() if name.isupper() else name
