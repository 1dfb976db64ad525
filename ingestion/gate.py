"""The gate: files that are too large or unsafe are refused before any parser sees them.

Source: docs/contract/submissions.md, F01 and F03.

Every part of a package is unpacked once, as a stream whose bytes are counted.  In the same pass the gate records what
readers need to know about a part (does a sheet have formulas, error cells, merged cells, unusual spellings), so that a
workbook without them costs nothing more.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import cast
from xml.parsers import expat

from isal import isal_zlib

from ingestion.kinds import ZIP, kind_of
from ingestion.package import NAMED_IN_UTF8, Package, Trait
from ingestion.sheets import COLUMNS, FAR_CELLS, ROWS, RefusedFileError
from lifecircle.cell_names import column_number
from lifecircle.office_parts import as_utf8, has_macros, has_objects, is_in_utf8, names_types, part_path
from lifecircle.xls_stream import is_encrypted_package

MIB = 2**20
FILE_LIMIT, UNPACKED_LIMIT, PARTS_LIMIT = 20 * MIB, 512 * MIB, 5_000

ENCRYPTED = "文件设有打开密码，请先取消密码"
_CHUNK = MIB
_OVERLAP = 64
_NAMES_KEPT = 512
_BROKEN: tuple[type[Exception], ...] = (
    zipfile.BadZipFile, zlib.error, cast("type[Exception]", isal_zlib.error), EOFError, OSError, ValueError,
    NotImplementedError, RuntimeError,
)  # fmt: skip
"""The exceptions that unpacking may raise."""
_KEPT = MIB
"""A part up to this size is kept, so that a reader need not unpack it again."""

_LOCAL_HEADER = struct.Struct("<4s2xH18xHH")
_UNUSUAL = 0x61
"""Flags of a part: it is encrypted, or a patch."""

_XML_ENDINGS = (".xml", ".rels", ".vml", ".rdf", ".xhtml")
_MACROS = re.compile(r"(^|/)(vbaproject[^/]*\.bin|macrosheets/|intlmacrosheets/|basic/|scripts/)", re.IGNORECASE)
_EMBEDDED = re.compile(r"(^|/)(embeddings/|activex/|oleobject[^/]*$|object \d+/content\.xml)", re.IGNORECASE)
_PICTURE = re.compile(r"(^|/)(media|pictures)/[^/]*$", re.IGNORECASE)
WITH_MACROS, WITH_OBJECTS = "文件带有宏，请去掉宏", "文件嵌有其他对象，请删去"
# IV is the 256th column; cells whose row has six digits or more are examined closely, most cells are skipped at once
_FAR = re.compile(rb"""r=["'](?![A-Z]?\d{1,5}["'])(?:[A-Z]{3}\d|[J-Z][A-Z]\d|I[W-Z]\d|[A-Z]+\d{6})""")
_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")


def check_size(size: int) -> None:
    """Refuse a file over 20 MiB (F03)."""
    if size > FILE_LIMIT:
        raise RefusedFileError("F03", f"文件大小 {size / MIB:.1f} MiB，上限为 {FILE_LIMIT // MIB} MiB")


def open_package(data: bytes, ending: str, main_part: str, traits: dict[str, tuple[Trait, ...]]) -> Package:
    """Unpack a .xlsx or .ods once, counting; record which of the wanted traits each part contains.

    Args:
        data: the file.
        ending: the format that its name claims, `xlsx` or `ods`.
        main_part: the part that every file of this format has.
        traits: a word in a part's name -> the traits to look for in such a part.

    Raises:
        RefusedFileError: it is over a limit (F03), of another format than its ending or unsafe (F01), in this order.
    """
    if not zipfile.is_zipfile(io.BytesIO(data)):
        if is_encrypted_package(data):
            raise RefusedFileError("F01", ENCRYPTED)
        if data.startswith(ZIP):
            raise RefusedFileError("F01", f"不是有效的 .{ending} 工作簿，文件不完整或已损坏")
        raise RefusedFileError("F01", f"{kind_of(data) or '文件可能已损坏'}，不是 .{ending} 格式")
    try:
        package = Package(zipfile.ZipFile(io.BytesIO(data)))
        infos = package.archive.infolist()
        if sum(info.file_size for info in infos) > UNPACKED_LIMIT:
            raise RefusedFileError("F03", f"解压后超过 {UNPACKED_LIMIT // MIB} MiB")
        if len(infos) > PARTS_LIMIT:
            raise RefusedFileError("F03", f"内部部件超过 {PARTS_LIMIT:,} 个")
        faults = [fault for info in infos for fault in _look_through(package, data, info, traits)]
        faults += _faults_of_types(package)
    except _BROKEN as error:
        raise RefusedFileError("F01", f"不是有效的 .{ending} 工作簿，可能已损坏") from error
    if package.find(main_part) is None:
        faults.insert(0, f"内容是压缩包或其他文件，不是 .{ending} 格式")
    if len(package.archive.NameToInfo) < len(infos):
        faults.append("内部部件重名")
    if faults:
        raise RefusedFileError("F01", faults[0])
    return package


def _faults_of_types(package: Package) -> Iterator[str]:
    """Why the package is unsafe by what its relations and its list of parts call their ends."""
    for name in filter(names_types, package.traits):
        types = as_utf8(package.part(name))
        if has_macros(types):
            yield WITH_MACROS
        if has_objects(types):
            yield WITH_OBJECTS


def _look_through(
    package: Package, data: bytes, info: zipfile.ZipInfo, traits: dict[str, tuple[Trait, ...]]
) -> tuple[str, ...]:
    """Unpack a part and return, in Chinese, why it is unsafe; an empty tuple if it is safe."""
    name = info.filename
    if info.flag_bits & 1:
        return (ENCRYPTED,)
    faults, is_xml, is_picture = _judge_name(name)
    found: set[Trait] = set()
    wanted = next((looked_for for word, looked_for in traits.items() if word in name.lower()), ())
    is_far = has_dtd = False
    for number, chunk in enumerate(_chunks(package, data, info)):
        is_xml = is_xml or (number == 0 and not is_picture and _begins_as_xml(chunk))
        if number == 0 and is_xml and not is_in_utf8(chunk):
            package.recoded.add(name)
        if not is_xml:
            continue
        if wanted:
            found.update(trait for trait in wanted if _contains(chunk, trait))
            is_far = is_far or _FAR.search(chunk) is not None
        has_dtd = has_dtd or _has_dtd(chunk)
    package.traits[name] = frozenset(found)
    if has_dtd:
        return (*faults, "文件含有文档类型声明（DTD）")
    if is_far and _has_far_cell(package, name):
        raise RefusedFileError("F03", FAR_CELLS)
    return faults


def _begins_as_xml(chunk: bytes) -> bool:
    return chunk[:256].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"<")


