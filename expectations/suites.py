"""What every row must keep to, as Great Expectations suites made from the forms (validation.md: E01, E03 to E05).

Each expectation carries in its `meta` the finding's code, the field it is about, and what the finding's message adds.
"""

from __future__ import annotations

from collections.abc import Iterator

import great_expectations as gx
from great_expectations.expectations.core.expect_column_values_to_be_between import ExpectColumnValuesToBeBetween
from great_expectations.expectations.core.expect_column_values_to_be_in_set import ExpectColumnValuesToBeInSet
from great_expectations.expectations.core.expect_column_values_to_not_be_null import ExpectColumnValuesToNotBeNull
from great_expectations.expectations.expectation import Expectation
from great_expectations.expectations.metadata_types import FailureSeverity

from lifecircle.forms import Column, Table
from lifecircle.reference import load_reference

REPEATS_KEY = "repeats_key"
"""The frame's own column: whether an earlier row of the same submission has the same key."""

_ERROR = FailureSeverity.CRITICAL
_BOUNDS: dict[str, tuple[float | None, float | None, str]] = {
    "int": (0, None, "不能为负数"),
    "number": (0, None, "不能为负数"),
    "money_wan": (0, None, "不能为负数"),
    "money_yuan": (0, None, "不能为负数"),
    "percent": (0, 100, "应在 0 至 100 之间"),
    "lon": (-180, 180, "不是有效的经度"),
    "lat": (-90, 90, "不是有效的纬度"),
}
_LISTED = ("enum", "town", "dept", "task", "facility_type", "indicator")
_WORDS_SHOWN = 12


def suite_of(name: str, table: Table) -> gx.ExpectationSuite:
    """Make the suite of a landed table."""
    return gx.ExpectationSuite(name=name, expectations=list(_expectations(table)))


def _expectations(table: Table) -> Iterator[Expectation]:
    for field, column in table.columns.items():
        if column.required:
            yield ExpectColumnValuesToNotBeNull(column=field, severity=_ERROR, meta=_meta("E01", field))
        if column.type in _BOUNDS:
            least, most, detail = _BOUNDS[column.type]
            yield ExpectColumnValuesToBeBetween(
                column=field, min_value=least, max_value=most, severity=_ERROR, meta=_meta("E03", field, detail)
            )
        if column.type in _LISTED:
            codes, detail = _listed(column)
            yield ExpectColumnValuesToBeInSet(
                column=field, value_set=codes, severity=_ERROR, meta=_meta("E04", field, detail)
            )
    if table.key:
        yield ExpectColumnValuesToBeInSet(
            column=REPEATS_KEY, value_set=[False], severity=_ERROR, meta=_meta("E05", ";".join(table.key))
        )


def _meta(code: str, field: str, detail: str = "") -> dict[str, str]:
    return {"code": code, "field": field, "detail": detail}


def _listed(column: Column) -> tuple[list[str], str]:
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
