"""One home through the year: what comes late, corrected, twice, for a closed quarter, replaced, renamed, all at once.

Source: docs/handbook.zh-CN.md, 三; docs/contract/submissions.md, Files; docs/contract/assessment.md, As of.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from lifecircle.calendar import parse_moment
from lifecircle.home import Home
from lifecircle.settings import PROJECT
from publishing.approval import publish
from publishing.restatement import propose_restatement, restate
from tests.building.districts import district_of
from tests.building.marts import Marts, differences, read_marts
from tests.building.plain_pages import use_plain_pages
from tests.building.town_files import blueprint, plan, report, send
from warehouse.dbt_run import run_dbt
from workflows.backfill import backfill
from workflows.cycle import run_cycle
from workflows.records import Record, RecordError, read_records
from workflows.steps import Work

pytestmark = pytest.mark.long

REFERENCE = PROJECT / "dbt_project" / "seeds" / "reference"
UNIT_NAMES = """unit_code,name,kind,compare_group,valid_from
touqiao,头桥,集团,其他,2023-01-01
touqiao,头桥街道,街道,街道,2024-01-01
"""
NEW_POINTS = "P1,town,planning,行动蓝图按期,1,2024-01-01\nP2,town,planning,年度计划按期,7,2024-01-01\n"
PROJECT_ID, LATER_ID = "TQ2023-001", "TQ2023-002"
END = "2024-04-11T06:00:00"


@dataclass
class Year:
    """The home, its inbox, and what was seen on the way: step -> marts, record, bytes of the published versions."""

    home: Home
    inbox: Path
    marts: dict[str, Marts] = field(default_factory=dict)
    records: dict[str, Record] = field(default_factory=dict)
    published: dict[str, dict[str, bytes]] = field(default_factory=dict)

    def run(self, step: str, as_of: str) -> None:
        """Run the cycle, and look."""
        run_cycle(self.work(as_of), silent)
        self.look(step)

    def backfill(self, step: str, as_of: str, because: str) -> None:
        """Run the cycle with a record, and look."""
        number = backfill(self.work(as_of), because, "王芳", silent)
        self.records[step] = read_records(self.home)[number]
        self.look(step)

    def work(self, as_of: str) -> Work:
        """What a run works on."""
        return Work(self.inbox, self.home, parse_moment(as_of))

    def look(self, step: str) -> None:
        """Keep what there is to see."""
        self.marts[step] = read_marts(self.home.latest_build)
        versions = [path for path in self.home.published.glob("*/v*/**/*") if path.is_file()]
        self.published[step] = {str(path.relative_to(self.home.published)): path.read_bytes() for path in versions}


def silent(step: str, done: int, total: int) -> None:
    """Hear how far a step is, and say nothing."""


@pytest.fixture(scope="module", autouse=True)
def quick() -> Iterator[None]:
    """Builds without dbt's tests and pages in a line, neither of which is what is tried here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("warehouse.build.run_dbt", partial(run_dbt, with_tests=False))
        use_plain_pages(patch)
        yield


