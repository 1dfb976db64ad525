"""The publishable toy with one closed month: 南桥镇 has reported, 奉浦街道 has not."""

from __future__ import annotations

from lifecircle.home import Home
from tests.building.publishable_warehouse import build

MONTH = """
create table marts.dim_district as select '奉贤区' as district_name;
create table marts.month_town as
select '2024-03' as month, basis, town_code, as_of_at::timestamptz as as_of_at, towns, reported as towns_reported,
    towns as towns_with_plan, started, 0 as finished, invested::double as month_investment,
    0 as without_month_investment,
    1 as issues_new, 0 as issues_closed, 1 as issues_open, 1 as turned_late, 0 as due_next, 0 as suspects,
    0 as rows_quarantined
from (values ('cutoff', '2024-04-10T23:59:59+08:00'), ('latest', '2024-04-20T08:00:00+08:00')) as b (basis, as_of_at),
    (values ('district', 2, 1, 1, 10.5), ('fengpu', 1, 0, null, null), ('nanqiao', 1, 1, 1, 10.5))
        as t (town_code, towns, reported, started, invested);
create table marts.month_report as
select '2024-03' as month, basis, unit_code, unit_name, 'town' as unit_kind, 'monthly_report' as form,
    '2024-03' as period, '2024-04-05T23:59:59+08:00'::timestamptz as due_at,
    first_at::timestamptz as first_received_at, first_at::timestamptz as first_accepted_at, state,
    null::integer as days_late
from (values ('cutoff'), ('latest')) as b (basis), (values
    ('fengpu', '奉浦街道', null, 'missing'), ('nanqiao', '南桥镇', '2024-04-04T09:00:00+08:00', 'on_time')
) as t (unit_code, unit_name, first_at, state);
create table marts.month_item as
select '2024-03' as month, basis, 'nanqiao' as town_code, 'finish_late' as kind, 'XM' || number as subject_id,
    '一个名称很长很长很长很长的社区服务设施改建项目第' || number as subject, null::varchar as dept_code,
    '2024-03-31'::date as day_on, '在建' as status, 60.0::double as progress_pct, '2024-03' as told_for
from (values ('cutoff'), ('latest')) as b (basis), range(40) as numbers (number);
create table marts.month_suspect (
    month varchar, basis varchar, town_code varchar, project_id varchar, project_name varchar, file_name varchar,
    sheet varchar, row_number bigint, field varchar, column_header varchar, code varchar, value varchar,
    likely_value double
);
"""
LATE_REPORT = """
update marts.month_town set month_investment = 30.5, started = 2, towns_reported = 2
where basis = 'latest' and town_code = 'district';
update marts.month_town set month_investment = 20, started = 1, towns_reported = 1
where basis = 'latest' and town_code = 'fengpu';
update marts.month_report set state = 'late', days_late = 6 where basis = 'latest' and unit_code = 'fengpu';
"""
"""奉浦街道 reports after the close."""


def build_month(home: Home, number: int = 1, change: str = "") -> Home:
    """Build and publish the toy with its month, changed by a statement of SQL."""
    build(home, number, MONTH + change)
    return home
