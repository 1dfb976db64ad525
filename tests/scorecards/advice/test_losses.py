from __future__ import annotations

from dataclasses import replace

import pytest

from lifecircle.home import Home
from lifecircle.marts.opening import open_snapshot
from scorecards.advice.loss import Loss
from scorecards.advice.losses import losses
from scorecards.figures.evidence import Evidence, read_evidence
from scorecards.figures.explained import Item
from scorecards.figures.metrics import Metric, MetricScore
from scorecards.figures.quarter import Quarter, read_quarter
from scorecards.figures.records import Document


@pytest.fixture(scope="module")
def quarter(published_once: Home) -> Quarter:
    with open_snapshot(published_once) as marts:
        return read_quarter(marts, "2024Q1", "cutoff")


@pytest.fixture(scope="module")
def evidence(published_once: Home) -> Evidence:
    with open_snapshot(published_once) as marts:
        return read_evidence(marts, published_once, "2024Q1", "cutoff")


def score(code: str, ratio: float, points: float = 10) -> MetricScore:
    from datetime import date

    metric = Metric(code, f"指标{code}", "town", "delivery", points, date(2023, 1, 1))
    return MetricScore(metric, ratio, 1, ratio, points, ratio * points)


def of(quarter: Quarter, evidence: Evidence, *scores: MetricScore, items: dict[str, tuple[Item, ...]]) -> list[Loss]:
    town = replace(quarter.town("nanqiao"), metrics=scores, adjustments=())
    shown = Evidence({("nanqiao", code): of_code for code, of_code in items.items()}, {})
    metrics = {**quarter.metrics, **{each.code: each.metric for each in scores}}
    return list(losses(replace(quarter, metrics=metrics), town, shown))


def test_the_dearest_loss_comes_first_and_names_what_stands_behind_it(quarter: Quarter, evidence: Evidence) -> None:
    first, second = losses(quarter, quarter.town("nanqiao"), evidence)
    assert (first.codes, round(first.points, 2), first.why) == (("D3",), 1.65, "1个项目进度落后于计划")
    assert first.subjects[0].detail == "计划77.43%，实际46.91%，总投资50万元"
    assert (second.codes, second.points, second.subjects[0].detail) == (("A1",), 1, "疑似重复建设")


def test_a_document_that_never_came_is_to_be_filed(quarter: Quarter, evidence: Evidence) -> None:
    found = losses(quarter, quarter.town("fengpu"), evidence)
    assert "行动蓝图" in found[0].why
    assert found[0].todo is not None
    assert "尽快报送行动蓝图" in found[0].todo


def test_a_late_document_cannot_be_mended(quarter: Quarter, evidence: Evidence) -> None:
    from datetime import date

    late = Document("nanqiao", "行动蓝图", None, date(2023, 5, 31), date(2023, 6, 10), None, None, 10)
    (loss,) = of(
        replace(quarter, documents=(late,)), evidence, score("P1", 0.8), items={"P1": (Item("行动蓝图", None, 0.8, 1),)}
    )
    assert (loss.why, loss.todo) == ("行动蓝图迟报10天", None)


def test_without_a_plan_its_metrics_are_one_loss(quarter: Quarter, evidence: Evidence) -> None:
    (loss,) = of(quarter, evidence, score("D1", 0), score("D3", 0, 15), items={})
    assert (loss.codes, loss.points) == (("D1", "D3"), 25)
    assert loss.why == "没有2024年年度计划，指标D1、指标D3均不得分"


def test_a_plan_metric_at_zero_with_projects_is_no_missing_plan(quarter: Quarter, evidence: Evidence) -> None:
    (loss,) = of(quarter, evidence, score("D1", 0), items={"D1": (Item("NQ2024-002", "口袋公园", 0, 1),)})
    assert loss.why == "1个应开工项目中1个未开工"


@pytest.mark.parametrize("code", ["P3", "R1", "R2", "R3", "D1", "D2", "D3", "F1", "F2", "C1", "C2", "S1", "S2", "S3"])
def test_every_metric_says_why_it_lost(quarter: Quarter, evidence: Evidence, code: str) -> None:
    item = Item({"R": "2024-03"}.get(code[0], "NQ2024-002"), "某项", 0.3, 1)
    (loss,) = of(quarter, evidence, score(code, 0.3), items={code: (item,)})
    assert loss.codes == (code,)
    assert round(loss.points, 6) == 7
    assert loss.why
