"""Cells by themselves: each rule has a case that trips it, and only it.

Source: docs/contract/submissions.md, E01, E03, E04, W01, W06.
"""

from __future__ import annotations

import pytest

from lifecircle.forms import load_tables
from tests.building.landed_rows import TABLES, codes, found_in, row

LISTED = ("enum", "town", "dept", "task", "facility_type", "indicator")
NUMBERS = ("int", "number", "money_wan", "money_yuan", "percent")


def test_there_is_a_good_row_of_every_table() -> None:
    assert set(TABLES) == set(load_tables())


@pytest.mark.parametrize("table", TABLES)
def test_a_good_row_has_no_finding(table: str) -> None:
    assert found_in(table, [row(table)]) == []


@pytest.mark.parametrize("table", TABLES)
def test_a_required_cell_that_is_blank_is_found_alone_and_an_optional_one_is_not(table: str) -> None:
    columns = load_tables()[table].columns
    found = codes(table, *({field: None} for field in columns))
    assert found == [["E01"] if column.required else [] for column in columns.values()]


@pytest.mark.parametrize("table", TABLES)
def test_a_cell_that_could_not_be_read_is_not_also_blank(table: str) -> None:
    columns = load_tables()[table].columns
    assert not any(codes(table, *({field: None, "unreadable": field} for field in columns)))


def test_another_cell_that_could_not_be_read_excuses_none() -> None:
    changes = {"project_name": None, "progress_pct": None, "unreadable": "progress_pct"}
    assert codes("project_progress", changes) == [["E01"]]


@pytest.mark.parametrize("table", TABLES)
def test_a_negative_number_is_out_of_range(table: str) -> None:
    fields = [field for field, column in load_tables()[table].columns.items() if column.type in NUMBERS]
    assert codes(table, *({field: -1} for field in fields)) == [["E03"]] * len(fields)


def test_a_percentage_over_100_is_out_of_range_and_100_is_not() -> None:
    cases = [{"progress_pct": value} for value in (100.0, 100.5, 0.0)]
    assert codes("project_progress", *cases) == [[], ["E03"], []]


@pytest.mark.parametrize("table", ["plan_projects", "facility_ledger", "community_ledger"])
def test_a_coordinate_off_the_globe_is_out_of_range_and_not_outside_the_district(table: str) -> None:
    assert codes(table, {"lon": 180.5}, {"lon": -181}, {"lat": 90.1}, {"lat": 121.45}) == [["E03"]] * 4


@pytest.mark.parametrize("table", ["plan_projects", "facility_ledger", "community_ledger"])
def test_a_coordinate_outside_the_district_is_flagged_and_one_on_its_edge_is_not(table: str) -> None:
    assert codes(table, {"lon": 121.349}, {"lat": 31.021}, {"lon": 121.35}, {"lat": 31.02}) == [
        ["W06"],
        ["W06"],
        [],
        [],
    ]


def test_both_coordinates_outside_the_district_are_two_cells_at_fault() -> None:
    assert codes("plan_projects", {"lon": 30.92, "lat": 31.45}) == [["W06", "W06"]]


@pytest.mark.parametrize("table", TABLES)
def test_a_value_that_is_in_no_list_is_found(table: str) -> None:
    fields = [field for field, column in load_tables()[table].columns.items() if column.type in LISTED]
    assert codes(table, *({field: "没有这一项"} for field in fields)) == [["E04"]] * len(fields)


@pytest.mark.parametrize("value", [0.01, 0.85, 0.999])
def test_a_plain_number_between_0_and_1_is_a_doubtful_percentage(value: float) -> None:
    assert codes("project_progress", {"progress_pct": value}) == [["W01"]]


def test_0_and_1_are_no_doubtful_percentages_nor_is_what_was_written_as_one() -> None:
    written = {"progress_pct": 0.85, "as_percent": "other;progress_pct"}
    assert codes("project_progress", {"progress_pct": 0}, {"progress_pct": 1}, written) == [[], [], []]


def test_each_quarter_planned_as_a_fraction_is_flagged_by_itself() -> None:
    quarters = {"planned_q1": 0.1, "planned_q2": 0.3, "planned_q3": 0.6, "planned_q4": 1.0}
    assert codes("plan_projects", quarters) == [["W01"] * 3]


def test_a_row_carries_the_codes_of_all_that_is_wrong_with_it_from_left_to_right() -> None:
    changes = {"project_name": None, "task_no": "13", "ytd_investment": -3, "progress_pct": 0.4}
    assert codes("project_progress", changes) == [["E01", "E04", "W01", "E03"]]
