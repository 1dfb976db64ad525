"""What has had its time goes by the settings, and what was done is written down."""

from __future__ import annotations

import json
import os
import shutil
import time
from pathlib import Path

import pytest

from lifecircle.calendar import parse_moment
from lifecircle.home import Home
from publishing.approval import publish
from publishing.drafts import write_drafts
from publishing.versions import draft_folder
from tests.building.harmed_files import put
from tests.building.plain_pages import use_plain_pages
from tests.building.publishable_warehouse import build, build_alone
from workflows.housekeeping import keep_house

AT = parse_moment("2024-04-14T03:40:00")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    use_plain_pages(monkeypatch)
    home = Home(tmp_path / "home")
    build(home)
    write_drafts(home)
    return home


def test_all_but_the_last_builds_go(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(2, 5):
        build_alone(home, number)
    monkeypatch.setenv("LIFECIRCLE_KEEP_BUILDS", "2")
    keep_house(home, AT)
    assert sorted(path.stem for path in home.builds.glob("*.duckdb")) == ["3", "4"]


def test_old_snapshots_go_but_not_the_one_that_is_read(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    build(home, 2)
    monkeypatch.setenv("LIFECIRCLE_KEEP_SNAPSHOTS", "1")
    snapshots = home.snapshot.parent / "snapshots"
    for number, snapshot in enumerate(sorted(snapshots.iterdir()), start=1):
        os.utime(snapshot, (number, number))
    keep_house(home, AT)
    assert [snapshot.name for snapshot in snapshots.iterdir()] == [(home.snapshot.parent / "current").resolve().name]


def test_the_draft_of_a_published_quarter_goes_and_one_that_waits_stays(home: Home, tmp_path: Path) -> None:
    shutil.copytree(draft_folder(home, "2024Q1"), tmp_path / "draft")
    publish(home, "2024Q1", "王芳")
    shutil.copytree(tmp_path / "draft", draft_folder(home, "2024Q1"))
    keep_house(home, AT)
    assert not draft_folder(home, "2024Q1").exists()
    assert draft_folder(home, "2023Q4").exists()


def test_old_logs_go_with_folders_that_they_leave_empty(home: Home) -> None:
    for name in ("old/run/1.log", "new/run/1.log"):
        put(home.scheduler / "logs", name, b"x")
    new = home.scheduler / "logs" / "new" / "run" / "1.log"
    os.utime(new, (time.time(), time.time()))
    for folder in (home.scheduler / "logs" / "old" / "run", home.scheduler / "logs" / "old"):
        os.utime(folder, (1, 1))
    keep_house(home, AT)
    assert new.exists()
    assert not (home.scheduler / "logs" / "old" / "run" / "1.log").exists()
    assert not (home.scheduler / "logs" / "old" / "run").exists()


def test_what_was_done_is_a_line_of_record_each_time(home: Home) -> None:
    keep_house(home, AT)
    keep_house(home, AT)
    lines = (home.records / "housekeeping.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 2
    assert json.loads(lines[0]) == {
        "at": AT.isoformat(),
        "damaged": [],
        "backup": None,
        "retired": {"builds": 0, "snapshots": 0, "drafts": 0, "logs": 0},
    }
