"""Ends every stream of a PDF with a line end of its own, as archives ask (PDF/A, 6.1.7): reportlab writes none."""

from __future__ import annotations

import re

_ENTRY = re.compile(rb"(\d{10}) \d{5} n ")
_END = b"endstream\nendobj\n"
_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")


def with_line_ends(data: bytes) -> bytes:
    """The same file with those line ends; its table of places is written anew. Raises ValueError for another writer's."""
    start = _START.search(data)
    if start is None:
        raise ValueError("no table of places")
    table = int(start[1])
    rest = data[table : start.start()]
    places = sorted(int(found[1]) for found in _ENTRY.finditer(rest))
    parts = [data[: places[0]]]
    moved: dict[int, int] = {}
    length = len(parts[0])
    for place, after in zip(places, [*places[1:], table], strict=True):
        one = data[place:after]
        if one.endswith(_END):
            one = one[: -len(_END)] + b"\n" + _END
        moved[place] = length
        parts.append(one)
        length += len(one)
    parts.append(_ENTRY.sub(lambda found: b"%010d" % moved[int(found[1])] + found[0][10:], rest))
    parts.append(b"startxref\n%d\n%%%%EOF\n" % length)
    return b"".join(parts)
