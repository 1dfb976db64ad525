"""The toy warehouse with what explains its figures, and the landed rows of 南桥镇's D3 in 2024Q1."""

from __future__ import annotations

import json

from lifecircle.home import Home
from publishing.snapshot import publish_snapshot
from tests.building.landed_batches import land_batch
from tests.building.toy_warehouse import build

EXPLAINED = """
alter table marts.dim_town add column if not exists aliases varchar;
update marts.dim_town set aliases = '南桥;南桥镇人民政府' where town_code = 'nanqiao';
create table marts.dim_department (dept_code varchar, dept_name varchar, aliases varchar);
insert into marts.dim_department values ('lvhua', '区绿化市容局', '绿化局'), ('tuanqu', '团区委', null);
create table marts.dim_unit as
select town_code as unit_code, town_name as unit_name, 'town' as unit_kind, aliases from marts.dim_town
union all
select dept_code, dept_name, 'department', aliases from marts.dim_department;
create table marts.unit_quarter as
select quarter, unit_code, unit_name from marts.dim_unit cross join marts.dim_quarter;

create table marts.scorecard_department (
    quarter varchar, basis varchar, dept_code varchar, total double, rank integer, band varchar,
    applicable_points double
);
insert into marts.scorecard_department values ('2024Q1', 'cutoff', 'lvhua', 60, 1, '合格', 25);
create table marts.scorecard_department_metric (
    quarter varchar, basis varchar, dept_code varchar, metric_code varchar,
    numerator double, denominator double, ratio double, points double, earned double
);
insert into marts.scorecard_department_metric values ('2024Q1', 'cutoff', 'lvhua', 'K1', 0.6, 1, 0.6, 25, 15);

create or replace table marts.scorecard_town_adjustment (
    quarter varchar, basis varchar, town_code varchar, adjustment_code varchar, occurrences bigint, points double
);
insert into marts.scorecard_town_adjustment values
    ('2024Q1', 'cutoff', 'nanqiao', 'A1', 1, -1), ('2024Q1', 'cutoff', 'nanqiao', 'A2', 0, 0);

create table marts.metric_rule (
    quarter varchar, metric_code varchar, rule varchar, rule_name varchar, value double, valid_from date,
    source varchar, is_assumed boolean
);
insert into marts.metric_rule values
    ('2024Q1', 'P1', 'document_late_days', '迟报满几日不得分（日）', 60, '2023-01-01', 'assumed: contract', true),
    ('2024Q1', 'A1', 'duplicate_points', '每对项目分值', -1, '2023-01-01', 'assumed: contract', true),
    ('2023Q4', 'P1', 'document_late_days', '迟报满几日不得分（日）', 90, '2023-01-01', 'assumed: contract', true);

create table marts.metric_item (
    quarter varchar, basis varchar, unit_code varchar, metric_code varchar, item_id varchar, item_name varchar,
    numerator double, denominator double
);
insert into marts.metric_item values
    ('2024Q1', 'cutoff', 'nanqiao', 'D3', 'NQ2024-002', '口袋公园', 2345.675, 3871.54),
    ('2024Q1', 'cutoff', 'nanqiao', 'D3', 'NQ2024-001', '睦邻四堂间', 10000, 10000),
    ('2024Q1', 'latest', 'nanqiao', 'D3', 'NQ2024-001', '睦邻四堂间', 1, 10000),
    ('2024Q1', 'cutoff', 'fengpu', 'D3', 'FP2024-001', '驿站', 8, 10),
    ('2024Q1', 'cutoff', 'nanqiao', 'A1', 'FP2024-001+NQ2024-001', null, -1, null),
    ('2024Q1', 'cutoff', 'lvhua', 'K1', 'facility_ledger/2024-03', null, 0.6, 1);

create table marts.metric_item_evidence (
    quarter varchar, basis varchar, unit_code varchar, metric_code varchar, item_id varchar,
    table_name varchar, submission_id varchar, sheet varchar, row_number bigint
);
insert into marts.metric_item_evidence values
    ('2024Q1', 'cutoff', 'nanqiao', 'D3', 'NQ2024-001', 'plan_projects', 'plan', '项目清单', 3),
    ('2024Q1', 'cutoff', 'nanqiao', 'D3', 'NQ2024-001', 'project_progress', 'report', '项目进展', 5),
    ('2024Q1', 'cutoff', 'nanqiao', 'D3', 'NQ2024-002', 'plan_projects', 'plan', '项目清单', 4),
    ('2024Q1', 'cutoff', 'lvhua', 'K1', 'facility_ledger/2024-03', null, 'ledger', null, null);

create or replace table marts.fct_submission (
    submission_id varchar, form varchar, file_name varchar, received_at timestamptz, period varchar
);
insert into marts.fct_submission values
    ('plan', 'annual_plan', '年度计划_南桥镇_2024.xlsx', '2023-11-20T10:00:00+08:00', '2024'),
    ('report', 'monthly_report', '2024/月报_南桥镇_2024-03.xlsx', '2024-04-03T16:20:00+08:00', '2024-03'),
    ('ledger', 'facility_ledger', '设施台账_区绿化市容局_2024-03.csv', '2024-04-08T09:00:00+08:00', '2024-03');
"""

_ROWS = {
    "plan_projects": [
        ("plan", 3, {"project_id": "NQ2024-001", "total_investment": "１００万元", "planned_q1": "100"}),
        ("plan", 4, {"project_id": "NQ2024-002", "total_investment": "[bold]50", "planned_q1": "77.4308"}),
        ("another plan", 3, {"project_id": "NQ2024-001", "total_investment": "999"}),
    ],
    "project_progress": [("report", 5, {"project_id": "NQ2024-001", "status": "竣工", "progress_pct": "100%"})],
}


def publish_explained(home: Home) -> Home:
    """Build and publish the toy with its explanation, and land its rows; the cover's contacts are landed too."""
    build(home, 2, EXPLAINED)
    publish_snapshot(home)
    land_rows(home)
    return home


def land_rows(home: Home) -> None:
    """Land the rows that the toy's evidence names, and a cover."""
    landed = {
        table: [
            {"submission_id": submission, "row_number": number, "raw": json.dumps(cells, ensure_ascii=False)}
            for submission, number, cells in rows
        ]
        for table, rows in _ROWS.items()
    }
    cover = [{"submission_id": "report", "field": "phone", "value": "021-57420000"}]
    land_batch(home, {**landed, "covers": cover})
