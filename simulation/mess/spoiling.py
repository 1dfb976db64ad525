"""Files that are no readable workbook, or not a safe one, whatever they are called (F01, F02)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

from simulation.files.zipped import rewrite, write_parts

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
PDF = b"%PDF-1.4\n"
_DTD = b'<!DOCTYPE worksheet [<!ENTITY unit "\xe4\xb8\x87\xe5\x85\x83">]>'

Spoiler = Callable[[Path, Random], None]


def cut_off(path: Path, rng: Random) -> None:
    """Keep the beginning only, as a broken upload does."""
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) * rng.randint(30, 80) // 100])


def scramble(path: Path, rng: Random) -> None:
    """Put noise into the place of a part of the file: the middle, where the sheets are."""
    whole = bytearray(path.read_bytes())
    whole[: len(whole) // 2] = rng.randbytes(len(whole) // 2)
    path.write_bytes(bytes(whole))


def empty(path: Path, rng: Random) -> None:
    """Leave nothing."""
    path.write_bytes(b"")


def lock(path: Path, rng: Random) -> None:
    """Make it what a workbook with a password looks like: an OLE container of encrypted streams."""
    streams = "EncryptedPackage".encode("utf-16-le") + "EncryptionInfo".encode("utf-16-le")
    path.write_bytes(OLE + bytes(504) + rng.randbytes(4096) + streams.ljust(512, b"\0"))


def retype(path: Path, rng: Random) -> None:
    """Make it a text that only the ending calls a workbook."""
    path.write_text("项目编号\t项目名称\n（网页内容未能导出，请重新登录）\n", encoding="utf-8")


def declare(path: Path, rng: Random) -> None:
    """Declare a DTD in each sheet."""

    def change(name: str, part: bytes) -> bytes:
        return part.replace(b"?>", b"?>" + _DTD, 1) if "/worksheets/sheet" in name and name.endswith(".xml") else part

    rewrite(path, change)


def automate(path: Path, rng: Random) -> None:
    """Add macros, which the ending .xlsx hides."""
    rewrite(path, lambda _, part: part, {"xl/vbaProject.bin": OLE + rng.randbytes(1024)})


def embed(path: Path, rng: Random) -> None:
    """Add an embedded object."""
    rewrite(path, lambda _, part: part, {"xl/embeddings/oleObject1.bin": OLE + rng.randbytes(1024)})


COMMON: tuple[Spoiler, ...] = (cut_off, scramble, empty, lock, retype)
RARE: tuple[Spoiler, ...] = (declare, automate, embed)


def write_foreign(path: Path, rng: Random, ending: str) -> None:
    """Write a file of a kind that no form takes."""
    if ending == "pdf":
        path.write_bytes(PDF + b"1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n")
    elif ending in ("zip", "docx"):
        write_parts(path, {"月报.txt": "见附件".encode()})
    else:
        path.write_bytes(OLE + bytes(504) + rng.randbytes(2048))
