"""The sheets to work through: supervision, discrepancies, reports and what checking found."""

from __future__ import annotations

from collections.abc import Iterator

from lifecircle.wording import SEVERITIES, period_name
from scorecards.advice.doubts import DOUBT_REASONS
from scorecards.figures.quality import Expected
from scorecards.figures.quarter import Quarter
from scorecards.figures.suspects import doubts_of
from scorecards.pages.templating import MATTER_KINDS
from scorecards.workbook.layout import BLUE_MARK, Cell, Column, Table

_TAB = "#B42318"
_ICONS: dict[str, int | str] = {"蓝": BLUE_MARK, "橙": 2, "红": 1}
_NOT_TAKEN = "；本季数据低于该格，未采用该格"
_NO_DIFFERENCE = "本季没有完成投资与资金拨付有差异的项目。"
_OUTCOMES = {"accepted": "受理", "rejected": "退回", "duplicate": "重复", "withdrawn": "撤回"}


def list_tables(quarter: Quarter) -> Iterator[Table]:
    """Lay out the lists."""
    yield _matters(quarter)
    yield _discrepancies(quarter)
    yield _doubts(quarter)
    yield _expected(quarter)
    yield _files(quarter)
    yield _findings(quarter)


def _matters(quarter: Quarter) -> Table:
    columns = (
        Column("灯", "icon", 4),
        Column("督办级别", "light", 8),
        Column("连续季数", "whole", 9),
        Column("类别", width=20),
        Column("街镇", width=13),
        Column("责任单位", width=18, absent="未填"),
        Column("编号", width=24),
        Column("情况", "long", 62),
        Column("天数", "whole", 8, "不计"),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            _ICONS[matter.colour],
            f"{matter.colour}色",
            matter.level,
            "、".join(MATTER_KINDS[kind] for kind in matter.kinds),
            quarter.names[matter.town_code],
            quarter.names.get(matter.dept_code, matter.dept_code) if matter.dept_code else None,
            matter.subject_id.replace("+", " + "),
            matter.reason,
            matter.days,
        )
        for matter in quarter.matters
    ]
    note = (
        "同一项目进度落后又逾期的合为一件；首次列入为蓝色，连续两季为橙色（图标为黄），连续三季及以上为红色；"
        "级别高、天数多的在前。"
    )
    return Table("督办清单", "督办清单", note, columns, rows, frozen=2, tab=_TAB, empty="本季没有需要督办的事项。")


def _discrepancies(quarter: Quarter) -> Table:
    columns = (
        Column("项目编号", width=14),
        Column("项目名称", "long", 34, "未填"),
        Column("街镇", width=13),
        Column("责任单位", width=18, absent="未填"),
        Column("累计完成投资（万元）", "money", 15),
        Column("本年拨付（万元）", "money", 15),
        Column("差额（万元）", "change", 13),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            each.project_id,
            each.project_name,
            quarter.names[each.town_code],
            quarter.names.get(each.dept_code, each.dept_code) if each.dept_code else None,
            each.ytd_investment,
            each.paid,
            round(each.ytd_investment - each.paid, 2),
        )
        for each in quarter.discrepancies
    ]
    note = "月报的本年累计完成投资与资金拨付台账的本年拨付相差超过允许范围的项目；差额大的在前。"
    return Table("投资拨付差异", "完成投资与资金拨付有差异的项目", note, columns, rows, 2, _TAB, _NO_DIFFERENCE)


