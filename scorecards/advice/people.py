"""Losses on services and people: C1, C2, S1 to S3, and the overdue rectifications of A2."""

from __future__ import annotations

from lifecircle.wording import percent
from scorecards.advice.loss import Case, Loss, Subject
from scorecards.figures.explained import Item
from scorecards.figures.quarter import Quarter
from scorecards.figures.source_rows import as_read
from scorecards.figures.towns import Town


def coverage(case: Case) -> Loss:
    """C1: basic facilities reach fewer people than the target."""
    found = [row for row in case.quarter.coverage if row.town_code == case.town.code and row.is_at_target is False]
    subjects = [
        Subject(
            row.type_name,
            f"覆盖{percent(row.ratio)}，目标{percent(row.target)}，未覆盖{row.population - row.covered:,}人",
        )
        for row in found
    ]
    return case.loss(f"{len(found)}类基础保障设施未达目标", "优先补足覆盖率最低的设施", subjects)


def demands(case: Case) -> Loss:
    """C2: demands of the blueprint have no project, or none that is finished."""
    without = [item for item in case.short if item.numerator == 0]
    states = {0.6: "项目在建", 0.3: "项目未进场", 0.0: "尚无项目"}
    subjects = [
        Subject(f"{item.item_id} {item.name or ''}".strip(), states.get(item.numerator, "未完成"))
        for item in case.short
    ]
    why = f"{len(case.items)}条品质提升需求中{len(case.short)}条未完成"
    if without:
        return case.loss(f"{why}（{len(without)}条尚无项目）", "为尚无项目的需求安排项目，推动在建项目完工", subjects)
    return case.loss(why, "推动需求对应的项目完工", subjects)


def issues(case: Case) -> Loss:
    """S1: issues were not resolved in time."""
    subjects = []
    for item in case.short:
        cells = next((row.cells for row in item.rows), {})
        words = (
            f"{as_read(cells.get('提出日期', ''))}提出",
            cells.get("问题描述", ""),
            as_read(cells.get("处理状态", "")),
        )
        subjects.append(Subject(item.item_id.rpartition("/")[2], "，".join(filter(None, words))))
    return case.loss(
        f"{len(case.items)}件问题中{len(case.short)}件未按期解决", "逐件办结逾期问题，并在月报中填写解决日期", subjects
    )


def reviews(case: Case) -> Loss:
    """S2: residents gave bad reviews."""
    return case.loss("居民评价有差评", "走访差评较多的设施，改进服务", _facilities(case, "差评"))


def rectifications(case: Case) -> Loss:
    """S3: bad reviews were not followed up."""
    return case.loss("差评未全部整改", "整改差评并记入好差评台账", _facilities(case, "未整改"))


def overdue(quarter: Quarter, town: Town, items: tuple[Item, ...], points: float) -> Loss:
    """A2: what departments told the town to mend was not mended in time."""
    reasons = {
        (matter.dept_code, matter.subject_id): matter.reason
        for matter in quarter.matters
        if matter.kind == "rectification" and matter.town_code == town.code
    }
    subjects = []
    for item in items:
        dept, _, number = item.item_id.partition("/")
        name = quarter.names.get(dept, dept)
        subjects.append(Subject(f"{name}督促 {number}", reasons.get((dept, number), "整改逾期").rstrip("。")))
    return Loss(
        ("A2",),
        "整改逾期",
        -points,
        f"{len(items)}条督促整改逾期",
        "完成整改，并请督促部门登记整改完成日期",
        tuple(subjects),
    )


def _facilities(case: Case, lacking: str) -> list[Subject]:
    """The facilities that lack most over the quarter's months."""
    lacks: dict[str, float] = {}
    for item in case.items:
        facility = item.item_id.rpartition("/")[2]
        lacks[facility] = lacks.get(facility, 0) + max(0.0, (item.denominator or 0) - item.numerator)
    dearest = sorted(
        ((lack, facility) for facility, lack in lacks.items() if lack > 0), key=lambda pair: (-pair[0], pair[1])
    )
    return [Subject(f"设施 {facility}", f"{lacking}{lack:.0f}条") for lack, facility in dearest]
