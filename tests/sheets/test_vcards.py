"""vCards written (D-19) and read again, good and broken (SECURITY T8)."""

from __future__ import annotations

import base64
import struct
import zlib
from typing import Any

import pytest
import vobject

from prospectdesk.sheets import limits, photos, vcards

pytestmark = pytest.mark.spec("T8")

FULL = vcards.Card(
    nom="L’Été; Dubois", prenom="Jean\\Paul", civilite="M.", organisation="Café, Thé & Cie", fonction="Gérant\nfondateur",
    courriel="jp@exemple.fr", telephones=(("cell", "+33 6 12 34 56 78"), ("home", "03 87 00 00 00")),
    rue="12, rue de l’Église " + "é" * 60, adresse_suite="Bât. B", code_postal="57000", ville="Metz", pays="France",
    uid="01890000-0000-7000-8000-000000000000",
)  # fmt: skip


def values(found: Any, place: int = 0) -> dict[str, Any]:
    return dict(zip(found.info.header, found.rows[place], strict=True))


@pytest.mark.spec("D-19")
def test_a_card_written_is_version_4_folded_and_read_back_equal() -> None:
    text = vcards.write_card(FULL)
    assert text.startswith("BEGIN:VCARD\r\nVERSION:4.0\r\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    card = vobject.readOne(text)
    assert (card.n.value.family, card.n.value.given, card.n.value.prefix) == (FULL.nom, FULL.prenom, "M.")
    assert card.org.value == [FULL.organisation]
    assert (card.title.value, card.email.value) == (FULL.fonction, FULL.courriel)
    assert [phone.value for phone in card.tel_list] == ["+33 6 12 34 56 78", "03 87 00 00 00"]
    assert (card.adr.value.street, card.adr.value.code, card.adr.value.city) == (FULL.rue, "57000", "Metz")


@pytest.mark.spec("D-19")
def test_a_card_written_comes_back_as_a_row(build: Any, read: Any) -> None:
    got = values(read(build.raw("jp.vcf", vcards.write_card(FULL))))
    assert (got["nom"], got["prenom"], got["civilite"], got["societe"]) == (
        FULL.nom,
        FULL.prenom,
        "M.",
        FULL.organisation,
    )
    assert (got["telephone_portable"], got["telephone_domicile"]) == ("+33 6 12 34 56 78", "03 87 00 00 00")
    assert (got["rue"], got["adresse_suite"], got["code_postal"], got["ville"]) == (
        FULL.rue,
        "Bât. B",
        "57000",
        "Metz",
    )


@pytest.mark.spec("D-19")
@pytest.mark.parametrize(
    "hostile", ["x\r\nEND:VCARD\r\nBEGIN:VCARD", "a\nTEL:+33899", "\x00\x07nul", "\\n;,\\"]
)
def test_no_value_can_add_a_line_to_a_card(hostile: str) -> None:
    text = vcards.write_card(vcards.Card(nom=hostile, organisation=hostile, courriel=hostile))
    lines = text.split("\r\n")
    assert [line.partition(":")[0] for line in lines[:-1]] == [
        "BEGIN",
        "VERSION",
        "FN",
        "N",
        "ORG",
        "EMAIL",
        "END",
    ]


def card(*lines: str, version: str = "3.0") -> str:
    return "\r\n".join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""])


GOOD = card("FN:Ana Bel", "N:Bel;Ana;;;")


@pytest.mark.parametrize(
    "broken",
    [
        "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Jamais finie\r\n",
        card("N;ENCODING=QUOTED-PRINTABLE;CHARSET=nulle-part:=E9=ZZ"),
        card("FN"),
        card(),
        card("N:;;;;", "FN:"),
        card("FN:x", "NOTE:" + "y" * (limits.CARD_CHARACTERS + 1)),
        "BEGIN:VCARD\r\nBEGIN:VCARD\r\n",
    ],
)
def test_a_broken_card_is_reported_and_the_next_is_read(build: Any, read: Any, broken: str) -> None:
    found = read(build.raw("fiches.vcf", GOOD + broken + GOOD))
    assert [row[2] for row in found.rows if row[2] == "Bel"] == ["Bel", "Bel"]
    assert found.problems
    assert all(problem.row > 4 for problem in found.problems)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("version", ["2.1", "3.0", "4.0"])
def test_cards_of_every_age_are_read(build: Any, read: Any, encoding: str, version: str) -> None:
    text = card(
        "N:Noël;Zoé;;Mme;",
        "FN:Zoé Noël",
        "ORG:Été",
        "TEL;TYPE=CELL:0612345678",
        "EMAIL:z@n.fr",
        "BDAY:1980-02-29",
        version=version,
    )
    got = values(read(build.raw("z.vcf", text, encoding)))
    assert (got["nom"], got["prenom"], got["civilite"], got["societe"]) == ("Noël", "Zoé", "Mme", "Été")
    assert (got["telephone_portable"], got["courriel"], got["date_naissance"]) == (
        "0612345678",
        "z@n.fr",
        "1980-02-29",
    )


def test_quoted_printable_of_old_phones_is_read(build: Any, read: Any) -> None:
    text = card(
        "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=89t=C3=A9;Zo=C3=A9;;;",
        "TEL;CELL:0612345678",
        version="2.1",
    )
    got = values(read(build.raw("z.vcf", text)))
    assert (got["nom"], got["prenom"], got["telephone_portable"]) == ("Été", "Zoé", "0612345678")


def png(width: int, height: int) -> bytes:
    head = struct.pack(">II5B", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", 13)
        + b"IHDR"
        + head
        + struct.pack(">I", zlib.crc32(b"IHDR" + head))
    )


@pytest.mark.parametrize(
    ("data", "kept"),
    [
        (png(10, 10), True),
        (b"\xff\xd8\xff\xe0\x00\x04xx\xff\xc0\x00\x11\x08\x00\x10\x00\x10" + b"\x00" * 20, True),
        (png(100_000, 100_000), False),
        (png(10, 10) + b"\x00" * limits.PHOTO_BYTES, False),
        (b"GIF89a" + b"\x00" * 40, False),
        (b"\x89PNG\r\n\x1a\n", False),
        (b"\xff\xd8\xff", False),
    ],
)
def test_only_a_sound_photo_is_kept_and_the_card_always(
    build: Any, read: Any, data: bytes, kept: bool
) -> None:
    photo = f"PHOTO;ENCODING=b;TYPE=JPEG:{base64.b64encode(data).decode()}"
    found = read(build.raw("p.vcf", card("N:Bel;Ana;;;", "FN:Ana Bel", photo)))
    got = values(found)
    assert got["nom"] == "Bel"
    assert bool(got["photo"]) is kept
    assert bool(found.problems) is not kept
    assert bool(photos.refusal(data)) is not kept


@pytest.mark.spec("D-19")
@pytest.mark.parametrize(
    "line", ['TEL;VALUE=uri;TYPE="cell,voice":tel:+32-478-12-34-56', "TEL;TYPE=voice,cell:+32 478 12 34 56"]
)
def test_a_mobile_among_several_kinds_is_a_mobile(build: Any, read: Any, line: str) -> None:
    found = values(read(build.raw("a.vcf", card("FN:Anne Roux", line, version="4.0"))))
    assert found["telephone_portable"]
    assert not found["telephone_domicile"]
