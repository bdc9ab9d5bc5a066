"""vCards: reading .vcf files of any version card by card, and writing one contact as vCard 4.0 (D-19)."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from prospectdesk.sheets import encodings, limits, photos
from prospectdesk.sheets.cells import Batch, Problem, Row

COLUMNS = (
    "civilite",
    "prenom",
    "nom",
    "fonction",
    "societe",
    "courriel",
    "telephone_domicile",
    "telephone_portable",
    "date_naissance",
    "rue",
    "adresse_suite",
    "code_postal",
    "ville",
    "pays",
    "linkedin",
    "site_internet",
    "note",
    "photo",
)
"""The columns of the rows read, named as the fields of the command line; `photo` is base64."""
_BEGIN = re.compile(r"^\s*begin\s*:\s*vcard\s*$", re.IGNORECASE)
_END = re.compile(r"^\s*end\s*:\s*vcard\s*$", re.IGNORECASE)
_LINE_BYTES = 75
_ISO_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")
_TITLES = {"m": "M.", "m.": "M.", "mr": "M.", "mr.": "M.", "monsieur": "M.", "mme": "Mme", "mme.": "Mme",
           "madame": "Mme", "mlle": "Mme", "mrs": "Mme", "mrs.": "Mme", "ms": "Mme", "ms.": "Mme"}  # fmt: skip


@dataclass(frozen=True)
class Card:
    """What a vCard says about a contact. Phones are (kind, number); kind `home`, `cell`, `work`, `fax`."""

    nom: str
    prenom: str = ""
    civilite: str = ""
    organisation: str = ""
    fonction: str = ""
    courriel: str = ""
    telephones: tuple[tuple[str, str], ...] = ()
    rue: str = ""
    adresse_suite: str = ""
    code_postal: str = ""
    ville: str = ""
    pays: str = ""
    uid: str = ""
    extra: tuple[tuple[str, str], ...] = field(default=())


def write_card(card: Card) -> str:
    """`card` as the text of a .vcf file, version 4.0, CRLF line ends, lines folded at 75 bytes."""
    names = (card.nom, card.prenom, "", card.civilite, "")
    full = " ".join(part for part in (card.prenom, card.nom) if part) or card.organisation or card.courriel
    lines = ["BEGIN:VCARD", "VERSION:4.0"]
    if card.uid:
        lines.append(f"UID:urn:uuid:{escaped(card.uid)}")
    lines += [f"FN:{escaped(full)}", "N:" + ";".join(map(escaped, names))]
    if card.organisation:
        lines.append(f"ORG:{escaped(card.organisation)}")
    if card.fonction:
        lines.append(f"TITLE:{escaped(card.fonction)}")
    lines += [f"TEL;VALUE=text;TYPE={kind}:{escaped(number)}" for kind, number in card.telephones if number]
    if card.courriel:
        lines.append(f"EMAIL:{escaped(card.courriel)}")
    place = ("", card.adresse_suite, card.rue, card.ville, "", card.code_postal, card.pays)
    if any(place):
        lines.append("ADR;TYPE=work:" + ";".join(map(escaped, place)))
    lines.append("END:VCARD")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def escaped(text: str) -> str:
    """`text` as a value of RFC 6350: backslash, comma, semicolon and line ends escaped, no control."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\\", "\\\\").replace("\n", "\\n")
    plain = plain.replace(",", "\\,").replace(";", "\\;")
    return "".join(char for char in plain if char == "\t" or (ord(char) >= 32 and ord(char) != 127))


def folded(line: str) -> str:
    """`line` folded so that no line is over 75 bytes, never inside a character."""
    pieces: list[str] = []
    current, size = "", 0
    for char in line:
        width = len(char.encode("utf-8", "replace"))
        if size + width > _LINE_BYTES:
            pieces.append(current)
            current, size = " ", 1
        current += char
        size += width
    return "\r\n".join([*pieces, current])


