"""Cells by themselves: each rule has a case that trips it, and only it.

Source: docs/contract/submissions.md, E01, E03, E04, W01, W06.
"""

from __future__ import annotations

import pytest

from lifecircle.forms import load_tables
from tests.building.landed_rows import TABLES, codes

LISTED = ("enum", "town", "dept", "task", "facility_type", "indicator")
NUMBERS = ("int", "number", "money_wan", "money_yuan", "percent")


Found = dict[str, list[list[str]]]
"""Kind of case -> for each case the codes found."""


@pytest.fixture(scope="module", params=TABLES)
def table(request: pytest.FixtureRequest) -> str:
    """Each landed table in turn."""
    name: str = request.param
    return name


@pytest.fixture(scope="module")
def found(table: str) -> Found:
    """All cases that every table has, in one run: a run of Great Expectations costs far more than a row."""
    columns = load_tables()[table].columns
    cases: dict[str, list[dict[str, object]]] = {
        "good": [{}],
        "blank": [{field: None} for field in columns],
        "unreadable": [{field: None, "unreadable": field} for field in columns],
        "negative": [{field: -1} for field in fields_of(table, NUMBERS)],
        "unlisted": [{field: "没有这一项"} for field in fields_of(table, LISTED)],
    }
    every = iter(codes(table, *(changes for of_kind in cases.values() for changes in of_kind)))
    return {kind: [next(every) for _ in of_kind] for kind, of_kind in cases.items()}


def fields_of(table: str, types: tuple[str, ...]) -> list[str]:
    return [field for field, column in load_tables()[table].columns.items() if column.type in types]


def test_there_is_a_good_row_of_every_table() -> None:
    assert set(TABLES) == set(load_tables())


def test_a_good_row_has_no_finding(found: Found) -> None:
    assert found["good"] == [[]]


def test_a_required_cell_that_is_blank_is_found_alone_and_an_optional_one_is_not(table: str, found: Found) -> None:
    assert found["blank"] == [["E01"] if column.required else [] for column in load_tables()[table].columns.values()]


def test_a_cell_that_could_not_be_read_is_not_also_blank(found: Found) -> None:
    assert not any(found["unreadable"])


def test_another_cell_that_could_not_be_read_excuses_none() -> None:
    changes = {"project_name": None, "progress_pct": None, "unreadable": "progress_pct"}
    assert codes("project_progress", changes) == [["E01"]]


def test_a_negative_number_is_out_of_range(table: str, found: Found) -> None:
    assert found["negative"] == [["E03"]] * len(fields_of(table, NUMBERS))


def test_a_percentage_over_100_is_out_of_range_and_100_is_not() -> None:
    cases = [{"progress_pct": value} for value in (100.0, 100.5, 0.0)]
    assert codes("project_progress", *cases) == [[], ["E03"], []]


@pytest.mark.parametrize("located", ["plan_projects", "facility_ledger", "community_ledger"])
def test_a_coordinate_off_the_globe_is_out_of_range_and_not_outside_the_district(located: str) -> None:
    assert codes(located, {"lon": 180.5}, {"lon": -181}, {"lat": 90.1}, {"lat": 121.45}) == [["E03"]] * 4


@pytest.mark.parametrize("located", ["plan_projects", "facility_ledger", "community_ledger"])
def test_a_coordinate_outside_the_district_is_flagged_and_one_on_its_edge_is_not(located: str) -> None:
    assert codes(located, {"lon": 121.349}, {"lat": 31.021}, {"lon": 121.35}, {"lat": 31.02}) == [
        ["W06"],
        ["W06"],
        [],
        [],
    ]


def test_both_coordinates_outside_the_district_are_two_cells_at_fault() -> None:
    assert codes("plan_projects", {"lon": 30.92, "lat": 31.45}) == [["W06", "W06"]]


def test_a_value_that_is_in_no_list_is_found(table: str, found: Found) -> None:
    assert found["unlisted"] == [["E04"]] * len(fields_of(table, LISTED))


def test_a_plain_number_between_0_and_1_is_a_doubtful_percentage() -> None:
    assert codes("project_progress", *({"progress_pct": value} for value in (0.01, 0.85, 0.999))) == [["W01"]] * 3


def test_0_and_1_are_no_doubtful_percentages_nor_is_what_was_written_as_one() -> None:
    written = {"progress_pct": 0.85, "as_percent": "other;progress_pct"}
    assert codes("project_progress", {"progress_pct": 0}, {"progress_pct": 1}, written) == [[], [], []]


def test_each_quarter_planned_as_a_fraction_is_flagged_by_itself() -> None:
    quarters = {"planned_q1": 0.1, "planned_q2": 0.3, "planned_q3": 0.6, "planned_q4": 1.0}
    assert codes("plan_projects", quarters) == [["W01"] * 3]


def test_a_row_carries_the_codes_of_all_that_is_wrong_with_it_from_left_to_right() -> None:
    changes = {"project_name": None, "task_no": "13", "ytd_investment": -3, "progress_pct": 0.4}
    assert codes("project_progress", changes) == [["E01", "E04", "W01", "E03"]]
