"""The first sheet: which edition this is, how to read the others, and the way to each of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from lifecircle.wording import edition_name, fixed, moment, percent
from scorecards.advice.summary import summarise
from scorecards.edition import Edition
from scorecards.figures.district import Scope
from scorecards.figures.quarter import Quarter
from scorecards.figures.suspects import doubts_of
from scorecards.workbook.layout import Table
from scorecards.workbook.styles import BRAND, Styles
from scorecards.workbook.writing import height_of

_WIDTH = 78
_READING = (
    "各表首行为标题，第二行为说明，第三行为表头；可筛选、排序，数字未取整，可直接计算。",
    "没有数据的格子用文字说明（如“未报送”“不适用”），不以0代替；0就是0。",
    "灯色以图标和文字并列，蓝色以◆表示。",
    "每个数字出自哪个文件、哪张表、哪一行，见同一目录下网页的“证据”。",
)


def write_cover(
    book: Workbook, styles: Styles, quarter: Quarter, edition: Edition, title: str, tables: Sequence[Table]
) -> Worksheet:
    """Write the cover."""
    sheet = book.add_worksheet("封面说明")
    sheet.set_tab_color(BRAND)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, _WIDTH)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, title, styles.title)
    sheet.write_string(1, 0, edition_name(edition.name) + _standing(edition), styles.note)
    sheet.write_string(2, 0, "项目", styles.head)
    sheet.write_string(2, 1, "内容", styles.head)
    row = 3
    for label, words in _particulars(quarter, edition):
        sheet.write_string(row, 0, label, styles.label)
        sheet.write_string(row, 1, words, styles.words)
        sheet.set_row(row, height_of((words, _WIDTH)))
        row += 1
    for table in tables:
        sheet.write_url(row, 0, f"internal:'{table.sheet}'!A1", styles.link, table.sheet, f"到“{table.sheet}”")
        rows = f"（{len(table.rows)}行）" if table.rows else "（无）"
        sheet.write_string(row, 1, f"{table.title}{rows}", styles.words)
        row += 1
    sheet.freeze_panes(3, 1)
    sheet.repeat_rows(2)
    sheet.print_area(0, 0, row - 1, 1)
    return sheet


def _standing(edition: Edition) -> str:
    demo = "；演示用，非正式批准" if edition.is_demo else ""
    return ("：未经审批，数据可能变化" if edition.version is None else "") + demo


def _particulars(quarter: Quarter, edition: Edition) -> Iterator[tuple[str, str]]:
    yield "数据截至", f"{moment(edition.as_of)}（北京时间）"
    yield (
        "统计口径",
        ("截止时点：只计截止时点前收到的数据" if edition.basis == "cutoff" else "最新：计截至时点前收到的全部数据"),
    )
    if edition.rule_version:
        yield "规则版本", edition.rule_version
    if edition.approved_by:
        yield "批准", edition.approved_by + (f"，{moment(edition.approved_at)}" if edition.approved_at else "")
    if edition.reason:
        yield "修订原因", edition.reason
    yield from _gist(quarter)
    for number, words in enumerate(_READING, 1):
        yield f"使用说明{number}", words


def _uncapped(scope: Scope) -> str:
    return f"（封顶，封顶前{percent(scope.investment_uncapped)}）" if scope.is_capped else ""


def _gist(quarter: Quarter) -> Iterator[tuple[str, str]]:
    summary, quality = summarise(quarter), quarter.quality
    yield "街镇平均总分", f"{fixed(quarter.mean_total, absent='无总分')}（{len(quarter.towns)}个街镇）"
    yield (
        "灯色",
        "，".join(
            f"{word}{quarter.lights(colour)}个"
            for colour, word in (("green", "绿灯"), ("yellow", "黄灯"), ("red", "红灯"))
        ),
    )
    for label, towns in (("首位", summary.first), ("末位", summary.last)):
        if towns:
            yield label, "；".join(f"{town.name} {fixed(town.total)}分，{town.band or '无等次'}" for town in towns)
    for name, label in (("district", "全区"), ("new_city", "其中新城")):
        if scope := quarter.scopes.get(name):
            yield (
                label,
                (
                    f"基础保障覆盖{percent(scope.mean_coverage)}（对照当年目标的达标程度{percent(scope.coverage)}），"
                    f"进度指数{percent(scope.progress_index)}，投资完成{percent(scope.investment_ratio)}{_uncapped(scope)}，"
                    f"{quarter.year}年年度计划项目{scope.projects}个，累计完工{scope.finished}个"
                ),
            )
    grave = [suspect for suspect in quarter.suspects if suspect.is_grave]
    if grave:
        yield "待核", f"{len(doubts_of(grave))}个单元格可能填错，仍按原文计算，见“待核数据”"
    levels = "、".join(f"{colour}色{count}件" for colour, count in summary.levels.items())
    yield "督办", f"{len(quarter.matters)}件" + (f"：{levels}" if levels else "")
    yield "投资拨付差异", f"{len(quarter.discrepancies)}个项目"
    missing = len(quality.expected) - quality.came
    late = quality.came - quality.on_time
    yield "报送", f"应报{len(quality.expected)}份，按期{quality.on_time}份，迟报{late}份，未报或者未受理{missing}份"
