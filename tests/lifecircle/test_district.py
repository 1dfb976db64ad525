from __future__ import annotations

from pathlib import Path

import pytest

from lifecircle.district import District
from lifecircle.district_files import DistrictError
from lifecircle.reference import load_district, load_reference
from lifecircle.settings import PROJECT, Settings
from tests.building.districts import TOY_DISTRICT, changed_district


def complaint_of(folder: Path) -> str:
    with pytest.raises(DistrictError) as refused:
        load_district(folder)
    return str(refused.value)


@pytest.mark.parametrize("folder", [Settings(_env_file=None).reference, TOY_DISTRICT], ids=["own", "toy"])
def test_a_district_that_agrees_with_itself_is_taken(folder: Path) -> None:
    assert load_district(folder).towns


def test_what_people_write_means_a_code() -> None:
    reference = load_reference(TOY_DISTRICT)
    assert reference.towns == {"东湖镇": "dong", "东湖": "dong", "西山街道": "xi"}
    assert reference.tasks["便民"] == reference.tasks["3"] == "3"
    assert reference.facility_types["口袋公园"] == "pocket_park"
    assert (reference.bounds.lon_min, reference.bounds.lat_max) == (120.0, 30.3)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "there is no such folder" in complaint_of(tmp_path / "nowhere")


OPTIONAL = {"moved_due_dates", "reporting_windows", "unit_names"}


def test_a_file_that_a_district_may_leave_out_is_empty_where_it_is_absent(tmp_path: Path) -> None:
    folder = changed_district(tmp_path, "towns", "", "")
    assert not any((folder / f"{name}.csv").exists() for name in OPTIONAL)
    assert load_district(folder).moved_due_dates == ()


def test_without_a_file_of_windows_every_form_opens_on_the_1st_and_closes_on_the_10th(tmp_path: Path) -> None:
    (window,) = load_district(changed_district(tmp_path, "towns", "", "")).reporting_windows
    assert (window.form, window.opens_day, window.closes_day) == (None, 1, 10)


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("monthly_report,2023-01-01,1,10,", "no window of every form (form blank) holds on 2023-06-01"),
        (",2023-09-01,1,10,", "no window of every form (form blank) holds on 2023-06-01"),
        (",2023-01-01,11,10,", "every form closes on day 10, before it opens on 11"),
        ("monthly_repot,2023-01-01,1,10,", "form monthly_repot is not in the forms"),
        (",2023-01-01,1,31,", "reporting_windows.csv, line 2, closes_day is '31'"),
    ],
)
def test_a_window_that_cannot_be_is_refused(row: str, complaint: str, tmp_path: Path) -> None:
    folder = changed_district(tmp_path, "towns", "", "")
    lines = f"form,valid_from,opens_day,closes_day,source\n{row}made up\n"
    (folder / "reporting_windows.csv").write_text(lines, encoding="utf-8")
    assert complaint in complaint_of(folder)


def test_a_due_day_is_moved_for_a_period_as_the_form_has_it(tmp_path: Path) -> None:
    folder = changed_district(tmp_path, "towns", "", "")
    moved = "form,period,due_on,source\nmonthly_report,{},2024-02-19,春节\n"
    (folder / "moved_due_dates.csv").write_text(moved.format("2024-01"), encoding="utf-8")
    assert load_district(folder).moved_due_dates[0].period == "2024-01"
    (folder / "moved_due_dates.csv").write_text(moved.format("2024年1月"), encoding="utf-8")
    assert "moved_due_dates.csv: 2024年1月 is no month as monthly_report has it" in complaint_of(folder)


@pytest.mark.parametrize("name", sorted(District.model_fields.keys() - OPTIONAL))
def test_a_missing_file_is_named(name: str, tmp_path: Path) -> None:
    folder = changed_district(tmp_path, name, "", "")
    (folder / f"{name}.csv").unlink()
    assert f"{name}.csv is missing" in complaint_of(folder)


def test_a_missing_and_a_misspelt_column_are_named(tmp_path: Path) -> None:
    complaint = complaint_of(changed_district(tmp_path, "towns", "compare_group", "group"))
    assert "towns.csv: column compare_group is missing" in complaint
    assert "towns.csv: column group is unknown" in complaint


def test_a_file_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    folder = changed_district(tmp_path, "towns", "", "")
    (folder / "towns.csv").write_bytes((folder / "towns.csv").read_text(encoding="utf-8").encode("gb18030"))
    assert "towns.csv is not UTF-8" in complaint_of(folder)


