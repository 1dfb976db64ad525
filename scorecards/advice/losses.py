"""A town's losses, the dearest first: why its score is what it is, and what it has to do."""

from __future__ import annotations

from collections.abc import Callable

from scorecards.advice import people, projects, reporting
from scorecards.advice.loss import Case, Loss
from scorecards.figures.evidence import Evidence
from scorecards.figures.metrics import MetricScore
from scorecards.figures.quarter import Quarter
from scorecards.figures.towns import Town

_EXPLAINED: dict[str, Callable[[Case], Loss]] = {
    "P1": reporting.document,
    "P2": reporting.document,
    "P3": reporting.plan_elements,
    "R1": reporting.report_timeliness,
    "R2": reporting.report_completeness,
    "R3": reporting.report_accuracy,
    "D1": projects.late_starts,
    "D2": projects.late_finishes,
    "D3": projects.progress,
    "F1": projects.investment,
    "F2": projects.discrepancies,
    "C1": people.coverage,
    "C2": people.demands,
    "S1": people.issues,
    "S2": people.reviews,
    "S3": people.rectifications,
}
_OF_THE_PLAN = ("P2", "P3", "R2", "D1", "D2", "D3", "F1")
_OF_THE_BLUEPRINT = ("P1", "C2")
_LEAST = 0.005


def losses(quarter: Quarter, town: Town, evidence: Evidence) -> tuple[Loss, ...]:
    """Tell all that cost the town points, the dearest first."""
    scores = {score.code: score for score in town.metrics if score.lost >= _LEAST}
    # what was owed and never came makes several metrics 0 at once: it is one loss, not seven
    # (docs/contract/assessment.md, Not applicable)
    unfounded = {code for code, score in scores.items() if not score.ratio and not evidence.of_metric(town.code, code)}
    if unfounded & set(_OF_THE_PLAN) and not _is_filed(quarter, town):
        unfounded |= {"P2"} & set(scores)
    found: list[Loss] = []
    for owed, name in (
        (_OF_THE_PLAN, f"{quarter.year}年年度计划"),
        (_OF_THE_BLUEPRINT, "行动蓝图"),
        (("R3",), "有效月报"),
    ):
        codes = tuple(code for code in owed if code in unfounded)
        if codes:
            found.append(_absent(quarter, town, name, [scores.pop(code) for code in codes]))
    for code, score in scores.items():
        case = Case(quarter, town, score, evidence.of_metric(town.code, code), evidence)
        explain = _EXPLAINED.get(code)
        found.append(explain(case) if explain else case.loss(f"{score.metric.name}未得满分"))
    for adjustment in town.adjustments:
        if adjustment.points < 0:
            items = evidence.of_metric(town.code, adjustment.code)
            if adjustment.code == "A1":
                found.append(projects.duplicates(quarter, town, items, adjustment.points))
            elif adjustment.code == "A2":
                found.append(people.overdue(quarter, town, items, adjustment.points))
    return tuple(sorted(found, key=lambda loss: (-loss.points, loss.codes)))


def _is_filed(quarter: Quarter, town: Town) -> bool:
    return any(
        document.filed_on is not None
        for document in quarter.documents
        if document.town_code == town.code and document.year == quarter.year
    )


def _absent(quarter: Quarter, town: Town, name: str, scores: list[MetricScore]) -> Loss:
    """What never came: filing it wins all of it but the points for having been in time."""
    codes = tuple(score.code for score in scores)
    names = "、".join(quarter.metrics[code].name for code in codes)
    why = f"没有{name}，{names}{'均' if len(codes) > 1 else ''}不得分"
    points = sum(score.lost for score in scores)
    late = [score for score in scores if score.code in ("P1", "P2")]
    gone = sum(score.lost - reporting.still_in_time(quarter, town, score) for score in late)
    words = f"{name}已过应报日期" if gone >= _LEAST else None
    return Loss(codes, f"没有{name}", points, why, f"尽快报送{name}并通过校验", (), points - gone, words)