@pytest.fixture(scope="module")
def reference_of_2024(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The district's reference as of 2024: 头桥 has become a 街道, and two metrics have other points."""
    folder = tmp_path_factory.mktemp("reference") / "reference"
    shutil.copytree(REFERENCE, folder)
    (folder / "unit_names.csv").write_text(UNIT_NAMES, encoding="utf-8")
    with (folder / "metrics.csv").open("a", encoding="utf-8") as metrics:
        metrics.write(NEW_POINTS)
    return folder


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory, reference_of_2024: Path) -> Year:
    folder = tmp_path_factory.mktemp("year")
    year = Year(Home(folder / "home"), folder / "inbox")
    inbox = year.inbox
    send(inbox, "行动蓝图_头桥_v1.xlsx", blueprint("头桥", "v1", "TQ-D001"), "2023-05-20 10:00")
    send(inbox, "年度计划_头桥_2023.xlsx", plan("头桥", 2023, PROJECT_ID), "2023-05-20 10:00")
    for month, received in (("2023-06", "2023-07-03"), ("2023-07", "2023-08-03"), ("2023-08", "2023-09-08")):
        send(inbox, f"月报_头桥_{month}.xlsx", report("头桥", month, PROJECT_ID, 20), f"{received} 10:00")
    send(inbox, "月报_头桥_2023-09.xlsx", report("头桥", "2023-09", PROJECT_ID, 50), "2023-10-04 10:00")
    send(inbox, "月报_头桥_2023-09.xlsx", report("头桥", "2023-09", PROJECT_ID, 40), "2023-10-08 10:00")
    year.run("third quarter", "2023-10-11T06:00:00")
    publish(year.home, "2023Q3", "王芳")

    send(inbox, "月报_头桥_2023-09.xlsx", report("头桥", "2023-09", PROJECT_ID, 10), "2023-10-16 10:00")
    year.backfill("closed quarter", "2023-10-20T06:00:00", "头桥更正9月月报")
    restate(year.home, "2023Q3", "李强", "更正9月月报")

    send(inbox, "年度计划_头桥_2023.xlsx", plan("头桥", 2023, PROJECT_ID, LATER_ID), "2023-11-20 10:00")
    send(inbox, "行动蓝图_头桥_v3.xlsx", blueprint("头桥", "v3", "TQ-D031", "TQ-D032"), "2023-12-01 10:00")
    send(inbox, "行动蓝图_头桥_v2.xlsx", blueprint("头桥", "v2", "TQ-D021"), "2023-12-05 10:00")
    for month, received in (("2023-10", "2023-11-03"), ("2023-11", "2023-12-04"), ("2023-12", "2024-01-04")):
        send(inbox, f"月报_头桥街道_{month}.xlsx", report("头桥街道", month, PROJECT_ID, 60), f"{received} 10:00")
    year.run("fourth quarter", "2024-01-11T06:00:00")
    publish(year.home, "2023Q4", "王芳")

    send(inbox, "年度计划_头桥街道_2024.xlsx", plan("头桥街道", 2024, "TQ2024-001"), "2024-01-08 10:00")
    for name, month in (("头桥街道", "2024-01"), ("头桥", "2024-02"), ("头桥街道", "2024-03")):
        month_after = f"{month[:6]}{int(month[6]) + 1}"
        send(inbox, f"月报_{name}_{month}.xlsx", report(name, month, "TQ2024-001", 15), f"{month_after}-03 10:00")
    with district_of(reference_of_2024):
        year.backfill("renamed", END, "头桥改设街道，两项指标分值2024年起调整")
        year.backfill("again", END, "再算一遍")
    return year


@pytest.fixture(scope="module")
def caught_up(tmp_path_factory: pytest.TempPathFactory, year: Year, reference_of_2024: Path) -> Year:
    """Another home that takes the year's files in at once."""
    other = Year(Home(tmp_path_factory.mktemp("at once") / "home"), year.inbox)
    with district_of(reference_of_2024):
        other.backfill("at once", END, "一次补齐")
    return other


def of(marts: Marts, table: str, quarter: str, basis: str = "cutoff", **chosen: str) -> list[dict[str, Any]]:
    wanted = {"quarter": quarter, "basis": basis, **chosen}
    return [row for row in marts[table] if wanted.items() <= row.items()]


def progress(marts: Marts, quarter: str, basis: str) -> float:
    (row,) = of(marts, "fct_project_quarter", quarter, basis, project_id=PROJECT_ID)
    return float(row["progress_pct"])


def total(marts: Marts, quarter: str, basis: str) -> float:
    (card,) = of(marts, "scorecard_town", quarter, basis, town_code="touqiao")
    return float(card["total"])


def demands(marts: Marts, quarter: str) -> set[str]:
    return {row["demand_id"] for row in of(marts, "demand_quarter", quarter, town_code="touqiao")}


def name_and_group(marts: Marts, quarter: str) -> tuple[str, str, str]:
    (unit,) = (row for row in marts["unit_quarter"] if (row["quarter"], row["unit_code"]) == (quarter, "touqiao"))
    return unit["unit_name"], unit["kind"], unit["compare_group"]


