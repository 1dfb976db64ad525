"""What a monitor is told of a home: what is wrong by its code, what is not known as null, and no person's data."""

from __future__ import annotations

import json
import os
import shutil
import stat
import time
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import jsonschema  # type: ignore[import-untyped]
import pytest

from docs.status_pages import status_schema
from ingestion.land import land
from lifecircle.calendar import now, parse_moment
from lifecircle.home import Home
from publishing.drafts import write_drafts
from tests.building.harmed_files import empty, put
from tests.building.plain_pages import use_plain_pages
from tests.building.publishable_warehouse import build
from tests.building.workbooks import monthly_report
from workflows.backup import remember
from workflows.housekeeping import keep_house
from workflows.status import VALID_FOR, in_words, read_status, write_status
from workflows.status_report import HomeStatus

MOMENT = parse_moment("2024-04-20T14:00:00")
"""Six hours after the moment as of which the warehouse is built."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with a landed file, a snapshot and drafts."""
    folder = tmp_path_factory.mktemp("built")
    home = Home(folder / "home")
    put(folder / "inbox", "月报_南桥镇_2024-03.xlsx", monthly_report())
    land(home, folder / "inbox")
    with pytest.MonkeyPatch.context() as patch:
        use_plain_pages(patch)
        build(home)
        write_drafts(home)
    return home


