"""Cells held together: each rule has a case that trips it, and only it.

Source: docs/contract/submissions.md, E05, E07 to E10, W07.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.building.landed_rows import codes, found_in, row

FINISHED = {"status": "完工", "progress_pct": 100.0, "actual_finish": date(2024, 3, 20)}


def rows_found(table: str, *rows: dict[str, Any]) -> list[tuple[str, int]]:
    """The code and row number of each finding in rows of one submission, which begin at row 2."""
    numbered = [row(table, **changes) | {"row_number": number} for number, changes in enumerate(rows, start=2)]
    return [(finding.code, finding.row_number or 0) for finding in found_in(table, numbered)]


# E05


def test_a_repeated_key_is_found_at_every_row_but_the_first_even_if_that_is_refused() -> None:
    other = {"project_id": "NQ2024-002"}
    assert rows_found("project_progress", {"task_no": "13"}, other, {}, {"progress_pct": -1}) == [
        ("E04", 2), ("E05", 4), ("E05", 5), ("E03", 5),
    ]  # fmt: skip


def test_a_key_is_repeated_only_within_its_submission() -> None:
    assert codes("project_progress", {}, {}) == [[], []]


def test_all_parts_of_a_key_count() -> None:
    assert rows_found("indicator_ledger", {}, {"town": "xidu"}, {}) == [("E05", 4)]


def test_a_row_whose_required_key_is_blank_or_unreadable_repeats_none() -> None:
    assert rows_found("project_progress", {"project_id": None}, {"project_id": None}) == [("E01", 2), ("E01", 3)]
    assert rows_found("project_progress", *[{"project_id": None, "unreadable": "project_id"}] * 2) == []


def test_a_blank_part_of_a_key_equals_a_blank_but_not_what_could_not_be_read() -> None:
    blank, unreadable = {"year": None}, {"year": None, "unreadable": "year"}
    assert rows_found("recognition_ledger", blank, unreadable, blank, unreadable) == [("E05", 4)]


def test_a_part_that_is_out_of_range_or_in_no_list_makes_no_key() -> None:
    assert rows_found("recognition_ledger", {"year": -1}, {"year": -1}) == [("E03", 2), ("E03", 3)]
    assert rows_found("indicator_ledger", {"town": "没有"}, {"town": "没有"}) == [("E04", 2), ("E04", 3)]


def test_versions_compare_by_their_number() -> None:
    versions = ("v2", "V2", "2", "第2版", "Ｖ２", "v02")
    rows = [
        row("recognition_ledger", submission_id=f"{earlier} then {version}", row_number=number, version=written)
        for version in versions
        for earlier in ("v1", "v2")
        for number, written in ((2, earlier), (3, version))
    ]
    found = [
        (finding.submission_id, finding.code, finding.row_number) for finding in found_in("recognition_ledger", rows)
    ]
    assert found == [(f"v2 then {version}", "E05", 3) for version in versions]


# E07


@pytest.mark.parametrize(
    ("table", "first", "second"),
    [
        ("project_progress", "actual_start", "actual_finish"),
        ("plan_projects", "planned_start", "planned_finish"),
        ("issues", "raised_on", "resolved_on"),
        ("approval_ledger", "accepted_on", "closed_on"),
        ("supervision_ledger", "supervised_on", "rectified_on"),
    ],
)
def test_a_date_before_the_one_that_it_follows_is_found(table: str, first: str, second: str) -> None:
    later, earlier = date(2024, 3, 8), date(2024, 3, 7)
    unreadable = {first: None, second: earlier, "unreadable": first}
    found = codes(table, {first: later, second: earlier}, {first: later, second: later}, unreadable)
    assert found == [["E07"], [], []]


# E08


def test_a_status_that_its_row_contradicts_is_found() -> None:
    contradictions: list[dict[str, Any]] = [
        FINISHED | {"progress_pct": 99.9},
        FINISHED | {"actual_start": None},
        FINISHED | {"actual_finish": None},
        {"status": "未启动", "progress_pct": 1.0},
    ]
    assert codes("project_progress", *contradictions) == [["E08"]] * 4
    assert codes("issues", {"status": "已解决"}) == [["E08"]]


def test_a_status_is_at_fault_once_whatever_contradicts_it() -> None:
    changes = FINISHED | {
        "progress_pct": 94.0,
        "actual_start": None,
        "actual_finish": None,
        "raw": '{"status": "完工"}',
    }
    (finding,) = found_in("project_progress", [row("project_progress", **changes)])
    assert finding.message == (
        "第 2 行“项目状态”为“完工”，但“形象进度”为 94%，且“实际开工日期”为空，且“实际完工日期”为空，"
        "请核对后改正状态，或改正、补填所述内容。"
    )


def test_a_status_that_fits_its_row_is_not_found() -> None:
    unstarted = {"status": "未启动", "progress_pct": 0.0, "actual_start": None}
    assert codes("project_progress", FINISHED, unstarted) == [[], []]
    assert codes("issues", {"status": "已解决", "resolved_on": date(2024, 3, 20)}) == [[]]


def test_a_status_is_not_held_against_what_could_not_be_read_or_is_out_of_range() -> None:
    unreadable = {"progress_pct": None, "actual_start": None, "actual_finish": None}
    assert codes(
        "project_progress",
        FINISHED | unreadable | {"unreadable": "progress_pct;actual_start;actual_finish"},
        FINISHED | {"progress_pct": -5},
        {"status": "未启动", "progress_pct": 120},
        FINISHED | {"progress_pct": None},
    ) == [[], ["E03"], ["E03"], ["E01"]]
    assert codes("issues", {"status": "已解决", "unreadable": "resolved_on"}) == [[]]


# E09


def test_dates_after_the_reported_month_are_found_each_by_itself() -> None:
    after = date(2024, 4, 1)
    both = FINISHED | {"actual_start": after, "actual_finish": after}
    found = codes("project_progress", {"actual_start": after}, FINISHED | {"actual_finish": after}, both)
    assert found == [["E09"], ["E09"], ["E09", "E09"]]


def test_the_last_day_of_the_reported_month_is_in_it() -> None:
    last = [row("project_progress", actual_start=date(2024, 2, 29))]
    assert found_in("project_progress", last, period="2024-02") == []
    assert [finding.code for finding in found_in("project_progress", last, period="2024-01")] == ["E09"]


# E10


def test_a_total_is_held_against_the_funds_that_are_given() -> None:
    cases: list[tuple[dict[str, Any], list[str]]] = [
        ({"fund_district": 600.0, "fund_town": 405.0}, []),
        ({"fund_district": 600.0, "fund_town": 405.01}, ["E10"]),
        ({"fund_district": 600.0, "fund_town": 394.99}, ["E10"]),
        ({"fund_district": None, "fund_town": None}, []),
        ({"fund_district": None, "fund_town": 0.0}, ["E10"]),
        ({"fund_district": None, "fund_town": None, "fund_social": 1000.0}, []),
        ({"fund_district": None, "fund_town": 400.0, "unreadable": "fund_district"}, []),
        ({"fund_district": -600.0, "fund_town": 400.0}, ["E03"]),
        ({"total_investment": None}, ["E01"]),
        ({"total_investment": None, "unreadable": "total_investment"}, []),
        ({"total_investment": 0.0}, ["E10"]),
        ({"total_investment": 0.0, "fund_district": 0.0, "fund_town": None}, []),
    ]
    assert codes("plan_projects", *(funds for funds, _ in cases)) == [found for _, found in cases]


def test_a_difference_of_exactly_the_tolerance_is_none() -> None:
    pairs = ((0.2, 0.201), (84.0, 84.42), (1.4, 1.407), (123456.0, 124073.28))
    exact = [{"total_investment": total, "fund_district": fund, "fund_town": None} for total, fund in pairs]
    beyond = [changes | {"fund_district": fund * 1.000001} for changes, (_, fund) in zip(exact, pairs, strict=True)]
    assert codes("plan_projects", *exact, *beyond) == [[]] * 4 + [["E10"]] * 4


# W07


def test_planned_progress_that_falls_is_flagged_at_each_fall() -> None:
    cases: list[tuple[dict[str, Any], list[str]]] = [
        ({"planned_q2": 9.0}, ["W07"]),
        ({"planned_q1": 70.0, "planned_q2": 50.0, "planned_q3": 40.0, "planned_q4": 40.0}, ["W07", "W07"]),
        ({"planned_q1": 30.0}, []),
        ({"planned_q2": None, "planned_q1": 80.0, "unreadable": "planned_q2"}, []),
        ({"planned_q2": 130.0}, ["E03"]),
        ({"planned_q2": -5.0}, ["E03"]),
    ]
    assert codes("plan_projects", *(quarters for quarters, _ in cases)) == [found for _, found in cases]
