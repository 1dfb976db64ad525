"""What may be chosen in a column: the values that the form lists, or the names of the reference."""

from __future__ import annotations

from dataclasses import dataclass

from lifecircle.district import District
from lifecircle.forms import Column

NOTES = {
    "date": "填日期，如2024-03-31。",
    "percent": "填0至100的数，如85表示85%。",
    "money_wan": "单位：万元。",
    "money_yuan": "单位：元。",
    "int": "填整数。",
    "number": "填数字。",
    "lon": "经度，十进制度，如121.4581。",
    "lat": "纬度，十进制度，如30.9152。",
    "list": "多个编号用顿号隔开。",
    "task": "填任务序号，1至12。",
    "bool": "填是或者否。",
}


@dataclass(frozen=True)
class Choices:
    """The entries of a drop-down list; `explained` says what each means where that is not plain."""

    name: str
    """Of the list, in ASCII: formulas of old workbooks take no other."""
    entries: tuple[str | int, ...]
    explained: tuple[str, ...] = ()


def choices_of(field: str, column: Column, district: District) -> Choices | None:
    """What may be chosen in a column; None where anything may be written."""
    if column.type == "enum":
        return Choices(f"list_{field}_{len(column.values)}", tuple(column.values))
    if column.type == "town":
        return Choices("list_towns", tuple(town.town_name for town in district.towns))
    if column.type == "dept":
        return Choices("list_departments", tuple(dept.dept_name for dept in district.departments))
    if column.type == "facility_type":
        return Choices("list_facility_types", tuple(each.type_name for each in district.facility_types))
    if column.type == "indicator":
        codes = tuple(each.indicator_code for each in district.indicators)
        return Choices("list_indicators", codes, tuple(each.indicator_name for each in district.indicators))
    if column.type == "task":
        numbers = tuple(task.task_no for task in district.tasks)
        return Choices("list_tasks", numbers, tuple(task.task_name for task in district.tasks))
    if column.type == "bool":
        return Choices("list_bool", ("是", "否"))
    return None


def note_of(column: Column, choices: Choices | None) -> str:
    """What a clerk is told beside the header."""
    parts = ["必填。" if column.required else "可不填。"]
    if column.type in NOTES:
        parts.append(NOTES[column.type])
    elif choices is not None:
        parts.append("从下拉列表中选择。")
    if column.key:
        parts.append("同一份表中不得重复。")
    return "".join(parts)
