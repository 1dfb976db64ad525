"""The sheets of the departments and of the tasks."""

from __future__ import annotations

from collections.abc import Iterator

from scorecards.figures.quarter import Quarter
from scorecards.figures.tasks import Indicator, IndicatorValue, Task
from scorecards.workbook.layout import Cell, Chart, Column, Series, Table

_NO_CARD = "不评分"
_TAB = "#A35F00"


def task_tables(quarter: Quarter) -> Iterator[Table]:
    """Lay out the tasks, their indicators in the district, and the departments."""
    yield _tasks(quarter)
    yield _indicators(quarter)
    yield _departments(quarter)
    yield _department_metrics(quarter)


def _tasks(quarter: Quarter) -> Table:
    columns = (
        Column("序号", "whole", 6),
        Column("任务", width=30),
        Column("简称", width=11),
        Column("领域", width=8),
        Column("项目", "whole", 8),
        Column("已开工", "whole", 8),
        Column("已完工", "whole", 8),
        Column("进度指数", "ratio", 11, bar_to=1),
        Column("上季进度指数", "ratio", 12, "年度计划不同" if quarter.quarter.endswith("Q1") else "无上期"),
        Column("累计完成投资（万元）", "money", 14, "无项目"),
        Column("年度计划投资（万元）", "money", 14, "无项目"),
        Column("责任单位", "long", 40, "无"),
    )
    rows = [_task(quarter, task) for task in quarter.tasks]
    note = (
        f"项目为{quarter.year}年年度计划中计入评分的项目，开工、完工为至季末累计；"
        "进度指数为按总投资加权的实际进度与计划进度之比。"
    )
    chart = Chart("column", "各任务进度指数", 2, (Series(7),), 340, "0%", 1)
    return Table("任务", "任务推进", note, columns, rows, frozen=2, chart=chart, tab=_TAB)


def _task(quarter: Quarter, task: Task) -> tuple[Cell, ...]:
    departments = "、".join(quarter.names.get(code, code) for code in task.dept_codes) or None
    return (
        task.no,
        task.name,
        task.short_name,
        task.sector,
        task.projects,
        task.started,
        task.finished,
        task.progress_index,
        # the first quarter of a year stands on another plan than the one before
        None if quarter.quarter.endswith("Q1") else task.previous_progress_index,
        task.ytd_investment,
        task.year_investment,
        departments,
    )


def _indicators(quarter: Quarter) -> Table:
    columns = (
        Column("代码", width=16),
        Column("指标", width=26),
        Column("任务", width=11),
        Column("责任单位", width=17),
        Column("范围", width=13),
        Column("方向", width=9),
        Column("分子", "figure", 12, "未报送"),
        Column("分母", "figure", 12, "未报送"),
        Column("每多少计", "whole", 9),
        Column("上季值", "figure", 11, "无上期"),
        Column("本季值", "figure", 11, "未报送"),
        Column("变化", "figure", 11, "无上期"),
        Column("走势", width=9, absent="无上期"),
        Column("年度目标", "figure", 10, "未定"),
        Column("距目标", "figure", 10, "未报送"),
        Column("年末推算", "figure", 11, "不推算"),
        Column("情况", width=10),
    )
    rows = [
        row for task in quarter.tasks for indicator in task.indicators for row in _indicator_rows(quarter, indicator)
    ]
    note = (
        "本季值＝分子÷分母×“每多少计”（1即占比，如0.9为90%）；年度目标在第四季度对照，此前只看走势和距目标的差距，"
        "按季度各月合计的指标每季对照。"
    )
    return Table("指标", "任务指标与目标", note, columns, rows, frozen=2, tab=_TAB)


def _indicator_rows(quarter: Quarter, indicator: Indicator) -> Iterator[tuple[Cell, ...]]:
    department = quarter.names.get(indicator.dept_code, indicator.dept_code)
    names = {"district": "全区", **quarter.names}
    direction = "不高于" if indicator.direction == "down" else "不低于"
    head = (indicator.code, indicator.name, quarter.task_names.get(indicator.task_no), department)
    values = {value.town_code: value for value in indicator.values}
    for code in ("district", *(town.code for town in quarter.towns)):
        now = values.get(code)
        if now is None:
            yield (*head, names[code], direction, None, None, indicator.per, *[None] * 7, "未报送")
            continue
        trend = now.trend
        yield (
            *(*head, names[code], direction, now.numerator, now.denominator, indicator.per),
            trend.previous_value if trend else None,
            now.value,
            trend.change if trend else None,
            trend.trend if trend else None,
            now.target,
            indicator.lacks(now),
            trend.year_end_at_pace if trend else None,
            _state(indicator, now, quarter.quarter),
        )


def _state(indicator: Indicator, value: IndicatorValue, quarter: str) -> str:
    if value.attainment is None:
        return "未报送"
    if not indicator.is_due(quarter):
        return "年末对照"
    return "达标" if value.attainment >= 1 else "未达标"


def _departments(quarter: Quarter) -> Table:
    columns = (
        Column("名次", "whole", 11, "不参与排名"),
        Column("责任单位", width=18),
        Column("职责", width=8),
        Column("总分", "score", 12, _NO_CARD, bar_to=100),
        Column("较上季", "change", 9, "不作比较"),
        Column("等次", width=9, absent=_NO_CARD),
        Column("适用分值", "whole", 9),
        Column("应督促", "whole", 9, "无应督促"),
        Column("未督促", "whole", 9, "无应督促"),
        Column("督促记录", width=22, absent="不需报送"),
        Column("负责任务", "long", 34, "无"),
    )
    rows = [
        (
            department.rank,
            department.name,
            department.role,
            department.total,
            department.change,
            department.band,
            department.applicable_points,
            len(department.supervisions) or None,
            len(department.not_supervised) if department.supervisions else None,
            _supervision_file(quarter, department.code),
            "、".join(quarter.task_names.get(no, str(no)) for no in department.task_nos) or None,
        )
        for department in quarter.departments
    ]
    note = (
        "没有任何指标适用的部门不评分；适用指标的分值合计不足50分的部门评分而不参与排名；"
        "“未督促”为应督促而本季没有督促记录的街镇任务数；上季适用的指标不同的，总分不相比。"
    )
    chart = Chart("bar", "责任单位总分", 1, (Series(3),), 620, "0.00", 100, labelled=True)
    return Table("部门", "责任单位", note, columns, rows, frozen=2, chart=chart, tab=_TAB)


def _supervision_file(quarter: Quarter, dept_code: str) -> str | None:
    """What became of its 督促记录; None if none is due from it."""
    if not quarter.quality.of_unit(dept_code).of_form("supervision_ledger").expected:
        return None
    return quarter.supervision_file(dept_code).lstrip("，") or "已受理"


def _department_metrics(quarter: Quarter) -> Table:
    columns = (
        Column("责任单位", width=18),
        Column("代码", width=7),
        Column("指标", width=14),
        Column("分子", "figure", 14),
        Column("分母", "figure", 14),
        Column("得分率", "ratio", 11, bar_to=1),
        Column("分值", "whole", 8),
        Column("得分", "score", 9),
        Column("是否适用", width=9),
    )
    rows = [
        (
            department.name,
            score.code,
            score.metric.name,
            score.numerator,
            score.denominator,
            score.ratio,
            score.points,
            score.earned,
            "不适用" if score.earned is None else "适用",
        )
        for department in quarter.departments
        for score in department.metrics
    ]
    note = "总分＝100×得分合计÷适用指标的分值合计；数字均未取整。"
    return Table("部门指标", "责任单位各项指标", note, columns, rows, frozen=3, tab=_TAB)
