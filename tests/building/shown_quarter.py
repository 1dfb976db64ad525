"""The explained toy with everything else that pages show: all marts of the contract, a few rows in each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import yaml

from lifecircle.calendar import CHINA
from lifecircle.home import Home
from lifecircle.marts.opening import open_snapshot
from lifecircle.settings import PROJECT
from publishing.snapshot import publish_snapshot
from scorecards.edition import Edition
from scorecards.figures.evidence import read_evidence
from scorecards.figures.quarter import read_quarter
from scorecards.pages.rendering import render_index, render_pages
from tests.building.explained_warehouse import EXPLAINED, land_rows
from tests.building.landed_batches import land_batch
from tests.building.toy_warehouse import build

ATTACK = '<script>alert(1)</script>"&'

SHOWN = f"""
update marts.dim_town set kind = compare_group;
update marts.dim_department set role = '成员';
insert into marts.unit_quarter by name
    select quarter, town_code as unit_code, 'town' as unit_kind, town_name as unit_name, kind, compare_group
    from marts.dim_town cross join marts.dim_quarter where is_due;
insert into marts.unit_quarter by name
    select quarter, dept_code as unit_code, 'department' as unit_kind, dept_name as unit_name, role as kind
    from marts.dim_department cross join marts.dim_quarter where is_due;
update marts.fct_submission set outcome = 'accepted', rows_accepted = 2, rows_quarantined = 0, rows_flagged = 0;
update marts.fct_submission set unit_code = 'nanqiao', period = '2024' where submission_id = 'plan';
update marts.fct_submission set unit_code = 'nanqiao', period = '2024-03' where submission_id = 'report';
update marts.fct_submission set unit_code = 'lvhua', period = '2024-03' where submission_id = 'ledger';
insert into marts.fct_submission by name
    select 'late' as submission_id, 'monthly_report' as form, 'nanqiao' as unit_code, '2024-03' as period,
        '截止后.xlsx' as file_name, '2024-04-12T09:00:00+08:00'::timestamptz as received_at, 'accepted' as outcome;
insert into marts.fct_finding by name
    select unnest(['report', 'late']) as submission_id, 'E01' as code, 'error' as severity, '项目进展' as sheet,
        6 as row_number, '项目名称' as column_header, unnest(['第 6 行缺少项目名称。', '截止后的问题。']) as message,
        1 as finding_number;
insert into marts.finding_count by name
    select submission_id, code, 1 as findings from marts.fct_finding;
insert into marts.dim_finding_code by name
    select 'E01' as code, 'error' as severity, '必填项为空' as title, '报送单位' as mended_by;
insert into marts.dim_town_tile by name
    select unnest(['nanqiao', 'fengpu']) as town_code, unnest([2, 1]) as tile_row, 1 as tile_column;
insert into marts.dim_task by name
    select unnest([5, 9]) as task_no, unnest(['织密社区公共空间网络', '整体提升社区养老服务水平']) as task_name,
        unnest(['公共空间', '社区养老']) as short_name, unnest(['宜游', '宜养']) as sector;
insert into marts.dim_task_department by name select 5 as task_no, 'lvhua' as dept_code;
insert into marts.task_quarter by name
    select '2024Q1' as quarter, 'cutoff' as basis, 5 as task_no, 2 as projects, 1 as started, 1 as finished,
        0.89 as progress_index, 120 as ytd_investment, 150 as year_investment;
insert into marts.dim_indicator by name
    select unnest(['T05_PARK', 'T05_FIRE']) as indicator_code, unnest(['公园开放率', '万人火警数']) as indicator_name,
        5 as task_no, 'lvhua' as dept_code, unnest(['last', 'sum']) as aggregation,
        unnest(['up', 'down']) as direction, unnest([1, 10000]) as per;
insert into marts.fct_indicator_quarter by name
    select '2024Q1' as quarter, 'cutoff' as basis, 'T05_PARK' as indicator_code, 'district' as town_code,
        92 as numerator, 100 as denominator, 0.92 as value, 0.9 as target, 1 as attainment;
