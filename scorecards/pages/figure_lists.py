"""Evidence of what is listed by town: an indicator, a fund, the supervision list, the year."""

from __future__ import annotations

from lifecircle.wording import amount, fixed, indicator, percent
from scorecards.figures.evidence import Evidence
from scorecards.figures.quarter import Quarter
from scorecards.figures.source_rows import SourceRow
from scorecards.figures.supervision import Matter
from scorecards.figures.tasks import Indicator
from scorecards.pages.figure_page import FigureItem, FigurePage, Heading, text_heading


def indicator_page(quarter: Quarter, evidence: Evidence, each: Indicator) -> FigurePage:
    """An indicator: each town's two sides, and the district's."""
    items = tuple(
        FigureItem(
            town.code,
            town.name,
            (amount(value.numerator), amount(value.denominator), indicator(value.value, each.per))
            if (value := each.of_town(town.code)) is not None and value.value is not None
            else ("未报送", "未报送", "未报送"),
            evidence.of_figure(f"indicator:{each.code}:{town.code}", "value"),
        )
        for town in sorted(quarter.towns, key=lambda town: town.code)
    )
    whole = each.district
    taken = "本季各月合计" if each.aggregation == "sum" else "本季内分母大于零的最近一个月"
    unit = "" if each.per == 1 else f"再乘以{each.per:,}，"
    return FigurePage(
        f"indicator-{each.code}",
        f"{each.name}",
        (f"指标值为分子与分母之比，{unit}取{taken}；全区为各街镇分子、分母分别相加。",),
        "indicator",
        "街镇",
        tuple(map(Heading, ("分子", "分母", "指标值"))),
        items,
        (amount(whole.numerator), amount(whole.denominator), indicator(whole.value, each.per))
        if whole is not None and whole.value is not None
        else (),
    )


def fund_page(quarter: Quarter, evidence: Evidence, source: str, name: str) -> FigurePage:
    """A source of funds: what each town's projects plan and were paid."""
    of_source = [each for each in quarter.funding if each.source == source]
    return FigurePage(
        f"fund-{name}",
        f"{source}资金的计划和拨付",
        (
            "计划为各街镇当年年度计划中计入评分的项目该项资金之和；拨付为同一批项目本年至季末该项资金的拨付之和，单位万元。",
        ),
        "funds",
        "街镇",
        tuple(map(Heading, ("计划（万元）", "拨付（万元）"))),
        tuple(
            FigureItem(
                each.town_code,
                quarter.names.get(each.town_code, each.town_code),
                (fixed(each.planned), fixed(each.paid)),
                evidence.of_figure(f"fund:{source}:{each.town_code}", "planned", "paid"),
            )
            for each in of_source
        ),
    )


def matters_page(quarter: Quarter, evidence: Evidence) -> FigurePage:
    """The supervision list: the rows of each matter, in the order of the list."""
    return FigurePage(
        "matters",
        "督办清单",
        ("每个事项所依据的行。月报未报的，没有可依据的文件。",),
        "matters",
        "编号",
        (text_heading("街镇"), text_heading("情况")),
        tuple(
            FigureItem(
                f"i{number}",
                _matter_title(quarter, matter),
                (quarter.names.get(matter.town_code, matter.town_code), matter.reason),
                _rows_of_matter(evidence, matter),
            )
            for number, matter in enumerate(quarter.matters, 1)
        ),
    )


def _matter_title(quarter: Quarter, matter: Matter) -> str:
    project = quarter.project_by_id.get(matter.subject_id)
    return f"{matter.subject_id.replace('+', ' 与 ')} {project.name or '' if project else ''}".strip()


def _rows_of_matter(evidence: Evidence, matter: Matter) -> tuple[SourceRow, ...]:
    scopes = [f"matter:{kind}:{matter.town_code}:{matter.subject_id}" for kind in matter.kinds]
    rows = {row.place: row for scope in scopes for row in evidence.of_figure(scope, "matter")}
    return tuple(rows.values())


def year_page(quarter: Quarter, evidence: Evidence, part: str, title: str) -> FigurePage:
    """A part of the year's result, town by town."""
    means = {
        "completion": "当年应完工项目的按期完工得分率：按期1、逾期0.7、未完工0的平均。",
        "satisfaction": "全年好评占好评与差评之和的比例。",
    }
    return FigurePage(
        f"year-{part}",
        f"{quarter.year}年年度评价：{title}",
        (means[part],),
        part,
        "街镇",
        (Heading(title),),
        tuple(
            FigureItem(
                row.town_code,
                quarter.names.get(row.town_code, row.town_code),
                (percent(getattr(row, part)),),
                evidence.of_figure(f"year:{row.town_code}", part),
            )
            for row in quarter.years
        ),
    )