def test_every_file_of_the_year_is_accepted(year: Year) -> None:
    outcomes = {row["file_name"]: row["outcome"] for row in year.marts["again"]["fct_submission"]}
    assert len(outcomes) == 18
    assert set(outcomes.values()) == {"accepted"}


def test_a_late_file_counts_and_is_late(year: Year) -> None:
    due = {row["period"]: row for row in year.marts["third quarter"]["reporting_calendar"]
           if (row["unit_code"], row["form"]) == ("touqiao", "monthly_report")}  # fmt: skip
    assert [due[month]["days_late"] for month in ("2023-07", "2023-08", "2023-09")] == [0, 3, 0]
    (in_time,) = of(
        year.marts["third quarter"], "scorecard_town_metric", "2023Q3", town_code="touqiao", metric_code="R1"
    )
    assert 0 < in_time["numerator"] < in_time["denominator"]


def test_a_correction_before_the_cutoff_takes_the_place_of_the_file_and_does_not_make_it_late(year: Year) -> None:
    assert progress(year.marts["third quarter"], "2023Q3", "cutoff") == 40


def test_a_file_for_a_closed_quarter_changes_what_is_known_now_and_not_what_was_published(year: Year) -> None:
    marts = year.marts["closed quarter"]
    assert (progress(marts, "2023Q3", "cutoff"), progress(marts, "2023Q3", "latest")) == (40, 10)
    assert total(marts, "2023Q3", "latest") < total(marts, "2023Q3", "cutoff")
    versions = {path.split("/")[1] for path in year.published["fourth quarter"] if path.startswith("2023Q3")}
    assert versions == {"v1", "v2"}


def test_the_backfill_of_a_closed_quarter_says_what_why_who_when_and_to_what_effect(year: Year) -> None:
    record = year.records["closed quarter"]
    assert (record.kind, record.because, record.by) == ("backfill", "头桥更正9月月报", "王芳")
    assert record.begun_at <= record.finished_at
    assert record.periods == ("2023-09",)
    (file,) = record.files
    assert (file.result.before, file.result.after) == (None, "采用1行")
    (effect,) = record.quarters
    assert (effect.quarter, effect.version, effect.is_restatement_offered) == ("2023Q3", 1, True)
    (score,) = [score for score in effect.scores if score.unit_name == "头桥"]
    then, later = (
        year.marts[step] for step in ("third quarter", "closed quarter")
    )  # what the card was, and what it is by now
    assert score.result.before is not None
    assert score.result.after is not None
    assert score.result.before.startswith(f"{total(then, '2023Q3', 'latest'):.2f}分")
    assert score.result.after.startswith(f"{total(later, '2023Q3', 'latest'):.2f}分")


def test_a_plan_replaced_in_mid_year_holds_from_its_receipt_on_and_by_now_for_the_quarters_before(year: Year) -> None:
    def projects(step: str, quarter: str, basis: str) -> set[str]:
        rows = of(year.marts[step], "fct_project_quarter", quarter, basis, town_code="touqiao")
        return {row["project_id"] for row in rows if row["counts"]}

    assert projects("fourth quarter", "2023Q3", "cutoff") == {PROJECT_ID}
    assert projects("fourth quarter", "2023Q4", "cutoff") == {PROJECT_ID, LATER_ID}
    assert projects("fourth quarter", "2023Q3", "latest") == {PROJECT_ID, LATER_ID}


def test_the_blueprint_of_the_greatest_version_holds_though_an_older_one_comes_after_it(year: Year) -> None:
    assert demands(year.marts["fourth quarter"], "2023Q3") == {"TQ-D001"}
    assert demands(year.marts["fourth quarter"], "2023Q4") == {"TQ-D031", "TQ-D032"}


def test_files_under_the_old_name_and_the_new_are_of_one_unit_before_and_after_the_day(year: Year) -> None:
    months = {row["period"]: row["unit_code"] for row in year.marts["again"]["fct_submission"]
              if row["form"] == "monthly_report"}  # fmt: skip
    assert len(months) == 10
    assert set(months.values()) == {"touqiao"}


