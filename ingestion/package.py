"""A .xlsx or .ods that the gate has unpacked: its parts, what was noted of them, and the whole packed anew."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from dataclasses import dataclass, field
from functools import cached_property
from typing import IO

from lifecircle.office_parts import part_path

NAMED_IN_UTF8 = 0x800
"""Flag of a part: how its name is written."""

_ALL_KEPT = 32 * 2**20
"""So many bytes of small parts are kept."""
_LOCAL_HEADER = struct.Struct("<4s2H6xIII2H")
_DIRECTORY_ENTRY = struct.Struct("<4s3H6xIIIH12xI")
_END = struct.Struct("<4s4x2HII2x")
"""A part's header, its entry in the directory and the end of a ZIP file (PKWARE's APPNOTE, 4.3)."""
_VERSION = 20

Trait = bytes | re.Pattern[bytes]
"""What a reader needs to know whether a part contains."""


@dataclass
class Package:
    """A .xlsx or .ods that passed: its archive, its small parts, and which of the traits each part has."""

    archive: zipfile.ZipFile
    kept: dict[str, bytes] = field(default_factory=dict)
    kept_bytes: int = 0
    traits: dict[str, frozenset[Trait]] = field(default_factory=dict)
    recoded: set[str] = field(default_factory=set)
    """The parts that are not plainly in UTF-8."""

    def find(self, path: str) -> str | None:
        """The name of the part at a path: as it is written, else in any case and with either slash; None without one.

        Source: docs/contract/submissions.md, Normalised; ECMA-376 part 2, 6.2.2.3 (names are equal in any case).
        """
        if path in self.traits:
            return path
        return self._by_path.get(_path_of(path))

    @cached_property
    def _by_path(self) -> dict[str, str]:
        return {_path_of(name): name for name in reversed(self.traits)}

    def keep(self, name: str, data: bytes) -> None:
        """Keep a part, as long as all that are kept are not many."""
        if self.kept_bytes + len(data) <= _ALL_KEPT:
            self.kept[name] = data
            self.kept_bytes += len(data)

    def part(self, name: str) -> bytes:
        """A part's bytes."""
        return self.kept[name] if name in self.kept else self.archive.read(name)

    def part_or_none(self, path: str) -> bytes | None:
        """A part's bytes, if there is such a part."""
        name = self.find(path)
        return None if name is None else self.part(name)

    def stream(self, name: str) -> IO[bytes]:
        """A part as a stream, for the large ones."""
        return io.BytesIO(self.kept[name]) if name in self.kept else self.archive.open(name)

    def repacked(self) -> bytes | None:
        """The package anew, of the parts as they were unpacked, stored: a parser then unpacks nothing a second time.

        None where a part was too large to be kept.
        """
        if len(self.kept) < len(self.traits):
            return None
        pieces: list[bytes] = []
        directory: list[bytes] = []
        offset = 0
        for name, part in self.kept.items():
            coded = name.encode()
            crc, size = self.archive.NameToInfo[name].CRC, len(part)
            pieces += (
                _LOCAL_HEADER.pack(b"PK\3\4", _VERSION, NAMED_IN_UTF8, crc, size, size, len(coded), 0),
                coded,
                part,
            )
            entry = _DIRECTORY_ENTRY.pack(
                b"PK\1\2", _VERSION, _VERSION, NAMED_IN_UTF8, crc, size, size, len(coded), offset
            )
            directory += (entry, coded)
            offset += _LOCAL_HEADER.size + len(coded) + size
        whole, count = b"".join(directory), len(self.kept)
        return b"".join((*pieces, whole, _END.pack(b"PK\5\6", count, count, len(whole), offset)))

    def has(self, name: str, *traits: Trait) -> bool:
        """Whether the part holds one of the traits."""
        return any(trait in self.traits[name] for trait in traits)


def _path_of(name: str) -> str:
    return part_path(name).lower()