@pytest.mark.parametrize(
    ("name", "old", "new", "complaint"),
    [
        ("towns", "30.10", "thirty", "towns.csv, line 2, lat is 'thirty'"),
        ("towns", "30.10", "nan", "towns.csv, line 2, lat is 'nan'"),
        ("towns", "30.10", "91", "towns.csv, line 2, lat is '91'"),
        ("towns", "30.10", "", "towns.csv, line 2, lat is blank"),
        ("towns", "30.10,120.10", "120.10,30.10", "towns.csv, line 2, lat is '120.10'"),
        ("towns", "120.10", "121.10", "dong (lon 121.1, lat 30.1) lies outside bounds.csv"),
        ("towns", "xi,西山街道", "dong,西山街道", "towns.csv: dong occurs 2 times"),
        ("towns", "街道,,30.15,120.20,", "街道,,30.15,120.20,东湖", "东湖 means two units: dong, xi"),
        ("departments", "区规划局,牵头,", "区规划局,牵头,东湖镇", "东湖镇 means two units: dong, plan"),
        ("departments", "park,", "parks,", "task_departments.csv, line 2: dept_code park is not in departments.csv"),
        ("tasks", "便利出行,出行", "便利出行,公园", "公园 means two tasks: 1, 2"),
        ("task_departments", "2,plan", "4,plan", "line 3: task_no 4 is not in tasks.csv"),
        ("task_departments", "2,plan\n", "", "no department answers for task 2"),
        ("task_departments", "3,park", "3,plan", "task_departments.csv: 3, plan occurs 2 times"),
        ("facility_types", "基础保障,1,park", "基础保障,1,nobody", "dept_code nobody is not in departments.csv"),
        ("facility_types", "基础保障,1,park", "基础保障,1,money", "money keeps pocket_park, but sends no facil"),
        ("facility_types", "500,900", "-500,900", "facility_types.csv, line 2, radius_m is '-500'"),
        ("facility_types", "品质提升", "品质", "facility_types.csv, line 3, service_class is '品质'"),
        ("indicators", "1,park", "1,money", "money keeps T01_PARK, but sends no indicator_ledger"),
        ("indicators", "1,park", "7,park", "indicators.csv, line 2: task_no 7 is not in tasks.csv"),
        ("expected_feeds", "park,indicator_ledger", "park,indicators", "form indicators is not in the forms"),
        ("expected_feeds", "supervision_ledger,quarterly", "supervision_ledger,monthly", "is not sent monthly"),
        ("expected_feeds", "park,indicator_ledger", "park,monthly_report", "monthly_report is not sent monthly by dep"),
        ("metrics", "填报及时,6", "填报及时,5", "points of the town's card sum to 99, expected 100"),
        ("metrics", "台账及时,25", "台账及时,26", "points of the department's card sum to 101, expected 100"),
        ("metrics", "P1,town,planning,行动蓝图按期,4,2023-01-01", "P1,town,planning,行动蓝图按期,4,2023-01-01\n"
         "P1,town,planning,行动蓝图按期,5,2024-01-01", "on 2024-01-01 the points of the town's card sum to 101"),
        ("metrics", "P1,", "P9,", "metrics.csv, line 2, metric_code is 'P9'"),
        ("metrics", "P1,town,planning", "P1,town,", "P1 of the town's card has the section None"),
        ("bands", "合格,2023-01-01,60", "合格,2023-01-01,85", "the floors do not fall from 优秀 to 不合格"),
        ("bands", "不合格,2023-01-01,0", "不合格,2023-01-01,1", "no band begins at 0"),
        ("bands", "良好,2023-01-01,80", "良好,2023-01-01,60", "two bands have the same floor"),
        ("document_due_dates", "年度计划,2024,2023-12-15,2023-01-01,made up\n", "", "no due date of 年度计划 for 2024"),
        ("document_due_dates", "2023-12-15", "2023-12-32", "document_due_dates.csv, line 4, due_on is '2023-12-32'"),
        ("due_days", "monthly_report,2023-01-01", "monthly_report,2023-09-01", "no due day of monthly_report that"),
        ("due_days", "monthly_report,2023-01-01,7", "monthly_report,2023-01-01,31", "due_days.csv, line 2, due_day is"),
        ("cycle", "2023Q3,2025Q4", "2023Q3,2026Q4", "cycle reaches 2026, but indicators.csv has targets"),
        ("cycle", "2023Q3,2025Q4", "2025Q4,2023Q3", "the last quarter 2023Q3 lies before the first 2025Q4"),
        ("cycle", "2023-06", "2023-08", "the first month 2023-08 is not reported before 2023Q3 begins"),
        ("bounds", "120.00,120.30", "120.30,120.00", "the least longitude or latitude is not less"),
        ("tiles", "xi,1,2", "xi,2,1", "xi and dong share row 2, column 1"),
        ("tiles", "xi,1,2\n", "", "xi has no tile of its own"),
        ("facility_radii", "source\n", "source\nkiosk,2024-01-01,300,500,made up\n", "facility_type kiosk is not in"),
        ("district", "双湖区,made up\n", "", "district.csv: Tuple should have at least 1 item"),
    ],
)  # fmt: skip
def test_what_does_not_agree_is_refused_by_file_and_reason(
    name: str, old: str, new: str, complaint: str, tmp_path: Path
) -> None:
    assert complaint in complaint_of(changed_district(tmp_path, name, old, new))


def test_every_fault_is_named_at_once(tmp_path: Path) -> None:
    changed_district(tmp_path, "bands", "合格,2023-01-01,60", "合格,2023-01-01,85")
    complaint = complaint_of(changed_district(tmp_path, "tiles", "xi,1,2", "xi,2,1"))
    assert "bands.csv" in complaint
    assert "tiles.csv" in complaint


def test_a_rule_replaced_before_the_first_quarter_ends_holds_for_it(tmp_path: Path) -> None:
    row = "P1,town,planning,行动蓝图按期,4,2023-01-01"
    load_district(
        changed_district(tmp_path, "metrics", row, f"{row.replace(',4,', ',9,')}\n{row.replace('01-01', '09-01')}")
    )


@pytest.mark.parametrize("name", District.model_fields)
def test_the_manual_names_every_file(name: str) -> None:
    assert f"`{name}.csv`" in (PROJECT / "docs" / "another-district.md").read_text(encoding="utf-8")
