"""Killed before or half way in any write, a step is done by the next run as if it had not been killed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from expectations.check import check
from ingestion.land import land
from lifecircle.batches import read_batches
from lifecircle.calendar import parse_moment
from lifecircle.home import Home
from lifecircle.landed import schemas
from lifecircle.landed_rows import read_landed
from lifecircle.marts.opening import open_snapshot
from lifecircle.marts.reading import read_distinct
from lifecircle.settings import PROJECT
from publishing.approval import publish
from publishing.drafts import write_drafts
from publishing.registry import damaged_versions, published_versions, read_register
from publishing.restatement import restate
from publishing.snapshot import damaged_snapshot, publish_snapshot
from tests.building.plain_pages import use_plain_pages
from tests.building.publishable_warehouse import LATE_REPORT, build, build_alone
from tests.building.receipts_home import Found, Sent, ToyHome
from tests.building.workbooks import monthly_report, project
from tests.faults.dying import answer as give_answers
from workflows.backup import back_up
from workflows.backup_store import BackupStore
from workflows.inspection import inspect_home
from workflows.restoring import restore

pytestmark = pytest.mark.long

_MOST_WRITES = 60
AT = parse_moment("2024-04-14T03:40:00")


def kill_at_each_write(step: str, before: Home, folder: Path, inbox: Path | None = None) -> Iterator[Home]:
    """A copy of the home for each write of the step, in which the step was killed there."""
    return fail_at_each_write(step, before, folder, inbox, faults=("SIGKILL",))


def fail_at_each_write(
    step: str, before: Home, folder: Path, inbox: Path | None, faults: tuple[str, ...]
) -> Iterator[Home]:
    """A copy of the home for each write of the step, at which one of the faults came, in turns."""
    for number in range(1, _MOST_WRITES):
        home, fault = Home(folder / str(number)), faults[number % len(faults)]
        if before.root.exists():
            shutil.copytree(before.root, home.root, symlinks=True)
        failing = [sys.executable, "-m", "tests.faults.dying", fault, str(number), step, str(home.root)]
        done = subprocess.run(
            [*failing, str(inbox or "")], cwd=PROJECT, capture_output=True, text=True, check=False, env=os.environ
        )
        if done.returncode == 0:
            assert number > 2, "it writes hardly anything"
            return
        assert done.returncode == (-signal.SIGKILL if fault == "SIGKILL" else 1), done.stderr
        yield home
    pytest.fail(f"{step} has more than {_MOST_WRITES} writes")


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sent")
    for number, name in enumerate(("月报_南桥镇_2024-03.xlsx", "月报_南桥镇_2024-03_v2.xlsx"), start=1):
        (folder / name).write_bytes(monthly_report([project(f"NQ2024-00{number}", progress_pct=140)]))
        os.utime(folder / name, (1712102400, 1712102400))
    return folder


@pytest.fixture(scope="module")
def unhindered(tmp_path_factory: pytest.TempPathFactory, inbox: Path) -> dict[str, list[Any]]:
    home = Home(tmp_path_factory.mktemp("unhindered") / "home")
    land(home, inbox)
    check(home, data_docs=False)
    return landed(home)


def landed(home: Home) -> dict[str, list[Any]]:
    return {table: read_landed(home, table).to_pylist() for table in schemas()}


def test_a_landing_killed_at_any_write_loses_nothing_and_doubles_nothing(
    tmp_path: Path, inbox: Path, unhindered: dict[str, list[Any]]
) -> None:
    assert len(unhindered["submissions"]) == 2
    for home in kill_at_each_write("land_files", Home(tmp_path / "none"), tmp_path / "killed", inbox):
        land(home, inbox)
        check(home, data_docs=False)
        assert landed(home) == unhindered
        assert inspect_home(home, whole_bytes=True) == []
        assert not list(home.landed.glob("*/.*"))


def test_a_landing_whose_disk_or_memory_fails_at_any_write_loses_nothing_and_doubles_nothing(
    tmp_path: Path, inbox: Path, unhindered: dict[str, list[Any]]
) -> None:
    faults = ("ENOSPC", "EIO", "ENOMEM")
    for home in fail_at_each_write("land_files", Home(tmp_path / "none"), tmp_path / "failed", inbox, faults):
        land(home, inbox)
        check(home, data_docs=False)
        assert landed(home) == unhindered
        assert inspect_home(home, whole_bytes=True) == []


def test_a_landing_that_is_stopped_and_let_go_on_lands_as_if_it_had_not_been(
    tmp_path: Path, inbox: Path, unhindered: dict[str, list[Any]]
) -> None:
    home = Home(tmp_path / "home")
    stopping = [sys.executable, "-m", "tests.faults.dying", "SIGSTOP", "2", "land_files", str(home.root), str(inbox)]
    with subprocess.Popen(stopping, cwd=PROJECT, env=os.environ) as process:
        assert os.WIFSTOPPED(os.waitpid(process.pid, os.WUNTRACED)[1])
        process.send_signal(signal.SIGCONT)
    assert process.returncode == 0
    check(home, data_docs=False)
    assert landed(home) == unhindered


def test_a_check_killed_at_any_write_is_made_by_the_next(
    tmp_path: Path, inbox: Path, unhindered: dict[str, list[Any]]
) -> None:
    before = Home(tmp_path / "landed")
    land(before, inbox)
    for home in kill_at_each_write("check_rows", before, tmp_path / "killed"):
        check(home, data_docs=False)
        assert landed(home) == unhindered
        assert len(read_batches(home).counted) == 1


@pytest.fixture
def drafted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    use_plain_pages(monkeypatch)
    home = Home(tmp_path / "drafted")
    build(home)
    write_drafts(home)
    return home


def test_a_snapshot_killed_at_any_write_is_published_by_the_next(drafted: Home, tmp_path: Path) -> None:
    build_alone(drafted, 2, "update marts.task_quarter set projects = 4 where quarter = '2024Q1';")
    for home in kill_at_each_write("publish_snapshot", drafted, tmp_path / "killed"):
        publish_snapshot(home)
        with open_snapshot(home) as marts:
            assert read_distinct(marts, "task_quarter", ("projects",), quarter="2024Q1") == {(4,)}
        assert damaged_snapshot(home, whole_bytes=True) == []


def test_answers_killed_at_any_write_are_given_by_the_next(tmp_path: Path) -> None:
    toy = ToyHome(tmp_path / "before")
    toy.send(Sent(outcome="rejected"), monthly_report([project("NQ2024-001", project_name=None)]))
    toy.found.append(Found())
    toy.place("project_name", 2)
    before = toy.publish()
    whole = Home(shutil.copytree(before.root, tmp_path / "whole", symlinks=True))
    give_answers(whole, tmp_path)
    for home in kill_at_each_write("answer", before, tmp_path / "killed"):
        give_answers(home, tmp_path)
        assert files_below(home.receipts) == files_below(whole.receipts)


def files_below(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_drafts_killed_at_any_write_are_written_by_the_next(drafted: Home, tmp_path: Path) -> None:
    build(drafted, 2, "update marts.task_quarter set projects = 4 where quarter = '2024Q1' and basis = 'cutoff';")
    whole = Home(shutil.copytree(drafted.root, tmp_path / "whole", symlinks=True))
    write_drafts(whole)
    for home in kill_at_each_write("write_drafts", drafted, tmp_path / "killed"):
        write_drafts(home)
        assert files_below(home.published) == files_below(whole.published)


def test_a_publication_killed_at_any_write_is_published_whole_or_not_at_all(drafted: Home, tmp_path: Path) -> None:
    for home in kill_at_each_write("publish", drafted, tmp_path / "killed"):
        write_drafts(home)
        if not published_versions(home):
            publish(home, "2024Q1", "王芳")
        assert [(row["quarter"], row["version"]) for row in read_register(home)] == [("2024Q1", 1)]
        assert damaged_versions(home) == []
        assert not list(home.published.glob("*/.*"))


def test_a_restatement_killed_at_any_write_is_the_next_version_or_none(drafted: Home, tmp_path: Path) -> None:
    publish(drafted, "2024Q1", "王芳")
    build(drafted, 2, LATE_REPORT)
    for home in kill_at_each_write("restate", drafted, tmp_path / "killed"):
        write_drafts(home)
        if len(published_versions(home)) == 1:
            restate(home, "2024Q1", "李强", "补报计入")
        assert [row["version"] for row in read_register(home)] == [1, 2]
        assert damaged_versions(home) == []


def test_a_backup_killed_at_any_write_leaves_the_last_whole_one_and_the_next_goes_on(
    tmp_path: Path, inbox: Path
) -> None:
    both = Home(tmp_path / "both")
    home, note = Home(both.root / "home"), Path("notes", "nanqiao.jsonl")
    land(home, inbox)
    home.notes.mkdir()
    (home.root / note).write_bytes(b"before")
    back_up(home, both.root / "backups", AT)
    (home.root / note).write_bytes(b"since")
    for killed in kill_at_each_write("back_up", both, tmp_path / "killed"):
        store = BackupStore(killed.root / "backups")
        assert store.damaged(store.names()) == {}
        restore(store.folder, Home(killed.root / "restored"), lambda *_: None)
        stands = b"before" if len(store.names()) == 1 else b"since"
        assert (killed.root / "restored" / note).read_bytes() == stands
        done = back_up(Home(killed.root / "home"), store.folder, AT)
        store.prune(1)
        assert store.names() == [done.name]
        assert store.damaged(store.names()) == {}
        assert store.read(done.name).files[str(note)].sha256 == sha256(b"since").hexdigest()
        assert not list(store.folder.rglob(".*"))
