"""An .xls as Excel stores it: the container's directory, the workbook's stream, its records.

Source: [MS-CFB] for the container, [MS-XLS] for the records; older workbooks are bare streams of records.
"""

from __future__ import annotations

import contextlib
import io
import re
import struct
from dataclasses import dataclass, field
from typing import Any

import olefile
import xlrd

OLE = bytes.fromhex("D0CF11E0A1B11AE1")
"""By which a container begins."""

_STREAMS = ("workbook", "book")
_MACRO_ENTRIES = re.compile(r"_VBA_PROJECT(_CUR)?|VBA|JDE\w*|JSA?Project\w*", re.IGNORECASE)
_OBJECT_ENTRIES = re.compile("MBD[0-9A-F]{8}|\x01Ole10Native", re.IGNORECASE)

_HEADER = struct.Struct("<2H")
_BOF = {0x0009: 2, 0x0209: 3, 0x0409: 4, 0x0809: 5}
"""The record by which a stream begins -> the version of BIFF; one of 8 has the 5's with another number inside."""
_BIFF8_VERSION = 0x0600
_LONGEST_BOF = 16
_BOUND_SHEET, _VBA_PROJECT, _FILE_PASSWORD, _CODE_PAGE = 0x0085, 0x00D3, 0x002F, 0x0042
_TELLING = frozenset({_BOUND_SHEET, _VBA_PROJECT, _FILE_PASSWORD, _CODE_PAGE, *_BOF})
_KIND_OF_SHEET, _MACRO_SHEETS = 5, frozenset({1, 6})
"""Where a record of a sheet says its kind; those of macros and of VBA's modules."""
_MACRO_STREAMS = frozenset({0x0040, 0x0006})
"""What the stream of such a sheet says of itself."""
_CONTINUE = 0x003C
_DRAWN = frozenset({0x001C, 0x005D, 0x01B6, 0x00EB, 0x00EC, 0x00ED, 0x01B8, 0x0800})
"""Notes, objects, their texts and drawings, links: nothing of a table, and often written by programs that err."""
_PASSED_OVER = 0x0FFF
"""A kind of record that no version has: whoever reads passes over it."""
_WITH_CODE_PAGES = 5
"""Up to this version texts are in a code page; then in Unicode."""
_CHINESE = "gb18030"
_OTHER_CODE_PAGES = {950: "cp950", 10002: "cp950", 932: "cp932", 10001: "cp932", 949: "cp949", 10003: "cp949"}
_WESTERN = "cp1252"


class BrokenWorkbookError(ValueError):
    """The file cannot be read as a workbook."""


class NoWorkbookError(ValueError):
    """The container holds something else."""


@dataclass
class XlsStream:
    """A workbook's stream, and what one pass over its records told."""

    data: bytes
    entries: tuple[str, ...] = ()
    """The names of what lies beside it in its container; none of a bare stream."""
    code_page: int | None = None
    """By which it says that its texts are written."""
    is_locked: bool = False
    has_macro_records: bool = False
    _drawn: list[int] = field(default_factory=list)
    """Where records of what is drawn begin."""

    def __post_init__(self) -> None:
        unpack, size, end = _HEADER.unpack_from, _HEADER.size, len(self.data)
        at, is_drawn = 0, False
        while at + size <= end:
            kind, length = unpack(self.data, at)
            content = at + size
            if content + length > end:
                break
            is_drawn = kind in _DRAWN or (is_drawn and kind == _CONTINUE)
            if is_drawn:
                self._drawn.append(at)
            elif kind in _TELLING:
                self._note(kind, self.data[content : content + length])
            at = content + length

    def _note(self, kind: int, content: bytes) -> None:
        if kind == _FILE_PASSWORD:
            self.is_locked = True
        elif kind == _CODE_PAGE and len(content) > 1 and self.code_page is None:
            (self.code_page,) = struct.unpack_from("<H", content)
        elif kind == _VBA_PROJECT:
            self.has_macro_records = True
        elif kind == _BOUND_SHEET and len(content) > _KIND_OF_SHEET:
            self.has_macro_records |= content[_KIND_OF_SHEET] in _MACRO_SHEETS
        elif kind in _BOF and len(content) >= _HEADER.size:
            self.has_macro_records |= struct.unpack_from("<2H", content)[1] in _MACRO_STREAMS

    @property
    def version(self) -> int:
        """The version of BIFF, 2 to 8."""
        kind, _, version = struct.unpack_from("<3H", self.data)
        return 8 if version == _BIFF8_VERSION and _BOF[kind] == max(_BOF.values()) else _BOF[kind]

    @property
    def has_macros(self) -> bool:
        """Whether it carries VBA, another office's scripts or sheets of macros."""
        return self.has_macro_records or any(_MACRO_ENTRIES.fullmatch(entry) for entry in self.entries)

    @property
    def has_objects(self) -> bool:
        """Whether other documents are embedded."""
        return any(_OBJECT_ENTRIES.fullmatch(entry) for entry in self.entries)

    def without_drawings(self) -> bytes:
        """The stream with all that is drawn passed over; every place in it stays."""
        if not self._drawn:
            return self.data
        data = bytearray(self.data)
        for at in self._drawn:
            struct.pack_into("<H", data, at, _PASSED_OVER)
        return bytes(data)


