"""The inbox folder: the submissions' files with their times, the register, and a mark that says who made all this."""

from __future__ import annotations

import csv
import json
import os
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from simulation.errors import SimulationError
from simulation.files.cells import Clerk
from simulation.files.text import write_text
from simulation.files.workbook import write_workbook
from simulation.submissions.submission import Submission

REGISTER = "收件登记.csv"
MARK = ".~lifecircle-simulation.json"
"""Lists what a simulation wrote; for its beginning no reader takes it for a submission (validation.md, Files)."""


def write_inbox(out: Path, submissions: list[Submission], progress: Callable[[int, int], None] | None = None) -> None:
    """Write an inbox whole: all files, each dated by its receipt, and the register.

    Args:
        out: the folder; absent, empty, or an earlier simulation's, which then goes.
        submissions: in the order of their receipt, each with a file name of its own.
        progress: is told after each file how many are done, of how many.

    Raises:
        SimulationError: the folder holds what no simulation wrote.  Nothing has been changed then.
    """
    names = [submission.file_name for submission in submissions]
    _clear(out)
    out.mkdir(parents=True, exist_ok=True)
    # first of all, so that a simulation that is killed half-way can be made again
    (out / MARK).write_text(json.dumps({"files": [*names, REGISTER]}, ensure_ascii=False, indent=0), encoding="utf-8")
    clerk = Clerk()
    for done, submission in enumerate(submissions, 1):
        _write_file(out, submission, clerk)
        if progress:
            progress(done, len(submissions))
    _write_register(out / REGISTER, submissions)


def _clear(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise SimulationError(f"{out} is a file, not a folder")
    if not out.is_dir() or not any(out.iterdir()):
        return
    mark = out / MARK
    ours = {MARK, *_listed(mark)} if mark.is_file() else set()
    foreign = sorted(path.name for path in out.iterdir() if path.name not in ours or path.is_dir())
    if foreign:
        raise SimulationError(
            f"{out} holds {len(foreign)} entries that no simulation wrote, such as {foreign[0]}: "
            "name a folder that is new, empty, or an earlier simulation's"
        )
    for name in ours - {MARK}:
        (out / name).unlink(missing_ok=True)


def _listed(mark: Path) -> set[str]:
    """The file names that the mark lists; names only, so that a forged mark cannot point elsewhere."""
    try:
        names = json.loads(mark.read_text(encoding="utf-8"))["files"]
        return {name for name in names if Path(name).name == name}
    except (ValueError, KeyError, TypeError) as error:
        raise SimulationError(f"{mark} is not a simulation's mark: {error}") from error


def _write_file(out: Path, submission: Submission, clerk: Clerk) -> None:
    path = out / submission.file_name
    if submission.copy_of:
        shutil.copyfile(out / submission.copy_of, path)
    elif submission.ending == "csv":
        write_text(submission, path, clerk)
    else:
        write_workbook(submission, path, clerk)
    _date(path, submission.received_at)


def _write_register(path: Path, submissions: list[Submission]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["文件名", "收到时间"])
        writer.writerows([s.file_name, f"{s.received_at:%Y-%m-%d %H:%M:%S}"] for s in submissions)
    if submissions:
        _date(path, submissions[-1].received_at)


def _date(path: Path, moment: datetime) -> None:
    os.utime(path, (moment.timestamp(), moment.timestamp()))
