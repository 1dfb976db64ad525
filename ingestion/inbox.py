"""What lies in an inbox, and when each file was received (docs/contract/submissions.md, Files)."""

from __future__ import annotations

import csv
import io
import os
import re
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from fnmatch import fnmatch
from pathlib import Path
from stat import S_ISREG
from typing import Literal

from ingestion.archive import Original
from lifecircle.calendar import CHINA
from lifecircle.plain import seen
from lifecircle.visible import visible

REGISTER = "收件登记.csv"
UNFINISHED = ".receiving"
"""What the name of a folder ends with while `receive` fills it."""

_NO_SUBMISSIONS = (
    *(REGISTER, "撤回登记.csv", "~$*", ".~*", "._*", ".ds_store", "thumbs.db", "desktop.ini"),
    *("*.part", "*.crdownload", "*.tmp"),
)
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
    modified_at: datetime | None = None
    """None where it is no file of an inbox."""
    original: Original | None = None
    """What is known of a file whose bytes were not kept, since they were too many; `path` leads nowhere then."""


@dataclass(frozen=True)
class Inbox:
    """The files of an inbox in the order of their receipt (then of their names), and what there is to say of it."""

    files: list[InboxFile]
    remarks: list[str]
    """Why some receipts are not from the register: the register is missing, or one of its lines cannot be read."""
    passed_over: list[str] = field(default_factory=list)
    """What lies there and is not looked at, each with its reason: nothing is passed over in silence."""
    versions: dict[Path, _Version] = field(default_factory=dict)
    """Size and time of each file when the inbox was read."""


_Version = tuple[int, int, int]
"""A file's inode, size and modification time."""


def read_inbox(folder: Path) -> Inbox:
    """Find all submissions in the inbox, folders at any depth.

    Raises:
        FileNotFoundError: the inbox does not exist.
        OSError: it cannot be listed.
    """
    if not folder.is_dir():
        raise FileNotFoundError(f"no inbox at {folder}")
    os.scandir(folder).close()  # raises where there is no right to
    register, remarks = _read_register(register_of(folder))
    passed_over: list[str] = []
    found = {path: stat for path in _walk(folder, passed_over) if (stat := _plain_file(path, folder, passed_over))}
    at_top = {seen(composed(path.name)) for path in found if path.parent == folder}
    files = [_received(path, folder, register, at_top, stat) for path, stat in found.items()]
    return Inbox(
        sorted(files, key=lambda file: (file.received_at, file.file_name)),
        remarks if found else [],
        sorted(passed_over),
        {path: _version(stat) for path, stat in found.items()},
    )


def settled(folder: Path, found: Inbox, seconds: float) -> Inbox:
    """Look at the inbox again after a while: a file that changed in size or time is still being written, and waits.

    There is no waiting where every file has been as it is for that long already, by the system's own note of it.

    Args:
        folder: the inbox.
        found: what a first look found.
        seconds: how long a file must have been as it is.

    Raises:
        FileNotFoundError, OSError: as `read_inbox`.
    """
    newest = max((_last_change(path) for path in found.versions), default=0.0)
    if newest < time.time() - seconds:
        return found
    time.sleep(seconds)
    again = read_inbox(folder)
    still = [file for file in again.files if again.versions[file.path] != found.versions.get(file.path)]
    waiting = [f"{visible(file.file_name)} is still being written: the next landing takes it" for file in still]
    files = [file for file in again.files if file not in still]
    return replace(again, files=files, passed_over=sorted([*again.passed_over, *waiting]))


