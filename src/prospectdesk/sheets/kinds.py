"""What a file really is, by its first bytes and not by its name, and the sentence when it is no table."""

from __future__ import annotations

import stat
from pathlib import Path

from prospectdesk.domain.errors import BadFile, Unavailable
from prospectdesk.sheets import archive, limits

XLSX, XLS, ODS, CSV, VCF = "xlsx", "xls", "ods", "csv", "vcf"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BIFF = (b"\x09\x08\x10\x00", b"\x09\x08\x08\x00", b"\x09\x04\x06\x00", b"\x09\x02\x06\x00")
_OTHERS = (
    (b"%PDF", "un document PDF"),
    (b"\x89PNG", "une image"),
    (b"\xff\xd8\xff", "une image"),
    (b"GIF8", "une image"),
    (b"{\\rtf", "un document RTF"),
    (b"Rar!", "une archive"),
    (b"7z\xbc\xaf", "une archive"),
    (b"\x1f\x8b", "une archive"),
    (b"MZ", "un programme"),
    (b"\x7fELF", "un programme"),
    (b"SQLite format 3", "une base de données"),
    (b"{", "un document JSON"),
    (b"[{", "un document JSON"),
)


def check_reachable(path: Path) -> int:
    """The size of the regular file at `path`, in bytes. Raises BadFile or Unavailable."""
    try:
        found = path.stat()
    except FileNotFoundError as error:
        raise BadFile("no_file", "Le fichier «\u00a0{name}\u00a0» n’existe pas.", name=path.name) from error
    except (OSError, ValueError) as error:
        raise unreadable(path) from error
    if stat.S_ISDIR(found.st_mode):
        raise BadFile("is_folder", "«\u00a0{name}\u00a0» est un dossier, pas un fichier.", name=path.name)
    if not stat.S_ISREG(found.st_mode):
        raise BadFile(
            "no_regular_file", "«\u00a0{name}\u00a0» n’est pas un fichier ordinaire.", name=path.name
        )
    if found.st_size == 0:
        raise empty()
    return found.st_size


def unreadable(path: Path) -> Unavailable:
    """The sentence for a file that the system does not let us read."""
    return Unavailable(
        "file_unreadable",
        "Le fichier «\u00a0{name}\u00a0» ne peut pas être lu\u00a0; vérifiez vos droits ou "
        "fermez le programme qui l’utilise.",
        name=path.name,
    )


def empty() -> BadFile:
    """The sentence for a file, or a sheet, without a single value."""
    return BadFile("empty_file", "Ce fichier est vide\u00a0: il n’y a rien à importer.")


def recognise(path: Path) -> str:
    """XLSX, XLS, ODS, CSV or VCF by content; BadFile names what else it is."""
    with path.open("rb") as stream:
        head = stream.read(4096)
    suffix = path.suffix.lower()
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_zip(path)
    if head.startswith(_OLE):
        return _kind_of_ole(path)
    if head.startswith(_BIFF):
        return XLS
    for magic, label in _OTHERS:
        if head.startswith(magic):
            raise no_table(label)
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<meta", b"<body")):
        raise no_table("une page web")
    if text.startswith(b"<?xml") or text.startswith(b"<!doctype"):
        raise no_table("un document XML")
    if suffix in (".xlsx", ".xlsm", ".xls", ".ods"):
        raise no_table("un fichier d’une autre sorte") if b"\x00" in head else not_a_workbook(suffix)
    if suffix == ".vcf" or text.startswith(b"begin:vcard"):
        return VCF
    return CSV


def _kind_of_zip(path: Path) -> str:
    names = archive.Archive(path).names
    if "xl/workbook.xml" in names or any(name.endswith("workbook.xml") for name in names):
        return XLSX
    if "content.xml" in names and "mimetype" in names:
        return _kind_of_open_document(path)
    if any(name.startswith("word/") for name in names):
        raise no_table("un document Word")
    if any(name.startswith("ppt/") for name in names):
        raise no_table("une présentation")
    if any(name.endswith("workbook.bin") for name in names):
        raise no_table("un classeur binaire (.xlsb)")
    raise no_table("une archive")


def _kind_of_open_document(path: Path) -> str:
    container = archive.Archive(path)
    kind = b"".join(container.blocks("mimetype"))
    if b"spreadsheet" not in kind:
        raise no_table("un document OpenDocument qui n’est pas un tableur")
    if "META-INF/manifest.xml" in container.names and b"encryption-data" in container.xml(
        "META-INF/manifest.xml"
    ):
        raise archive.protected()
    return ODS


def _kind_of_ole(path: Path) -> str:
    if path.stat().st_size > limits.BOOK_BYTES:
        raise archive.too_big()
    data = path.read_bytes()
    if _wide("EncryptedPackage") in data:
        raise archive.protected()
    if _wide("Workbook") in data or _wide("Book") in data or _wide("WORKBOOK") in data:
        return XLS
    if _wide("WordDocument") in data:
        raise no_table("un document Word")
    raise no_table("un document d’une autre sorte")


def _wide(name: str) -> bytes:
    return name.encode("utf-16-le")


def no_table(label: str) -> BadFile:
    """The sentence for a file that is something else than its name says."""
    return BadFile(
        "not_a_table",
        "Ce fichier est {label}, pas un tableau\u00a0; choisissez un fichier .xlsx, .xls, .ods ou .csv.",
        label=label,
    )


def not_a_workbook(suffix: str) -> BadFile:
    """The sentence for a text file named as a workbook."""
    return BadFile(
        "not_a_workbook",
        "Ce fichier se nomme {suffix} mais n’est pas un classeur\u00a0; si c’est du texte, "
        "renommez-le en .csv.",
        suffix=suffix,
    )


def headings_only() -> BadFile:
    """The sentence for a sheet without a row under its headings."""
    return BadFile("no_rows", "Ce fichier ne contient que des titres de colonnes : il n’y a rien à importer.")


def nothing_there() -> BadFile:
    """The sentence for official stock files without an establishment of the wanted departments."""
    return BadFile(
        "no_rows",
        "Aucun établissement de ce fichier n’est dans les départements choisis : il n’y a rien à importer.",
    )
