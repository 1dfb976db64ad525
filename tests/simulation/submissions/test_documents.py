from __future__ import annotations

import pytest

from simulation.submissions.documents import documents
from simulation.submissions.submission import Row, Submission
from simulation.world.world import World


@pytest.fixture(scope="module")
def plans(world: World) -> list[Submission]:
    return [document for document in documents(world, 2023) if document.form_name == "annual_plan"]


def _rows(plans: list[Submission]) -> list[Row]:
    return [row for plan in plans for row in plan.tables["plan_projects"]]


def _number(row: Row, field: str) -> float:
    return float(str(row[field] or 0))


def test_the_four_funds_sum_up_to_the_total_where_any_is_given(plans: list[Submission]) -> None:
    for row in _rows(plans):
        funds = sum(_number(row, f"fund_{source}") for source in ("city", "district", "town", "social"))
        assert funds == 0 or funds == pytest.approx(_number(row, "total_investment"))


def test_planned_progress_never_falls_and_a_finish_is_not_before_its_start(plans: list[Submission]) -> None:
    for row in _rows(plans):
        planned = [_number(row, f"planned_q{n}") for n in (1, 2, 3, 4)]
        assert planned == sorted(planned)
        assert str(row["planned_start"]) <= str(row["planned_finish"] or "9999")
        assert _number(row, "year_investment") <= _number(row, "total_investment")


def test_every_town_plans_every_year_and_some_plan_again(plans: list[Submission], world: World) -> None:
    assert {(plan.unit_code, plan.period) for plan in plans} == {
        (town.code, year) for town in world.district.towns for year in ("2023", "2024", "2025")
    }
    second = [plan for plan in plans if plan.version == 2]
    assert second
    for plan in second:
        first = next(p for p in plans if (p.unit_code, p.period, p.version) == (plan.unit_code, plan.period, 1))
        assert len(first.tables["plan_projects"]) < len(plan.tables["plan_projects"])
        assert first.received_at < plan.received_at


def test_a_project_s_demands_are_in_its_town_s_blueprint(world: World) -> None:
    known: dict[str, set[str]] = {}
    answered = 0
    for document in documents(world, 2023):
        if document.form_name == "blueprint":
            known.setdefault(document.unit_code, set()).update(str(r["demand_id"]) for r in document.tables["demands"])
    for document in documents(world, 2023):
        for row in document.tables.get("plan_projects", []):
            demands = row["demand_ids"]
            if isinstance(demands, list) and document.period == "2023":
                assert set(demands) <= known[document.unit_code]
                answered += 1
    assert answered > 30
