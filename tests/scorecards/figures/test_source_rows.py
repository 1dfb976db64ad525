"""Evidence shows a cell as it was typed and, where that does not say it, what it was read as."""

from __future__ import annotations

from datetime import date

import pytest

from scorecards.figures.typed_cells import _with_reading, as_read


@pytest.mark.parametrize(
    ("text", "value", "shown"),
    [
        ("45283", date(2023, 12, 23), "45283（读作 2023-12-23）"),
        ("2023-12-23", date(2023, 12, 23), "2023-12-23"),
        ("0.856", 85.6, "0.856（读作 85.6）"),
        ("1,200.50", 1200.5, "1,200.50"),
        ("1.2亿元", 12000.0, "1.2亿元（读作 12000）"),
        ("竣工", "完工", "竣工（读作 完工）"),
        ("120%", None, "120%"),
    ],
)
def test_a_cell_is_shown_with_what_it_was_read_as_where_it_looks_otherwise(
    text: str, value: str | float | date | None, shown: str
) -> None:
    assert _with_reading(text, value) == shown
    assert as_read(shown) in (shown, str(value), f"{value:g}" if isinstance(value, float) else "")
