from __future__ import annotations

import logging
import os
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from lifecircle.calendar import parse_moment
from lifecircle.district_files import DistrictError
from lifecircle.home import Home, HomeInUseError
from lifecircle.settings import PROJECT
from tests.building.districts import changed_district
from tests.building.landed_home import LandedHome, plan_row
from warehouse.build import BuildError, BuildResult, build_warehouse
from warehouse.fingerprint import fingerprint

pytestmark = pytest.mark.long

REFERENCE = PROJECT / "dbt_project" / "seeds" / "reference"
AS_OF = parse_moment("2024-04-10T23:59:59+08:00")


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory) -> LandedHome:
    return LandedHome(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def home(landed: LandedHome) -> Home:
    return landed.home


def written_in_checkout() -> set[tuple[Path, int]]:
    """What stands in the dbt project now, with the moment of its last change."""
    return {(path, path.stat().st_mtime_ns) for path in (PROJECT / "dbt_project").rglob("*")}


@pytest.fixture(scope="module")
def checkout_before() -> set[tuple[Path, int]]:
    return written_in_checkout()


@pytest.fixture(scope="module")
def first(home: Home, checkout_before: set[tuple[Path, int]]) -> BuildResult:
    leftover = home.builds / "unfinished" / "lifecircle.duckdb"
    leftover.parent.mkdir(parents=True)
    leftover.write_bytes(b"of a killed build")
    return build_warehouse(home, AS_OF)


def count(file: Path, table: str) -> int:
    with duckdb.connect(str(file), read_only=True) as connection:
        row = connection.execute(f"select count(*) from {table}").fetchone()
        assert row
        return int(row[0])


def test_an_empty_home_builds_a_warehouse_whose_tables_are_empty_rather_than_missing(first: BuildResult) -> None:
    assert first.number == 1
    assert count(first.path, "marts.fct_submission") == 0
    assert count(first.path, "marts.fct_project_quarter") == 0
    assert count(first.path, "marts.scorecard_town") == 3 * 2 * 13


def test_what_a_killed_build_left_is_swept_away(home: Home, first: BuildResult) -> None:
    assert sorted(path.name for path in home.builds.iterdir()) == ["1.duckdb", "1.fingerprint", "1.judging"]
    assert home.latest_build.resolve() == first.path.resolve()


def test_the_results_of_every_model_and_test_are_kept_as_rows(home: Home, first: BuildResult) -> None:
    kept = pq.read_table(home.latest_build.parent / "results" / "000001.parquet").to_pylist()
    assert {row["name"] for row in kept} == {model.name for model in first.models}
    assert {row["layer"] for row in kept} >= {"seeds", "staging", "intermediate", "marts", "tests"}


def test_nothing_is_built_where_nothing_changed(home: Home, first: BuildResult) -> None:
    again = build_warehouse(home, AS_OF)
    assert again.skipped
    assert again.path == first.path.resolve()
    assert again.models == ()


def test_a_later_hour_of_the_same_day_is_no_change(home: Home) -> None:
    assert fingerprint(home, AS_OF.replace(hour=9), REFERENCE) == fingerprint(home, AS_OF.replace(hour=12), REFERENCE)


def test_the_environment_and_logging_are_as_they_were(first: BuildResult, caplog: pytest.LogCaptureFixture) -> None:
    assert not [name for name in os.environ if name.startswith("LIFECIRCLE_BUILD_")]
    with caplog.at_level(logging.INFO):
        logging.getLogger("another").info("still heard")
    assert caplog.messages == ["still heard"]


def test_nothing_is_written_into_the_checkout(first: BuildResult, checkout_before: set[tuple[Path, int]]) -> None:
    assert written_in_checkout() == checkout_before


def test_a_batch_makes_the_next_build_and_one_that_was_not_checked_does_not_count(
    landed: LandedHome, home: Home, first: BuildResult
) -> None:
    landed.submit("annual_plan", "fengpu", "2023", "2023-05-20", "plan", plan_projects=[plan_row("FP-1")])
    landed.land()
    landed.submit("annual_plan", "jinhai", "2023", "2023-05-20", "unchecked", plan_projects=[plan_row("JH-1")])
    landed.land(checked=False)
    told: list[tuple[int, int]] = []
    second = build_warehouse(home, AS_OF, lambda done, total: told.append((done, total)))
    assert second.number > first.number
    assert count(home.latest_build, "marts.fct_submission") == 1
    assert told[-1][1] == len(second.models)
    assert max(told)[0] == len(second.models)


def test_a_reference_that_cannot_be_used_is_refused_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    district = changed_district(tmp_path, "metrics", "填报及时,6", "填报及时,7")
    monkeypatch.setenv("LIFECIRCLE_REFERENCE", str(district))
    with pytest.raises(DistrictError, match="sum to 101"):
        build_warehouse(Home(tmp_path / "home"), AS_OF)
    assert not (tmp_path / "home").exists()


def test_a_failed_build_names_the_test_and_leaves_the_last_one_standing(
    landed: LandedHome, home: Home, first: BuildResult
) -> None:
    standing = home.latest_build.resolve()
    # checking would have found the second row (E05)
    landed.submit("annual_plan", "xidu", "2023", "2023-05-20", "twice", plan_projects=[plan_row("XD-1")] * 2)
    landed.land()
    with pytest.raises(BuildError, match=r"unique_key_.*project"):
        build_warehouse(home, AS_OF)
    assert home.latest_build.resolve() == standing
    assert count(home.latest_build, "marts.dim_town") == 13


def test_a_second_builder_waits_and_then_names_the_home(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warehouse.build._WAIT_SECONDS", 0)
    with home.hold("warehouse"), pytest.raises(HomeInUseError, match=str(home.root)):
        build_warehouse(home, AS_OF)


@pytest.mark.parametrize(
    "moment", ["2024-04-09T23:59:59+08:00", "2024-04-10T23:59:58+08:00", "2024-04-11T00:00:00+08:00"]
)
def test_a_moment_on_the_other_side_of_a_deadline_is_another_build(home: Home, moment: str) -> None:
    assert fingerprint(home, parse_moment(moment), REFERENCE) != fingerprint(home, AS_OF, REFERENCE)