insert into marts.indicator_trend_quarter by name
    select '2024Q1' as quarter, 'cutoff' as basis, 'T05_PARK' as indicator_code, 'district' as town_code,
        0.88 as previous_value, 0.04 as change, '好转' as trend, 1 as year_end_at_pace;
insert into marts.district_quarter by name
    select '2024Q1' as quarter, 'cutoff' as basis, unnest(['district', 'new_city']) as scope,
        unnest([0.823, null]) as coverage, 0.871 as progress_index, 1 as investment_ratio, 2 as projects,
        1 as finished, 3000 as population, unnest([0.741, null]) as mean_coverage, 120 as ytd_investment,
        150 as year_investment;
insert into marts.dim_project by name
    select unnest(['NQ2024-001', 'NQ2024-002']) as project_id, 'nanqiao' as town_code, 2024 as plan_year,
        unnest(['睦邻四堂间', $attack${ATTACK}$attack$]) as project_name;
insert into marts.fct_project_quarter by name
    select '2024Q1' as quarter, 'cutoff' as basis, 'nanqiao' as town_code,
        unnest(['NQ2024-001', 'NQ2024-002']) as project_id, 5 as task_no, 'lvhua' as dept_code,
        unnest(['完工', '在建']) as status, unnest([100, 77.43]) as planned_pct, unnest([100, 46.91]) as progress_pct,
        '2024-01-10'::date as planned_start, unnest(['2024-03-20', null]::date[]) as planned_finish,
        '2024-01-12'::date as actual_start, unnest(['2024-03-18', null]::date[]) as actual_finish,
        unnest([100, 50]) as total_investment, true as counts, unnest(['blue', 'red']) as light;
insert into marts.supervision_list by name
    select '2024Q1' as quarter, 'cutoff' as basis, unnest(['behind', 'duplicate', 'report']) as kind,
        unnest(['nanqiao', 'nanqiao', 'fengpu']) as town_code, unnest(['lvhua', null, null]) as dept_code,
        unnest(['NQ2024-002', 'FP2024-001+NQ2024-001', '2024-02']) as subject_id,
        unnest(['进度落后30.5个百分点。', '相距166米，疑似重复建设。', '2月月报未报送。']) as reason,
        unnest([2, 1, 3]) as level, unnest(['橙', '蓝', '红']) as level_colour;
insert into marts.figure_evidence by name
    select '2024Q1' as quarter, 'cutoff' as basis, unnest(['matter:behind:nanqiao:NQ2024-002', 'task:5']) as scope,
        unnest(['matter', 'projects']) as figure, 'project_progress' as table_name, 'report' as submission_id,
        '项目进展' as sheet, 5 as row_number;
insert into marts.discrepancy by name
    select '2024Q1' as quarter, 'cutoff' as basis, 'nanqiao' as town_code, 'NQ2024-002' as project_id,
        '口袋公园' as project_name, 'lvhua' as dept_code, 18.56 as ytd_investment, 3.87 as paid;
insert into marts.dim_facility_type by name
    select unnest(['park', 'clinic']) as facility_type, unnest(['社区公园', '社区卫生服务中心']) as type_name;
insert into marts.fct_coverage_quarter by name
    select '2024Q1' as quarter, 'cutoff' as basis, 'nanqiao' as town_code, unnest(['park', 'clinic']) as facility_type,
        2000 as population, unnest([1900, 1000]) as covered, unnest([0.95, 0.5]) as ratio, 0.9 as target;
insert into marts.fct_circle_quarter by name
    select *, 'NQ-Q1' as circle_code from marts.fct_coverage_quarter;
insert into marts.document_status by name
    select '2024Q1' as quarter, 'cutoff' as basis, unnest(['nanqiao', 'fengpu']) as town_code, '行动蓝图' as document,
        '2023-05-31'::date as due_on, unnest(['2023-05-20', null]::date[]) as filed_on,
        unnest([0, null]) as days_late;
insert into marts.reporting_calendar by name
    select 'nanqiao' as unit_code, 'monthly_report' as form, unnest(['2024-02', '2024-03']) as period,
        unnest(['2024-03-05T23:59:59+08:00', '2024-04-05T23:59:59+08:00']::timestamptz[]) as due_at,
        unnest(['2024-03-06', '2024-04-06']::date[]) as late_from,
        unnest([null, '2024-04-03T16:20:00+08:00']::timestamptz[]) as first_accepted_at,
        unnest([null, 0]) as days_late;
