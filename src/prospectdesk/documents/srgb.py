"""The sRGB colour space as an ICC profile (version 2.1, matrix and curve), which PDF/A wants inside the file.

It is built from the figures of IEC 61966-2-1, so that nothing has to be shipped and its bytes are always the same.
"""

from __future__ import annotations

import functools
import struct

NAME = "sRGB IEC61966-2.1"
STEPS = 1024
_D50 = (0.9642, 1.0, 0.8249)
_WHITE = (0.95045, 1.0, 1.08905)
_PRIMARIES = {
    b"rXYZ": (0.43607, 0.22249, 0.01392),
    b"gXYZ": (0.38515, 0.71687, 0.09708),
    b"bXYZ": (0.14307, 0.06061, 0.71410),
}
"""Red, green and blue of sRGB as the connection space sees them, adapted to D50."""


def _fixed(values: tuple[float, ...]) -> bytes:
    return b"".join(struct.pack(">i", round(one * 65536)) for one in values)


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _description() -> bytes:
    name = NAME.encode("ascii") + b"\0"
    head = b"desc" + bytes(4) + struct.pack(">I", len(name)) + name
    return head + bytes(4 + 4 + 2 + 1 + 67)  # no Unicode and no Macintosh name


def _curve() -> bytes:
    values = [round(_linear(step / (STEPS - 1)) * 65535) for step in range(STEPS)]
    return b"curv" + bytes(4) + struct.pack(f">I{STEPS}H", STEPS, *values)


@functools.cache
def profile() -> bytes:
    """The profile, the same bytes each time."""
    parts = {
        b"desc": _description(),
        b"cprt": b"text" + bytes(4) + b"Public domain\0",
        b"wtpt": b"XYZ " + bytes(4) + _fixed(_WHITE),
        **{tag: b"XYZ " + bytes(4) + _fixed(value) for tag, value in _PRIMARIES.items()},
        b"rTRC": _curve(),
    }
    tags = [*parts, b"gTRC", b"bTRC"]  # one curve serves the three colours
    place = 128 + 4 + 12 * len(tags)
    found: dict[bytes, tuple[int, int]] = {}
    body = b""
    for tag, data in parts.items():
        found[tag] = (place + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    table = struct.pack(">I", len(tags))
    for tag in tags:
        table += tag + struct.pack(">II", *found.get(tag, found[b"rTRC"]))
    size = place + len(body)
    head = struct.pack(
        ">I4xI4s4s4s6H4s", size, 0x02100000, b"mntr", b"RGB ", b"XYZ ", 2000, 1, 1, 0, 0, 0, b"acsp"
    )
    head += bytes(28) + _fixed(_D50)
    return head.ljust(128, b"\0") + table + body
