"""The grammar of the command line (CLI.md)."""

from __future__ import annotations

import argparse
import re
from typing import NoReturn

_FRENCH = tuple(
    (re.compile(english), french)
    for english, french in (
        ("^the following arguments are required: ", "il manque "),
        ("^unrecognized arguments: ", "arguments inconnus : "),
        (
            "^argument VERBE: invalid choice: (.*) \\(choose from (.*)\\)$",
            r"verbe inconnu : \1 (au choix : \2)",
        ),
        (
            "^argument (.*): invalid choice: (.*) \\(choose from (.*)\\)$",
            r"\1 n’accepte pas \2 (au choix : \3)",
        ),
        ("^argument (.*): expected one argument$", r"\1 attend une valeur"),
        ("^argument (.*): invalid float value: (.*)$", r"\1 attend un nombre, pas \2"),
        ("^argument (.*?): ignored explicit argument (.*)$", r"\1 n’attend pas de valeur : \2"),
        ("^argument (.*): not allowed with argument (.*)$", r"\1 ne va pas avec \2"),
        ("^one of the arguments (.*) is required$", r"il faut l’un de \1"),
        ("^argument (--[a-z-]+): ", r"\1 : "),
    )
)


class Usage(Exception):
    """Wrong usage; the text says what is wrong, in French."""


class Parser(argparse.ArgumentParser):
    """argparse that speaks French and raises Usage instead of leaving the program."""

    def format_help(self) -> str:
        """The help of argparse in French."""
        text = super().format_help().replace("positional arguments:", "arguments :")
        return text.replace("show this help message and exit", "montre cette aide et finit")

    def error(self, message: str) -> NoReturn:
        """Raises Usage with the message of argparse in French."""
        for pattern, french in _FRENCH:
            message = pattern.sub(french, message)
        raise Usage(f"Utilisation incorrecte : {message}. « prospectdesk --help » donne l’aide.")


def build() -> Parser:
    """The whole parser; the common options are accepted before or after the verb."""
    common = _common(suppress=True)
    parser = Parser(
        prog="prospectdesk",
        parents=[_common(suppress=False)],
        allow_abbrev=False,
        description="ProspectDesk : sans verbe, ouvre la fenêtre.",
    )
    verbs = parser.add_subparsers(dest="verb", metavar="VERBE", parser_class=Parser)

    def verb(name: str, text: str) -> argparse.ArgumentParser:
        return verbs.add_parser(name, help=text, description=text, parents=[common], allow_abbrev=False)

    _data_verbs(verb)
    _portfolio_verb(verb)
    _file_verbs(verb)
    _upkeep_verbs(verb)
    _link_verbs(verb)
    _server_verb(verb)
    return parser


def checked(arguments: argparse.Namespace) -> argparse.Namespace:
    """The same arguments; raises Usage when `do` has no file, or `letter` neither of its two forms whole."""
    if arguments.verb == "do" and arguments.file is None and not arguments.list_commands:
        raise Usage(
            "Utilisation incorrecte : « do » attend un fichier JSON de commandes, ou « - » pour l’entrée standard."
        )
    if arguments.verb == "letter":
        own = (arguments.template, arguments.contact, arguments.out)
        named = (arguments.dossier, arguments.document, arguments.file)
        if not (all(own) and not any(named)) and not (all(named) and not any(own)):
            raise Usage(
                "Utilisation incorrecte : « letter DOSSIER_ID DOCUMENT FICHIER » ou "
                "« letter --template MODÈLE.json --contact ID --out FICHIER »."
            )
    return arguments


def _common(*, suppress: bool) -> Parser:
    """The options of every verb; after the verb they default to what was said before it."""
    parser = Parser(add_help=False, allow_abbrev=False)

    def default(value: object) -> object:
        return argparse.SUPPRESS if suppress else value

    for name, text in (
        ("--data-dir", "dossier du profil"),
        ("--profile", "nom du profil"),
        ("--user", "identifiant"),
        ("--now", "instant ISO de l’horloge"),
        ("--passphrase-file", "fichier de la phrase secrète"),
    ):
        parser.add_argument(name, default=default(None), help=text)
    for name, text in (
        ("--demo", "démonstration"),
        ("--no-encryption", "base non chiffrée"),
        ("--json", "réponse JSON"),
    ):
        parser.add_argument(name, action="store_true", default=default(False), help=text)
    return parser