insert into marts.metric_item by name
    select '2024Q1' as quarter, 'cutoff' as basis, 'lvhua' as unit_code, 'K2' as metric_code,
        unnest(['nanqiao/5', 'fengpu/5']) as item_id, unnest([1, 0]) as numerator, 1 as denominator;
insert into marts.metric_quarter by name
    select '2024Q1' as quarter, 'K2' as metric_code, 'department' as card, '督促到位' as metric_name, 30 as points,
        '2023-01-01'::date as valid_from;
insert into marts.scorecard_department_metric values ('2024Q1', 'cutoff', 'lvhua', 'K2', 1, 2, 0.5, 30, 15);
"""

DOUBTS = """
insert into marts.suspect_value by name
    select '2024Q1' as quarter, 'cutoff' as basis, unnest(['nanqiao', 'district', 'task:5']) as unit_code,
        'D3' as metric_code, 'NQ2024-001' as project_id, 'report' as submission_id,
        '2024/月报_南桥镇_2024-03.xlsx' as file_name, 'project_progress' as table_name, '项目进展' as sheet,
        5 as row_number, 'progress_pct' as field, '形象进度' as column_header, 'W01' as code, '0.75' as value,
        0.75 as figure, 75 as likely_value, true as is_computed_from;
update marts.scorecard_town set suspect_rows = 1, total_if_corrected = 69.5, light_if_corrected = 'red'
    where quarter = '2024Q1' and town_code = 'nanqiao';
"""

YEAR = """
update marts.dim_quarter set quarter_of_year = 4 where quarter = '2024Q1';
insert into marts.town_year by name
    select 2024 as year, 'cutoff' as basis, unnest(['nanqiao', 'fengpu']) as town_code, 91.32 as mean_total,
        unnest([0.9, null]) as completion, unnest([93.1, 65.2]) as total, unnest([1, 2]) as rank, '优秀' as band;
"""

DRAFT = Edition("2024Q1", "cutoff", datetime(2024, 4, 10, 23, 59, 59, tzinfo=CHINA), rule_version="2024-01-01")


def publish_shown(home: Home, change: str = "") -> Home:
    """Build and publish the toy with all marts and land its rows; the pages of 2024Q1's draft and the index."""
    build(home, 3, EXPLAINED + _all_of_the_contract() + SHOWN + change)
    publish_snapshot(home)
    land_rows(home)
    places = [("project_id", 1), ("progress_pct", 28)]
    columns = [
        {"submission_id": "report", "table_name": "project_progress", "field": field, "column_number": number}
        for field, number in places
    ]
    land_batch(home, {"sheet_columns": columns})
    write_pages(home, DRAFT)
    return home


def write_pages(home: Home, edition: Edition) -> None:
    """Write an edition's pages, and the index with it alone."""
    with open_snapshot(home) as marts:
        quarter = read_quarter(marts, edition.quarter, edition.basis)
        evidence = read_evidence(marts, home, edition.quarter, edition.basis)
    pages = {f"2024Q1/{edition.name}/{path}": page for path, page in render_pages(quarter, edition, evidence)}
    pages["index.html"] = render_index([edition], quarter.district_name)
    for path, page in pages.items():
        (home.published / path).parent.mkdir(parents=True, exist_ok=True)
        (home.published / path).write_bytes(page)


def _all_of_the_contract() -> str:
    """Make the tables and columns that the toy has not, as the marts' contracts declare them."""
    statements = []
    for table, columns in _contracts():
        statements.append(f"create table if not exists marts.{table} ({columns[0]['name']} {columns[0]['data_type']});")
        statements += [
            f"alter table marts.{table} add column if not exists {column['name']} {column['data_type']};"
            for column in columns
        ]
    return "\n".join(statements)


def _contracts() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for file in sorted((PROJECT / "dbt_project" / "models" / "marts").glob("_*.yml")):
        for model in yaml.safe_load(file.read_text(encoding="utf-8")).get("models", ()):
            yield model["name"], model["columns"]