def _contains(chunk: bytes, trait: Trait) -> bool:
    return trait in chunk if isinstance(trait, bytes) else trait.search(chunk) is not None


@lru_cache(_NAMES_KEPT)
def _judge_name(name: str) -> tuple[tuple[str, ...], bool, bool]:
    """Why a part of this name is unsafe, whether it is XML, whether a picture; packages have much the same parts."""
    faults = []
    path = part_path(name)
    if _MACROS.search(path):
        faults.append(WITH_MACROS)
    if _EMBEDDED.search(path):
        faults.append(WITH_OBJECTS)
    # no reader opens a picture, so what it declares does nothing
    return tuple(faults), path.lower().endswith(_XML_ENDINGS), _PICTURE.search(path) is not None


def _has_dtd(chunk: bytes) -> bool:
    """Whether there is a document type; searching one byte first is ten times as fast, and few parts have an `!`."""
    if b"!" not in chunk:
        return False
    # UTF-16 puts a zero byte beside each letter
    return b"<!DOCTYPE" in (chunk.replace(b"\0", b"") if b"\0" in chunk else chunk)


def _chunks(package: Package, data: bytes, info: zipfile.ZipInfo) -> Iterable[bytes]:
    """A part in pieces that overlap a little; a small part is kept."""
    if info.file_size > _KEPT:
        return _pieces(package, info)
    part = _small_part(data, info)
    if part is None:
        with package.archive.open(info) as stream:
            part = stream.read(_KEPT + 1)  # not read(): a part that lies about its size would be unpacked whole
    package.keep(info.filename, part)
    return (part,)


def _pieces(package: Package, info: zipfile.ZipInfo) -> Iterator[bytes]:
    with package.archive.open(info) as stream:
        tail = b""
        while piece := stream.read(_CHUNK):
            yield tail + piece
            tail = piece[-_OVERLAP:]


def _small_part(data: bytes, info: zipfile.ZipInfo) -> bytes | None:
    """Unpack a part as zipfile would, in an eighth of the time; None for an unusual part, which zipfile unpacks."""
    start = info.header_offset + _LOCAL_HEADER.size
    header = data[info.header_offset : start]
    if info.compress_type != zipfile.ZIP_DEFLATED or len(header) < _LOCAL_HEADER.size:
        return None
    signature, flags, name_length, extra_length = _LOCAL_HEADER.unpack(header)
    name = data[start : start + name_length].decode("utf-8" if flags & NAMED_IN_UTF8 else "cp437", "replace")
    if signature != b"PK\3\4" or flags & _UNUSUAL or name != info.orig_filename:
        return None
    start += name_length + extra_length
    packed = data[start : start + info.compress_size]
    part = isal_zlib.decompressobj(-isal_zlib.MAX_WBITS).decompress(packed, info.file_size + 1)
    return part if len(part) == info.file_size and isal_zlib.crc32(part) == info.CRC else None


def _has_far_cell(package: Package, name: str) -> bool:
    """Whether a sheet has a cell with a value beyond row 100,000 or column 256; formatted empty cells do not count."""
    search = _FarCellSearch()
    parser = expat.ParserCreate()
    parser.StartElementHandler = search.start
    with package.stream(name) as stream:
        try:
            while not search.found and (piece := stream.read(_CHUNK)):
                parser.Parse(piece)
        except expat.ExpatError:
            return False  # the reader will report that it is broken
    return search.found


class _FarCellSearch:
    """The state of the search through a sheet's XML."""

    def __init__(self) -> None:
        self.found = False
        self._cell_is_far = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take an element's start: a cell, or the value inside a cell."""
        kind = tag.rpartition(":")[2]
        if kind == "c":
            cell = _CELL.fullmatch(attributes.get("r", ""))
            self._cell_is_far = cell is not None and (column_number(cell[1]) > COLUMNS or int(cell[2]) > ROWS)
        elif self._cell_is_far and kind in ("v", "is"):
            self.found = True
