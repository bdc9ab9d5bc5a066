"""Pictures of a map from outside: where they come from, and what of an answer is taken for one (R9)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from prospectdesk.domain.addresses import Address, read_address
from prospectdesk.domain.errors import Invalid

PLACES = ("{z}", "{x}", "{y}")
HOST = re.compile(r"[A-Za-z0-9.:\[\]-]+")
LARGEST_PICTURE = 1024
"""Pixels of a side; usual pictures have 256 or 512."""
LONGEST_ADDRESS, LONGEST_TEXT = 400, 200
MEGABYTES = (10, 2000)
"""The limits of the room that kept pictures may take."""
MOST_ZOOM = 19
PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"
SIZES_OF_JPEG = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Segments of a JPEG that say its size."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user chose: whether pictures are asked for, where, who made them, how many MB are kept."""

    on: bool = False
    template: str = (
        "https://data.geopf.fr/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2"
        "&STYLE=normal&FORMAT=image/png&TILEMATRIXSET=PM&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}"
    )
    attribution: str = "© IGN — Géoplateforme"
    megabytes: int = 200


@dataclass(frozen=True, slots=True)
class Template:
    """An address with places for zoom, column and row: one host, and what follows it."""

    host: Address
    path: str

    @property
    def text(self) -> str:
        """As it is kept."""
        return self.host.text + self.path

    def path_of(self, zoom: int, column: int, row: int) -> str:
        """What is asked of the host for one picture."""
        found = self.path
        for place, number in zip(PLACES, (zoom, column, row), strict=True):
            found = found.replace(place, str(number))
        return found


def read_template(typed: str) -> Template:
    """The address a person typed. Raises Invalid: no address, not https, no places, places in the host."""
    text = typed.strip()
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    named = HOST.fullmatch(parts.netloc) is not None
    host = read_address(f"{parts.scheme}://{parts.netloc}") if named else None
    if (
        host is None
        or len(text) > LONGEST_ADDRESS
        or not text.isascii()
        or not text.isprintable()
        or " " in text
    ):
        raise Invalid("bad_tiles", "Cette adresse de fond de carte n’en est pas une.", fields=("Adresse",))
    if not host.is_safe:
        raise Invalid(
            "not_https", "L’adresse du fond de carte doit commencer par https://.", fields=("Adresse",)
        )
    path = text[text.index(parts.netloc) + len(parts.netloc) :].partition("#")[0]
    if any(path.count(place) != 1 for place in PLACES) or path.count("{") != len(PLACES):
        raise Invalid(
            "tile_places",
            "L’adresse du fond de carte contient {{z}}, {{x}} et {{y}}, une fois chacun, après le nom du serveur.",
            fields=("Adresse",),
        )
    return Template(host, path)


def picture_kind(data: bytes) -> str | None:
    """ "png" or "jpeg" when the bytes begin as one of reasonable size; None for everything else."""
    if data.startswith(PNG):
        size = (int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big"))
        return "png" if data[12:16] == b"IHDR" and _fits(size) else None
    return "jpeg" if data.startswith(JPEG) and _fits(_jpeg_size(data)) else None


def _fits(size: tuple[int, int]) -> bool:
    return min(size) > 0 and max(size) <= LARGEST_PICTURE


def _jpeg_size(data: bytes) -> tuple[int, int]:
    """Width and height of a JPEG; (0, 0) when it does not say."""
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        if data[at + 1] in SIZES_OF_JPEG:
            return int.from_bytes(data[at + 7 : at + 9], "big"), int.from_bytes(data[at + 5 : at + 7], "big")
        at += 2 + max(2, int.from_bytes(data[at + 2 : at + 4], "big"))
    return 0, 0
