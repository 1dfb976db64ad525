"""A disk that is full: what fails says so, what was there stays, and what failed is done once there is room."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from ingestion.land import land
from lifecircle.batches import read_batches
from lifecircle.calendar import parse_moment
from lifecircle.home import Home
from lifecircle.marts.closing import NotClosedError, close_file
from lifecircle.settings import PROJECT
from tests.building.workbooks import monthly_report, project
from workflows.backup import back_up
from workflows.backup_store import BackupStore
from workflows.inspection import inspect_home
from workflows.status import write_status

WRITE = """
import resource, sys, duckdb
connection = duckdb.connect(sys.argv[1])
connection.execute("create schema marts; create table marts.small as select 1 as one; checkpoint")
connection.execute("set checkpoint_threshold = '1TB'")
connection.execute("create table marts.large (number ubigint)")
for part in range(200):  # many small ones go into the log, a large one into the file at once
    connection.execute(f"insert into marts.large select hash(range) from range({part * 2000}, {(part + 1) * 2000})")
connection.execute("pragma disable_checkpoint_on_shutdown")
"""


AT = parse_moment("2024-04-10T23:59:59")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one MiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("whoever runs the tests may not mount a disk")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.fixture
def build(tmp_path: Path) -> Path:
    """A file of which a part is in its log only, as its writer left it."""
    file = tmp_path / "lifecircle.duckdb"
    subprocess.run([sys.executable, "-c", WRITE, str(file)], cwd=PROJECT, check=True)
    assert file.with_name("lifecircle.duckdb.wal").exists()
    return file


def test_a_log_is_written_into_the_file(build: Path) -> None:
    close_file(build, ["small", "large"])
    assert not build.with_name("lifecircle.duckdb.wal").exists()
    with duckdb.connect(str(build), read_only=True) as connection:
        assert connection.execute("select count(*) from marts.large").fetchone() == (400000,)


def test_a_mart_that_the_file_did_not_keep_is_named(build: Path) -> None:
    build.with_name("lifecircle.duckdb.wal").unlink()
    with pytest.raises(NotClosedError, match="it lacks large"):
        close_file(build, ["small", "large"])


def test_a_disk_that_is_full_at_the_checkpoint_is_an_error(build: Path) -> None:
    code = (
        "import resource, signal, sys; from pathlib import Path; from lifecircle.marts.closing import close_file; "
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); size = Path(sys.argv[1]).stat().st_size + 4096; "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)); close_file(Path(sys.argv[1]), ['small', 'large'])"
    )
    done = subprocess.run([sys.executable, "-c", code, str(build)], cwd=PROJECT, capture_output=True, check=False)
    assert done.returncode != 0


def fill(disk: Path, free: int) -> Path:
    """Leave so many bytes of a disk free; the file to be removed to make room."""
    ballast = disk / "ballast"
    found = os.statvfs(disk)
    ballast.write_bytes(b"x" * (found.f_bavail * found.f_frsize - free))
    return ballast


@pytest.mark.parametrize("free", [0, 12 * 1024])
def test_what_cannot_be_landed_does_not_count_and_lands_once_there_is_room(
    free: int, disk: Path, tmp_path: Path
) -> None:
    home = Home(disk / "home")
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "月报_南桥镇_2024-03.xlsx").write_bytes(monthly_report())
    assert land(home, inbox).new == 1
    (inbox / "月报_南桥镇_2024-03_更正.xlsx").write_bytes(monthly_report([project(progress_pct=80)]))
    ballast = fill(disk, free)
    with pytest.raises(OSError, match="No space left on device"):
        land(home, inbox)
    assert len(read_batches(home).seals) == 1
    ballast.unlink()
    assert land(home, inbox).new == 1
    assert inspect_home(home, whole_bytes=True) == []


def test_a_status_that_cannot_be_written_leaves_the_one_before_to_grow_old(disk: Path) -> None:
    home = Home(disk / "home")
    before = write_status(home, AT).model_dump_json(indent=1) + "\n"
    fill(disk, 0)
    with pytest.raises(OSError, match="No space left on device"):
        write_status(home, AT)
    assert home.status.read_text(encoding="utf-8") == before


def test_a_backup_that_does_not_fit_leaves_the_last_one(disk: Path, tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "月报_南桥镇_2024-03.xlsx").write_bytes(monthly_report())
    land(home, inbox)
    first = back_up(home, disk / "backups", AT).name
    (inbox / "月报_南桥镇_2024-03_更正.xlsx").write_bytes(monthly_report([project(progress_pct=80)]))
    land(home, inbox)
    ballast = fill(disk, 0)
    with pytest.raises(OSError, match="No space left on device"):
        back_up(home, disk / "backups", AT)
    assert BackupStore(disk / "backups").names() == [first]
    ballast.unlink()
    second = back_up(home, disk / "backups", AT)
    assert BackupStore(disk / "backups").damaged([first, second.name]) == {}
