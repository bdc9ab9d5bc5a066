"""What a file may cost before it is refused (SECURITY R3, R4)."""

from __future__ import annotations

MEBI = 1024 * 1024

MEMORY_BYTES = 512 * MEBI
"""Address space of the reading child."""
CPU_SECONDS = 5
"""CPU of the child for a small file; a list gets more with its size (`cpu_allowance`)."""
CPU_MOST = 900
STOCK_CPU_SECONDS = 7_200
"""For both national stock files on a slow laptop; the person sees how far it is and may stop it."""
STALL_SECONDS = 90
"""The parent gives up a child that says nothing for so long."""
OPEN_FILES = 32

ZIP_TOTAL_BYTES = 200 * MEBI
ZIP_PARTS = 2_000
ZIP_RATIO = 200
ZIP_RATIO_FROM = 10 * MEBI
"""The ratio is only looked at above this unpacked size: small files compress well honestly."""

BOOK_BYTES = 200 * MEBI
TEXT_BYTES = 2 * 1024 * MEBI
STOCK_BYTES = 24 * 1024 * MEBI
"""The national stock files of the register, packed or not: read as a stream, never unpacked nor held whole."""
CARDS_BYTES = 200 * MEBI

ROWS = 1_048_576
COLUMNS = 500
CELL_CHARACTERS = 100_000
LINE_CHARACTERS = 2_000_000
RECORD_LINES = 200
"""A quoted cell that runs over more lines than this is taken for a broken line."""

PHOTO_BYTES = 2 * MEBI
PHOTO_PIXELS = 25_000_000
CARD_CHARACTERS = 6 * MEBI

BATCH_ROWS = 1_000
CHUNK_CELLS = 300_000
CHUNK_BYTES = 16 * MEBI
"""Cells, and bytes of XML, that the native parser holds at once; sheets above it are read in slices."""


def cpu_allowance(size: int, *, packed: bool) -> int:
    """CPU seconds for a file of `size` bytes: the default, and more for a long list."""
    per_mebi = 6.0 if packed else 1.0
    return min(CPU_MOST, int(CPU_SECONDS + per_mebi * size / MEBI))
