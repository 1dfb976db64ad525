"""A change of rule is a new row: it holds from its day on and leaves the quarters before it as they were."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from expectations.check import check
from ingestion.land import land
from lifecircle.calendar import parse_moment
from lifecircle.due import deadlines, month_closes_at, opened
from lifecircle.home import Home
from lifecircle.reference import load_district
from simulation import simulate
from tests.building.districts import TOY_DISTRICT, changed_district, district_of
from tests.building.marts import Marts, differences, read_marts
from warehouse.build import build_warehouse

pytestmark = pytest.mark.model

UNIT_NAMES = """unit_code,name,kind,compare_group,valid_from
dong,东湖乡,镇,镇,2023-06-01
dong,东湖镇,镇,镇,2024-02-01
"""
MOVED = """form,period,due_on,source
disbursement_ledger,2024-01,2024-02-19,a holiday
disbursement_ledger,2024-03,2024-05-06,a holiday
monthly_report,2025-02,2025-03-12,a holiday
"""
WINDOWS = """form,valid_from,opens_day,closes_day,source
,2023-01-01,1,10,made up
monthly_report,2024-01-01,2,12,made up
,2024-04-01,3,10,made up
"""
AS_OF = parse_moment("2024-04-10T23:59:59+08:00")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The toy district's reports until 2024-03, landed and checked."""
    folder = tmp_path_factory.mktemp("rules")
    home = Home(folder / "home")
    with district_of(TOY_DISTRICT):
        simulate(folder / "inbox", "2023-06", "2024-03")
        land(home, folder / "inbox")
        check(home)
    return home


