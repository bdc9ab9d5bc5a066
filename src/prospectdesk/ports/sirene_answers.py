"""Reads the answers of INSEE’s Sirene 3.11: establishments and legal units, whose present values are in periods."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from prospectdesk.domain.lambert import to_degrees
from prospectdesk.domain.register import Listing, Site, Unit
from prospectdesk.ports import reading
from prospectdesk.ports.failures import unavailable
from prospectdesk.ports.reading import Json, text

LABEL = "Sirene"
SOURCE = "sirene"
_SIREN, _SIRET = 9, 14
_CURSOR = re.compile(r"[!-~]{1,2000}")


def establishment(document: Any) -> Unit:
    """The answer to a SIRET: one establishment, also told as a list of one. Raises Unavailable for another shape."""
    if not isinstance(document, dict):
        raise unavailable("bad_answer", LABEL)
    rows = list(reading.objects(document.get("etablissements"))) or [reading.part(document, "etablissement")]
    if not any(rows):
        raise unavailable("bad_answer", LABEL)
    return _read(site_unit(rows[0]))


def legal_unit(document: Any) -> Unit:
    """The answer to a SIREN. Raises Unavailable for another shape."""
    if not isinstance(document, dict):
        raise unavailable("bad_answer", LABEL)
    rows = list(reading.objects(document.get("unitesLegales"))) or [reading.part(document, "uniteLegale")]
    if not any(rows):
        raise unavailable("bad_answer", LABEL)
    return _read(unit(rows[0]))


def _read(found: Unit | None) -> Unit:
    if found is None:
        raise unavailable("bad_answer", LABEL)
    return found


def is_nothing(document: Any) -> bool:
    """Whether a 404 is the service's own "no such number": it comes with its header."""
    return isinstance(document, dict) and isinstance(document.get("header"), dict)


def listing(document: Any, asked: str) -> Listing:
    """A page of a search by cursor; `asked` is the cursor it was asked with."""
    if not isinstance(document, dict):
        raise unavailable("bad_answer", LABEL)
    head = reading.part(document, "header")
    sites, units = document.get("etablissements"), document.get("unitesLegales")
    if not isinstance(sites, list) and not isinstance(units, list):
        raise unavailable("bad_answer", LABEL)
    rows = sites if isinstance(sites, list) else units
    make = site_unit if isinstance(sites, list) else unit
    found = [one for one in map(make, reading.objects(rows)) if one is not None]
    following = head.get("curseurSuivant")
    more = isinstance(following, str) and _CURSOR.fullmatch(following) and following != asked and bool(rows)
    return Listing(
        units=_gathered(found),
        total=reading.whole(head.get("total")) or 0,
        page=1,
        pages=1,
        left_out=len(rows or ()) - len(found),
        rows=len(rows or ()),
        cursor=following if more else None,
    )


def _gathered(found: list[Unit]) -> tuple[Unit, ...]:
    """One unit a SIREN, with all its establishments of the page."""
    units: dict[str, Unit] = {}
    for one in found:
        known = units.get(one.siren)
        units[one.siren] = one if known is None else _with_sites(known, one.sites)
    return tuple(units.values())


def _with_sites(known: Unit, more: tuple[Site, ...]) -> Unit:
    return replace(known, sites=(*known.sites, *more))


def site_unit(row: Json) -> Unit | None:
    """The legal unit of an establishment row, with that establishment."""
    siren = reading.number(row, "siren", _SIREN)
    site = _site(row)
    if site is None:
        return None
    inner = reading.part(row, "uniteLegale")
    return _unit(siren or site.siret[:_SIREN], inner, (site,), row)


def unit(row: Json) -> Unit | None:
    """A legal unit row: its present values are those of its first period. Its seat is known by number alone."""
    siren = reading.number(row, "siren", _SIREN)
    if siren is None:
        return None
    periods = list(reading.objects(row.get("periodesUniteLegale")))
    now = {**row, **(periods[0] if periods else {})}
    nic = text(now, "nicSiegeUniteLegale", limit=5)
    sites = (Site(siret=siren + nic, head_office=True),) if nic and len(nic) == 5 and nic.isdecimal() else ()
    return _unit(siren, now, sites, row)


