"""Zip containers (.xlsx, .ods) checked before any other parser sees them (SECURITY R4)."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from prospectdesk.domain.errors import BadFile
from prospectdesk.sheets import limits

_BLOCK = 1024 * 1024
ENCRYPTED = 0x1
METHODS = frozenset((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
_DECLARATION = re.compile(rb"<!\s*[DdEe]")
"""DOCTYPE, ENTITY, ELEMENT: comments and CDATA begin otherwise. Not IGNORECASE: it is slow on "
"long parts."""
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<", b"L\xa7")
"""Beginnings of XML in two or four bytes a character, or EBCDIC: no spreadsheet program writes it."""


class Archive:
    """A zip whose directory was checked; parts are read whole and verified, never past the limits."""

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, EOFError) as error:
            raise damaged() from error
        self._parts = {part.filename: part for part in self._zip.infolist()}
        self._read = 0
        self._check_directory()

    @property
    def names(self) -> frozenset[str]:
        """The names of the parts."""
        return frozenset(self._parts)

    @property
    def packed(self) -> int:
        """Bytes of all parts as they lie in the file."""
        return sum(part.compress_size for part in self._parts.values())

    def size(self, name: str) -> int:
        """The declared unpacked size of one part, in bytes."""
        return self._parts[name].file_size

    def blocks(self, name: str) -> Iterator[bytes]:
        """The bytes of one part, in blocks; what was really read counts against the total."""
        part = self._parts.get(name)
        if part is None:
            raise damaged()
        try:
            with self._zip.open(part) as stream:
                while block := stream.read(_BLOCK):
                    self._read += len(block)
                    if self._read > 2 * limits.ZIP_TOTAL_BYTES:
                        raise too_big()
                    yield block
        except (
            zipfile.BadZipFile,
            zlib.error,
            ValueError,
            NotImplementedError,
            EOFError,
            RuntimeError,
        ) as error:
            raise damaged() from error

    def xml(self, name: str) -> bytearray:
        """One XML part, whole; a DOCTYPE, an entity or a wide encoding is refused."""
        data = bytearray(self.size(name)) if name in self._parts else bytearray()
        end = 0
        for block in self.blocks(name):
            data[end : end + len(block)] = block
            end += len(block)
        del data[end:]
        if bytes(data[:2]) in _WIDE or _DECLARATION.search(data):
            raise hostile()
        return data

    def _check_directory(self) -> None:
        entries = self._zip.infolist()
        if len(entries) > limits.ZIP_PARTS:
            raise BadFile(
                "zip_parts",
                "Ce fichier contient {count} parties, {limit} au plus sont acceptées\u00a0; il "
                "n’a pas été lu.",
                count=len(entries),
                limit=limits.ZIP_PARTS,
            )
        if len(self._parts) != len(entries):
            raise damaged()
        if any(part.flag_bits & ENCRYPTED for part in entries):
            raise protected()
        if any(part.compress_type not in METHODS for part in entries):
            raise damaged()
        unpacked = sum(part.file_size for part in entries)
        if unpacked > limits.ZIP_TOTAL_BYTES:
            raise too_big()
        packed = max(1, sum(part.compress_size for part in entries))
        if unpacked > limits.ZIP_RATIO_FROM and unpacked / packed > limits.ZIP_RATIO:
            raise bomb(unpacked // packed)


def damaged() -> BadFile:
    """The sentence for a container that is cut or corrupt."""
    return BadFile(
        "damaged_file",
        "Ce fichier est incomplet ou abîmé\u00a0; ouvrez-le dans un tableur, enregistrez-le à "
        "nouveau, puis réessayez.",
    )


def protected() -> BadFile:
    """The sentence for a file with a password."""
    return BadFile(
        "protected_file",
        "Ce fichier est protégé par un mot de passe\u00a0; enregistrez-le sans mot de passe, puis réessayez.",
    )


def bomb(ratio: int) -> BadFile:
    """The sentence for a container that unpacks to far more than its size."""
    return BadFile(
        "zip_bomb",
        "Ce fichier se déplie à {ratio} fois sa taille\u00a0: il est refusé par prudence.",
        ratio=ratio,
    )


def too_big() -> BadFile:
    """The sentence for a container that unpacks to more than the limit."""
    return BadFile(
        "zip_size",
        "Ce fichier déplié dépasse {limit}\u00a0Mo\u00a0; découpez-le ou enregistrez-le en "
        ".csv, puis réessayez.",
        limit=limits.ZIP_TOTAL_BYTES // limits.MEBI,
    )


def hostile() -> BadFile:
    """The sentence for XML with declarations that no spreadsheet program writes."""
    return BadFile(
        "xml_entities",
        "Ce fichier contient des déclarations XML (entités) qu’aucun tableur n’écrit\u00a0: il "
        "est refusé par prudence.",
    )