def decode(data: bytes, errors: Literal["strict", "replace"] = "strict") -> str:
    """Decode a text: UTF-8, with or without BOM, or GB18030.

    Raises:
        UnicodeDecodeError: the text is in neither encoding, and `errors` is strict.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", errors)


def _walk(folder: Path, passed_over: list[str]) -> Iterator[Path]:
    """Everything in the inbox but its folders; what cannot be listed is named."""

    def name_it(error: OSError) -> None:
        passed_over.append(f"{_below(Path(error.filename), folder)} cannot be listed: {error.strerror}")

    for root, folders, names in os.walk(folder, onerror=name_it):
        for name in sorted(folders):
            if Path(root, name).is_symlink():
                passed_over.append(f"{_below(Path(root, name), folder)} is a link to a folder: it is not followed")
            elif name.endswith(UNFINISHED):
                passed_over.append(f"{_below(Path(root, name), folder)} is being received: nothing in it counts yet")
        folders[:] = sorted(name for name in folders if not name.endswith(UNFINISHED))
        for name in sorted(names):
            if is_submission(composed(name)):
                yield Path(root, name)


def _plain_file(path: Path, inbox: Path, passed_over: list[str]) -> os.stat_result | None:
    """What the system says of a file; None, and it is named, for what is no plain file of the inbox."""
    name = _below(path, inbox)
    try:
        if path.is_symlink() and not path.resolve().is_relative_to(inbox.resolve()):
            # senders must not get us to read files that are not theirs
            passed_over.append(f"{name} is a link that leads out of the inbox: it is not read")
            return None
        stat = path.stat()
    except (OSError, RuntimeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "a link that leads to itself"
        passed_over.append(f"{name} cannot be looked at: {reason}")
        return None
    if not S_ISREG(stat.st_mode):
        passed_over.append(f"{name} is no file but a pipe, a socket or a device: it is not read")
        return None
    return stat


def _below(path: Path, inbox: Path) -> str:
    return visible(composed(path.relative_to(inbox).as_posix()) if path.is_relative_to(inbox) else str(path))


def _version(stat: os.stat_result) -> _Version:
    return stat.st_ino, stat.st_size, stat.st_mtime_ns


def _last_change(path: Path) -> float:
    """When the file last changed, by its own time and by the system's, which no copying program sets."""
    try:
        stat = path.stat()
    except OSError:
        return time.time()
    return max(stat.st_mtime, stat.st_ctime)


def is_submission(name: str) -> bool:
    """Whether a file of that name is read; the registers and what programs leave beside files are not."""
    return not any(fnmatch(name.lower(), pattern) for pattern in _NO_SUBMISSIONS)


def _received(
    path: Path, inbox: Path, register: dict[str, tuple[int, datetime]], at_top: set[str], stat: os.stat_result
) -> InboxFile:
    file_name, bare_name = composed(path.relative_to(inbox).as_posix()), composed(path.name)
    names = {seen(file_name), seen(bare_name)}
    if seen(file_name) in register and seen(bare_name) in at_top:
        names = {seen(file_name)}  # the bare name is the path of another file, and this file has its own line
    # the register's names are without blanks at their ends
    lines = [register[name.strip()] for name in names if name.strip() in register]
    modified = datetime.fromtimestamp(min(max(int(stat.st_mtime), 0), _LAST_MOMENT), CHINA)
    if lines:
        # if a file has two lines, the last counts
        return InboxFile(path, file_name, max(lines)[1], registered=True, modified_at=modified)
    return InboxFile(path, file_name, modified, registered=False, modified_at=modified)


def register_of(folder: Path) -> Path:
    """The inbox's register, its name in any case, whether it is there or not."""
    named = (path for path in sorted(folder.iterdir()) if composed(path.name).lower() == REGISTER)
    return next(named, folder / REGISTER)


def _read_register(path: Path) -> tuple[dict[str, tuple[int, datetime]], list[str]]:
    """File name -> (line, moment of receipt), and a remark for each line that cannot be read."""
    if not path.is_file():
        return {}, [f"no register {REGISTER} in {path.parent}: a file's modification time counts as its receipt"]
    lines: dict[str, tuple[int, datetime]] = {}
    remarks = []
    rows = csv.DictReader(io.StringIO(text_of_register(path.read_bytes()), newline=""))
    for number, row in enumerate(rows, start=2):
        name, moment = (row.get("文件名") or "").strip(), read_moment(row.get("收到时间") or "")
        if name and moment:
            lines[seen(composed(name.replace("\\", "/").removeprefix("./")))] = (number, moment)
        elif any(row.values()):
            remarks.append(f"line {number} of {path.name} cannot be read: the file's modification time counts")
    return lines, remarks


def text_of_register(data: bytes) -> str:
    """Decode a register; of one in neither encoding the lines that can be read still count."""
    try:
        return decode(data)
    except UnicodeDecodeError:
        return data.decode("utf-8-sig", "replace")


def read_moment(text: str) -> datetime | None:
    """Read a moment as Excel may have rewritten it, of Shanghai where it names no zone; None where it is none."""
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


def composed(name: str) -> str:
    """A name as text: archives unpacked on another system leave names in GB18030, or accents as separate characters."""
    return unicodedata.normalize("NFC", decode(os.fsencode(name), errors="replace"))
