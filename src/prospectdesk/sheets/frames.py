"""The pipe between the application and its reading child: length, kind, JSON; nothing executable."""

from __future__ import annotations

import struct
from typing import BinaryIO

from prospectdesk.sheets import cells

HEAD = struct.Struct(">Ic")
FRAME_BYTES = 256 * 1024 * 1024
INFO, BATCH, UNITS, END, FAILURE, BEAT = b"I", b"B", b"U", b"E", b"F", b"H"
"""What is known first, rows, legal units to be joined to them, the end, a failure, how far it is."""
KINDS = frozenset((INFO, BATCH, UNITS, END, FAILURE, BEAT))


class BrokenPipeFrame(Exception):
    """The child's answer stopped in the middle or is not a frame."""


def send(stream: BinaryIO, kind: bytes, value: object) -> None:
    """Write one frame and flush it."""
    body = cells.dump(value)
    stream.write(HEAD.pack(len(body), kind) + body)
    stream.flush()


def receive(stream: BinaryIO) -> tuple[bytes, object] | None:
    """The next frame, None at a clean end. Raises BrokenPipeFrame for anything else."""
    head = stream.read(HEAD.size)
    if not head:
        return None
    if len(head) != HEAD.size:
        raise BrokenPipeFrame
    size, kind = HEAD.unpack(head)
    if kind not in KINDS or size > FRAME_BYTES:
        raise BrokenPipeFrame
    body = stream.read(size)
    if len(body) != size:
        raise BrokenPipeFrame
    try:
        return kind, cells.load(body)
    except (ValueError, RecursionError) as error:
        raise BrokenPipeFrame from error