def read_cards(path: Path, encoding: str | None) -> tuple[str, int, Iterator[Batch]]:
    """The encoding, the number of lines and the batches of rows of COLUMNS of a .vcf file."""
    form = encodings.text_form(path, encoding)
    return form.name, form.lines, _batches(path, form)


def _batches(path: Path, form: encodings.TextForm) -> Iterator[Batch]:
    batch = Batch([], [], [])
    for number, text, fault in _cards(path, form):
        _add(batch, number, text, fault)
        if len(batch.rows) + len(batch.problems) >= 50:
            yield batch
            batch = Batch([], [], [])
    yield batch


def _add(batch: Batch, number: int, text: str, fault: str) -> None:
    if fault:
        batch.problems.append(Problem(number, "", text[:80], fault))
        return
    try:
        row, warning = _row(text)
    except Exception:  # vobject raises anything on a broken card; the next cards must still be read
        batch.problems.append(Problem(number, "", _first_name(text), "fiche vCard illisible"))
        return
    if row is None:
        batch.problems.append(Problem(number, "", _first_name(text), "fiche vCard sans nom ni société"))
        return
    batch.numbers.append(number)
    batch.rows.append(row)
    if warning:
        batch.problems.append(Problem(number, "photo", "", warning))


def _cards(path: Path, form: encodings.TextForm) -> Iterator[tuple[int, str, str]]:
    """Each card as (line of BEGIN, text, fault); a BEGIN inside a card ends the broken one."""
    begun, held, size = 0, [""], 0
    with path.open("rb") as raw:
        raw.seek(form.skip)
        stream = (
            (line.decode(form.name, "replace") for line in raw)
            if not form.name.startswith("utf-16")
            else iter(raw.read(limits.CARDS_BYTES).decode(form.name, "replace").splitlines(keepends=True))
        )
        for number, line in enumerate(stream, 1):
            if _BEGIN.match(line):
                if begun:
                    yield begun, _first_name("".join(held)), "fiche vCard jamais terminée (END:VCARD manque)"
                begun, held, size = number, [], 0
            if begun:
                size += len(line)
                if size <= limits.CARD_CHARACTERS:
                    held.append(line.rstrip("\r\n") + "\n")
            if begun and _END.match(line):
                fault = "fiche vCard trop longue" if size > limits.CARD_CHARACTERS else ""
                yield begun, "".join(held), fault
                begun = 0
    if begun:
        yield begun, _first_name("".join(held)), "fiche vCard jamais terminée (END:VCARD manque)"


def _first_name(text: str) -> str:
    match = re.search(r"^(?:\w+\.)?FN[^:\n]*:(.*)$", text, re.IGNORECASE | re.MULTILINE)
    return match[1].strip()[:80] if match else ""


def _row(text: str) -> tuple[Row | None, str]:
    """The row of one card and a warning; None when the card names nobody."""
    import vobject

    text, photo_text = _without_photo(text)
    card = vobject.readOne(text, validate=False, transform=True, ignoreUnreadable=True, allowQP=True)
    values = dict.fromkeys(COLUMNS, "")
    _names(card, values)
    _reach(card, values)
    _place(card, values)
    values["note"] = _text(card, "note")
    values["linkedin"] = next((url for url in _texts(card, "url") if "linkedin." in url.lower()), "")
    values["site_internet"] = next((url for url in _texts(card, "url") if "linkedin." not in url.lower()), "")
    born = _ISO_DAY.match(_text(card, "bday"))
    values["date_naissance"] = "-".join(born.groups()) if born else ""
    values["photo"], warning = _photo(photo_text)
    if not (values["nom"] or values["prenom"] or values["societe"]):
        return None, ""
    return [values[name].replace("\r\n", "\n").strip() or None for name in COLUMNS], warning


