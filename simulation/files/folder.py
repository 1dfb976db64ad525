"""The inbox folder: the parcels with their times, the register, and a mark that says who made all this."""

from __future__ import annotations

import csv
import json
import os
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path, PurePosixPath

from simulation.errors import SimulationError
from simulation.files.parcel import Parcel

REGISTER = "收件登记.csv"
MARK = ".~lifecircle-simulation.json"
"""Lists what a simulation wrote; for its beginning no reader takes it for a submission.

Source: docs/contract/submissions.md, Files.
"""


def write_inbox(out: Path, parcels: list[Parcel], progress: Callable[[int, int], None] | None = None) -> None:
    """Write an inbox whole: all files, each dated by its receipt, and the register.

    Args:
        out: the folder; absent, empty, or an earlier simulation's, which then goes.
        parcels: in the order of their receipt, each with a path of its own.
        progress: is told after each file how many are done, of how many.

    Raises:
        SimulationError: the folder holds what no simulation wrote.  Nothing has been changed then.
    """
    paths = [parcel.path for parcel in parcels]
    _clear(out)
    out.mkdir(parents=True, exist_ok=True)
    # first of all, so that a simulation that is killed half-way can be made again
    (out / MARK).write_text(json.dumps({"files": [*paths, REGISTER]}, ensure_ascii=False, indent=0), encoding="utf-8")
    for done, parcel in enumerate(parcels, 1):
        _write_file(out, parcel)
        if progress:
            progress(done, len(parcels))
    _write_register(out / REGISTER, [p for p in parcels if p.is_submission and p.is_registered])


def _clear(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise SimulationError(f"{out} is a file, not a folder")
    if not out.is_dir() or not any(out.iterdir()):
        return
    mark = out / MARK
    written = _listed(mark) if mark.is_file() else set()
    folders = {str(folder) for path in written for folder in PurePosixPath(path).parents}
    present = {path: path.relative_to(out).as_posix() for path in sorted(out.rglob("*"))}
    # a link that took the place of one of our folders or files is not ours either
    foreign = [
        name
        for path, name in present.items()
        if path.is_symlink() or name not in (folders if path.is_dir() else written | {MARK})
    ]
    if foreign:
        raise SimulationError(
            f"{out} holds {len(foreign)} entries that no simulation wrote, such as {foreign[0]}: "
            "name a folder that is new, empty, or an earlier simulation's"
        )
    for path, name in reversed(present.items()):
        if path.is_dir():
            path.rmdir()
        elif name != MARK:
            path.unlink()


def _listed(mark: Path) -> set[str]:
    """The paths that the mark lists; those that lead out of the folder are never met inside it."""
    try:
        return {str(name) for name in json.loads(mark.read_text(encoding="utf-8"))["files"]}
    except (ValueError, KeyError, TypeError) as error:
        raise SimulationError(f"{mark} is not a simulation's mark: {error}") from error


def _write_file(out: Path, parcel: Parcel) -> None:
    path = out / parcel.path
    path.parent.mkdir(parents=True, exist_ok=True)
    if parcel.copy_of:
        shutil.copyfile(out / parcel.copy_of, path)
    elif parcel.write:
        parcel.write(path)
    _date(path, parcel.received_at)


def _write_register(path: Path, parcels: list[Parcel]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["文件名", "收到时间"])
        writer.writerows([p.path, f"{p.received_at:%Y-%m-%d %H:%M:%S}"] for p in parcels)
    if parcels:
        _date(path, parcels[-1].received_at)


def _date(path: Path, moment: datetime) -> None:
    os.utime(path, (moment.timestamp(), moment.timestamp()))
