"""Rows are named as a clerk reads them."""

from __future__ import annotations

import pytest

from receipts.lines import row_numbers


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([5], "第 5 行"),
        ([7, 5, 6], "第 5—7 行"),
        ([5, 7, 9, 10], "第 5、7、9—10 行"),
        (range(2, 20, 2), "第 2、4、6、8、10、12 行等"),
    ],
)
def test_runs_of_rows_are_ranges_and_of_many_the_first_are_named(rows: list[int], said: str) -> None:
    assert row_numbers(rows) == said
