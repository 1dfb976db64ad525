"""Losses on services and people: C1, C2, S1 to S3, and the overdue rectifications of A2."""

from __future__ import annotations

from lifecircle.wording import percent
from scorecards.advice.loss import Case, Loss, Subject
from scorecards.figures.explained import Item
from scorecards.figures.quarter import Quarter
from scorecards.figures.towns import Town
from scorecards.figures.typed_cells import as_read


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
    """S1: what was not resolved within its days is lost, unless the date of the resolution was not filled in."""
    undated, unresolved = [], 0
    for item in case.short:
        cells = next((row.cells for row in item.rows), {})
        status = as_read(cells.get("处理状态", ""))
        if status == "已解决" and not cells.get("解决日期"):
            words = (f"{as_read(cells.get('提出日期', ''))}提出", cells.get("问题描述", ""), "已解决，未填解决日期")
            undated.append(Subject(item.item_id.rpartition("/")[2], "，".join(filter(None, words))))
        elif status != "已解决":
            unresolved += 1
    late = len(case.short) - len(undated)
    still = f"（其中{unresolved}件尚未解决，仍应尽快办结）" if unresolved else ""
    return case.loss(
        f"{len(case.items)}件问题中{len(case.short)}件未按期解决",
        "已按期解决的，在月报中补填解决日期" if undated else None,
        undated,
        open_points=case.worth(len(undated)),
        gone=f"{late}件问题未按期解决{still}",
    )


def reviews(case: Case) -> Loss:
    """S2: residents gave bad reviews."""
    bad = sum((item.denominator or 0) - item.numerator for item in case.items)
    return case.loss(f"居民评价有{bad:.0f}条差评")


def rectifications(case: Case) -> Loss:
    """S3: bad reviews were not followed up."""
    return case.loss("差评未全部整改", "整改差评，并请责任部门更正好差评台账", _facilities(case, "未整改"))


def overdue(quarter: Quarter, town: Town, items: tuple[Item, ...], points: float) -> Loss:
    """A2: what departments told the town to mend was not mended in time; mending it now is due, but wins nothing."""
    unmended = [item for item in items if not any("整改完成日期" in row.cells for row in item.rows)]
    still = f"（其中{len(unmended)}条尚未完成整改，仍应尽快完成）" if unmended else ""
    why = f"{len(items)}条督促整改逾期{still}"
    return Loss(("A2",), "整改逾期", -points, why, None, gone=why)


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
