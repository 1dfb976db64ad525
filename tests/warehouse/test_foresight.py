"""Files that have not landed are judged by the SQL of the last build, and nothing is written."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from lifecircle.calendar import parse_moment
from lifecircle.findings import Finding
from lifecircle.home import Home
from tests.building.landed_home import LandedHome, plan_row, progress_row
from warehouse.build import build_warehouse
from warehouse.foresight import findings_across_files, next_batch
from warehouse.judging import NoJudgingError

pytestmark = pytest.mark.model

AT = parse_moment("2023-10-05T12:00:00+08:00")


def submit_all(landed: LandedHome) -> None:
    landed.submit("annual_plan", "fengpu", "2023", "2023-05-20", "plan", plan_projects=[plan_row("FP-1")])
    landed.submit("annual_plan", "jinhai", "2023", "2023-05-20", "other plan", plan_projects=[plan_row("JH-1")])
    row = progress_row("FP-1", progress_pct=40.0, ytd_investment=30.0)
    landed.submit("monthly_report", "fengpu", "2023-08", "2023-09-05", "august", project_progress=[row])


def submit_september(landed: LandedHome) -> None:
    rows = [
        progress_row("FP-1", progress_pct=30.0, ytd_investment=20.0, raw='{"progress_pct": "30%"}'),
        progress_row("JH-1"),
        progress_row("NONE"),
    ]
    received = "2023-10-05T12:00:00"
    landed.submit("monthly_report", "fengpu", "2023-09", received, "september", project_progress=rows)
    landed.find("september", "E07", "project_progress", 2)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    landed = LandedHome(tmp_path_factory.mktemp("a district's home"))
    submit_all(landed)
    # the last build is older than the moment of the check
    build_warehouse(landed.land(), parse_moment("2023-09-10T00:00:00+08:00"))
    # received after the moment: what is checked then does not know it
    later = progress_row("FP-1", progress_pct=90.0, ytd_investment=90.0)
    landed.submit("monthly_report", "fengpu", "2023-08", "2023-10-06", "august again", project_progress=[later])
    return landed.land()


def new_file(folder: Path, home: Home) -> LandedHome:
    new = LandedHome(folder, first_batch=next_batch(home))
    submit_september(new)
    return new


def foresee(home: Home, new: Home) -> list[Finding]:
    return findings_across_files(home, new, AT, ["september"])


def places(findings: list[Finding]) -> list[tuple[str, int | None]]:
    return sorted((finding.code, finding.row_number) for finding in findings)


def test_a_new_file_is_held_against_what_was_submitted_and_its_own_findings_are_not_repeated(
    home: Home, tmp_path: Path
) -> None:
    findings = foresee(home, new_file(tmp_path, home).land())
    assert places(findings) == [("E06", 4), ("E11", 3), ("W02", 2), ("W03", 2)]
    (lower,) = (finding for finding in findings if finding.code == "W02")
    assert lower == Finding(
        "september",
        "W02",
        "第 2 行“形象进度”为 30%，低于2023年8月月报（“august”第 2 行）的 40%，请核对。",
        "project_progress",
        "project_progress",
        2,
        "progress_pct",
        "形象进度",
        "30%",
    )


def test_what_it_finds_is_what_a_build_finds_once_the_file_has_landed(home: Home, tmp_path: Path) -> None:
    landed = LandedHome(tmp_path / "home")
    submit_all(landed)
    submit_september(landed)
    build = build_warehouse(landed.land(), AT)
    with duckdb.connect(build.path, read_only=True) as marts:
        built = marts.execute(
            "select code, row_number, value, message from marts.fct_finding where submission_id = 'september'"
        ).fetchall()
    foreseen = foresee(home, new_file(tmp_path / "new", home).land())
    told = {(finding.code, finding.row_number, finding.value, finding.message) for finding in foreseen}
    assert told == {row for row in built if row[0] != "E07"}
    assert len(built) == len(told) + 1


def test_a_plan_and_a_report_that_are_checked_together_know_each_other(home: Home, tmp_path: Path) -> None:
    new = new_file(tmp_path, home)
    plans = [plan_row("FP-1"), plan_row("NONE")]
    new.submit("annual_plan", "fengpu", "2023", "2023-10-05T12:00:00", "new plan", plan_projects=plans)
    assert ("E06", 4) not in places(foresee(home, new.land()))


def test_nothing_is_written(home: Home, tmp_path: Path) -> None:
    before = {(path, path.stat().st_mtime_ns) for path in home.root.rglob("*")}
    foresee(home, new_file(tmp_path, home).land())
    assert {(path, path.stat().st_mtime_ns) for path in home.root.rglob("*")} == before


def test_the_next_batch_follows_all_that_landed(home: Home) -> None:
    assert next_batch(home) == 3


def test_a_home_without_a_build_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NoJudgingError, match="build it first"):
        findings_across_files(Home(tmp_path), Home(tmp_path), AT, ["september"])


def test_a_build_that_did_not_keep_its_sql_is_refused_with_what_to_do(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.builds.mkdir(parents=True)
    (home.builds / "7.duckdb").touch()
    home.latest_build.symlink_to("builds/7.duckdb")
    with pytest.raises(NoJudgingError, match=r"lacks 7\.judging"):
        findings_across_files(home, home, AT, ["september"])
