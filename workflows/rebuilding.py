"""A published version's home made again from the archived originals: by today's rules, or by those that it was made by.

`python -m workflows.rebuilding land|build HOME VERSION REBUILT` does one half in a process of its own, whose settings
name the rules that were kept with the version; it prints `step<tab>done<tab>total`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from lifecircle.home import Home
from lifecircle.progress import Listener
from lifecircle.settings import PROJECT
from publishing.manifest import Manifest, read_manifest
from publishing.rulebook import FORMS, REFERENCE, RULES


class RebuildError(Exception):
    """The version's home could not be made again; the message says why."""


def land_again(home: Home, manifest: Manifest, rebuilt: Home, listener: Listener) -> None:
    """Land and check the version's inputs in a home of their own."""
    from expectations.check import check
    from ingestion.archive import Original
    from ingestion.inbox import InboxFile
    from ingestion.land import land_files
    from ingestion.withdrawals import Withdrawal

    # as data: a name may be no name of a file here, or first a file's and then a folder's
    files = [
        InboxFile(
            home.archived(file.sha256),
            file.file_name,
            file.received_at,
            registered=True,
            original=None if file.is_kept else Original(file.sha256, file.size or 0),
        )
        for file in manifest.inputs
    ]
    withdrawals = [Withdrawal(**line.model_dump()) for line in manifest.withdrawals]
    land_files(rebuilt, files, progress=partial(listener, "重新入库"), withdrawals=withdrawals)
    check(rebuilt, partial(listener, "重新校验"))


def build_again(home: Home, manifest: Manifest, rebuilt: Home, listener: Listener) -> None:
    """Build what has landed again, as of the moment of the run that was published."""
    from publishing.snapshot import publish_snapshot
    from warehouse.build import build_warehouse

    build_warehouse(rebuilt, manifest.run_as_of, partial(listener, "重建数据仓库"))
    publish_snapshot(rebuilt)


_HALVES: dict[str, Callable[[Home, Manifest, Home, Listener], None]] = {"land": land_again, "build": build_again}


def rebuild_by(book: Path, home: Home, name: str, rebuilt: Home, listener: Listener) -> None:
    """Make a version's home again by the rules that were kept with it.

    Files are read by the forms of then; what is built from them has today's columns, those that came later being empty.

    Args:
        book: the folder of the kept rules (`publishing/rulebook.py`).
        home: with the version and the archive.
        name: as 2024Q1/v1.
        rebuilt: where to make it.
        listener: told how far each step is.

    Raises:
        RebuildError: one half ended with an error.
    """
    rules = {"LIFECIRCLE_REFERENCE": str(book / REFERENCE), "LIFECIRCLE_RULES": str(book / RULES)}
    for half, chosen in (("land", {**rules, "LIFECIRCLE_FORMS": str(book / FORMS)}), ("build", rules)):
        command = [sys.executable, "-m", "workflows.rebuilding", half, str(home.root), name, str(rebuilt.root)]
        with subprocess.Popen(
            command, cwd=PROJECT, env=os.environ | chosen, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            for line in process.stdout:
                if line.count("\t") == 2:
                    step, done, total = line.split("\t")
                    listener(step, int(done), int(total))
            said = process.stderr.read()
        if process.returncode:
            raise RebuildError(f"{name} cannot be made again by its own rules: {said.strip().splitlines()[-1]}")


def main() -> None:
    """Do one half."""
    half, home, name, rebuilt = sys.argv[1:]
    place = Home(Path(home))
    manifest = read_manifest(place.published / name)
    _HALVES[half](place, manifest, Home(Path(rebuilt)), _print)


def _print(step: str, done: int, total: int) -> None:
    sys.stdout.write(f"{step}\t{done}\t{total}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
