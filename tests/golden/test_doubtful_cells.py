"""The golden quarter's cells that are likely wrong (`quarter/doubtful/`), and what they make of the figures, by hand.

东湖镇 reports three projects for 2023-09.  Of XM01-2023-016 (总投资 879.1, planned 93 %) the progress is typed 0.61, of
XM01-2023-005 (总投资 178.5) the year's investment 652000, in 元 under a header 万元; XM01-2023-002 is as it should be.
"""

from __future__ import annotations

import csv
from typing import Any

import pytest

from tests.golden.golden_quarter import QUARTER

WEIGHTED_PLAN, INVESTMENT_DUE, COMPARED = 560735.2, 5916.0675, 13
# of the other projects as reported for August: all but 879.1 * 53, 178.5 * 24 and 1710.3 * 98; 462.38, 38.9 and 1607.24
OTHERS_PROGRESS = 361327.98 - 46592.3 - 4284 - 167609.4
OTHERS_INVESTED = 3458.77 - 462.38 - 38.9 - 1607.24
SURE_PROGRESS = 178.5 * 30 + 1710.3 * 99
SURE_INVESTED = 520 + 1650.5


def rows(mart: str, **equal: str) -> list[dict[str, Any]]:
    with (QUARTER / "marts" / f"{mart}.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if all(row[name] == value for name, value in equal.items())]


def metric(code: str) -> tuple[float, float]:
    (row,) = rows("scorecard_town_metric", basis="cutoff", town_code="dong", metric_code=code)
    return float(row["numerator"]), float(row["denominator"])


def test_the_figures_stand_as_the_cells_were_typed() -> None:
    assert metric("D3") == pytest.approx((OTHERS_PROGRESS + SURE_PROGRESS + 879.1 * 0.61, WEIGHTED_PLAN))
    assert metric("F1") == pytest.approx((OTHERS_INVESTED + SURE_INVESTED + 652000, INVESTMENT_DUE))
    # 520 beside 552.29 paid now agrees, 652000 beside 67.25 does not
    assert metric("F2") == (3 + 1, COMPARED)


def test_each_doubtful_cell_is_named_with_what_is_likely_meant_and_every_figure_that_it_enters() -> None:
    found = {
        (row["project_id"], row["code"], row["unit_code"], row["metric_code"]): row["likely_value"]
        for row in rows("suspect_value", basis="cutoff", file_name="月报_东湖镇_2023-09.xlsx")
    }
    progress = [("dong", "D3"), ("district", "D3"), ("new_city", "D3"), ("task:1", "D3"), ("park", "K3")]
    money = [("dong", "F1"), ("dong", "F2"), ("district", "F1"), ("new_city", "F1"), ("task:2", "F1")]
    assert found == {
        # below August's 53 % too, of which nothing is likely
        **{("XM01-2023-016", "W01", *figure): "61.0" for figure in progress},
        **{("XM01-2023-016", "W02", *figure): "" for figure in progress},
        **{("XM01-2023-005", "W05", *figure): "65.2" for figure in money},
    }


def test_the_towns_total_and_light_are_told_as_they_would_be() -> None:
    progress = (OTHERS_PROGRESS + SURE_PROGRESS + 879.1 * 61) / WEIGHTED_PLAN
    invested = (OTHERS_INVESTED + SURE_INVESTED + 65.2) / INVESTMENT_DUE
    # 65.2 agrees with 67.25
    agreeing = 5 / COMPARED
    others = sum(
        float(row["earned"])
        for row in rows("scorecard_town_metric", basis="cutoff", town_code="dong")
        if row["metric_code"] not in ("D3", "F1", "F2")
    )
    (card,) = rows("scorecard_town", basis="cutoff", town_code="dong")
    # all 100 points apply, and 4 are taken off
    assert float(card["total_if_corrected"]) == round(others + 15 * progress + 6 * invested + 4 * agreeing - 4, 2)
    assert (card["total"], card["suspect_rows"], card["light_if_corrected"]) == ("48.82", "2", "red")
