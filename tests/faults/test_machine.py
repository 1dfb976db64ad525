"""What the machine cannot do judges no file, and nothing in an inbox is passed over in silence."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from expectations.check import check
from ingestion import rereading
from ingestion.inbox import read_inbox
from ingestion.land import land
from ingestion.rereading import reread
from ingestion.submission import Submission, rejected
from ingestion.turns import FileToRead
from lifecircle.home import Home, HomePathError
from lifecircle.landed_rows import read_landed
from lifecircle.settings import PROJECT
from publishing.manifest import InputFile, Manifest
from tests.building.workbooks import monthly_report
from workflows.rebuilding import land_again

REPORT = "月报_南桥镇_2024-03.xlsx"


def put(folder: Path, name: str = REPORT, data: bytes | None = None) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(monthly_report() if data is None else data)
    os.utime(folder / name, (1712102400, 1712102400))
    return folder / name


def test_an_original_that_cannot_be_opened_is_not_read_and_lands_with_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "inbox")
    home = Home(tmp_path / "home")
    with monkeypatch.context() as patch:
        patch.setattr("ingestion.land.Path.is_relative_to", lambda *_: False)
        patch.setattr("ingestion.land.archive_file", _fail)
        result = land(home, tmp_path / "inbox")
    assert (result.new, result.unread, result.known) == (0, 1, 0)
    assert "Input/output error" in result.left[0]
    assert land(home, tmp_path / "inbox").new == 1


def _fail(home: Home, path: Path) -> None:
    raise OSError(5, "Input/output error", str(path))


@pytest.mark.parametrize("descriptors", [12, 20])
def test_with_too_few_descriptors_a_landing_ends_with_an_error_and_judges_nothing(
    tmp_path: Path, descriptors: int
) -> None:
    put(tmp_path / "inbox")
    code = (
        "import sys; from pathlib import Path; from lifecircle.home import Home; from ingestion.land import land; "
        f"import resource; resource.setrlimit(resource.RLIMIT_NOFILE, ({descriptors}, {descriptors})); "
        "land(Home(Path(sys.argv[1])), Path(sys.argv[2]))"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "home"), str(tmp_path / "inbox")]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    home = Home(tmp_path / "home")
    assert land(home, tmp_path / "inbox").new == 1
    check(home, data_docs=False)
    assert read_landed(home, "submissions")["rejected_by"].to_pylist() == [None]


def test_a_file_that_is_being_written_waits_whatever_its_form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIFECIRCLE_SETTLING_SECONDS", "1")
    whole, home = monthly_report(), Home(tmp_path / "home")
    names = [REPORT, "指标台账_区科委_2024-03.csv", "指标台账_区科委_2024-03.ods", "指标台账_区科委_2024-03.xls"]
    put(tmp_path / "inbox", "月报_青村镇_2024-03.xlsx")
    stop = threading.Event()

    def write_slowly() -> None:
        streams = [(tmp_path / "inbox" / name).open("ab") for name in names]
        number = 0
        while not stop.is_set():
            for stream in streams:
                stream.write(whole[number : number + 1])
                stream.flush()
            number += 1
            time.sleep(0.05)

    writer = threading.Thread(target=write_slowly)
    writer.start()
    try:
        while not (tmp_path / "inbox" / names[-1]).exists():
            time.sleep(0.01)
        result = land(home, tmp_path / "inbox")
    finally:
        stop.set()
        writer.join()
    assert result.new == 1
    assert sorted(line.split()[0] for line in result.left) == sorted(names)


def test_a_file_that_changes_while_it_is_read_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ingestion import archive

    path = put(tmp_path / "inbox")
    real = archive.hashlib.sha256  # type: ignore[attr-defined]

    def change(data: bytes) -> object:
        with path.open("ab") as file:
            file.write(b"more")
        return real(data)

    with monkeypatch.context() as patch:
        patch.setattr(archive.hashlib, "sha256", change)  # type: ignore[attr-defined]
        result = land(Home(tmp_path / "home"), tmp_path / "inbox")
    assert (result.new, result.unread) == (0, 1)


def test_what_an_inbox_holds_has_landed_is_known_or_is_named(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    put(inbox)
    put(inbox / "again")
    put(tmp_path / "elsewhere", "月报_青村镇_2024-03.xlsx")
    (inbox / "folder").symlink_to(tmp_path / "elsewhere")
    (inbox / "月报_青村镇_2024-03.xlsx").symlink_to(tmp_path / "elsewhere" / "月报_青村镇_2024-03.xlsx")
    os.mkfifo(inbox / "pipe.xlsx")
    result = land(Home(tmp_path / "home"), inbox)
    assert result.new == 2
    assert len(result.left) == len(list(inbox.iterdir())) - 2 == 3


def test_a_folder_that_cannot_be_listed_is_named_and_an_inbox_that_cannot_be_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "inbox")
    put(tmp_path / "inbox" / "closed", "月报_青村镇_2024-03.xlsx")
    real = os.scandir
    # root may list everything: the system's refusal is made here
    closed = {str(tmp_path / "inbox" / "closed")}

    def scandir(path: str) -> object:
        if str(path) in closed:
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    found = read_inbox(tmp_path / "inbox")
    assert (len(found.files), found.passed_over) == (1, ["closed cannot be listed: Permission denied"])
    closed.add(str(tmp_path / "inbox"))
    with pytest.raises(PermissionError):
        land(Home(tmp_path / "home"), tmp_path / "inbox")


def test_a_home_in_a_path_that_would_be_taken_for_a_pattern_is_refused_before_anything_lands(tmp_path: Path) -> None:
    put(tmp_path / "inbox")
    for name in ("home[1]", "home{a}", "home*", "home?", "home\\"):
        with pytest.raises(HomePathError, match="cannot lie in a path"):
            land(Home(tmp_path / name), tmp_path / "inbox")
        assert not (tmp_path / name).exists()


def test_a_large_file_is_refused_by_its_size_and_archived_without_being_held_in_memory(tmp_path: Path) -> None:
    big = tmp_path / "inbox" / REPORT
    big.parent.mkdir()
    with big.open("wb") as file:
        file.truncate(190 * 2**20)
    huge = tmp_path / "inbox" / "月报_青村镇_2024-03.xlsx"
    with huge.open("wb") as file:
        file.truncate(210 * 2**20)
    for path in (big, huge):
        os.utime(path, (1712102400, 1712102400))
    home = Home(tmp_path / "home")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    result = land(home, tmp_path / "inbox")
    assert (result.new, result.rejected) == (2, 2)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024
    check(home, data_docs=False)
    rows = read_landed(home, "submissions").to_pylist()
    assert [row["rejected_by"] for row in rows] == ["F03", "F03"]
    assert [home.archived(row["sha256"]).exists() for row in rows] == [row["size"] < 200 * 2**20 for row in rows]
    assert land(home, tmp_path / "inbox").known == 2


def test_a_version_is_made_again_with_a_file_that_was_too_large_to_be_kept(tmp_path: Path) -> None:
    huge = tmp_path / "inbox" / REPORT
    huge.parent.mkdir()
    with huge.open("wb") as file:
        file.truncate(210 * 2**20)
    home, rebuilt = Home(tmp_path / "home"), Home(tmp_path / "rebuilt")
    land(home, tmp_path / "inbox")
    check(home, data_docs=False)
    (row,) = read_landed(home, "submissions").to_pylist()
    same = {name: row[name] for name in ("submission_id", "file_name", "sha256", "received_at", "size")}
    manifest = SimpleNamespace(inputs=[InputFile(**same, outcome="rejected")], withdrawals=[])
    land_again(home, cast(Manifest, manifest), rebuilt, lambda step, done, total: None)
    assert read_landed(rebuilt, "submissions").to_pylist() == [row]


def test_a_verdict_that_was_wrong_is_given_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "inbox")
    home = Home(tmp_path / "home")

    def refuse_all(files: Iterable[FileToRead]) -> Iterator[Submission]:
        return (rejected(*file.identity, "F01", "读取时出错") for file in files)

    with monkeypatch.context() as patch:
        patch.setattr("ingestion.land.read_files", refuse_all)
        land(home, tmp_path / "inbox")
    check(home, data_docs=False)
    assert land(home, tmp_path / "inbox").known == 1
    (done,) = reread(home, REPORT)
    assert (done.before.rejected_by, done.after.rejected_by) == ("F01", None)
    check(home, data_docs=False)
    assert read_landed(home, "findings").to_pylist() == []
    assert len(read_landed(home, "project_progress")) == done.after.rows["project_progress"]
    (again,) = reread(home, done.submission_id)
    assert not again.has_changed
    with pytest.raises(rereading.RereadError, match=r"no submission or file x\.xlsx"):
        reread(home, "x.xlsx")