def _doubts(quarter: Quarter) -> Table:
    columns = (
        Column("项目编号", width=16),
        Column("文件", "long", 40),
        Column("工作表", width=13, absent="CSV文件"),
        Column("行", "whole", 7),
        Column("列", width=20),
        Column("原文", width=14, absent="空"),
        Column("读作", "figure", 13),
        Column("可能应为", "figure", 13, "无从推断"),
        Column("单位", width=8),
        Column("为什么待核", "long", 36),
        Column("触及", "long", 40),
    )
    names = {"district": "全区", "new_city": "新城", **quarter.names}
    names |= {f"task:{no}": name for no, name in quarter.task_names.items()}
    rows: list[tuple[Cell, ...]] = [
        (
            each.suspect.project_id,
            each.suspect.file_name,
            each.suspect.sheet,
            each.suspect.row_number,
            each.suspect.column_header,
            each.suspect.value,
            each.suspect.figure,
            each.suspect.likely_value,
            "万元" if each.suspect.is_money else "%",
            DOUBT_REASONS[each.suspect.code] + ("" if each.suspect.is_computed_from else _NOT_TAKEN),
            "、".join(f"{names.get(unit, unit)}{code}" for unit, code in each.touched),
        )
        for each in doubts_of(quarter.suspects)
    ]
    note = "参与了计算但值得核对的单元格；各项数据仍按原文计算。D3、K3为进度，F1、F2为投资。"
    return Table("待核数据", "待核数据", note, columns, rows, 1, _TAB, "本季的数据没有待核的单元格。")


def _expected(quarter: Quarter) -> Table:
    columns = (
        Column("单位", width=18),
        Column("表式", width=22),
        Column("报告期", width=16),
        Column("应报时限", "moment", 18),
        Column("首次受理", "moment", 18, "未受理"),
        Column("迟报天数", "whole", 10, "未受理"),
        Column("收到文件", "whole", 10),
        Column("情况", width=20),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            quarter.names.get(each.unit_code, each.unit_code),
            each.form_title,
            period_name(each.period),
            each.due_at,
            each.received_at,
            each.days_late,
            each.files,
            _state(each),
        )
        for each in quarter.quality.expected
    ]
    note = "本季各月、本季度及本年度应报的月报、台账和计划；首次受理为首份通过校验的文件收到的时间（北京时间）。"
    return Table("报送情况", "应报与已报", note, columns, rows, tab=_TAB, empty="本季没有应报的文件。")


def _state(expected: Expected) -> str:
    if expected.is_on_time:
        return "按期"
    if expected.days_late is not None:
        return f"迟报{expected.days_late}天"
    return f"报送{expected.files}次均被退回" if expected.files else "未报送"


def _files(quarter: Quarter) -> Table:
    columns = (
        Column("单位", width=18),
        Column("表式", width=20),
        Column("报告期", width=15),
        Column("文件", "long", 44),
        Column("收到时间", "moment", 17),
        Column("结果", width=8),
        Column("采用行数", "whole", 10, "未计"),
        Column("未采用行数", "whole", 10, "未计"),
        Column("请核对行数", "whole", 10, "未计"),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            quarter.names.get(each.unit_code, each.unit_code or "未能识别单位"),
            each.form_title,
            period_name(each.period),
            each.file_name,
            each.received_at,
            _OUTCOMES.get(each.outcome, each.outcome),
            each.rows_accepted,
            each.rows_quarantined,
            each.rows_flagged,
        )
        for each in quarter.quality.submissions
    ]
    return Table("收到文件", "收到的文件", "本季有关的全部文件，按收到时间排列。", columns, rows, tab=_TAB)


def _findings(quarter: Quarter) -> Table:
    columns = (
        Column("单位", width=17),
        Column("代码", width=7),
        Column("问题", "long", 20),
        Column("程度", width=10),
        Column("谁来改正", width=11),
        Column("文件", "long", 36),
        Column("工作表", width=13, absent="整个文件"),
        Column("行", "whole", 7, "整表"),
        Column("列", width=14, absent="整行"),
        Column("说明", "long", 56),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            quarter.names.get(each.unit_code, each.unit_code or "未能识别单位"),
            each.code,
            each.title,
            SEVERITIES[each.severity],
            each.mended_by,
            each.file_name,
            each.sheet,
            each.row_number,
            each.column_header,
            each.message,
        )
        for each in quarter.quality.findings
    ]
    note = "“退回”的文件整份不被受理，“须改正”的行不计入，“请核对”的行仍计入。"
    return Table("校验问题", "校验发现的问题", note, columns, rows, tab=_TAB, empty="本季的文件没有校验问题。")
