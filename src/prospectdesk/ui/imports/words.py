"""The words of imports on the screen: kinds, fields, encodings, fates and why a row has its fate."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject

from prospectdesk.sheets import columns
from prospectdesk.ui.kit.columns import PillCell

if TYPE_CHECKING:
    from prospectdesk.commands.import_fates import RowFate

KINDS = ("companies", "clients", "contacts")
KIND_ICONS = {"companies": "building-2", "clients": "handshake", "contacts": "users"}
FATE_LOOK = {
    "create": ("ok", "plus"), "update": ("accent", "refresh-cw"), "ignore": ("neutral", "skip-forward"),
    "duplicate": ("warn", "git-compare-arrows"), "error": ("bad", "circle-alert"),
}  # fmt: skip
FIELDS = {
    "siret": "SIRET", "siren": "SIREN", "raison_sociale": "Raison sociale", "enseigne": "Enseigne", "naf": "Code NAF",
    "tranche_effectif": "Tranche d’effectif", "numero_voie": "Numéro de voie", "type_voie": "Type de voie",
    "libelle_voie": "Nom de la voie", "rue": "Rue, lieu-dit", "adresse_suite": "Complément d’adresse",
    "code_postal": "Code postal", "code_commune": "Code commune (INSEE)", "ville": "Ville",
    "departement": "Département", "pays": "Pays", "longitude": "Longitude", "latitude": "Latitude",
    "telephone": "Téléphone", "telephone_etranger": "Téléphone à l’étranger", "fax": "Fax", "courriel": "E-mail",
    "site_internet": "Site internet", "forme_juridique": "Forme juridique", "regime_imposition": "Régime d’imposition",
    "cabinet_actuel": "Cabinet actuel", "date_creation": "Date de création", "etat": "État administratif",
    "statut_diffusion": "Statut de diffusion (O ou P)",
    "siege": "Siège (oui ou non)", "source": "Source", "ex_client": "Ancien client (oui ou non)",
    "civilite": "Civilité", "prenom": "Prénom", "nom": "Nom", "fonction": "Fonction",
    "role": "Rôle (interlocuteur ou candidat)", "telephone_portable": "Téléphone portable",
    "telephone_domicile": "Téléphone direct", "date_naissance": "Date de naissance", "linkedin": "LinkedIn",
    "note": "Note", "photo": "Photo",
}  # fmt: skip
ENCODINGS = {
    "utf-8": "UTF-8", "utf-16": "UTF-16", "utf-16-le": "UTF-16 (petit-boutiste)",
    "utf-16-be": "UTF-16 (gros-boutiste)", "cp1252": "Windows (cp1252)", "iso-8859-15": "Latin 9 (ISO 8859-15)",
    "cp850": "DOS (cp850)", "mac-roman": "Mac Roman",
}  # fmt: skip
SEPARATORS = {";": "Point-virgule", ",": "Virgule", "\t": "Tabulation", "|": "Barre verticale"}


class _Words(QObject):
    """Where lupdate finds the sentences of this module."""

    def kind(self, key: str) -> str:
        return {
            "companies": self.tr("Sociétés"),
            "clients": self.tr("Clients d’une routine"),
            "contacts": self.tr("Interlocuteurs"),
        }[key]

    def fate(self, key: str) -> str:
        return {
            "create": self.tr("Créer"),
            "update": self.tr("Mettre à jour"),
            "ignore": self.tr("Ignorer"),
            "duplicate": self.tr("Doublon à trancher"),
            "error": self.tr("Erreur"),
        }[key]

    def outcome(self, key: str) -> str:
        return {
            "create": self.tr("Créées"),
            "update": self.tr("Mises à jour"),
            "ignore": self.tr("Ignorées"),
            "duplicate": self.tr("Doublons"),
            "error": self.tr("Erreurs"),
        }[key]

    def reason(self, row: RowFate, kind: str) -> str:
        if row.fate == "error":
            return self.wrong(row)
        if row.reason:
            said = re.sub(r"\s: doublon à trancher$", "", row.reason)  # the pill says it
            return said[0].upper() + said[1:]
        if kind != "companies":
            return self.listed(row, kind)
        if row.fate == "create":
            return self.made(row)
        if row.fate == "update":
            changed = [
                side.label.lower()
                for side in row.sides
                if taken(side.file, side.present, side.locked, side.kept)
            ]
            if not changed:
                return self.tr("Complète la fiche")
            return self.tr("Champs : {0}").format(", ".join(changed))
        return self.tr("Identique à la fiche, rien à écrire")

    def wrong(self, row: RowFate) -> str:
        text = row.reason or ""
        if row.column and not text.lower().startswith(row.column.lower()):
            text = self.tr("Colonne {0} : {1}").format(row.column, text)
        return self.tr("{0} (« {1} »)").format(text, row.value) if row.value else text

    def made(self, row: RowFate) -> str:
        if row.company is not None:
            return self.tr("Nouvel établissement d’une société connue")
        return (
            self.tr("Nouvelle société, SIRET valide")
            if row.siret
            else self.tr("Nouvelle société, sans SIRET")
        )

    def listed(self, row: RowFate, kind: str) -> str:
        if kind == "clients":
            return self.tr("Déjà Client") if row.fate == "ignore" else self.tr("Reçoit le tag Client")
        return self.tr("Nouvel interlocuteur") if row.fate == "create" else ""

    def lines(self, number: int, written: str) -> str:
        return self.tr("{0} lignes").format(written) if number > 1 else self.tr("{0} ligne").format(written)

    def left(self, doublets: str, errors: str) -> str:
        if doublets and errors:
            return self.tr("{0} doublons et {1} erreurs resteront de côté").format(doublets, errors)
        if doublets:
            return self.tr("{0} doublons resteront de côté").format(doublets)
        return self.tr("{0} erreurs resteront de côté").format(errors) if errors else ""


_words = _Words()


def kind_label(key: str) -> str:
    """Sociétés, Clients d’une routine, Interlocuteurs."""
    return _words.kind(key)


def fate_label(key: str) -> str:
    """Créer, Mettre à jour …"""
    return _words.fate(key)


def outcome_label(key: str) -> str:
    """Créées, Mises à jour …: fates once they came true."""
    return _words.outcome(key)


def field_label(field: str) -> str:
    """A field of columns.py as a person calls it."""
    return QCoreApplication.translate("ImportFields", FIELDS.get(field, field))


def reason(row: RowFate, kind: str) -> str:
    """Why the row has its fate, in one short sentence."""
    return _words.reason(row, kind)


def line_count(number: int) -> str:
    """1 ligne, 452 lignes."""
    from prospectdesk.ui.kit.format import count

    return _words.lines(number, count(number))


def left_behind(doublets: int, errors: int) -> str:
    """How much will not be written, "" when everything is."""
    from prospectdesk.ui.kit.format import count

    return _words.left(count(doublets) if doublets else "", count(errors) if errors else "")


def fate_pill(row: RowFate) -> PillCell:
    """The fate as a pill; a row that repeats a SIRET of the file has nothing to settle and counts as left aside."""
    key = "ignore" if row.fate == "duplicate" and not row.decidable else row.fate
    tone, icon = FATE_LOOK[key]
    return PillCell(fate_label(key), tone, icon)


def taken(file: str | None, present: str | None, locked: str | None, kept: bool) -> bool:
    """Whether an update would write the file's value."""
    return file is not None and file != present and locked is None and not kept


def mandatory(kind: str) -> tuple[str, ...]:
    """The fields of which one at least must be given."""
    needed = len(columns.missing({}, kind))
    return tuple(one for one in columns.fields(kind) if len(columns.missing({0: one}, kind)) < needed)