def read_stream(data: bytes) -> XlsStream:
    """Find the workbook's stream.

    Raises:
        NoWorkbookError: there is none.
        BrokenWorkbookError: the container cannot be read.
    """
    if not data.startswith(OLE):
        return XlsStream(_required_stream(data))
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            entries = container.listdir(streams=True, storages=True)
            found = next((entry for name in _STREAMS for entry in entries if "/".join(entry).lower() == name), None)
            stream = container.openstream(found).read() if found else None
    except MemoryError:
        raise
    except Exception as error:  # olefile trips over broken containers in several ways
        raise BrokenWorkbookError(str(error)) from error
    if stream is None:
        raise NoWorkbookError("no stream of a workbook")
    return XlsStream(_required_stream(stream), tuple(part for entry in entries for part in entry))


def open_book(stream: XlsStream) -> Any:
    """Let xlrd read all records; what is drawn is passed over: no table is in it, and many programs write it wrongly.

    Returns:
        xlrd's book, with formats.

    Raises:
        BrokenWorkbookError: xlrd cannot read it.
    """
    encodings = _encodings(stream)
    for encoding in encodings[:-1]:
        with contextlib.suppress(BrokenWorkbookError):
            return _opened_in(stream, encoding)
    return _opened_in(stream, encodings[-1])


def _opened_in(stream: XlsStream, encoding: str | None) -> Any:
    try:
        return xlrd.open_workbook(
            file_contents=stream.without_drawings(),
            encoding_override=encoding,
            formatting_info=True,
            ragged_rows=True,
            logfile=io.StringIO(),
        )
    except MemoryError:
        raise
    except Exception as error:  # xlrd trips over broken files in every way there is
        raise BrokenWorkbookError(str(error)) from error


def _encodings(stream: XlsStream) -> tuple[str | None, ...]:
    """The encodings to try: before Unicode Chinese programs wrote GBK, whatever code page they named, or none."""
    if stream.version > _WITH_CODE_PAGES:
        return (None,)
    other = _OTHER_CODE_PAGES.get(stream.code_page or 0)
    return (*([other] if other else []), _CHINESE, _WESTERN)


def begins_as_stream(data: bytes) -> bool:
    """Whether bytes begin as a stream of records does."""
    if len(data) < 2 * _HEADER.size:
        return False
    kind, length = _HEADER.unpack_from(data)
    return kind in _BOF and _HEADER.size <= length <= _LONGEST_BOF


def is_encrypted_package(data: bytes) -> bool:
    """Whether a container holds a newer workbook that a password locks."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            return bool(container.exists("EncryptedPackage"))
    except (OSError, RecursionError, ValueError, LookupError, struct.error):
        return False


def _required_stream(data: bytes) -> bytes:
    if not begins_as_stream(data):
        raise BrokenWorkbookError("it begins with no record of a beginning")
    return data