def _unit(siren: str, values: Json, sites: tuple[Site, ...], row: Json) -> Unit | None:
    names = ("statutDiffusionUniteLegale", "statutDiffusionEtablissement")
    public = reading.diffusion(*(values.get(name, row.get(name)) for name in names))
    if public is None:
        return None
    state = values.get("etatAdministratifUniteLegale")
    return Unit(
        siren=siren,
        source=SOURCE,
        name=_name(values) if public else None,
        legal_form=reading.code(values, "categorieJuridiqueUniteLegale", 4),
        naf=reading.naf(values, "activitePrincipaleUniteLegale"),
        created_on=reading.day(values, "dateCreationUniteLegale"),
        closed_on=reading.day(values, "dateDebut") if state == "C" else None,
        headcount_band=reading.band(values, "trancheEffectifsUniteLegale"),
        open=state != "C",
        public=public,
        updated_on=reading.day(values, "dateDernierTraitementUniteLegale")
        or reading.day(row, "dateDernierTraitementEtablissement"),
        sites=sites,
    )


def _name(values: Json) -> str | None:
    """The denomination, else the person's first and last name."""
    firm = text(values, "denominationUniteLegale", "denominationUsuelle1UniteLegale")
    if firm is not None:
        return firm
    last = text(values, "nomUsageUniteLegale", "nomUniteLegale", limit=100)
    first = text(values, "prenomUsuelUniteLegale", "prenom1UniteLegale", limit=100)
    return " ".join(part for part in (first, last) if part) or None


def _site(row: Json) -> Site | None:
    siret = reading.number(row, "siret", _SIRET)
    if siret is None:
        return None
    periods = list(reading.objects(row.get("periodesEtablissement")))
    now = periods[0] if periods else {}
    address = reading.part(row, "adresseEtablissement")
    seat = row.get("etablissementSiege")
    public = bool(reading.diffusion(row.get("statutDiffusionEtablissement")))
    latitude, longitude = _place(address)
    shut = now.get("etatAdministratifEtablissement") == "F"
    return Site(
        siret=siret,
        name=text(now, "denominationUsuelleEtablissement"),
        brand=text(now, "enseigne1Etablissement", "enseigne2Etablissement", "enseigne3Etablissement"),
        naf=reading.naf(now, "activitePrincipaleEtablissement"),
        street=_street(address),
        street2=text(address, "complementAdresseEtablissement"),
        postcode=reading.code(address, "codePostalEtablissement", 12),
        city=text(address, "libelleCommuneEtablissement", "libelleCommuneEtrangerEtablissement", limit=100),
        city_code=reading.code(address, "codeCommuneEtablissement", 5),
        country=text(address, "libellePaysEtrangerEtablissement", limit=60),
        latitude=latitude,
        longitude=longitude,
        headcount_band=reading.band(row, "trancheEffectifsEtablissement"),
        head_office=seat if isinstance(seat, bool) else None,
        open=not shut,
        created_on=reading.day(row, "dateCreationEtablissement"),
        closed_on=reading.day(now, "dateDebut") if shut else None,
        public=public,
    )


def _street(address: Json) -> str | None:
    """Number, kind and name of the street; without the name the rest says nothing."""
    if text(address, "libelleVoieEtablissement") is None:
        return None
    names = ("numeroVoie", "indiceRepetition", "typeVoie", "libelleVoie")
    return reading.joined(address, *(f"{name}Etablissement" for name in names))


def _place(address: Json) -> tuple[float, float] | tuple[None, None]:
    """The coordinates in metres, written as texts, as degrees."""
    east, north, commune = (
        text(address, f"{name}Etablissement")
        for name in ("coordonneeLambertAbscisse", "coordonneeLambertOrdonnee", "codeCommune")
    )
    return to_degrees(east, north, commune) or (None, None)
