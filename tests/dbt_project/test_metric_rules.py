"""What a metric is explained by: the rules that it uses, under names that a reader understands."""

from __future__ import annotations

import csv

from lifecircle.settings import PROJECT
from scorecards.definitions import load_definitions

RULES = PROJECT / "dbt_project" / "seeds" / "rules"


def rows_of(name: str) -> list[dict[str, str]]:
    with (RULES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_metric_names_rules_that_there_are() -> None:
    rules = {row["rule"] for row in rows_of("rules")} | {"report_due_day"}
    assert [row for row in rows_of("metric_rules") if row["rule"] not in rules] == []


def test_only_what_stands_on_a_card_has_rules() -> None:
    defined = load_definitions()
    codes = {*defined.metrics, *defined.department_metrics, *defined.adjustments}
    assert {row["metric_code"] for row in rows_of("metric_rules")} <= codes


def test_rules_that_belong_to_no_metric_are_those_of_ranks_lights_lists_trends_doubts_and_dates() -> None:
    used = {row["rule"] for row in rows_of("metric_rules")}
    others = {row["rule"] for row in rows_of("rules")} - used
    subjects = {"cutoff", "department", "light", "project", "supervision", "suspect", "trend", "year"}
    assert {rule.split("_")[0] for rule in others} <= subjects
