"""What lies in an inbox, and when each file was received (docs/contract/submissions.md, Files)."""

from __future__ import annotations

import csv
import io
import os
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatch
from pathlib import Path
from typing import Literal

from lifecircle.calendar import CHINA

REGISTER = "收件登记.csv"

_NO_SUBMISSIONS = (REGISTER, "~$*", ".~*", ".ds_store", "thumbs.db", "desktop.ini", "*.part", "*.tmp")
_LAST_MOMENT = int(datetime(2100, 1, 1, tzinfo=CHINA).timestamp())
_MOMENT = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})(?:日? *T? *)(?<!\d)(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?"
    r" *(Z|[+-]\d{2}:?\d{2})?"
)


@dataclass(frozen=True)
class InboxFile:
    """A file received: where it is, its path below the inbox, when it came, and whether the register says so."""

    path: Path
    file_name: str
    received_at: datetime
    registered: bool


@dataclass(frozen=True)
class Inbox:
    """The files of an inbox in the order of their receipt (then of their names), and remarks about the register."""

    files: list[InboxFile]
    remarks: list[str]
    """Why some receipts are not from the register: the register is missing, or one of its lines cannot be read."""


def read_inbox(folder: Path) -> Inbox:
    """Find all submissions in the inbox, folders at any depth.

    Raises:
        FileNotFoundError: the inbox does not exist.
    """
    if not folder.is_dir():
        raise FileNotFoundError(f"no inbox at {folder}")
    register, remarks = _read_register(folder / REGISTER)
    paths = [path for path in folder.rglob("*") if path.is_file() and _is_submission(_composed(path.name))]
    strays = [path for path in paths if _leads_out(path, folder)]
    at_top = {_composed(path.name) for path in paths if path.parent == folder}
    files = [_received(path, folder, register, at_top) for path in paths if path not in strays]
    remarks += [f"{path.name} is a link that leads out of the inbox: it is not read" for path in strays]
    return Inbox(sorted(files, key=lambda file: (file.received_at, file.file_name)), remarks if paths else [])


def decode(data: bytes, errors: Literal["strict", "replace"] = "strict") -> str:
    """Decode a text: UTF-8, with or without BOM, or GB18030.

    Raises:
        UnicodeDecodeError: the text is in neither encoding, and `errors` is strict.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", errors)


def _leads_out(path: Path, inbox: Path) -> bool:
    """Whether the path links to a file outside: senders must not get us to read files that are not theirs."""
    return path.is_symlink() and not path.resolve().is_relative_to(inbox.resolve())


def _is_submission(name: str) -> bool:
    return not any(fnmatch(name.lower(), pattern) for pattern in _NO_SUBMISSIONS)


def _received(path: Path, inbox: Path, register: dict[str, tuple[int, datetime]], at_top: set[str]) -> InboxFile:
    file_name, bare_name = _composed(path.relative_to(inbox).as_posix()), _composed(path.name)
    names = {file_name, bare_name}
    if file_name in register and bare_name in at_top:
        names = {file_name}  # the bare name is the path of another file, and this file has its own line
    # the register's names are without blanks at their ends
    lines = [register[name.strip()] for name in names if name.strip() in register]
    if lines:
        return InboxFile(path, file_name, max(lines)[1], registered=True)  # if a file has two lines, the last counts
    modified = datetime.fromtimestamp(min(max(int(path.stat().st_mtime), 0), _LAST_MOMENT), CHINA)
    return InboxFile(path, file_name, modified, registered=False)


def _read_register(path: Path) -> tuple[dict[str, tuple[int, datetime]], list[str]]:
    """File name -> (line, moment of receipt), and a remark for each line that cannot be read."""
    if not path.is_file():
        return {}, [f"no register {REGISTER} in {path.parent}: a file's modification time counts as its receipt"]
    lines: dict[str, tuple[int, datetime]] = {}
    remarks = []
    rows = csv.DictReader(io.StringIO(_text_of_register(path.read_bytes()), newline=""))
    for number, row in enumerate(rows, start=2):
        name, moment = (row.get("文件名") or "").strip(), _read_moment(row.get("收到时间") or "")
        if name and moment:
            lines[_composed(name.replace("\\", "/").removeprefix("./"))] = (number, moment)
        elif any(row.values()):
            remarks.append(f"line {number} of {path.name} cannot be read: the file's modification time counts")
    return lines, remarks


def _text_of_register(data: bytes) -> str:
    try:
        return decode(data)
    except UnicodeDecodeError:
        return data.decode("utf-8-sig", "replace")  # the readable lines still count


def _read_moment(text: str) -> datetime | None:
    parts = _MOMENT.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if not parts:
        return None
    *numbers, zone = parts.groups()
    year, month, day, hour, minute, second = (int(number or 0) for number in numbers)
    try:
        moment = datetime(year, month, day, hour, minute, second, tzinfo=CHINA)
        return moment.replace(tzinfo=datetime.strptime(zone, "%z").tzinfo).astimezone(CHINA) if zone else moment
    except (ValueError, OverflowError):
        return None


def _composed(name: str) -> str:
    """A name as text: archives unpacked on another system leave names in GB18030, or accents as separate characters."""
    return unicodedata.normalize("NFC", decode(os.fsencode(name), errors="replace"))
