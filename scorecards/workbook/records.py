"""The sheets of what else is kept of each town: money, approvals, participation, documents, and the year."""

from __future__ import annotations

from collections.abc import Iterator

from scorecards.figures.quarter import Quarter
from scorecards.figures.records import Document, Participation
from scorecards.workbook.layout import Cell, Column, Table

_TAB = "#5B6770"


def record_tables(quarter: Quarter) -> Iterator[Table]:
    """Lay out the records of the towns."""
    yield _funding(quarter)
    yield _approvals(quarter)
    yield _participation(quarter)


def document_table(quarter: Quarter) -> Table:
    """Lay out the blueprints and plans with their dates."""
    columns = (
        Column("街镇", width=13),
        Column("文件", width=20),
        Column("应报日期", "day", 12),
        Column("报送日期", "day", 12, "未报送"),
        Column("认定日期", "day", 12, "未认定"),
        Column("公开日期", "day", 12, "未公开"),
        Column("迟报天数", "whole", 10, "未报送"),
        Column("情况", width=12),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            quarter.names[each.town_code],
            f"{each.year}年{each.document}" if each.year else each.document,
            each.due_on,
            each.filed_on,
            each.recognised_on,
            each.disclosed_on,
            each.days_late,
            _state(each, quarter),
        )
        for each in quarter.documents
    ]
    return Table("文件", "行动蓝图与年度计划", "按认定公开台账。", columns, rows, frozen=2, tab=_TAB)


def year_table(quarter: Quarter) -> Table:
    """Lay out the towns' year; only its fourth quarter has one."""
    columns = (
        Column("名次", "whole", 7),
        Column("街镇", width=13),
        Column("年度总分", "score", 12, bar_to=100),
        Column("等次", width=9),
        Column("各季平均", "score", 10),
        Column("完工", "ratio", 10),
        Column("覆盖", "ratio", 10),
        Column("满意", "ratio", 10),
        Column("成效", "score", 10),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            year.rank,
            quarter.names[year.town_code],
            year.total,
            year.band,
            year.mean_total,
            year.completion,
            year.coverage,
            year.satisfaction,
            year.result,
        )
        for year in quarter.years
    ]
    note = "年度总分＝60%×各季总分平均＋40%×成效；成效为完工50%、覆盖30%、满意20%，不适用的部分不计入。"
    return Table("年度评价", f"{quarter.year}年街镇年度评价", note, columns, rows, frozen=2)


def _funding(quarter: Quarter) -> Table:
    columns = (
        Column("街镇", width=13),
        Column("资金来源", width=12),
        Column("计划（万元）", "money", 16),
        Column("拨付（万元）", "money", 16),
        Column("拨付率", "ratio", 12, "无计划"),
    )
    rows = [
        (
            quarter.names[each.town_code],
            each.source,
            each.planned,
            each.paid,
            each.paid / each.planned if each.planned else None,
        )
        for each in quarter.funding
    ]
    note = "计划为年度计划中计入评分的项目，拨付为本年至季末。"
    return Table("资金", "资金来源与拨付", note, columns, rows, frozen=2, tab=_TAB)


def _approvals(quarter: Quarter) -> Table:
    columns = (
        Column("街镇", width=13),
        Column("本季受理（件）", "whole", 14),
        Column("本季办结（件）", "whole", 14),
        Column("季末在办（件）", "whole", 14),
        Column("办理天数中位数", "figure", 15, "本季无办结"),
    )
    rows = [
        (quarter.names[each.town_code], each.accepted, each.closed, each.pending, each.median_days)
        for each in quarter.approvals
    ]
    return Table("审批", "项目审批", "按审批台账。", columns, rows, tab=_TAB, empty="没有审批数据。")


def _participation(quarter: Quarter) -> Table:
    columns = (
        Column("街镇", width=13),
        Column("活动（场）", "whole", 12),
        Column("参与（人次）", "whole", 13, "未填报"),
        Column("收集意见（条）", "whole", 14, "未填报"),
        Column("回应意见（条）", "whole", 14, "未填报"),
        Column("回应率", "ratio", 12, "无从计算"),
    )
    rows = [
        (
            quarter.names[each.town_code],
            each.activities,
            each.participants,
            each.opinions,
            each.answered,
            _answered(each),
        )
        for each in quarter.participation
    ]
    note = "按街镇月报填报的公众参与活动。"
    return Table("公众参与", "公众参与", note, columns, rows, tab=_TAB, empty="没有公众参与数据。")


def _answered(each: Participation) -> float | None:
    return each.answered / each.opinions if each.opinions and each.answered is not None else None


def _state(document: Document, quarter: Quarter) -> str:
    if document.days_late:
        return f"迟报{document.days_late}天"
    if document.filed_on:
        return "按期"
    return "未到期" if document.due_on > quarter.ends_on else "未报送"
