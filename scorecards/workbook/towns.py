"""The sheets of the towns: ranking, metrics, sections, and every quarter's totals."""

from __future__ import annotations

from collections.abc import Iterator

from lifecircle.wording import quarter_name
from scorecards.definitions import load_definitions
from scorecards.figures.metrics import SECTIONS
from scorecards.figures.quarter import Quarter
from scorecards.figures.towns import Town
from scorecards.workbook.layout import BLUE_MARK, FIRST_ROW, Cell, Chart, Column, Series, Table, Trends

LIGHTS = {"blue": "蓝灯", "green": "绿灯", "yellow": "黄灯", "red": "红灯"}
LEVELS: dict[str, int | str] = {"blue": BLUE_MARK, "green": 3, "yellow": 2, "red": 1}
"""What the icon set makes of a light; a traffic light has no blue, which is a mark of its own."""

_SECTION_COLOURS = ("#7A5C99", "#1F6FB8", "#9B1C1C", "#A35F00", "#1A7F5A", "#5B6770")
_HISTORY = "历次总分"


def town_tables(quarter: Quarter) -> Iterator[Table]:
    """Lay out what the pages show of the towns."""
    yield _ranking(quarter)
    yield _metrics(quarter)
    yield _adjustments(quarter)
    yield _sections(quarter)


def history_table(quarter: Quarter) -> Table:
    """Lay out all quarters' totals and ranks, with a line for each town."""
    quarters = _quarters(quarter)
    columns = [Column("街镇", width=13)]
    columns += [Column(f"{name}总分", "score", 10, "无总分") for name in quarters]
    columns += [Column(f"{name}名次", "whole", 10, "未排名") for name in quarters]
    lines = tuple(
        Series(1, colour, row) for row, colour in zip(range(len(quarter.towns)), _line_colours(), strict=False)
    )
    return Table(
        _HISTORY,
        "街镇历次总分与名次",
        "各季均按同一统计口径；街镇按本季名次排列。",
        tuple(columns),
        [_past(town, quarters) for town in quarter.towns],
        chart=Chart("line", "各季总分", 0, lines, 420) if len(quarters) > 1 else None,
        tab="#1F6FB8",
    )


def _ranking(quarter: Quarter) -> Table:
    sections = _used_sections(quarter)
    names = load_definitions().sections
    columns = (
        Column("名次", "whole", 7, "未排名"),
        Column("升降", "places", 8, "无上期"),
        Column("街镇", width=14),
        Column("类别", width=8),
        Column("总分", "score", 12, "无总分", bar_to=100),
        Column("较上季", "change", 9, "无上期"),
        Column("灯", "icon", 4, "无"),
        Column("灯色", "light", 8, "无灯色"),
        Column("等次", width=9, absent="无等次"),
        Column("组内名次", "whole", 9, "未排名"),
        *(Column(f"{names[section]}\n失分", "score", 9) for section in sections),
        Column("加减分", "change", 9, "无"),
        Column("待核行数", "whole", 9),
        Column("按可能数值\n的总分", "score", 11, "不推算"),
        Column("按可能数值\n的灯色", "light", 11, "不推算"),
    )
    rows = [
        (
            town.rank,
            town.rank_change,
            town.name,
            town.compare_group,
            town.total,
            town.change,
            None if town.light is None else LEVELS[town.light],
            None if town.light is None else LIGHTS[town.light],
            town.band,
            town.group_rank,
            *(None if town.sections[section] is None else town.lost[section] for section in sections),
            town.adjustment or None,
            town.suspect_rows,
            town.total_if_corrected,
            None if town.light_if_corrected is None else LIGHTS[town.light_if_corrected],
        )
        for town in quarter.towns
    ]
    quarters = _quarters(quarter)
    rows_of_history = tuple(FIRST_ROW + number for number in range(len(quarter.towns)))
    return Table(
        "街镇排名",
        f"{quarter_name(quarter.quarter)}街镇排名",
        "失分为各板块分值与得分之差；组内名次在同类单位中排列；灯与灯色同义，供打印和筛选。",
        columns,
        rows,
        frozen=3,
        chart=Chart("bar", "总分", 2, (Series(4),), 360, "0.00", 100, labelled=True),
        trends=Trends("走势", _HISTORY, len(quarters), rows_of_history),
    )