def _data_verbs(verb: object) -> None:
    assert callable(verb)
    one = verb("import", "importe un fichier .xlsx .xls .ods .csv .vcf, ou les fichiers stock de l’INSEE")
    one.add_argument("file")
    one.add_argument("--kind", choices=("companies", "clients", "contacts", "leads"), required=True)
    one.add_argument("--mapping")
    one.add_argument("--sheet")
    one.add_argument("--encoding")
    one.add_argument("--routine")
    one.add_argument("--registered", action="store_true")
    _stock(one)
    one.add_argument("--dry-run", action="store_true")
    verb("import-undo", "annule un import").add_argument("import_id")
    one = verb("search", "recherche globale")
    one.add_argument("text")
    one.add_argument("--limit", type=_count, default=20)
    one = verb("list", "liste des prospects")
    _criteria(one)
    one.add_argument("--sort", default="raison_sociale")
    one.add_argument("--limit", type=_count, default=50)
    one.add_argument("--offset", type=_count, default=0)
    verb("show", "une fiche complète").add_argument("ref")
    one = verb("do", "exécute des commandes")
    one.add_argument("file", nargs="?")
    one.add_argument("--list", action="store_true", dest="list_commands")
    verb("geocode", "cherche un lieu").add_argument("text")


def _portfolio_verb(verb: object) -> None:
    assert callable(verb)
    one = verb("portfolio", "analyse le portefeuille autour d’un lieu")
    where = one.add_mutually_exclusive_group(required=True)
    where.add_argument("--place", metavar="LIEU", help="commune, code postal, adresse ou « lat, lon »")
    where.add_argument("--at", metavar="LAT,LON")
    one.add_argument("--radius", metavar="KM", required=True)
    one.add_argument("--recruiting", action="store_true", help="recherche d’entreprises qui recrutent")
    one.add_argument("--xlsx", metavar="FICHIER", help="écrit aussi tout le résultat dans un fichier Excel")
    one.add_argument("--limit", type=_count, default=None, help="nombre de lignes montrées, toutes sans cela")


def _file_verbs(verb: object) -> None:
    assert callable(verb)
    one = verb("export", "exporte la liste")
    one.add_argument("file")
    _criteria(one)
    one.add_argument("--sort", default="raison_sociale")
    one = verb("vcard", "exporte un contact")
    one.add_argument("contact")
    one.add_argument("file")
    one = verb("personal-data", "tout ce qui concerne une personne")
    one.add_argument("contact")
    one.add_argument("file")
    one = verb("letter", "imprime une lettre")
    one.add_argument("dossier", nargs="?", metavar="DOSSIER_ID")
    one.add_argument("document", nargs="?", metavar="DOCUMENT")
    one.add_argument("file", nargs="?", metavar="FICHIER")
    one.add_argument("--template", metavar="MODÈLE", help="modèle JSON : title, body")
    one.add_argument("--contact", metavar="ID", help="avec --template : à qui")
    one.add_argument("--out", metavar="FICHIER", help="avec --template : fichier .pdf ou .docx")
    verb("erase", "efface une personne").add_argument("contact")
    one = verb("screens", "images de tous les écrans")
    one.add_argument("outdir")
    one.add_argument("--theme", choices=("light", "dark"))
    one.add_argument("--size", default="1440x900")
    one.add_argument("--scale", type=float, default=1.0)
    one.add_argument("--only", action="append", default=[])


