"""A warehouse of two towns and two quarters, small enough to know every figure of its pages by heart."""

from __future__ import annotations

import duckdb

from lifecircle.home import Home
from lifecircle.writing import replace_link

MARTS = """
set TimeZone = 'Asia/Shanghai';
create schema marts;
create table marts.dim_district (district_name varchar);
insert into marts.dim_district values ('奉贤区');
create table marts.dim_town (town_code varchar primary key, town_name varchar not null, compare_group varchar);
comment on table marts.dim_town is '街镇';
comment on column marts.dim_town.town_name is '街镇名称';
insert into marts.dim_town values ('nanqiao', '南桥镇', '镇'), ('fengpu', '奉浦街道', '街道');
create view marts.towns_by_name as select * from marts.dim_town order by town_name;

create table marts.dim_quarter (
    quarter varchar primary key, year integer, quarter_of_year integer, ends_on date, cutoff_at timestamptz,
    is_due boolean
);
insert into marts.dim_quarter values
    ('2023Q4', 2023, 4, '2023-12-31', '2024-01-10T23:59:59+08:00', true),
    ('2024Q1', 2024, 1, '2024-03-31', '2024-04-10T23:59:59+08:00', true),
    ('2024Q2', 2024, 2, '2024-06-30', '2024-07-10T23:59:59+08:00', false);

create table marts.dim_metric (
    metric_code varchar, card varchar, section varchar, metric_name varchar, points double, valid_from date
);
insert into marts.dim_metric values
    ('P1', 'town', 'planning', '行动蓝图按期', 4, '2023-01-01'),
    ('P1', 'town', 'planning', '蓝图按期（新）', 5, '2025-01-01'),
    ('D3', 'town', 'delivery', '进度达成', 15, '2023-01-01'),
    ('F2', 'town', 'funding', '账实相符', 4, '2023-01-01'),
    ('S2', 'town', 'people', '群众满意', 3, '2023-01-01'),
    ('K1', 'department', null, '台账及时', 25, '2023-01-01');

create table marts.metric_quarter as
select quarters.quarter, metrics.* from marts.dim_metric as metrics
inner join marts.dim_quarter as quarters on metrics.valid_from <= quarters.ends_on;

create table marts.scorecard_town (
    quarter varchar, basis varchar, town_code varchar, total double, rank integer, group_rank integer, band varchar,
    light varchar, planning double, reporting double, delivery double, funding double, coverage double, people double,
    adjustment double, previous_total double
);
insert into marts.scorecard_town values
    ('2023Q4', 'cutoff', 'nanqiao', 80, 1, 1, '良好', 'yellow', 50, null, 88, null, null, null, null, null),
    ('2023Q4', 'latest', 'nanqiao', 80, 1, 1, '良好', 'yellow', 50, null, 88, null, null, null, null, null),
    ('2024Q1', 'cutoff', 'nanqiao', 91.32, 1, 1, '优秀', 'green', 100, null, 89.0, null, null, null, null, 80),
    ('2024Q1', 'latest', 'nanqiao', 62.5, 2, 1, '合格', 'red', 100, null, 52.5, null, null, null, null, 80),
    ('2024Q1', 'cutoff', 'fengpu', 65.14, 2, 1, '合格', 'red', 0, null, 80.0, 87.5, null, null, null, null),
    ('2024Q1', 'latest', 'fengpu', 65.14, 1, 1, '合格', 'red', 0, null, 80.0, 87.5, null, null, null, null);

alter table marts.scorecard_town add column suspect_rows integer default 0;
alter table marts.scorecard_town add column total_if_corrected double;
alter table marts.scorecard_town add column light_if_corrected varchar;

create table marts.scorecard_town_metric (
    quarter varchar, basis varchar, town_code varchar, metric_code varchar,
    numerator double, denominator double, ratio double, points double, earned double
);
insert into marts.scorecard_town_metric values
    ('2023Q4', 'cutoff', 'nanqiao', 'P1', 0.5, 1, 0.5, 4, 2),
    ('2024Q1', 'cutoff', 'nanqiao', 'P1', 1, 1, 1, 4, 4),
    ('2024Q1', 'cutoff', 'nanqiao', 'D3', 12345.675, 13871.54, 0.89, 15, 13.35),
    ('2024Q1', 'cutoff', 'nanqiao', 'F2', 0, 0, null, 4, null),
    ('2024Q1', 'latest', 'nanqiao', 'P1', 0, 1, 0, 4, 0),
    ('2024Q1', 'cutoff', 'fengpu', 'P1', 0, 1, 0, 4, 0),
    ('2024Q1', 'cutoff', 'fengpu', 'D3', 8, 10, 0.8, 15, 12),
    ('2024Q1', 'cutoff', 'fengpu', 'F2', 7, 8, 0.875, 4, 3.5);

create schema staging;
create table staging.covers as select '联系人电话' || i as telephone from range(1000) as numbers (i);
create view staging.gone as select * from staging.covers;
"""


def build(home: Home, number: int = 1, change: str = "") -> None:
    """Write the toy as the build of that number, changed by a statement of SQL, and let `latest_build` point to it."""
    home.builds.mkdir(parents=True, exist_ok=True)
    path = home.builds / f"{number}.duckdb"
    with duckdb.connect(path) as connection:
        connection.execute(MARTS + change)
    replace_link(home.latest_build, path)
