"""A home with a few submissions, published: enough to make receipts of."""

from __future__ import annotations

import hashlib
from dataclasses import astuple, dataclass, replace
from pathlib import Path

import duckdb

from lifecircle.home import Home
from lifecircle.landed import SHEET_COLUMNS
from lifecircle.writing import replace_link
from tests.building.landed_batches import land_batch

AS_OF = "2024-04-10T23:59:59+08:00"

_MARTS = """
create schema marts;
create table marts.dim_town (town_code varchar, town_name varchar);
insert into marts.dim_town values ('nanqiao', '南桥镇'), ('fengpu', '奉浦街道');
create table marts.dim_department (dept_code varchar, dept_name varchar);
insert into marts.dim_department values ('weijian', '区卫生健康委');
create table marts.dim_unit as
select town_code as unit_code, town_name as unit_name, 'town' as unit_kind, null::varchar as aliases from marts.dim_town
union all
select dept_code, dept_name, 'department', null from marts.dim_department;
create table marts.dim_finding_code (code varchar, severity varchar, title varchar, mended_by varchar, ask varchar);
insert into marts.dim_finding_code values
    ('F01', 'fatal', '文件无法读取或不安全', '报送单位', '文件能否正常打开？'),
    ('F07', 'fatal', '报告期无法识别或不一致', '报送单位', '报的是哪个月？'),
    ('F09', 'fatal', '文件名不符合任何表式', '报送单位', '这是哪张表？'),
    ('E01', 'error', '必填项为空', '报送单位', '这一项是什么？'),
    ('E06', 'error', '项目编号不在任何年度计划中', '报送单位', '编号对吗？'),
    ('W02', 'warning', '形象进度低于上次报告', '报送单位', '进度为什么降低？'),
    ('W04', 'warning', '表式中没有的列', '报送单位', '为什么加这一列？');
create table marts.reporting_calendar (unit_code varchar, form varchar, period varchar, due_at timestamptz);
create table marts.warehouse_run (as_of timestamptz);
create table marts.fct_submission (
    submission_id varchar, sha256 varchar, form varchar, unit_code varchar, period varchar, file_name varchar,
    received_at timestamptz, outcome varchar, rows_accepted bigint, rows_quarantined bigint, rows_flagged bigint
);
create table marts.fct_finding (
    submission_id varchar, code varchar, severity varchar, table_name varchar, sheet varchar, row_number bigint,
    field varchar, column_header varchar, value varchar, message varchar
);
"""


@dataclass(frozen=True)
class Sent:
    """A file as `fct_submission` knows it."""

    submission_id: str = "s1"
    sha256: str = "0" * 64
    form: str | None = "monthly_report"
    unit_code: str | None = "nanqiao"
    period: str | None = "2024-03"
    file_name: str = "月报_南桥镇_2024-03.xlsx"
    received_at: str = "2024-04-02T09:00:00+08:00"
    outcome: str = "accepted"
    rows_accepted: int = 2
    rows_quarantined: int = 0
    rows_flagged: int = 0


@dataclass(frozen=True)
class Found:
    """A finding as `fct_finding` knows it."""

    submission_id: str = "s1"
    code: str = "E01"
    severity: str = "error"
    table_name: str | None = "project_progress"
    sheet: str | None = "项目进展"
    row_number: int | None = 2
    field: str | None = "project_name"
    column_header: str | None = "项目名称"
    value: str | None = None
    message: str = "第 2 行“项目名称”为空，此项必填，请补填。"


class ToyHome:
    """A home that grows by what is sent and found, and is published anew each time."""

    def __init__(self, root: Path) -> None:
        self.home = Home(root)
        self.sent: list[Sent] = []
        self.found: list[Found] = []
        self.due: list[tuple[str, str, str, str]] = []
        """Unit, form, period and when it is due."""
        self._versions = 0

    def send(self, sent: Sent, data: bytes = b"") -> None:
        """Archive a file and take it in."""
        sha256 = hashlib.sha256(data).hexdigest()
        original = self.home.archived(sha256)
        original.parent.mkdir(parents=True, exist_ok=True)
        original.write_bytes(data)
        self.sent.append(replace(sent, sha256=sha256) if data else sent)

    def place(self, field: str, column: int, submission_id: str = "s1") -> None:
        """Say in which column a field of 项目进展 stands."""
        row = (submission_id, "project_progress", "项目进展", 1, field, column, "项目名称")
        land_batch(self.home, {"sheet_columns": [dict(zip(SHEET_COLUMNS.names, row, strict=True))]})

    def publish(self) -> Home:
        """Publish a snapshot of what is known."""
        self._versions += 1
        path = self.home.root / "warehouse" / f"{self._versions}.duckdb"
        path.parent.mkdir(parents=True, exist_ok=True)
        with duckdb.connect(path) as connection:
            connection.execute(_MARTS)
            for table, rows in (
                ("fct_submission", [astuple(sent) for sent in self.sent]),
                ("fct_finding", [astuple(found) for found in self.found]),
                ("reporting_calendar", self.due),
                ("warehouse_run", [(AS_OF,)]),
            ):
                for row in rows:
                    marks = ", ".join("?" * len(row))
                    connection.execute(f"insert into marts.{table} values ({marks})", row)
        replace_link(self.home.snapshot, path)
        return self.home