@pytest.fixture
def home(built: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """With a backup folder, and a backup of yesterday."""
    home = Home(shutil.copytree(built.root, tmp_path / "home", symlinks=True))
    (tmp_path / "backup").mkdir()
    monkeypatch.setenv("LIFECIRCLE_BACKUP", str(tmp_path / "backup"))
    monkeypatch.setenv("LIFECIRCLE_LEAST_FREE_GIB", "0")
    remember(home, tmp_path / "backup", MOMENT - timedelta(days=1))
    (home.briefs / "2024-03" / "v1").mkdir(parents=True)
    return home


def codes(home: Home, after: timedelta = timedelta(0)) -> list[str]:
    return [problem.code for problem in read_status(home, MOMENT + after, damaged=()).problems]


def test_a_home_that_is_well_has_no_problem_and_says_what_it_last_did(home: Home) -> None:
    status = read_status(home, MOMENT, damaged=())
    assert (status.ok, in_words(status)) == (True, "正常")
    state = status.state
    assert state.landing
    assert (state.landing.batches, state.landing.unchecked) == (1, 1)
    assert state.snapshot
    assert state.snapshot.as_of == parse_moment("2024-04-20T08:00:00")
    assert state.approvals
    assert state.approvals.quarters == ("2023Q4", "2024Q1")
    assert state.backup
    assert state.backup.age_hours == 24.0
    assert state.disk
    assert state.disk.free_bytes > 0


def test_of_an_empty_home_all_is_null_and_nothing_zero(tmp_path: Path) -> None:
    status = read_status(Home(tmp_path), MOMENT, damaged=())
    assert [problem.code for problem in status.problems][-2:] == ["no_snapshot", "no_backup"]
    state = status.state
    unknown = (state.landing, state.build, state.last_build_failed, state.snapshot, state.approvals)
    assert (*unknown, state.inspection, state.backup, state.backup_disk) == (None,) * 8


def test_what_grows_old_becomes_a_problem(home: Home) -> None:
    assert codes(home, timedelta(hours=23)) == []
    assert codes(home, timedelta(hours=25)) == ["snapshot_late"]
    assert codes(home, timedelta(days=7, hours=1)) == ["snapshot_late", "backup_late"]


def test_a_build_that_failed_and_one_that_readers_do_not_get_are_told(home: Home) -> None:
    put(home.latest_build.parent / "results", "000009.parquet", b"")
    later = time.time() + 3 * 3600
    os.utime(home.latest_build.resolve(), (later, later))
    assert codes(home) == ["build_failed", "snapshot_behind"]


def test_a_snapshot_that_cannot_be_read_is_none(home: Home) -> None:
    empty(home.snapshot.resolve())
    status = read_status(home, MOMENT, damaged=())
    assert [problem.code for problem in status.problems] == ["snapshot_unusable"]
    assert (status.state.snapshot, status.state.approvals) == (None, None)


def test_rows_that_nobody_has_checked_for_a_day_are_told(home: Home) -> None:
    (seal,) = (home.landed / "seals").glob("*.json")
    yesterday = time.time() - 27 * 3600
    os.utime(seal, (yesterday, yesterday))
    assert codes(home) == ["rows_unchecked"]


def test_damage_is_told_until_housekeeping_finds_none(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LIFECIRCLE_BACKUP")
    assert [problem.code for problem in read_status(home, MOMENT, damaged=["x is missing"]).problems] == ["damaged"]
    seal = next((home.landed / "seals").glob("*.json"))
    content = seal.read_bytes()
    seal.write_bytes(b"")
    keep_house(home, MOMENT)
    seal.write_bytes(content)
    assert codes(home) == ["damaged"]
    keep_house(home, MOMENT)
    assert codes(home) == []
    assert codes(home, timedelta(days=9))[0] == "inspection_late"


def test_a_disk_with_little_left_is_told(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = SimpleNamespace(total=100 * 2**30, used=96 * 2**30, free=4 * 2**30)
    monkeypatch.setattr("workflows.status_state.shutil.disk_usage", lambda folder: usage)
    monkeypatch.setenv("LIFECIRCLE_LEAST_FREE_GIB", "4.5")
    assert codes(home) == ["disk_low", "backup_disk_low"]


def test_a_backup_disk_that_is_not_there_is_told(home: Home, tmp_path: Path) -> None:
    (tmp_path / "backup").rmdir()
    assert codes(home) == ["backup_unreachable"]


def test_a_month_that_is_not_closed_by_noon_is_told(home: Home) -> None:
    shutil.rmtree(home.briefs / "2024-03")
    assert "month_late" in codes(home)
    before_noon = read_status(home, parse_moment("2024-04-11T11:59:00"), damaged=())
    assert "month_late" not in [problem.code for problem in before_noon.problems]


def test_mails_that_wait_for_a_day_are_told_where_there_is_a_server(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(home.outbox, "1.eml", b"")
    yesterday = time.time() - 25 * 3600
    os.utime(home.outbox / "1.eml", (yesterday, yesterday))
    assert codes(home) == []
    monkeypatch.setenv("LIFECIRCLE_SMTP_URL", "smtp://127.0.0.1")
    assert codes(home) == ["mail_stuck"]


def test_a_clock_that_was_left_set_is_told(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIFECIRCLE_AS_OF", "2024-04-11T06:00:00")
    assert codes(home) == ["clock_set"]


def test_the_file_says_until_when_it_holds_and_is_readable_by_the_proxy(home: Home) -> None:
    before = now()
    written = write_status(home, MOMENT)
    content = home.status.read_bytes()
    assert HomeStatus.model_validate_json(content) == written
    assert written.valid_until - VALID_FOR == written.written_at >= before
    assert json.loads(content)["valid_until_unix"] == written.valid_until.timestamp()
    assert json.loads(content)["written_at"].endswith("+08:00")
    assert stat.S_IMODE(home.status.stat().st_mode) == 0o644


def test_what_is_written_keeps_to_the_published_schema(home: Home, tmp_path: Path) -> None:
    schema = json.loads(status_schema())
    for place in (home, Home(tmp_path / "empty")):
        write_status(place, MOMENT)
        jsonschema.validate(json.loads(place.status.read_bytes()), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(json.loads(home.status.read_bytes()) | {"ok": "yes"}, schema)


def test_no_name_of_a_person_or_file_reaches_a_monitor(home: Home, tmp_path: Path) -> None:
    put(home.outbox, "王芳.eml", "To: 王芳 <wangfang@example.cn>".encode())
    put(home.settings, "contacts.csv", "unit,name\n南桥镇,王芳\n".encode())
    next(path for path in home.archive.rglob("*") if path.is_file()).unlink()
    written = write_status(home, MOMENT)
    text = home.status.read_text(encoding="utf-8")
    assert written.state.damaged == 1
    assert [word for word in ("王芳", "南桥镇", "月报", str(tmp_path), "@") if word in text] == []