def test_cards_bear_the_name_kind_and_group_of_their_quarters_last_day(year: Year) -> None:
    marts = year.marts["renamed"]
    assert name_and_group(marts, "2023Q4") == ("头桥", "集团", "其他")
    assert name_and_group(marts, "2024Q1") == ("头桥街道", "街道", "街道")
    groups = {row["unit_code"] for row in marts["unit_quarter"]
              if (row["quarter"], row["compare_group"]) == ("2024Q1", "街道")}  # fmt: skip
    ranks = {row["town_code"]: row["group_rank"] for row in of(marts, "scorecard_town", "2024Q1")}
    assert len(groups) == 4
    assert {ranks[code] for code in groups} <= {1, 2, 3, 4}


def test_a_new_name_and_new_points_leave_the_quarters_before_them_as_they_were(year: Year) -> None:
    record = year.records["renamed"]
    assert [(effect.quarter, effect.version) for effect in record.quarters] == [("2024Q1", None)]
    for quarter, points in (("2023Q4", 4), ("2024Q1", 1)):
        rows = of(year.marts["renamed"], "scorecard_town_metric", quarter, metric_code="P1")
        assert {row["points"] for row in rows} == {points}


def test_a_month_run_again_changes_nothing_and_its_record_says_so(year: Year) -> None:
    assert differences(year.marts["again"], year.marts["renamed"]) == []
    assert year.published["again"] == year.published["renamed"]
    assert (year.records["again"].files, year.records["again"].quarters) == ((), ())


def test_what_was_published_keeps_its_bytes_through_all_of_it(year: Year) -> None:
    for earlier in ("closed quarter", "fourth quarter"):
        kept = {path: year.published["again"].get(path) for path in year.published[earlier]}
        assert kept == year.published[earlier]


def test_a_year_caught_up_at_once_gives_the_figures_that_came_month_by_month(year: Year, caught_up: Year) -> None:
    def figures(marts: Marts) -> Marts:
        return {table: rows for table, rows in marts.items() if table != "publication"}

    assert differences(figures(caught_up.marts["at once"]), figures(year.marts["again"])) == []
    record = caught_up.records["at once"]
    assert len(record.files) == 18
    assert [effect.quarter for effect in record.quarters] == ["2023Q3", "2023Q4", "2024Q1"]


def test_a_backfill_that_was_killed_is_told_by_the_next(
    caught_up: Year, reference_of_2024: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(work: Work, listener: object) -> None:
        raise KeyboardInterrupt

    folder = caught_up.home.root.parent
    home = Home(shutil.copytree(caught_up.home.root, folder / "killed", symlinks=True))
    work = Work(caught_up.inbox, home, parse_moment(END))
    with monkeypatch.context() as patch:
        patch.setattr("workflows.backfill.run_cycle", dies)
        with pytest.raises(KeyboardInterrupt):
            backfill(work, "补算", "王芳", silent)
    assert len(read_records(home)) == 1
    begun = (home.records / "backfills" / "begun.json").stat().st_mtime_ns
    with monkeypatch.context() as patch:
        patch.setattr("workflows.backfill.run_cycle", lambda work, listener: None)
        number = backfill(work, "补算", "王芳", silent)
    record = read_records(home)[number]
    assert record.begun_at.timestamp() * 10**9 <= begun
    assert not (home.records / "backfills" / "begun.json").exists()


def test_what_a_person_decides_after_a_closed_quarter_is_said_by_the_comparison(year: Year) -> None:
    assert propose_restatement(year.home, "2023Q4").published.version == 1


@pytest.mark.parametrize(("because", "by"), [(" ", "王芳"), ("补算", "")])
def test_a_backfill_needs_a_reason_and_a_name_before_anything_is_done(year: Year, because: str, by: str) -> None:
    with pytest.raises(RecordError, match="--because"):
        backfill(year.work(END), because, by, silent)
