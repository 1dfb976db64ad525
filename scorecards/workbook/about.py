"""The sheets that say what the others mean: the definitions, and what a version changes."""

from __future__ import annotations

from collections.abc import Iterator

from lifecircle.wording import ASSUMED, period_name, plain_number, source_words
from scorecards.definitions import MetricDefinition, load_definitions
from scorecards.edition import Difference, Edition
from scorecards.figures.metrics import Metric
from scorecards.figures.quarter import Quarter
from scorecards.workbook.layout import Cell, Column, Table

_STATED = "行动方案"


def definition_table(quarter: Quarter) -> Table:
    """Lay out every metric, adjustment and rule: in words, with its source, and whether it is our assumption."""
    columns = (
        Column("代码", width=7),
        Column("名称", width=16),
        Column("对象", width=8),
        Column("板块", width=10),
        Column("分值", "whole", 7, "加减"),
        Column("含义", "long", 52),
        Column("分子", "long", 18, "发生次数"),
        Column("分母", "long", 16, "直接加减"),
        Column("数据来源", "long", 24, "见含义"),
        Column("施行日期", "day", 11, "见规则"),
        Column("依据", width=13),
        Column("行动方案的规定", "long", 34, "未规定算法和分值"),
        Column("所用规则数值", "long", 44, "无"),
    )
    rows = [*_metric_rows(quarter), *_adjustment_rows(quarter), *_rule_rows()]
    note = f"行动方案没有规定评分办法；凡未注明出自行动方案的口径、分值、目标和期限，均为{ASSUMED}。"
    return Table("指标定义", "指标定义与评分规则", note, columns, rows, frozen=2, tab="#5B6770")


def _metric_rows(quarter: Quarter) -> Iterator[tuple[Cell, ...]]:
    defined = load_definitions()
    for metric in quarter.metrics.values():
        words = defined.metrics if metric.card == "town" else defined.department_metrics
        if metric.code in words:
            yield _metric_row(quarter, metric, words[metric.code])


def _metric_row(quarter: Quarter, metric: Metric, words: MetricDefinition) -> tuple[Cell, ...]:
    return (
        metric.code,
        metric.name,
        "街镇" if metric.card == "town" else "部门",
        load_definitions().sections[metric.section] if metric.section else None,
        metric.points,
        words.means,
        words.numerator,
        words.denominator,
        words.source,
        metric.valid_from,
        f"{_STATED}；其余{ASSUMED}" if words.plan else ASSUMED,
        words.plan,
        _rules_of(quarter, metric.code),
    )


def _adjustment_rows(quarter: Quarter) -> Iterator[tuple[Cell, ...]]:
    for code, words in load_definitions().adjustments.items():
        head = (code, words.name, "街镇", "加减分", None, words.means, None, None, None, None)
        yield (*head, ASSUMED, None, _rules_of(quarter, code))


def _rule_rows() -> Iterator[tuple[Cell, ...]]:
    defined = load_definitions()
    for kind, sentences in (("评分规则", defined.rules), ("其他口径", defined.lists)):
        for number, words in enumerate(sentences, 1):
            head = (f"{kind[0]}{number}", kind, "全部", "全部", None, words)
            yield (*head, "不适用", "不适用", "不适用", None, ASSUMED, None, None)


def _rules_of(quarter: Quarter, code: str) -> str | None:
    rules = (
        f"{rule.name}：{plain_number(rule.value)}，{rule.valid_from}起"
        f"（{ASSUMED if rule.is_assumed else source_words(rule.source)}）"
        for rule in quarter.rules.get(code, ())
    )
    return "；".join(rules) or None


def difference_tables(edition: Edition) -> Iterator[Table]:
    """Lay out what a version changes against the one before, and why; what later data would change; nothing if none."""
    if edition.previous is not None:
        title = f"与上一版（v{edition.previous}）的差异"
        note = f"修订原因：{edition.reason or '未填'}。上一版保留备查。"
        yield _differences("与上一版差异", title, note, edition.differences)
        yield _causes(edition)
    if edition.offered:
        note = "按目前收到的全部数据重新计算，下列结果与本版不同；经批准后才形成修订版，本版不作调整。"
        yield _differences("现有数据将改变", "现有数据将改变的结果", note, edition.offered)


def _differences(sheet: str, title: str, note: str, differences: tuple[Difference, ...]) -> Table:
    columns = (Column("单位", width=20), Column("项目", width=34), Column("原为", width=20), Column("现为", width=20))
    rows = [(each.unit_name, each.what, each.before, each.after) for each in differences]
    return Table(sheet, title, note, columns, rows, empty="各单位的结果没有变化。")


def _causes(edition: Edition) -> Table:
    columns = (
        Column("单位", width=18),
        Column("表式", width=20),
        Column("报告期", width=16),
        Column("文件", "long", 44),
        Column("收到时间", "moment", 17),
        Column("情况", width=18),
    )
    rows: list[tuple[Cell, ...]] = [
        (each.unit_name, each.form_title, period_name(each.period), each.file_name, each.received_at, each.how)
        for each in edition.causes
    ]
    empty = "没有新的报送，变化来自规则或者程序。"
    return Table("修订依据", "引起修订的数据", "自上一版以来收到或者更正的文件。", columns, rows, empty=empty)