def _upkeep_verbs(verb: object) -> None:
    assert callable(verb)
    verb("check", "vérifie la base").add_argument("--repair", action="store_true")
    verb("backup", "copie vérifiée").add_argument("file")
    restore = verb("restore", "remet une copie, ou repart du service central")
    restore.add_argument("file", nargs="?")
    restore.add_argument(
        "--from-centre",
        action="store_true",
        help="sans copie : la base est mise de côté, la prochaine connexion la remplit",
    )
    verb("recover", "retrouve la clé de la base par le code de secours").add_argument(
        "--code-file", metavar="FICHIER", help="fichier qui tient le code ; sans lui, il est demandé"
    )
    one = verb("demo", "agit sur la démonstration")
    one.add_argument("action")
    one.add_argument("arguments", nargs="*")
    verb("version", "version")


def _link_verbs(verb: object) -> None:
    assert callable(verb)
    one = verb("sign-in", "fait de ce profil un poste de l’utilisateur")
    one.add_argument("--server", required=True, metavar="URL")
    one.add_argument("--password-file", required=True)
    one.add_argument("--workspace", help="espace, quand l’identifiant existe dans plusieurs")
    one.add_argument("--ca", metavar="FICHIER", help="autorité du service central, la seule acceptée")
    verb("sync", "synchronise une fois").add_argument("--server", metavar="URL")
    verb("worker", "tâches de fond sans fenêtre").add_argument("--once", action="store_true")


def _server_verb(verb: object) -> None:
    assert callable(verb)
    one = verb("server", "le service central")
    where = one.add_mutually_exclusive_group(required=True)
    where.add_argument("--embedded", metavar="DOSSIER", help="base PostgreSQL intégrée dans ce dossier")
    where.add_argument("--database", metavar="ADRESSE", help="base PostgreSQL existante (postgresql://…)")
    one.add_argument("--database-ca", metavar="FICHIER", help="autorité de certification de la base")
    one.add_argument("--host", default="127.0.0.1", help="adresse d’écoute")
    one.add_argument("--port", type=_port, default=8443, help="port d’écoute, 0 = un port libre")
    one.add_argument("--tls-cert", metavar="FICHIER", help="certificat HTTPS")
    one.add_argument("--tls-key", metavar="FICHIER", help="clé du certificat")
    one.add_argument("--behind-proxy", action="store_true", help="derrière un mandataire HTTPS")
    one.add_argument("--workers", type=_count, default=1, help="nombre de processus")
    one.add_argument("--migrate", action="store_true", help="prépare ou met à jour la base")
    one.add_argument("--new-workspace", metavar="NOM", help="crée un espace et son premier administrateur")
    one.add_argument(
        "--service-password-file",
        metavar="FICHIER",
        help="avec --migrate : donne ce mot de passe au compte du service, puis finit",
    )
    one.add_argument(
        "--restored",
        action="store_true",
        help="la base vient d’une sauvegarde : nouvelle génération, puis finit",
    )
    one.add_argument("--admin", metavar="IDENTIFIANT", help="identifiant de cet administrateur")
    one.add_argument("--password-file", metavar="FICHIER", help="fichier de son mot de passe")
    one.add_argument(
        "--register", metavar="FICHIER", help="importe un fichier du registre dans l’annuaire, puis finit"
    )
    _stock(one)
    one.add_argument(
        "--snapshot", action="store_true", help="prépare le fichier de premier téléchargement, puis finit"
    )


def _stock(one: argparse.ArgumentParser) -> None:
    """What is said of the official stock files, which come in two."""
    one.add_argument(
        "--legal-units",
        metavar="FICHIER",
        help="fichier StockUniteLegale (.csv, .zip ou .parquet) : le fichier importé est StockEtablissement",
    )
    one.add_argument(
        "--departments",
        metavar="CODES",
        help="départements à prendre dans les fichiers stock : 35,57 ou tous",
    )


def _criteria(one: argparse.ArgumentParser) -> None:
    one.add_argument("--criterion", action="append", default=[], metavar="NOM=VALEUR")
    one.add_argument("--all", action="store_true", dest="all_companies")


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"un nombre entier est attendu, pas « {text[:40]} »")
    return int(text)


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65_535:
        raise argparse.ArgumentTypeError(f"un port de 0 à 65535 est attendu, pas « {text[:40]} »")
    return int(text)
