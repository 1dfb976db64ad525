"""What the run's page says of a build."""

from __future__ import annotations

from pathlib import Path

from lifecircle.calendar import parse_moment
from lifecircle.home import Home
from warehouse.dbt_run import ModelResult
from warehouse.results import keep_results
from warehouse.summary import build_numbers, summarise

RESULTS = [
    ModelResult("towns", "seed", "seeds", "success", 0.1, ""),
    ModelResult("stg_issues", "model", "staging", "success", 0.2, ""),
    ModelResult("int_issues_known", "model", "intermediate", "error", 3.0, "Binder Error:\n  no such column"),
    ModelResult("issue_status", "model", "marts", "skipped", 0.0, ""),
    ModelResult("unique_towns", "test", "tests", "pass", 0.3, ""),
]


def test_a_build_is_summed_up_by_layer_with_the_slowest_and_what_failed(tmp_path: Path) -> None:
    home = Home(tmp_path)
    keep_results(home, 7, parse_moment("2024-04-10"), RESULTS)
    assert build_numbers(home) == {7}
    summary = summarise(home, 7)
    assert summary["结果"] == "1项未通过"
    assert summary["各层"] == {
        "种子表": "1项，0.1秒",
        "staging": "1项，0.2秒",
        "intermediate": "1项，3.0秒",
        "marts": "1项，0.0秒，未运行1项",
        "检验": "1项，0.3秒",
    }
    assert summary["最慢"][0] == "int_issues_known 3.0秒"
    assert summary["未通过"] == ["model int_issues_known：Binder Error: no such column"]


def test_a_build_without_a_fault_says_so(tmp_path: Path) -> None:
    keep_results(Home(tmp_path), 8, parse_moment("2024-04-10"), RESULTS[:2])
    assert (summarise(Home(tmp_path), 8)["结果"], summarise(Home(tmp_path), 8)["未通过"]) == ("全部通过", [])