def _metrics(quarter: Quarter) -> Table:
    names = load_definitions().sections
    columns = (
        Column("街镇", width=13),
        Column("板块", width=10),
        Column("代码", width=6),
        Column("指标", width=15),
        Column("分子", "figure", 14),
        Column("分母", "figure", 14),
        Column("得分率", "ratio", 11, bar_to=1),
        Column("分值", "whole", 7),
        Column("得分", "score", 8),
        Column("失分", "score", 8),
        Column("是否适用", width=9),
    )
    rows = [
        (
            town.name,
            names[score.metric.section or ""],
            score.code,
            score.metric.name,
            score.numerator,
            score.denominator,
            score.ratio,
            score.points,
            score.earned,
            None if score.earned is None else score.lost,
            "不适用" if score.earned is None else "适用",
        )
        for town in quarter.towns
        for score in town.metrics
    ]
    note = "总分＝100×得分合计÷适用指标的分值合计，再加减分；数字均未取整。指标含义见“指标定义”。"
    return Table("指标得分", "街镇各项指标", note, columns, rows, frozen=4)


def _adjustments(quarter: Quarter) -> Table:
    names = load_definitions().adjustments
    columns = (
        Column("街镇", width=13),
        Column("代码", width=7),
        Column("名称", width=16),
        Column("次数", "whole", 9),
        Column("加减分", "change", 10),
    )
    rows = [
        (town.name, each.code, names[each.code].name, each.occurrences, each.points)
        for town in quarter.towns
        for each in town.adjustments
    ]
    return Table("加减分", "街镇加减分", "0次即没有发生，不加不减；含义见“指标定义”。", columns, rows)


def _sections(quarter: Quarter) -> Table:
    sections = _used_sections(quarter)
    names = load_definitions().sections
    columns = [Column("街镇", width=13)]
    columns += [Column(f"{names[section]}", "score", 11, is_heat=True) for section in sections]
    columns += [Column(f"{names[section]}失分", "score", 13) for section in sections]
    rows: list[list[Cell]] = [
        [
            town.name,
            *(town.sections[section] for section in sections),
            *(None if town.sections[section] is None else town.lost[section] for section in sections),
        ]
        for town in quarter.towns
    ]
    lost = tuple(
        Series(1 + len(sections) + number, colour)
        for number, (_, colour) in enumerate(zip(sections, _SECTION_COLOURS, strict=False))
    )
    return Table(
        "板块",
        "街镇各板块得分与失分",
        "前为百分制得分，底色分五档：60以下、60至70、70至80、80至90、90及以上；后为失去的分数。",
        tuple(columns),
        rows,
        chart=Chart("stacked bar", "失分构成", 0, lost, 400),
    )


def _used_sections(quarter: Quarter) -> list[str]:
    return [section for section in SECTIONS if any(town.of_section(section) for town in quarter.towns)]


def _quarters(quarter: Quarter) -> list[str]:
    return sorted({point.quarter for town in quarter.towns for point in town.history})


def _past(town: Town, quarters: list[str]) -> list[Cell]:
    points = {point.quarter: point for point in town.history}
    found = [points.get(quarter) for quarter in quarters]
    totals: list[Cell] = [point.total if point else None for point in found]
    ranks: list[Cell] = [point.rank if point else None for point in found]
    return [town.name, *totals, *ranks]


def _line_colours() -> tuple[str, ...]:
    """Thirteen that can be told apart; the first in rank comes first."""
    strong = ("#1F6FB8", "#9B1C1C", "#1A7F5A", "#A35F00", "#7A5C99", "#0F7C8C", "#5B6770")
    soft = ("#7FB2DE", "#D98080", "#7CC3A6", "#DBA65C", "#B7A0CC", "#79BCC7")
    return strong + soft
