"""How figures and moments are written on a page: Chinese, half-up, and in words where there is no figure."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from lifecircle.calendar import CHINA

NOT_APPLICABLE = "不适用"
ASSUMED = "本系统暂定"
"""A figure that the action plan does not state."""
SEVERITIES = {"fatal": "退回", "error": "须改正", "warning": "请核对"}
"""A finding's severity, the worst first: the file is not taken, the row is not taken, the row is taken."""
LIGHTS = {"blue": "蓝灯", "green": "绿灯", "yellow": "黄灯", "red": "红灯"}

FURTHER_FAULTS = "另需更正"
"""What else is wrong with a file that was sent back."""

_NUMERALS = "一二三四"
_ANSWERS = {1.0: "已完工", 0.6: "在建", 0.3: "已列项目，未进场", 0.0: "尚无项目"}
_SOURCES = {
    "IUGG mean radius": "国际大地测量学会平均半径",
    "action plan: 基础保障类 for all by 2025": "行动方案：基本实现基础保障类服务全覆盖",
}


def fixed(value: float | None, places: int = 2, absent: str = NOT_APPLICABLE) -> str:
    """Write a figure with so many places, rounded half-up; None in words, since missing is never zero."""
    if value is None:
        return absent
    return f"{Decimal(repr(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,f}"


def amount(value: float | None, absent: str = NOT_APPLICABLE) -> str:
    """Write a count as a whole number, anything else with two places."""
    return fixed(value, 0 if value is not None and float(value).is_integer() else 2, absent)


def percent(ratio: float | None) -> str:
    """Write a ratio in [0, 1] as a percentage with one place."""
    return NOT_APPLICABLE if ratio is None else f"{fixed(100 * ratio, 1)}%"


def signed(change: float | None, absent: str = "无上期") -> str:
    """Write a change in points with its sign."""
    if change is None:
        return absent
    if change == 0:
        return "持平"
    return f"{'+' if change > 0 else '−'}{fixed(abs(change))}"


def moment(at: datetime) -> str:
    """Write a moment in Shanghai to the second."""
    local = at.astimezone(CHINA)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M:%S}"


def day_name(at: datetime) -> str:
    """Write a moment's day in Shanghai without its year: 4月5日."""
    local = at.astimezone(CHINA)
    return f"{local.month}月{local.day}日"


def quarter_name(quarter: str) -> str:
    """Write `2024Q1` as 2024年第一季度."""
    return f"{quarter[:4]}年第{_NUMERALS[int(quarter[5]) - 1]}季度"


def month_name(month: str) -> str:
    """Write `2024-03` as 2024年3月; anything else as it is."""
    year, _, number = month.partition("-")
    return f"{year}年{int(number)}月" if number.isdigit() else month


def period_name(period: str | None) -> str:
    """Write a form's period: a month, a quarter, a year or a version of a blueprint."""
    if not period:
        return "无报告期"
    if "Q" in period:
        return quarter_name(period)
    if period.startswith("v"):
        return f"第{period[1:]}版"
    return month_name(period) if "-" in period else f"{period}年"


def day(on: date | None, absent: str = "未填") -> str:
    """Write a date as 2024-03-31, or why there is none."""
    return absent if on is None else on.isoformat()


def places(change: int | None) -> str:
    """Write a change of rank in words."""
    if change is None:
        return "无上期"
    if change == 0:
        return "未变"
    return f"{'升' if change > 0 else '降'}{abs(change)}位"


def percentage_points(now: float | None, before: float | None) -> str:
    """Write how a ratio has moved, in percentage points with one place."""
    if now is None or before is None:
        return "无上期" if now is not None else NOT_APPLICABLE
    moved = round(100 * (now - before), 1)
    return "持平" if moved == 0 else f"{'+' if moved > 0 else '−'}{abs(moved):.1f}个百分点"


def minute(at: datetime) -> str:
    """Write a moment in Shanghai to the minute, as 2024-04-10 23:59."""
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}"


def edition_name(name: str) -> str:
    """Write an edition's name: 草稿, 正式 v1, 正式 v2（修订）."""
    if name == "draft":
        return "草稿"
    return f"正式 {name}" if name == "v1" else f"正式 {name}（修订）"


def indicator(value: float | None, per: int, absent: str = NOT_APPLICABLE) -> str:
    """Write an indicator's value: a share as a percentage, anything else as a figure."""
    if value is None:
        return absent
    return percent(value) if per == 1 else fixed(value)


def indicator_change(change: float | None, per: int) -> str:
    """Write how an indicator has moved: a share in percentage points with one place, anything else in its unit."""
    if change is None:
        return "无上期"
    moved, places = (round(100 * change, 1), 1) if per == 1 else (round(change, 2), 2)
    return "持平" if moved == 0 else f"{'+' if moved > 0 else '−'}{fixed(abs(moved), places)}"


def indicator_gap(gap: float, per: int) -> str:
    """Write how far an indicator is from its target, as `indicator_change`."""
    return fixed(100 * gap, 1) if per == 1 else fixed(gap)


def likely_words(value: float | None, is_money: bool) -> str:
    """Write what a doubtful cell is likely meant to say; without a likely value, that it is to be checked."""
    if value is None:
        return "请核对"
    return f"可能应为{value:,.10g}{'万元' if is_money else '%'}"


def plain_number(value: float) -> str:
    """Write a rule's figure as short as it is."""
    return f"{value:,.10g}"


def source_words(source: str) -> str:
    """Write where a rule's figure comes from, if not from us."""
    return _SOURCES.get(source, source)


def answer(value: float) -> str:
    """Write what became of a demand (C2)."""
    return _ANSWERS.get(value, "无法判断")
