"""What a close of a month catches up with: what has come since the snapshot, if that is of a moment before."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from lifecircle.batches import read_batches
from lifecircle.calendar import parse_moment
from lifecircle.home import Home
from lifecircle.marts.opening import open_snapshot
from lifecircle.marts.reading import read_distinct
from publishing.figures import run_moment
from tests.building.publishable_warehouse import build
from tests.building.town_files import report, send
from warehouse.dbt_run import run_dbt
from workflows.steps import Work, catch_up

REPORT = "月报_南桥镇_2024-03.xlsx"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home whose snapshot is as of 2024-04-20 08:00, and an inbox with a report that has come since."""
    home = Home(tmp_path / "home")
    build(home)
    send(tmp_path / "inbox", REPORT, report("南桥镇", "2024-03", "NQ2024-001", 40), "2024-04-21 09:00")
    return home


def work(home: Home, as_of: str) -> Work:
    return Work(home.root.with_name("inbox"), home, parse_moment(as_of))


@pytest.mark.parametrize("as_of", ["2024-04-10T23:59:59", "2024-04-20T08:00:00"])
def test_a_snapshot_of_the_moment_or_later_is_left_as_it_is(home: Home, as_of: str) -> None:
    assert catch_up(work(home, as_of)) == "数据已截至2024-04-20 08:00，不必重建"
    assert not read_batches(home).seals
    assert home.latest_build.resolve().stem == "1"


@pytest.mark.model
def test_before_an_older_snapshot_is_read_what_has_come_is_landed_checked_built_and_published(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("warehouse.build.run_dbt", partial(run_dbt, with_tests=False))
    assert catch_up(work(home, "2024-05-10T23:59:59")) == "已建至第2次，数据截至2024-05-10 23:59"
    with open_snapshot(home) as marts:
        assert run_moment(marts) == parse_moment("2024-05-10T23:59:59")
        taken = read_distinct(marts, "fct_submission", ("file_name", "outcome"))
        assert taken == {(f"来件/2024-04-21_090000/{REPORT}", "accepted")}


def test_without_a_snapshot_the_inbox_is_looked_into(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="inbox"):
        catch_up(work(Home(tmp_path / "new"), "2024-04-10T23:59:59"))
