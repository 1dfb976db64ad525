"""A disk that is full when a build is closed leaves the build before as the latest."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from lifecircle.marts.closing import NotClosedError, close_file
from lifecircle.settings import PROJECT

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
