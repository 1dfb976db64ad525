"""What doubtful cells do to the sums of the district and its tasks (docs/contract/assessment.md, Suspect values)."""

from __future__ import annotations

from collections.abc import Iterable

from lifecircle.wording import fixed, percent
from scorecards.figures.projects import Project
from scorecards.figures.quarter import Quarter
from scorecards.figures.suspects import corrected, doubts_of

DOUBT_REASONS = {
    "W01": "百分比填成了1以下的小数",
    "W02": "进度低于上次报告",
    "W03": "本年累计投资低于上次报告",
    "W05": "本年累计投资远超项目总投资，可能按元填写",
}


def doubted_sums(quarter: Quarter) -> list[tuple[str, str]]:
    """Tell of the district and of each task whose sums rest on doubtful cells what they would be: (scope, sentence)."""
    counting = [project for project in quarter.projects if project.counts]
    told = []
    district = quarter.scopes.get("district")
    if district is not None:
        words = _sums(
            quarter, "district", counting, (district.progress_index, district.ytd_investment, district.year_investment)
        )
        told += [("district", f"全区：{sentence}") for sentence in words]
    for task in quarter.tasks:
        scope = f"task:{task.no}"
        own = [project for project in counting if project.task_no == task.no]
        words = _sums(quarter, scope, own, (task.progress_index, task.ytd_investment, task.year_investment))
        told += [(scope, f"任务{task.no}（{task.short_name}）：{sentence}") for sentence in words]
    return told


def _sums(
    quarter: Quarter,
    scope: str,
    projects: Iterable[Project],
    published: tuple[float | None, float | None, float | None],
) -> list[str]:
    progress_index, ytd_investment, year_investment = published
    suspects = quarter.suspects_of(scope)
    doubts = [doubt.suspect for doubt in doubts_of(suspects) if doubt.suspect.is_computed_from]
    money = [suspect for suspect in doubts if suspect.is_money]
    progress = [suspect for suspect in doubts if not suspect.is_money]
    index, invested = corrected(projects, suspects)
    sentences = []
    if money and ytd_investment is not None:
        doubtful = sum(suspect.figure for suspect in money)
        words = (
            f"本年累计完成投资{fixed(ytd_investment)}万元（年度计划{fixed(year_investment)}万元），其中{fixed(doubtful)}万元"
            f"出自{len(money)}个待核的单元格，不计这些单元格为{fixed(ytd_investment - doubtful)}万元"
        )
        if any(suspect.likely_value is not None for suspect in money):
            words += f"，按可能的数值为{fixed(invested)}万元"
        sentences.append(words + "。")
    if any(suspect.likely_value is not None for suspect in progress):
        sentences.append(f"进度指数{percent(progress_index)}，按可能的数值为{percent(index)}。")
    return sentences