def _names(card: Any, values: dict[str, str]) -> None:
    name = getattr(card, "n", None)
    if name is not None and not isinstance(name.value, str):
        values["nom"] = _joined(name.value.family)
        values["prenom"] = " ".join(filter(None, (_joined(name.value.given), _joined(name.value.additional))))
        values["civilite"] = _TITLES.get(_joined(name.value.prefix).lower(), "")
    organisation = getattr(card, "org", None)
    values["societe"] = _joined(organisation.value[:1] if organisation is not None else "")
    if not values["nom"] and not values["prenom"]:
        full = _text(card, "fn")
        if full != values["societe"]:
            values["prenom"], _blank, values["nom"] = full.rpartition(" ")
    values["fonction"] = _text(card, "title") or _text(card, "role")


def _reach(card: Any, values: dict[str, str]) -> None:
    values["courriel"] = _text(card, "email").removeprefix("mailto:")
    for phone in getattr(card, "tel_list", []):
        told = ",".join((*phone.params.get("TYPE", []), *phone.params))
        kinds = set(told.lower().split(","))  # version 4.0 writes TYPE="cell,voice"
        number = _joined(phone.value).removeprefix("tel:")
        if "fax" in kinds or "pager" in kinds:
            continue
        mobile = bool(kinds & {"cell", "mobile", "iphone"}) or re.match(r"(?:\+33[\s.\-]*|0)[67]", number)
        wanted = "telephone_portable" if mobile else "telephone_domicile"
        values[wanted] = values[wanted] or number


def _place(card: Any, values: dict[str, str]) -> None:
    place = getattr(card, "adr", None)
    if place is None or isinstance(place.value, str):
        return
    values["rue"] = _joined(place.value.street)
    values["adresse_suite"] = " ".join(
        filter(None, (_joined(place.value.box), _joined(place.value.extended)))
    )
    values["code_postal"] = _joined(place.value.code)
    values["ville"] = _joined(place.value.city)
    values["pays"] = _joined(place.value.country)


def _without_photo(text: str) -> tuple[str, str]:
    """The card without its PHOTO, LOGO, SOUND and KEY, and the value of the first PHOTO."""
    kept: list[str] = []
    photo: list[str] = []
    skipping = taking = False
    for line in text.splitlines():
        if line[:1] in (" ", "\t") and (skipping or taking):
            if taking:
                photo.append(line.strip())
            continue
        head = re.match(r"(?:[\w-]+\.)?(PHOTO|LOGO|SOUND|KEY)[;:]", line, re.IGNORECASE)
        skipping = bool(head)
        taking = bool(head) and head is not None and head[1].upper() == "PHOTO" and not photo
        if taking:
            photo.append(line)
        if not skipping:
            kept.append(line)
    return "\n".join(kept) + "\n", "".join(photo)


def _photo(line: str) -> tuple[str, str]:
    """The picture of a PHOTO line as base64, or nothing and the reason."""
    head, colon, value = line.partition(":")
    if not colon:
        return "", ""
    value = value.partition("base64,")[2] or value
    if "base64" not in line.lower() and not re.search(r"encoding=b\b", head, re.IGNORECASE):
        return "", "photo laissée de côté\u00a0: elle n’est pas dans la fiche"
    if len(value) > limits.PHOTO_BYTES * 4 // 3 + 4:
        return "", "photo laissée de côté\u00a0: plus de 2\u00a0Mo"
    try:
        data = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return "", "photo laissée de côté\u00a0: illisible"
    reason = photos.refusal(data)
    return ("", f"photo laissée de côté\u00a0: {reason}") if reason else (base64.b64encode(data).decode(), "")


def _text(card: Any, name: str) -> str:
    return next(iter(_texts(card, name)), "")


def _texts(card: Any, name: str) -> list[str]:
    return [_joined(item.value) for item in getattr(card, f"{name}_list", [])]


def _joined(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return " ".join(filter(None, (_joined(item) for item in value)))
    return " ".join(str(value).split(" ")).strip() if value is not None else ""