@pytest.fixture(scope="module")
def before(home: Home) -> Marts:
    """The marts by rules that never change."""
    with district_of(TOY_DISTRICT):
        return read_marts(build_warehouse(home, AS_OF).path)


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Rules of which some change on 2024-01-01, some within the first quarter, some after it; two due days move."""
    folder = tmp_path_factory.mktemp("changed")
    for name, row in {
        "metrics": "P1,town,planning,行动蓝图按期,1,2024-01-01\nP2,town,planning,年度计划按期,7,2024-01-01",
        "due_days": "monthly_report,2024-02-01,3,made up",
        "bands": "良好,2024-03-31,70,made up",
        "facility_radii": "pocket_park,2024-01-01,100,100,made up\npocket_park,2024-04-01,9000,9000,made up",
    }.items():
        reference = changed_district(folder, name, "\n", f"\n{row}\n")
    for name, lines in {"unit_names": UNIT_NAMES, "moved_due_dates": MOVED, "reporting_windows": WINDOWS}.items():
        (reference / f"{name}.csv").write_text(lines, encoding="utf-8")
    return reference


@pytest.fixture(scope="module")
def changed_build(home: Home, changed: Path) -> Path:
    """The warehouse by these."""
    with district_of(changed):
        return build_warehouse(home, AS_OF).path


@pytest.fixture(scope="module")
def after(changed_build: Path) -> Marts:
    """Its marts."""
    return read_marts(changed_build)


def of(marts: Marts, table: str, quarter: str, **chosen: str) -> list[dict[str, Any]]:
    wanted = {"quarter": quarter, "basis": "cutoff", **chosen}
    return [row for row in marts[table] if wanted.items() <= row.items()]


def test_the_quarters_before_a_change_stay_as_they_were(before: Marts, after: Marts) -> None:
    def earlier(marts: Marts) -> Marts:
        # a name of the time is what one change is about
        dated = {
            table: [{**row, "item_name": None} if table == "metric_item" else row for row in rows]
            for table, rows in marts.items()
            if rows and "quarter" in rows[0] and table != "unit_quarter"
        }
        return {table: [row for row in rows if row["quarter"] < "2024Q1"] for table, rows in dated.items()}

    assert {row["quarter"] for row in earlier(before)["scorecard_town"]} == {"2023Q3", "2023Q4"}
    assert differences(earlier(before), earlier(after)) == []


@pytest.mark.parametrize(("quarter", "points"), [("2023Q4", {4.0}), ("2024Q1", {1.0})])
def test_points_change_with_the_quarter(after: Marts, quarter: str, points: set[float]) -> None:
    assert {row["points"] for row in of(after, "scorecard_town_metric", quarter, metric_code="P1")} == points


def test_the_calendar_and_the_warehouse_date_the_whole_cycle_alike(
    changed: Path, changed_build: Path, after: Marts
) -> None:
    calendar = deadlines(load_district(changed))
    with duckdb.connect(changed_build, read_only=True) as build:
        build.execute("set timezone = 'Asia/Shanghai'")
        columns = "unit_code, form, period, opens_on, due_at, closes_on"
        dated = build.execute(f"select {columns} from intermediate.int_deadlines_dated").fetchall()
        closed = dict(build.execute("select month, closes_at from intermediate.int_months_closed").fetchall())
    # no month waits for a document, and the warehouse does not close it
    closes = {each: None if each.form in ("blueprint", "annual_plan") else each.closes_at.date() for each in calendar}
    assert sorted(dated, key=lambda row: row[:3]) == sorted(
        ((x.unit_code, x.form, x.period, x.opens_at.date(), x.due_at, day) for x, day in closes.items()),
        key=lambda row: row[:3],
    )
    assert closed
    assert closed == {month: month_closes_at(load_district(changed), month) for month in closed}
    assert {(row["unit_code"], row["form"], row["period"]) for row in after["reporting_calendar"]} == {
        (each.unit_code, each.form, each.period) for each in opened(calendar, AS_OF)
    }


def test_the_last_day_of_by_the_10th_is_the_close(changed: Path, changed_build: Path) -> None:
    closes = {(x.form, x.period): x.closes_at for x in deadlines(load_district(changed)) if x.form != "monthly_report"}
    with duckdb.connect(changed_build, read_only=True) as build:
        late = build.execute("select form, period, late_at from intermediate.int_due_dates_in_force").fetchall()
    known = {(form, period): late_at for form, period, late_at in late if (form, period) in closes}
    assert len(known) > 100
    assert known == {key: closes[key] for key in known}


def test_a_due_day_in_force_on_the_quarters_last_day_holds_for_all_of_it(before: Marts, after: Marts) -> None:
    def on_time(marts: Marts) -> float:
        return float(sum(row["numerator"] for row in of(marts, "scorecard_town_metric", "2024Q1", metric_code="R1")))

    assert on_time(after) < on_time(before)


def test_a_band_that_begins_on_the_quarters_last_day_holds_for_it(after: Marts) -> None:
    cards = of(after, "scorecard_town", "2024Q1")
    assert [row["total"] >= 70 for row in cards] == [row["band"] in {"良好", "优秀"} for row in cards]


def test_a_radius_that_begins_with_the_quarter_changes_who_is_covered(before: Marts, after: Marts) -> None:
    def covered(marts: Marts) -> int:
        return sum(int(row["covered"]) for row in of(marts, "fct_coverage_quarter", "2024Q1"))

    assert 0 < covered(after) < covered(before)


@pytest.mark.parametrize(("quarter", "name"), [("2023Q4", "东湖乡"), ("2024Q1", "东湖镇")])
def test_a_unit_bears_the_name_of_the_quarters_last_day(after: Marts, quarter: str, name: str) -> None:
    names = {(row["quarter"], row["unit_code"]): row["unit_name"] for row in after["unit_quarter"]}
    assert names[quarter, "dong"] == name
    items = of(after, "metric_item", quarter, metric_code="K2")
    assert {item["item_name"].split("，")[0] for item in items if item["item_id"].startswith("dong/")} == {name}


def test_a_unit_is_assessed_from_the_quarter_of_its_first_day_on(home: Home, tmp_path: Path) -> None:
    reference = changed_district(tmp_path, "bands", "", "")
    lines = "unit_code,name,kind,compare_group,valid_from\nxi,西山街道,街道,街道,2024-02-15\n"
    (reference / "unit_names.csv").write_text(lines, encoding="utf-8")
    with district_of(reference):
        marts = read_marts(build_warehouse(home, AS_OF).path)
    assert {row["quarter"] for row in marts["scorecard_town"] if row["town_code"] == "xi"} == {"2024Q1"}
    due = [row["due_at"] for row in marts["reporting_calendar"] if row["unit_code"] == "xi"]
    assert min(due).date() >= date(2024, 2, 15)
