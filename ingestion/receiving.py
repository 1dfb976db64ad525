"""Files that came by mail, on a stick or by another system: into the inbox and its register, whole or not at all.

The folder stays open to all other ways (docs/contract/submissions.md, Files).
"""

from __future__ import annotations

import csv
import fcntl
import io
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from ingestion.inbox import UNFINISHED, decode, is_submission, register_of
from ingestion.withdrawals import WITHDRAWALS
from lifecircle.calendar import CHINA
from lifecircle.writing import whole

ARRIVALS = "来件"
"""The inbox's folder for what `receive` takes, a folder a time."""
_REGISTERED = ("文件名", "收到时间", "备注")
_WITHDRAWN = ("文件名", "收到时间", "撤回时间", "批准人", "原因")
_LOCK = ".收件登记.tmp"


class ReceivingError(Exception):
    """Nothing was taken; the message says why."""


def receive(inbox: Path, files: Sequence[Path], at: datetime, note: str | None = None) -> list[Path]:
    """Take files in as received at a moment: copies below `来件/`, and a line of the register for each.

    The copies lie in a folder that landing passes over until all of them and their lines are there; then its name
    changes.  If the machine stops before, nothing has been received.

    Args:
        inbox: the folder, made if it is not there.
        files: what came; they stay where they are.
        at: when they came.
        note: how, or from whom; kept in the register.

    Returns:
        Where they lie now.

    Raises:
        ReceivingError: a file is not there, is no submission by its name, or is given twice.
        OSError: the inbox cannot be written.
    """
    _refuse(files)
    inbox.mkdir(parents=True, exist_ok=True)
    with _alone(inbox):
        folder = _new_folder(inbox / ARRIVALS, at)
        unfinished = folder.with_name(folder.name + UNFINISHED)
        unfinished.mkdir(parents=True)
        try:
            for file in files:
                shutil.copyfile(file, unfinished / file.name)
                os.utime(unfinished / file.name, (at.timestamp(), at.timestamp()))
            lines = [(f"{ARRIVALS}/{folder.name}/{file.name}", _moment(at), note or "") for file in files]
            _append(register_of(inbox), _REGISTERED, lines)
        except BaseException:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise
        unfinished.rename(folder)
    return [folder / file.name for file in files]


def withdraw(
    inbox: Path, file_name: str, received_at: datetime | None, at: datetime, approved_by: str, reason: str
) -> None:
    """Put a line into the register of withdrawals: from `at` on the file does not count.

    Args:
        inbox: the folder.
        file_name: the file's path below the inbox, or its bare name.
        received_at: of which receipt; None is every receipt until then.
        at: from when on.
        approved_by: who approved it.
        reason: why.

    Raises:
        OSError: the inbox cannot be written.
    """
    named = (path for path in sorted(inbox.iterdir()) if path.name.lower() == WITHDRAWALS)
    with _alone(inbox):
        received = "" if received_at is None else _moment(received_at)
        line = (file_name, received, _moment(at), approved_by, reason)
        _append(next(named, inbox / WITHDRAWALS), _WITHDRAWN, [line])


def _refuse(files: Sequence[Path]) -> None:
    faults = [f"{file} is no file" for file in files if not file.is_file()]
    faults += [f"{file.name} is no submission by its name" for file in files if not is_submission(file.name)]
    names = [file.name for file in files]
    faults += [f"{name} is given twice" for name in sorted({name for name in names if names.count(name) > 1})]
    if faults:
        raise ReceivingError("; ".join(faults))


@contextmanager
def _alone(inbox: Path) -> Iterator[None]:
    """One at a time: two lines written at once must both be there."""
    with (inbox / _LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _new_folder(arrivals: Path, at: datetime) -> Path:
    name = at.astimezone(CHINA).strftime("%Y-%m-%d_%H%M%S")
    taken = {path.name.removesuffix(UNFINISHED) for path in arrivals.iterdir()} if arrivals.is_dir() else set()
    number = 1
    while (name if number == 1 else f"{name}_{number}") in taken:
        number += 1
    return arrivals / (name if number == 1 else f"{name}_{number}")


def _append(register: Path, columns: Sequence[str], lines: Sequence[Sequence[str]]) -> None:
    """Add lines to a register, in its own columns and encoding; a new one is UTF-8 as Excel knows it."""
    data = register.read_bytes() if register.is_file() else b""
    text, encoding = decode(data), "utf-8-sig"
    if data and not data.startswith(b"\xef\xbb\xbf"):
        encoding = "utf-8" if _is_utf8(data) else "gb18030"
    header = next(csv.reader(io.StringIO(text)), [])
    known = [name.strip() for name in header] or list(columns)
    if not header:
        text = ",".join(columns) + "\r\n"
    elif not text.endswith(("\n", "\r")):
        text += "\r\n"
    values = [dict(zip(columns, line, strict=True)) for line in lines]
    out = io.StringIO()
    writer = csv.writer(out)
    for line in values:
        extra = [line[name] for name in columns if name not in known and line[name]]
        writer.writerow([*(line.get(name, "") for name in known), *extra])
    with whole(register, durable=True) as unfinished:
        unfinished.write_bytes((text + out.getvalue()).encode(encoding))


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _moment(at: datetime) -> str:
    return at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")
