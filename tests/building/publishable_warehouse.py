"""A warehouse of two towns, a department and two due quarters, with all that a publication reads."""

from __future__ import annotations

import duckdb

from lifecircle.home import Home
from lifecircle.writing import replace_link
from publishing.snapshot import publish_snapshot

MARTS = """
set TimeZone = 'Asia/Shanghai';
create schema marts;
create table marts.warehouse_run as select '2024-04-20T08:00:00+08:00'::timestamptz as as_of;
create table marts.dim_town (town_code varchar, town_name varchar);
insert into marts.dim_town values ('nanqiao', '南桥镇'), ('fengpu', '奉浦街道');
create table marts.dim_department (dept_code varchar, dept_name varchar);
insert into marts.dim_department values ('minzheng', '区民政局');
create table marts.dim_unit as
select town_code as unit_code, town_name as unit_name, 'town' as unit_kind, null::varchar as aliases from marts.dim_town
union all
select dept_code, dept_name, 'department', null from marts.dim_department;
create table marts.dim_quarter (
    quarter varchar, year integer, quarter_of_year integer, ends_on date, cutoff_at timestamptz,
    is_due boolean
);
insert into marts.dim_quarter values
    ('2023Q4', 2023, 4, '2023-12-31', '2024-01-10T23:59:59+08:00', true),
    ('2024Q1', 2024, 1, '2024-03-31', '2024-04-10T23:59:59+08:00', true),
    ('2024Q2', 2024, 2, '2024-06-30', '2024-07-10T23:59:59+08:00', false);
create table marts.unit_quarter as
select quarter, unit_code, unit_name from marts.dim_unit cross join marts.dim_quarter;
create table marts.dim_metric (metric_code varchar, metric_name varchar, valid_from date);
insert into marts.dim_metric values ('D3', '进度达成', '2023-01-01'), ('K2', '督促到位', '2023-01-01');
create table marts.metric_quarter as
select quarter, metric_code, metric_name from marts.dim_metric cross join marts.dim_quarter;

create table marts.scorecard_town (
    quarter varchar, basis varchar, town_code varchar, total double, rank integer, group_rank integer, band varchar,
    light varchar, previous_total double
);
insert into marts.scorecard_town
select quarter, basis, unnest(['nanqiao', 'fengpu']), unnest([91.32, 65.14]), unnest([1, 2]), 1,
    unnest(['优秀', '合格']), unnest(['green', 'red']), null
from (values ('2023Q4'), ('2024Q1')) as quarters (quarter), (values ('cutoff'), ('latest')) as bases (basis);

create table marts.scorecard_town_metric (
    quarter varchar, basis varchar, town_code varchar, metric_code varchar,
    numerator double, denominator double, ratio double, points double, earned double
);
insert into marts.scorecard_town_metric
select quarter, basis, town_code, 'D3', 89, 100, 0.89, 15, 13.35 from marts.scorecard_town;
create table marts.scorecard_town_adjustment (
    quarter varchar, basis varchar, town_code varchar, adjustment_code varchar, occurrences integer, points double
);
insert into marts.scorecard_town_adjustment
select quarter, basis, town_code, 'A1', 0, 0 from marts.scorecard_town;

create table marts.scorecard_department (
    quarter varchar, basis varchar, dept_code varchar, total double, rank integer, band varchar
);
insert into marts.scorecard_department
select distinct quarter, basis, 'minzheng', 80, 1, '良好' from marts.scorecard_town;
create table marts.scorecard_department_metric (
    quarter varchar, basis varchar, dept_code varchar, metric_code varchar,
    numerator double, denominator double, ratio double, points double, earned double
);
insert into marts.scorecard_department_metric
select quarter, basis, 'minzheng', 'K2', 8, 10, 0.8, 30, 24 from marts.scorecard_department;
create table marts.task_quarter (quarter varchar, basis varchar, task_no varchar, projects integer);
insert into marts.task_quarter select quarter, basis, '1', 3 from marts.scorecard_department;
create table marts.town_year (year integer, basis varchar, town_code varchar, total double, rank integer, band varchar);
insert into marts.town_year
select 2023, basis, town_code, total, rank, band from marts.scorecard_town where quarter = '2023Q4';

create table marts.fct_submission (
    submission_id varchar, sha256 varchar, form varchar, unit_code varchar, period varchar, file_name varchar,
    received_at timestamptz, outcome varchar
);
insert into marts.fct_submission values
    ('s1', 'aa', 'monthly_report', 'nanqiao', '2024-03', '月报_南桥镇_2024-03.xlsx', '2024-04-04T09:00:00+08:00',
        'accepted'),
    ('s2', 'bb', null, null, null, 'notes.txt', '2024-04-05T09:00:00+08:00', 'rejected');
create table marts.evidence (
    quarter varchar, basis varchar, unit_code varchar, metric_code varchar, submission_id varchar, sheet varchar,
    row_number integer
);
insert into marts.evidence
select quarter, basis, 'nanqiao', 'D3', 's1', '项目进展', 2 from marts.scorecard_department;

create table marts.publication (
    quarter varchar, version integer, basis varchar, as_of timestamptz, approved_by varchar, approved_at timestamptz,
    reason varchar, manifest_sha256 varchar
);
"""

LATE_REPORT = """
update marts.warehouse_run set as_of = '2024-05-02T08:00:00+08:00';
insert into marts.fct_submission values
    ('s3', 'cc', 'monthly_report', 'nanqiao', '2024-03', '月报_南桥镇_2024-03.xlsx', '2024-05-01T09:00:00+08:00',
        'accepted');
update marts.scorecard_town set total = 62.5, rank = 2, band = '合格', light = 'yellow'
where quarter = '2024Q1' and basis = 'latest' and town_code = 'nanqiao';
update marts.scorecard_town set rank = 1
where quarter = '2024Q1' and basis = 'latest' and town_code = 'fengpu';
update marts.scorecard_town_metric set numerator = 20, ratio = 0.2, earned = 3
where quarter = '2024Q1' and basis = 'latest' and town_code = 'nanqiao';
update marts.evidence set submission_id = 's3' where quarter = '2024Q1' and basis = 'latest';
"""
"""A correction of 南桥镇's report, received after the cut-off."""


def build(home: Home, number: int = 1, change: str = "") -> None:
    """Build the toy, changed by a statement of SQL, as the build of that number, and publish its snapshot."""
    build_alone(home, number, change)
    publish_snapshot(home)


def build_alone(home: Home, number: int = 1, change: str = "") -> None:
    """Build the toy without publishing its snapshot."""
    home.builds.mkdir(parents=True, exist_ok=True)
    path = home.builds / f"{number}.duckdb"
    with duckdb.connect(path) as connection:
        connection.execute(MARTS + change)
    replace_link(home.latest_build, path)
