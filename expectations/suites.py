"""What every row must keep to, as Great Expectations suites made from the forms.

Source: docs/contract/submissions.md, Findings.

Each expectation carries its severity, and in its `meta` what a finding is made of: the code, the cell at fault
(`field`; a key has several), what the message adds (`detail`; `{own}` and `{other}` in it become the values of the
columns `own` and `other`), the `status` whose rows it is about, who mends it (`mended_by`) and what the data team asks
on the telephone (`ask`).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import great_expectations as gx
from great_expectations.expectations.core.expect_column_pair_values_a_to_be_greater_than_b import (
    ExpectColumnPairValuesAToBeGreaterThanB,
)
from great_expectations.expectations.core.expect_column_values_to_be_between import ExpectColumnValuesToBeBetween
from great_expectations.expectations.core.expect_column_values_to_be_in_set import ExpectColumnValuesToBeInSet
from great_expectations.expectations.core.expect_column_values_to_be_null import ExpectColumnValuesToBeNull
from great_expectations.expectations.core.expect_column_values_to_not_be_null import ExpectColumnValuesToNotBeNull
from great_expectations.expectations.expectation import Expectation
from great_expectations.expectations.metadata_types import FailureSeverity
from great_expectations.expectations.row_conditions import Column as Rows

from expectations.derived import (
    FIRST_ROW,
    PARTS_DIFFERENCE,
    PARTS_SUM,
    PERIOD_END,
    as_fraction,
    given,
    in_range,
)
from expectations.rules import BOUNDS, DATES_IN_PERIOD, LISTED, NEVER_FALLING, ORDERED_DATES, STATUS_RULES, SUMS, listed
from lifecircle.findings import finding_codes
from lifecircle.forms import Column, Table
from lifecircle.reference import load_reference

_SEVERITIES = {"error": FailureSeverity.CRITICAL, "warning": FailureSeverity.WARNING}


def suite_of(name: str, table: Table) -> gx.ExpectationSuite:
    """Make the suite of a landed table; it is run over the frame that `expectations.derived` makes."""
    expectations = [
        *(expectation for field, column in table.columns.items() for expectation in _cell_expectations(field, column)),
        *_key_expectations(table),
        *_date_expectations(name, table),
        *_status_expectations(name, table),
        *_sum_and_order_expectations(name, table),
    ]
    return gx.ExpectationSuite(name=name, expectations=expectations)


def _cell_expectations(field: str, column: Column) -> Iterator[Expectation]:
    """E01, E03, E04, W01 and W06, by what the form says of the column."""
    if column.required:
        yield ExpectColumnValuesToNotBeNull(column=given(field), **_finding_parts("E01", field))
    if column.type in BOUNDS:
        least, most, detail = BOUNDS[column.type]
        yield ExpectColumnValuesToBeBetween(
            column=field, min_value=least, max_value=most, **_finding_parts("E03", field, detail)
        )
    if column.type in LISTED:
        codes, detail = listed(column)
        yield ExpectColumnValuesToBeInSet(column=field, value_set=codes, **_finding_parts("E04", field, detail))
    if column.type == "percent":
        yield ExpectColumnValuesToBeInSet(column=as_fraction(field), value_set=[False], **_finding_parts("W01", field))
    if column.type in ("lon", "lat"):
        bounds = load_reference().bounds
        least, most = (bounds.lon_min, bounds.lon_max) if column.type == "lon" else (bounds.lat_min, bounds.lat_max)
        parts = _finding_parts("W06", field, f"不在本区范围（{least:g} 至 {most:g}）之内")
        yield ExpectColumnValuesToBeBetween(column=in_range(field), min_value=least, max_value=most, **parts)


def _key_expectations(table: Table) -> Iterator[Expectation]:
    """E05."""
    if table.key:
        parts = _finding_parts("E05", ";".join(table.key), "与第 {other} 行重复", other=FIRST_ROW)
        yield ExpectColumnValuesToBeNull(column=FIRST_ROW, **parts)


def _date_expectations(name: str, table: Table) -> Iterator[Expectation]:
    """E07 and E09."""
    if name in ORDERED_DATES:
        first, second = ORDERED_DATES[name]
        detail = f"早于“{table.columns[first].header}”（{{other}}）"
        yield _not_below(second, first, **_finding_parts("E07", second, detail, other=first))
    for field in DATES_IN_PERIOD.get(name, ()):
        detail = "晚于报告月份的最后一天（{other}）"
        yield _not_below(PERIOD_END, field, **_finding_parts("E09", field, detail, other=PERIOD_END))


def _status_expectations(name: str, table: Table) -> Iterator[Expectation]:
    """E08: it is the status that is at fault, so what contradicts it makes one finding."""
    for rule in STATUS_RULES.get(name, ()):
        rows = Rows("status") == rule.status
        if rule.least_progress is not None or rule.most_progress is not None:
            detail = "“形象进度”为 {other}%"
            parts = _finding_parts("E08", "status", detail, other="progress_pct", status=rule.status)
            yield ExpectColumnValuesToBeBetween(
                column=in_range("progress_pct"),
                min_value=rule.least_progress,
                max_value=rule.most_progress,
                row_condition=rows,
                **parts,
            )
        for field in rule.dates:
            parts = _finding_parts("E08", "status", f"“{table.columns[field].header}”为空", status=rule.status)
            yield ExpectColumnValuesToNotBeNull(column=given(field), row_condition=rows, **parts)


def _sum_and_order_expectations(name: str, table: Table) -> Iterator[Expectation]:
    """E10 and W07."""
    if name in SUMS:
        rule = SUMS[name]
        detail = f"与各项资金来源合计 {{other}} 相差超过 {rule.tolerance:.1%}"
        yield ExpectColumnValuesToBeBetween(
            column=PARTS_DIFFERENCE,
            max_value=rule.tolerance,
            **_finding_parts("E10", rule.total, detail, other=PARTS_SUM),
        )
    steps = NEVER_FALLING.get(name, ())
    for earlier, later in pairwise(steps):
        detail = f"按 {{own}}% 计，低于“{table.columns[earlier].header}”的 {{other}}%"
        parts = _finding_parts("W07", later, detail, own=later, other=earlier)
        yield _not_below(in_range(later), in_range(earlier), **parts)


def _not_below(column: str, other: str, **parts: Any) -> Expectation:
    return ExpectColumnPairValuesAToBeGreaterThanB(
        column_A=column, column_B=other, or_equal=True, ignore_row_if="either_value_is_missing", **parts
    )


def _finding_parts(code: str, field: str, detail: str = "", **more: str) -> dict[str, Any]:
    """What every expectation carries: its severity and its `meta`."""
    known = finding_codes()[code]
    meta = {"code": code, "field": field, "detail": detail, "mended_by": known.mended_by, "ask": known.ask}
    return {"severity": _SEVERITIES[known.severity], "meta": meta | more}
