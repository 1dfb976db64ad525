"""The frame that Great Expectations is shown: a landed table's columns, and some where cells need reading first.

A cell that could not be read is null in a landed row, but not blank; a number out of range is a fault already, and no
other check is made of it (docs/contract/submissions.md, Findings).  So beside a `field` there may be
`field_given`, null only where the cell is blank, and `field_in_range`, null wherever a check cannot be made.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np
import pandas as pd

from expectations.rules import BOUNDS, DATES_IN_PERIOD, LISTED, SUMS, listed
from lifecircle.calendar import parse_period, period_start
from lifecircle.forms import Table
from lifecircle.plain import plain

FIRST_ROW = "first_row_of_key"
"""The number of the earlier row of the same submission that has the same key; null where there is none (E05)."""
PERIOD_END = "period_end"
"""The last day of the submission's month (E09)."""
PARTS_SUM = "parts_sum"
"""What the parts that are given add up to (E10)."""
PARTS_DIFFERENCE = "parts_difference"
"""By what share of the total its parts differ from it (E10)."""

_DIGITS = 9


def given(field: str) -> str:
    """Name the column that is null only where the cell is blank."""
    return f"{field}_given"


def in_range(field: str) -> str:
    """Name the column that holds the field's numbers, but for those out of range."""
    return f"{field}_in_range"


def as_fraction(field: str) -> str:
    """Name the column that tells whether the percentage is a plain number strictly between 0 and 1 (W01)."""
    return f"{field}_as_fraction"


def derive(name: str, table: Table, rows: pd.DataFrame, periods: Mapping[str, str | None]) -> pd.DataFrame:
    """Make the frame of the table's suite from landed rows; its index is their position, 0, 1, 2 ...

    Args:
        name: the landed table.
        table: its form.
        rows: as `lifecircle.landed.row_schema` has them.
        periods: submission_id -> the period that it reports; who is not in it is not held against its period.
    """
    rows = rows.reset_index(drop=True)
    columns: dict[str, pd.Series] = {}
    unreadable, as_percent = _Lists(rows["unreadable"]), _Lists(rows["as_percent"])
    for field, column in table.columns.items():
        values = rows[field]
        if column.type == "date":
            values = values.astype("datetime64[s]")
        columns[field], columns[given(field)] = values, _given(values, unreadable.have(field))
        if column.type in BOUNDS:
            columns[in_range(field)] = values.where(_in_bounds(values, column.type))
        if column.type == "percent":
            columns[as_fraction(field)] = values.gt(0) & values.lt(1) & ~as_percent.have(field)
    if table.key:
        columns[FIRST_ROW] = _first_row(rows, columns, table)
    if name in SUMS:
        columns[PARTS_SUM], columns[PARTS_DIFFERENCE] = _parts(name, rows, columns)
    if name in DATES_IN_PERIOD:
        columns[PERIOD_END] = _period_ends(rows["submission_id"], periods)
    return pd.DataFrame(columns)


class _Lists:
    """A column of `;`-separated lists of fields, few of which differ."""

    def __init__(self, lists: pd.Series) -> None:
        self._codes, texts = pd.factorize(lists.fillna(""))
        self._lists = [text.split(";") for text in texts]
        self._index = lists.index

    def have(self, field: str) -> pd.Series:
        """Whether the field is in each list."""
        return pd.Series(np.array([field in listed for listed in self._lists], dtype=bool)[self._codes], self._index)


def _given(values: pd.Series, unreadable: pd.Series) -> pd.Series:
    """The values, or marks in their place where some cells hold what could not be read."""
    return pd.Series(1.0, values.index).where(values.notna() | unreadable) if unreadable.any() else values


def _in_bounds(values: pd.Series, kind: str) -> pd.Series:
    least, most, _ = BOUNDS[kind]
    return values.ge(least) if most is None else values.between(least, most)


def _first_row(rows: pd.DataFrame, columns: Mapping[str, pd.Series], table: Table) -> pd.Series:
    """The earlier row with the same key, where a blank equals a blank.

    A key with a part that is unreadable, out of range, in no list, or required and blank, equals none.
    """
    keys = pd.DataFrame({"submission_id": rows["submission_id"]})
    known = pd.Series(True, index=rows.index)
    for field in table.key:
        keys[field] = columns[field]
        if field == "version":
            keys[field] = keys[field].map({text: _version(text) for text in keys[field].dropna().unique()})
        known &= columns[given(field)].isna() == columns.get(in_range(field), columns[field]).isna()
        column = table.columns[field]
        if column.type in LISTED:
            known &= columns[field].isin(listed(column)[0]) | columns[field].isna()
        if column.required:
            known &= columns[field].notna()
    keys, numbers = keys[known], rows["row_number"][known]
    earliest = numbers.groupby([keys[field] for field in keys], dropna=False, sort=False).transform("first")
    return earliest.where(keys.duplicated()).reindex(rows.index)


def _version(text: str) -> str:
    written = plain(text)
    return parse_period(written, "version") or written


def _parts(name: str, rows: pd.DataFrame, columns: Mapping[str, pd.Series]) -> tuple[pd.Series, pd.Series]:
    """The parts' sum, and by what share of the total it differs; null where a cell that is needed cannot be used."""
    rule = SUMS[name]
    total = columns[in_range(rule.total)]
    parts = pd.DataFrame({part: columns[in_range(part)] for part in rule.parts})
    blank = pd.DataFrame({part: columns[given(part)].isna() for part in rule.parts})
    usable = (parts.notna() | blank).all(axis="columns") & ~blank.all(axis="columns")
    summed = parts.sum(axis="columns").round(_DIGITS).where(usable)
    # what is left of a difference of exactly the tolerance after binary arithmetic is no difference
    share = ((summed - total).abs() / total.where(total > 0)).round(_DIGITS)
    nothing_stated = total.eq(0) & summed.notna()
    return summed, share.mask(nothing_stated, summed.gt(0).astype(float))


def _period_ends(submissions: pd.Series, periods: Mapping[str, str | None]) -> pd.Series:
    ends = {submission: _month_end(periods.get(submission)) for submission in submissions.unique()}
    return submissions.map(ends).astype("datetime64[s]")


def _month_end(period: str | None) -> date | None:
    start = period_start(period) if period else None
    return (start + timedelta(days=31)).replace(day=1) - timedelta(days=1) if start else None
