"""What the rules look at: which columns of a table belong together, and what the type of a column allows.

The rules are those of docs/contract/submissions.md, E03, E04, E07 to E10 and W07.
The columns themselves are the forms' (`lifecircle/forms.yml`).
"""

from __future__ import annotations

from dataclasses import dataclass

from lifecircle.forms import Column
from lifecircle.reference import load_reference

ORDERED_DATES: dict[str, tuple[str, str]] = {
    "project_progress": ("actual_start", "actual_finish"),
    "plan_projects": ("planned_start", "planned_finish"),
    "issues": ("raised_on", "resolved_on"),
    "approval_ledger": ("accepted_on", "closed_on"),
    "supervision_ledger": ("supervised_on", "rectified_on"),
}
"""E07: the second date of a table must not lie before the first."""

DATES_IN_PERIOD: dict[str, tuple[str, ...]] = {"project_progress": ("actual_start", "actual_finish")}
"""E09: these dates must not lie after the last day of the submission's month."""

NEVER_FALLING: dict[str, tuple[str, ...]] = {
    "plan_projects": ("planned_q1", "planned_q2", "planned_q3", "planned_q4"),
}
"""W07: none of these percentages may be below the one before it."""


@dataclass(frozen=True)
class StatusRule:
    """E08: what a row of this status must hold."""

    status: str
    least_progress: float | None = None
    most_progress: float | None = None
    dates: tuple[str, ...] = ()


STATUS_RULES: dict[str, tuple[StatusRule, ...]] = {
    "project_progress": (
        StatusRule("完工", least_progress=100, dates=("actual_start", "actual_finish")),
        StatusRule("未启动", most_progress=0),
    ),
    "issues": (StatusRule("已解决", dates=("resolved_on",)),),
}


@dataclass(frozen=True)
class Sum:
    """E10: a total and the parts that must add up to it, but for a share of the total."""

    total: str
    parts: tuple[str, ...]
    tolerance: float


SUMS: dict[str, Sum] = {
    "plan_projects": Sum(
        "total_investment", ("fund_city", "fund_district", "fund_town", "fund_social"), tolerance=0.005
    ),
}

BOUNDS: dict[str, tuple[float, float | None, str]] = {
    "int": (0, None, "不能为负数"),
    "number": (0, None, "不能为负数"),
    "money_wan": (0, None, "不能为负数"),
    "money_yuan": (0, None, "不能为负数"),
    "percent": (0, 100, "应在 0 至 100 之间"),
    "lon": (-180, 180, "不是有效的经度"),
    "lat": (-90, 90, "不是有效的纬度"),
}
"""E03: for each type of number the least, the most (None: any), and how a message says it."""

LISTED = ("enum", "town", "dept", "task", "facility_type", "indicator")
"""E04: the types whose values are from a list."""

_WORDS_SHOWN = 12


def listed(column: Column) -> tuple[list[str], str]:
    """The codes that the column may hold, and how a message names the list."""
    reference = load_reference()
    match column.type:
        case "town":
            return sorted(reference.town_names), "街镇名单"
        case "dept":
            return sorted(reference.department_names), "责任部门名单"
        case "task":
            numbers = sorted(set(reference.tasks.values()), key=int)
            return numbers, f"重点任务 {numbers[0]} 至 {numbers[-1]}"
        case "facility_type":
            return sorted(set(reference.facility_types.values())), "设施类型表"
        case "indicator":
            return sorted(set(reference.indicators.values())), "指标表"
        case _:
            return column.values, "、".join(column.values[:_WORDS_SHOWN])
