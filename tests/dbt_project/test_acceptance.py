"""What is accepted is a function of the submissions and of when they were received.

Source: docs/contract/submissions.md, Findings.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import pytest

from lifecircle.calendar import parse_moment
from tests.building.landed_home import LandedHome, plan_row, progress_row
from warehouse.build import build_warehouse

pytestmark = pytest.mark.model

Marts = duckdb.DuckDBPyConnection


def submit_all(landed: LandedHome) -> None:
    submit = landed.submit
    plans = "annual_plan"
    # at equal times the lesser file name comes first
    submit(plans, "jinhai", "2023", "2023-05-20", "b plan", plan_projects=[plan_row("JH-1"), plan_row("SAME")])
    submit(plans, "fengpu", "2023", "2023-05-20", "a plan", plan_projects=[plan_row("FP-1"), plan_row("SAME")])
    # an invalid row owns nothing
    submit(plans, "xidu", "2023", "2023-05-01", "x plan", plan_projects=[plan_row("FP-1"), plan_row("XD-1")])
    landed.find("x plan", "E01", "plan_projects", 2)
    rows = [progress_row("FP-1"), progress_row("JH-1"), progress_row("LATER"), progress_row("SAME")]
    submit("monthly_report", "fengpu", "2023-07", "2023-08-05T23:59:59", "report", project_progress=rows, issues=[
        {"issue_id": "W1", "project_id": None}, {"issue_id": "W2", "project_id": "NONE"},
    ])  # fmt: skip
    landed.same_bytes("report", "report again", "2023-08-06")
    submit("monthly_report", "fengpu", "2023-08", "2023-09-20", "refused", project_progress=[])
    landed.reject("refused", "F05")
    # sent again after a refusal it is no duplicate
    landed.same_bytes("refused", "refused again", "2023-09-21")
    submit(plans, "fengpu", "2023", "2023-08-06", "a plan v2", plan_projects=[plan_row("FP-1"), plan_row("LATER")])
    paid = {"fund_source": "镇级", "paid_on": date(2023, 9, 1), "amount": 150000.0}
    ledger = [
        {"disbursement_id": "B1", "project_id": "FP-1", **paid},
        {"disbursement_id": "B2", "project_id": "NONE", **paid},
    ]
    submit("disbursement_ledger", "caizheng", "2023-08", "2023-09-05", "paid", disbursement_ledger=ledger)
    again = [{"disbursement_id": "B1", "project_id": "FP-1", **paid, "amount": 160000.0}]
    submit("disbursement_ledger", "caizheng", "2023-09", "2023-10-05", "paid later", disbursement_ledger=again)
    submit("disbursement_ledger", "minzheng", "2023-09", "2023-10-05", "not its feed", disbursement_ledger=ledger)
    for name, moment, progress in (
        ("in time", "2023-10-10T23:59:59", 40.0),
        ("corrected a second after the cut-off", "2023-10-11T00:00:00", 50.0),
    ):
        row = progress_row("XD-1", progress_pct=progress)
        submit("monthly_report", "xidu", "2023-09", moment, name, project_progress=[row])
    falls = progress_row("FP-1", progress_pct=25.0, ytd_investment=200.0, raw='{"ytd_investment": "2000000元"}')
    submit("monthly_report", "fengpu", "2023-09", "2023-10-09", "falls", project_progress=[falls])
    kinds = [{"facility_id": "S1", "facility_type": "market", "raw": '{"facility_type": "菜市场"}'}]
    submit("facility_ledger", "minzheng", "2023-09", "2023-10-05", "facilities", facility_ledger=kinds)


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory) -> Marts:
    landed = LandedHome(tmp_path_factory.mktemp("acceptance"))
    submit_all(landed)
    build = build_warehouse(landed.land(), parse_moment("2023-10-15T00:00:00+08:00"))
    return duckdb.connect(str(build.path), read_only=True)


def findings_of(marts: Marts, submission: str) -> list[Any]:
    return marts.execute(
        "select row_number, code from marts.fct_finding where submission_id = ? order by all", [submission]
    ).fetchall()


def outcome_of(marts: Marts, submission: str) -> Any:
    return marts.execute(
        "select outcome, rows_accepted, rows_quarantined from marts.fct_submission where submission_id = ?",
        [submission],
    ).fetchone()


def test_a_project_that_no_plan_held_by_then_is_unknown_though_one_holds_it_later(marts: Marts) -> None:
    assert (4, "E06") in findings_of(marts, "report")


def test_a_project_of_another_town_is_not_for_this_town_to_report(marts: Marts) -> None:
    assert (3, "E11") in findings_of(marts, "report")


def test_an_issue_that_names_no_project_refers_to_nothing_unknown(marts: Marts) -> None:
    assert findings_of(marts, "report") == [(3, "E06"), (3, "E11"), (4, "E06")]
    assert outcome_of(marts, "report") == ("accepted", 3, 3)


def test_of_plans_received_at_once_the_lesser_file_name_owns_the_id(marts: Marts) -> None:
    assert findings_of(marts, "a plan") == []
    assert findings_of(marts, "b plan") == [(3, "E11")]


def test_a_plan_row_with_an_error_owns_nothing(marts: Marts) -> None:
    assert findings_of(marts, "x plan") == [(2, "E01")]
    assert findings_of(marts, "a plan v2") == []


def test_the_same_bytes_again_are_a_duplicate_but_not_after_a_refusal(marts: Marts) -> None:
    assert outcome_of(marts, "report again") == ("duplicate", 0, 0)
    assert findings_of(marts, "report again") == []
    assert outcome_of(marts, "refused") == ("rejected", 0, 0)
    assert outcome_of(marts, "refused again") == ("accepted", 0, 0)


def test_a_rejected_submission_has_its_one_fatal_finding(marts: Marts) -> None:
    assert findings_of(marts, "refused") == [(None, "F05")]


def test_a_figure_that_falls_or_outgrows_its_plan_is_flagged_and_accepted(marts: Marts) -> None:
    assert findings_of(marts, "falls") == [(2, "W02"), (2, "W05")]
    assert outcome_of(marts, "falls") == ("accepted", 1, 0)
    flagged = marts.execute("select rows_flagged from marts.fct_submission where submission_id = 'falls'").fetchone()
    assert flagged == (1,)


def test_a_warning_names_the_figure_that_it_was_held_against_and_keeps_what_was_typed(marts: Marts) -> None:
    told = marts.execute(
        "select value, message from marts.fct_finding where submission_id = 'falls' order by code"
    ).fetchall()
    assert told == [
        ("25", "第 2 行“形象进度”为 25%，低于2023年7月月报（“report”第 2 行）的 30%，请核对。"),
        (
            "2000000元",
            "第 2 行“本年累计完成投资(万元)”为 200 万元，明显超过年度计划中的总投资 100 万元，请核对金额单位。",
        ),
    ]


def test_a_form_that_a_department_does_not_send_is_set_aside_whole(marts: Marts) -> None:
    assert findings_of(marts, "not its feed") == [(2, "E11"), (3, "E06"), (3, "E11")]


def test_another_departments_facility_type_is_named_as_it_was_typed(marts: Marts) -> None:
    (text,) = marts.execute("select message from marts.fct_finding where submission_id = 'facilities'").fetchone() or (
        "",
    )
    assert text.startswith("第 2 行“设施类型”为“菜市场”，属于其他单位")


def test_a_payment_in_two_months_is_one_as_the_latest_month_has_it(marts: Marts) -> None:
    paid = marts.execute(
        "select basis, paid from marts.fct_project_quarter where project_id = 'FP-1' order by all"
    ).fetchall()
    assert paid == [("cutoff", 16.0), ("latest", 16.0)]


def test_the_latest_plan_holds_whole_and_what_it_drops_is_gone(marts: Marts) -> None:
    projects = marts.execute(
        """
        select project_id, status, light from marts.fct_project_quarter
        where town_code = 'fengpu' and basis = 'cutoff' order by all
        """
    ).fetchall()
    assert projects == [("FP-1", "在建", "yellow"), ("LATER", "未启动", "red")]


def test_a_correction_a_second_after_the_cutoff_is_known_on_latest_alone(marts: Marts) -> None:
    progress = marts.execute(
        "select basis, progress_pct from marts.fct_project_quarter where project_id = 'XD-1' order by basis"
    ).fetchall()
    assert progress == [("cutoff", 40.0), ("latest", 50.0)]
