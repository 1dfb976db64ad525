"""The sheets of what is built and whom it reaches: projects, coverage, demands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lifecircle.wording import answer
from scorecards.figures.coverage import FacilityCoverage
from scorecards.figures.quarter import Quarter
from scorecards.workbook.layout import Cell, Column, Table
from scorecards.workbook.towns import LEVELS, LIGHTS

_TAB = "#1A7F5A"


def project_tables(quarter: Quarter) -> Iterator[Table]:
    """Lay out the projects and the coverage of towns and life circles."""
    yield _projects(quarter)
    yield _coverage(quarter, "覆盖", "街镇设施覆盖", quarter.coverage, has_circles=False)
    yield _coverage(quarter, "生活圈", "生活圈设施覆盖", quarter.circles, has_circles=True)


def demand_table(quarter: Quarter) -> Table:
    """Lay out the blueprints' demands and what became of them."""
    columns = (
        Column("街镇", width=13),
        Column("编号", width=12),
        Column("居村", width=18, absent="未填"),
        Column("任务", width=12),
        Column("类别", width=12),
        Column("优先级", width=9),
        Column("响应", width=18),
        Column("计分", "score", 8),
    )
    rows = [
        (
            quarter.names[demand.town_code],
            demand.demand_id,
            demand.community_name or demand.community_code,
            quarter.task_names.get(demand.task_no),
            demand.service_class,
            demand.priority,
            answer(demand.answer),
            demand.answer,
        )
        for demand in quarter.demands
    ]
    note = "现行行动蓝图的需求；计分：已完工1，在建0.6，已列项目未进场0.3，尚无项目0。"
    return Table("需求", "行动蓝图的需求", note, columns, rows, 2, _TAB, "没有有效的行动蓝图，没有需求。")


def _projects(quarter: Quarter) -> Table:
    columns = (
        Column("项目编号", width=13),
        Column("项目名称", "long", 40, "未填"),
        Column("街镇", width=12),
        Column("任务", width=11),
        Column("责任单位", width=16),
        Column("建设性质", width=9, absent="未填"),
        Column("状态", width=8),
        Column("灯", "icon", 4, "无"),
        Column("灯色", "light", 8, "不计分"),
        Column("计划进度", "percent", 9, "未定"),
        Column("实际进度", "percent", 9, "未报送", bar_to=100),
        Column("计划开工", "day", 11, "未填"),
        Column("计划完工", "day", 11, "未填"),
        Column("实际开工", "day", 11, "未开工"),
        Column("实际完工", "day", 11, "未完工"),
        Column("总投资（万元）", "money", 12, "未填"),
        Column("年度计划投资（万元）", "money", 12, "未填"),
        Column("累计完成投资（万元）", "money", 12, "未报送"),
        Column("本年拨付（万元）", "money", 12, "无拨付记录"),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            project.project_id,
            project.name,
            quarter.names[project.town_code],
            quarter.task_names.get(project.task_no),
            quarter.names.get(project.dept_code, project.dept_code),
            project.works,
            project.status,
            None if project.light is None else LEVELS[project.light],
            None if project.light is None else LIGHTS[project.light],
            project.planned_pct,
            project.progress_pct,
            project.planned_start,
            project.planned_finish,
            project.actual_start,
            project.actual_finish,
            project.total_investment,
            project.year_investment,
            project.ytd_investment,
            project.paid,
        )
        for project in quarter.projects
    ]
    note = "有效年度计划中的项目；蓝灯（◆）为已完工，灯色规则见“指标定义”。已取消的项目不计分。"
    return Table("项目", "项目进展", note, columns, rows, frozen=2, tab=_TAB)


def _coverage(
    quarter: Quarter, sheet: str, title: str, coverage: Sequence[FacilityCoverage], *, has_circles: bool
) -> Table:
    columns = (
        Column("街镇", width=13),
        *((Column("生活圈", width=12, absent="未编号"),) if has_circles else ()),
        Column("设施类别", width=20),
        Column("常住人口", "whole", 12),
        Column("已覆盖", "whole", 12),
        Column("未覆盖", "whole", 12),
        Column("覆盖率", "ratio", 13, "无人口数据", bar_to=1),
        Column("目标", "ratio", 9),
        Column("情况", width=11, absent="无人口数据"),
    )
    states = {True: "达标", False: "未达标", None: None}
    rows: list[tuple[Cell, ...]] = [
        (
            quarter.names[each.town_code],
            *((each.circle_code,) if has_circles else ()),
            each.type_name,
            each.population,
            each.covered,
            each.population - each.covered,
            each.ratio,
            each.target,
            states[each.is_at_target],
        )
        for each in coverage
    ]
    note = "步行可达范围内的常住人口占比；目标为当年目标。"
    return Table(sheet, title, note, columns, rows, 3 if has_circles else 2, _TAB, "没有人口和设施数据。")
