"""Which column of a file is which field: Sirene and usual titles recognised, mappings checked."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence

from prospectdesk.domain.errors import Invalid
from prospectdesk.domain.text import fold

COMPANIES, CLIENTS, CONTACTS, LEADS = "companies", "clients", "contacts", "leads"

_COMPANY = {
    "siret": "siret siret_etablissement numero_siret no_siret n_siret siret_siege siret_siege_social",
    "siren": "siren siren_unite_legale numero_siren no_siren n_siren",
    "raison_sociale": "raison_sociale denomination denomination_unite_legale "
    "denomination_sociale nom_raison_sociale"
    " nom_complet nom_entreprise nom_de_l_entreprise nom_societe nom_de_la_societe entreprise "
    "societe organisation"
    " denomination_usuelle denomination_usuelle_etablissement nom_commercial name company "
    "company_name nom libelle",
    "enseigne": "enseigne enseigne1_etablissement enseigne_1_etablissement "
    "enseigne_etablissement enseigne_1 enseigne1"
    " nom_enseigne sigle",
    "naf": "code_naf naf activite_principale_etablissement activite_principale "
    "activite_principale_unite_legale code_ape"
    " ape naf_ape code_naf_ape ape_naf apet apet700 apen700",
    "tranche_effectif": "tranche_effectif tranche_effectifs_etablissement tranche_effectif_salarie"
    " tranche_effectif_salarie_etablissement tranche_effectifs_unite_legale tranche_effectifs "
    "tranche_d_effectif"
    " effectif effectifs tefet tefen",
    "numero_voie": "numero_voie numero_voie_etablissement numvoie no_voie n_voie numero_de_voie",
    "type_voie": "type_voie type_voie_etablissement typvoie type_de_voie",
    "libelle_voie": "libelle_voie libelle_voie_etablissement libvoie nom_voie libelle_de_voie",
    "rue": "rue adresse_1 adresse1 adresse rue_lieu_dit ligne_adresse adresse_ligne_1 address street"
    " adresse_postale geo_adresse l4_normalisee l4",
    "adresse_suite": "adresse_suite adresse_2 adresse2 complement complement_adresse complement_d_adresse"
    " complement_adresse_etablissement adresse_ligne_2 l3_normalisee",
    "code_postal": "code_postal code_postal_etablissement cp codpos code_post postal_code zip zip_code",
    "code_commune": "code_commune code_commune_etablissement code_insee insee depcomen "
    "code_commune_insee codecommune",
    "ville": "commune ville libelle_commune_etablissement libelle_commune localite nom_commune libcom city",
    "departement": "departement code_departement dep dept num_departement",
    "pays": "pays libelle_pays_etranger_etablissement country",
    "longitude": "longitude lon lng long geo_longitude coordonnee_longitude",
    "latitude": "latitude lat geo_latitude coordonnee_latitude",
    "telephone": "telephone tel tel_1 telephone_1 numero_telephone numero_de_telephone "
    "telephone_fixe tel_fixe standard phone",
    "telephone_etranger": "telephone_etranger tel_etranger",
    "fax": "fax telecopie telecopieur",
    "courriel": "courriel mail email e_mail adresse_mail adresse_email adresse_e_mail "
    "courrier_electronique mel",
    "site_internet": "site_internet site_web site url web website site_www",
    "forme_juridique": "forme_juridique categorie_juridique categorie_juridique_unite_legale "
    "nature_juridique code_juridique cj",
    "regime_imposition": "regime_imposition regime_d_imposition regime_fiscal",
    "cabinet_actuel": "cabinet_actuel expert_comptable",
    "date_creation": "date_creation date_creation_etablissement date_creation_unite_legale "
    "date_de_creation cree_le",
    "etat": "etat_administratif_etablissement etat_administratif etat_administratif_unite_legale etat",
    "statut_diffusion": "statut_diffusion_etablissement statut_diffusion statut_diffusion_unite_legale",
    "siege": "etablissement_siege est_siege siege is_siege",
    "source": "source origine provenance",
}
_CLIENT = {name: _COMPANY[name] for name in ("siren", "siret", "raison_sociale")} | {
    "ex_client": "ex_client ancien_client ancien",
}
_CONTACT = {
    "civilite": "civilite titre_civilite genre title",
    "prenom": "prenom first_name given_name prenoms",
    "nom": "nom nom_de_famille last_name family_name nom_contact",
    "fonction": "fonction poste intitule_poste job_title job titre role_entreprise",
    "role": "role type_contact",
    "courriel": _COMPANY["courriel"],
    "telephone_portable": "telephone_portable portable mobile tel_portable gsm tel_mobile "
    "telephone_mobile cell",
    "telephone_domicile": "telephone_domicile telephone tel telephone_fixe tel_fixe "
    "ligne_directe phone telephone_direct",
    "date_naissance": "date_naissance date_de_naissance ne_le naissance birthday",
    "linkedin": "linkedin url_linkedin profil_linkedin",
    "siret": _COMPANY["siret"],
    "siren": _COMPANY["siren"],
    "raison_sociale": "raison_sociale societe entreprise organisation denomination "
    "nom_entreprise nom_societe company",
    "rue": _COMPANY["rue"],
    "adresse_suite": _COMPANY["adresse_suite"],
    "code_postal": _COMPANY["code_postal"],
    "ville": _COMPANY["ville"],
    "pays": _COMPANY["pays"],
    "site_internet": _COMPANY["site_internet"],
    "note": "note notes commentaire commentaires remarque",
    "photo": "photo",
}
_LEAD = {
    "date": "date date_affectation date_d_affectation date_du_lead jour recu_le",
    "cf": "cf conseiller conseiller_formation commercial affecte_a attribue_a",
    "civilite": _CONTACT["civilite"],
    "nom": _CONTACT["nom"],
    "prenom": _CONTACT["prenom"],
    "courriel": _COMPANY["courriel"],
    "telephone": f"{_COMPANY['telephone']} {_CONTACT['telephone_portable']}",
    "formation": "formation formation_souhaitee formation_demandee programme cursus",
    "source": _COMPANY["source"],
    "ligne": "ligne line file liste",
}
_KINDS = {COMPANIES: _COMPANY, CLIENTS: _CLIENT, CONTACTS: _CONTACT, LEADS: _LEAD}
_ALIASES = {
    kind: {alias: (name, rank) for name, text in fields.items() for rank, alias in enumerate(text.split())}
    for kind, fields in _KINDS.items()
}
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_WORDS = re.compile(r"[^a-z0-9]+")


def fields(kind: str = COMPANIES) -> tuple[str, ...]:
    """The fields that a column of a file of `kind` can be, in the order of the page."""
    return tuple(_KINDS[kind])


def title_key(title: str) -> str:
    """`title` in the form compared: words of lower case ASCII joined by `_` (camelCase is cut)."""
    spaced = _CAMEL.sub(" ", title.strip()) if not title.isupper() else title
    return _WORDS.sub("_", fold(spaced.replace("°", " "))).strip("_")


def recognise(header: Sequence[str], kind: str = COMPANIES) -> dict[int, str]:
    """Column index to field for the titles that are known; of two columns for one field, the one whose
    title is the more usual (then the first) is taken."""
    aliases = _ALIASES[kind]
    best: dict[str, tuple[int, int]] = {}
    for place, title in enumerate(header):
        found = aliases.get(title_key(title))
        if found and (found[0] not in best or found[1] < best[found[0]][0]):
            best[found[0]] = (found[1], place)
    return {place: name for name, (_rank, place) in sorted(best.items(), key=lambda item: item[1][1])}


def shape_key(header: Sequence[str], kind: str = COMPANIES) -> str:
    """A fingerprint of the titles, whatever their order, under which a mapping is remembered."""
    text = "\x1f".join([kind, *sorted({title_key(title) for title in header if title.strip()})])
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def apply_mapping(
    header: Sequence[str], mapping: Mapping[str, str | None], kind: str = COMPANIES
) -> dict[int, str]:
    """Column index to field as `mapping` ({"<column title>": "<field>"}, None to leave out) says.

    Only the columns it names are taken. Raises Invalid for an unknown title or field, or a field given twice.
    """
    exact = {title: place for place, title in reversed(list(enumerate(header)))}
    keys = {title_key(title): place for place, title in reversed(list(enumerate(header))) if title.strip()}
    chosen: dict[int, str] = {}
    for title, name in mapping.items():
        place = exact.get(title, keys.get(title_key(title), -1))
        if place < 0:
            raise Invalid(
                "mapping_title",
                "La colonne «\u00a0{title}\u00a0» n’existe pas dans ce fichier\u00a0; "
                "colonnes\u00a0: {titles}.",
                title=title[:80],
                titles=", ".join(filter(None, header))[:500],
            )
        if not name:
            continue
        field = _field(name, kind)
        if field in chosen.values():
            raise Invalid(
                "mapping_twice",
                "Deux colonnes sont données au champ «\u00a0{field}\u00a0»\u00a0; gardez-en une.",
                field=field,
            )
        chosen[place] = field
    return chosen


def missing(mapping: Mapping[int, str], kind: str = COMPANIES) -> tuple[str, ...]:
    """The fields without which a file of `kind` cannot be imported and that `mapping` lacks; of several
    possible ones the first is named."""
    given = set(mapping.values())
    needed: dict[str, tuple[tuple[str, ...], ...]] = {
        COMPANIES: (("siret", "siren", "raison_sociale"),),
        CLIENTS: (("siren", "siret"),),
        CONTACTS: (("nom", "prenom", "courriel"),),
        LEADS: (("nom", "courriel", "telephone"),),
    }
    return tuple(choice[0] for choice in needed[kind] if not given.intersection(choice))


def _field(name: str, kind: str) -> str:
    if name in _KINDS[kind]:
        return name
    found = _ALIASES[kind].get(title_key(name))
    if not found:
        raise Invalid(
            "mapping_field",
            "Le champ «\u00a0{field}\u00a0» n’existe pas\u00a0; champs possibles\u00a0: {fields}.",
            field=str(name)[:80],
            fields=", ".join(_KINDS[kind]),
        )
    return found[0]
