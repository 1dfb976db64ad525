"""A file that was accepted in error is withdrawn by a dated line: from then on it does not count, before it does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ingestion.land import land
from ingestion.withdrawals import read_withdrawals
from lifecircle.calendar import parse_moment
from lifecircle.home import Home
from lifecircle.landed_rows import read_landed
from tests.building.landed_home import LandedHome, plan_row, progress_row
from tests.building.marts import Marts, read_marts
from warehouse.build import build_warehouse


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory) -> LandedHome:
    landed = LandedHome(tmp_path_factory.mktemp("withdrawn"))
    landed.submit("annual_plan", "fengpu", "2023", "2023-05-20", "plan", plan_projects=[plan_row("FP-1")])
    landed.submit("annual_plan", "jinhai", "2023", "2023-05-10", "wrong town", plan_projects=[plan_row("FP-1")])
    for name, moment, progress in (("right", "2023-10-04", 40.0), ("wrong month", "2023-10-06", 90.0)):
        row = progress_row("FP-1", progress_pct=progress)
        landed.submit("monthly_report", "fengpu", "2023-09", moment, name, project_progress=[row])
    landed.withdraw("wrong town", "2023-06-01")
    landed.withdraw("wrong month", "2023-10-20")
    landed.land()
    return landed


def marts_as_of(landed: LandedHome, moment: str) -> Marts:
    return read_marts(build_warehouse(landed.home, parse_moment(moment)).path)


def progress(marts: Marts) -> dict[str, Any]:
    return {row["basis"]: row["progress_pct"] for row in marts["fct_project_quarter"] if row["project_id"] == "FP-1"}


def outcomes(marts: Marts) -> dict[str, str]:
    return {row["submission_id"]: row["outcome"] for row in marts["fct_submission"]}


@pytest.mark.model
def test_as_of_a_moment_before_its_withdrawal_a_file_counts_and_afterwards_the_one_before_it(
    landed: LandedHome,
) -> None:
    before, after = (marts_as_of(landed, moment) for moment in ("2023-10-15", "2023-10-25"))
    assert progress(before) == {"cutoff": 90.0, "latest": 90.0}
    assert progress(after) == {"cutoff": 90.0, "latest": 40.0}
    assert outcomes(before)["wrong month"] == "accepted"
    assert outcomes(after) == {
        "plan": "accepted",
        "wrong town": "withdrawn",
        "right": "accepted",
        "wrong month": "withdrawn",
    }


@pytest.mark.model
def test_a_plan_that_was_withdrawn_owns_no_project(landed: LandedHome) -> None:
    codes = [row["code"] for row in marts_as_of(landed, "2023-10-25")["fct_finding"] if row["submission_id"] == "plan"]
    assert codes == []


def register(inbox: Path, *lines: str) -> None:
    inbox.mkdir(exist_ok=True)
    text = "\n".join(["文件名,收到时间,撤回时间,批准人,原因", *lines])
    (inbox / "撤回登记.csv").write_text(text, encoding="gb18030")


def test_a_line_lands_once_and_one_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    inbox, home = tmp_path / "inbox", Home(tmp_path / "home")
    register(
        inbox,
        "三月/甲.xlsx,2024-04-03 10:00,2024-04-20 09:00,王芳,报错月份",
        "乙.xlsx,,2024-04-21 09:00,王芳,报错街镇",
        "丙.xlsx,,,王芳,原因",
        "丁.xlsx,昨天,2024-04-21 09:00,,",
    )
    assert len(read_withdrawals(inbox)[0]) == 2
    result = land(home, inbox)
    assert result.batch == 1
    assert [line.split(":")[0] for line in result.left] == [
        "line 4 of 撤回登记.csv withdraws nothing",
        "line 5 of 撤回登记.csv withdraws nothing",
    ]
    assert land(home, inbox).batch is None
    from expectations.check import check

    check(home, data_docs=False)
    rows = read_landed(home, "withdrawals").to_pylist()
    assert [(row["file_name"], row["received_at"] is None) for row in rows] == [
        ("三月/甲.xlsx", False),
        ("乙.xlsx", True),
    ]
    register(inbox, "乙.xlsx,,2024-04-21 09:00,王芳,报错街镇", "戊.xlsx,,2024-04-22 09:00,王芳,重复")
    assert land(home, inbox).batch == 2
