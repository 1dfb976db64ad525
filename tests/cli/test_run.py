"""`lifecircle run` and `status` as the data team calls them, on a small made district."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest

from lifecircle.home import Home
from lifecircle.settings import PROJECT
from tests.building.terminal import LIFECIRCLE, lifecircle, published_marts, start_lifecircle

pytestmark = pytest.mark.long

AS_OF = "2023-10-10T23:59:59+08:00"
"""As in `conftest.py`."""
RECEIVED = datetime.fromisoformat("2023-10-05T12:00:00+08:00").timestamp()


def test_a_run_publishes_the_due_quarter_and_the_index(home: Home) -> None:
    assert (home.published / "index.html").is_file()
    assert (home.published / "2023Q3" / "draft" / "index.html").is_file()


def test_a_second_run_with_nothing_new_changes_no_file_that_readers_open(home: Home, inbox: Path) -> None:
    before = (home.snapshot.resolve(), (home.published / "index.html").stat().st_mtime_ns, published_marts(home))
    done = lifecircle("run", "--inbox", inbox, "--home", home.root, "--as-of", AS_OF)
    assert done.returncode == 0, done.stderr
    after = (home.snapshot.resolve(), (home.published / "index.html").stat().st_mtime_ns, published_marts(home))
    assert before == after


@pytest.mark.parametrize("stage", ["landed/submissions/000001.parquet", "warehouse/builds/*"])
def test_a_killed_run_followed_by_another_gives_the_same_marts(
    tmp_path: Path, inbox: Path, home: Home, stage: str
) -> None:
    killed = Home(tmp_path / "home")
    arguments = ("run", "--inbox", inbox, "--home", killed.root, "--as-of", AS_OF)
    process = start_lifecircle(*arguments)
    while not list(killed.root.glob(stage)):
        assert process.poll() is None, "it ended before it could be killed"
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not killed.snapshot.exists()
    assert lifecircle(*arguments).returncode == 0
    assert published_marts(killed) == published_marts(home)


def test_a_home_in_use_is_refused_by_its_name(home: Home, inbox: Path) -> None:
    with home.hold("run"):
        done = lifecircle("run", "--inbox", inbox, "--home", home.root)
    assert done.returncode == 1
    message = " ".join(done.stderr.split())
    assert str(home.root) in message
    assert "in use by another run" in message


def test_an_empty_inbox_is_said_and_leaves_no_home(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    done = lifecircle("run", "--inbox", tmp_path / "inbox", "--home", tmp_path / "home")
    assert done.returncode == 1
    assert "is empty" in done.stderr
    assert not (tmp_path / "home").exists()


def test_an_inbox_that_is_not_there_is_said_and_leaves_no_home(tmp_path: Path) -> None:
    done = lifecircle("run", "--inbox", tmp_path / "inbox", "--home", tmp_path / "home")
    assert done.returncode == 1
    assert "no inbox" in done.stderr
    assert not (tmp_path / "home").exists()


def test_a_missing_register_is_said_once_and_a_bad_file_does_not_stop_the_rest(tmp_path: Path, inbox: Path) -> None:
    mine = tmp_path / "inbox"
    mine.mkdir()
    report = next(path for path in sorted(inbox.rglob("月报_*_2023-09.xlsx")))
    (mine / report.name).write_bytes(report.read_bytes())
    (mine / "月报_青村镇_2023-08.xlsx").write_bytes(b"no workbook")
    for path in mine.iterdir():
        os.utime(path, (RECEIVED, RECEIVED))
    home = Home(tmp_path / "home")
    done = lifecircle("run", "--inbox", mine, "--home", home.root, "--as-of", AS_OF)
    assert done.returncode == 0, done.stderr
    assert (done.stdout + done.stderr).count("no register") == 1
    assert "2 files: 1 accepted, 1 rejected" in " ".join(done.stdout.split())


def test_status_says_who_has_reported_which_month(home: Home) -> None:
    done = lifecircle("status", "--home", home.root, "--as-of", AS_OF)
    assert done.returncode == 0, done.stderr
    assert "街镇月报" in done.stdout
    assert "2023年8月" in done.stdout
    assert all(label in done.stdout for label in ("尚未受理", "下一步到期", "待审批", "占用空间", "最近建库"))
    assert all(
        line in done.stdout for line in ("最近备份  尚未备份", "月度未结  2023年6月至2023年9月共4个月", "待发邮件  0封")
    )


def test_status_of_an_earlier_moment_expects_only_what_was_expected_then(home: Home) -> None:
    done = lifecircle("status", "--home", home.root, "--as-of", "2023-07-20T00:00:00")
    assert "2023年6月" in done.stdout
    assert "2023年8月" not in done.stdout


def test_status_of_a_home_without_a_warehouse_says_what_to_do(tmp_path: Path) -> None:
    done = lifecircle("status", "--home", tmp_path)
    assert done.returncode == 1
    assert "lifecircle run" in done.stderr


def test_a_moment_that_is_none_is_refused_with_an_example(home: Home) -> None:
    done = lifecircle("status", "--home", home.root, "--as-of", "gestern")
    assert done.returncode == 2
    assert "2024-04-10T23:59:59+08:00" in " ".join(done.stderr.split())


def test_a_run_under_another_zone_and_locale_and_without_a_home_directory_gives_the_same_marts(
    tmp_path: Path, inbox: Path, home: Home
) -> None:
    elsewhere = Home(tmp_path / "home")
    arguments = ["run", "--inbox", str(inbox), "--home", str(elsewhere.root), "--as-of", AS_OF]
    environment = {"PATH": os.environ["PATH"], "TZ": "America/New_York", "LC_ALL": "POSIX"}
    done = subprocess.run(
        [str(LIFECIRCLE), *arguments], cwd=PROJECT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert published_marts(elsewhere) == published_marts(home)


def test_a_run_needs_no_airflow(home: Home, inbox: Path) -> None:
    arguments = ["lifecircle", "run", "--inbox", str(inbox), "--home", str(home.root), "--as-of", AS_OF]
    code = f"""
import sys
sys.argv = {arguments!r}
from cli.main import app
app(standalone_mode=False)
print("airflow" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "False"


def test_airflows_own_dag_runs_give_the_same_marts(tmp_path: Path, home: Home, inbox: Path) -> None:
    by_airflow = Home(tmp_path / "home")
    done = lifecircle("run", "--airflow", "--inbox", inbox, "--home", by_airflow.root, "--as-of", AS_OF)
    assert done.returncode == 0, done.stderr
    assert published_marts(by_airflow) == published_marts(home)
    assert (by_airflow.published / "2023Q3" / "draft" / "index.html").is_file()
