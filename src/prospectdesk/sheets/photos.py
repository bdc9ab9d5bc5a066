"""Pictures accepted from cards: JPEG or PNG by their bytes, bounded in size and pixels, never "
"decoded here."""

from __future__ import annotations

import struct

from prospectdesk.sheets import limits

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def refusal(data: bytes) -> str:
    """Why `data` is no acceptable photo, in French; empty when it is one."""
    if len(data) > limits.PHOTO_BYTES:
        return "plus de 2\u00a0Mo"
    if data.startswith(_PNG):
        size = _png_size(data)
    elif data.startswith(_JPEG):
        size = _jpeg_size(data)
    else:
        return "ni JPEG ni PNG"
    if size is None or 0 in size:
        return "illisible"
    return "image trop grande" if size[0] * size[1] > limits.PHOTO_PIXELS else ""


def _png_size(data: bytes) -> tuple[int, int] | None:
    if len(data) < 33 or data[12:16] != b"IHDR":
        return None
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    place = 2
    while place + 9 <= len(data):
        if data[place] != 0xFF:
            return None
        marker = data[place + 1]
        if marker == 0xFF:
            place += 1
            continue
        if marker in _SIZES:
            height, width = struct.unpack(">HH", data[place + 5 : place + 9])
            return width, height
        place += 2 + int(struct.unpack(">H", data[place + 2 : place + 4])[0])
    return None
