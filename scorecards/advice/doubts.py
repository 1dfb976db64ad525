"""What doubtful cells do to the sums of the district and its tasks (docs/contract/assessment.md, Suspect values)."""

from __future__ import annotations

from lifecircle.wording import fixed, percent
from scorecards.figures.district import Scope
from scorecards.figures.quarter import Quarter
from scorecards.figures.suspects import doubts_of
from scorecards.figures.tasks import Task

DOUBT_REASONS = {
    "W01": "百分比填成了1以下的小数",
    "W02": "进度低于上次报告",
    "W03": "本年累计投资低于上次报告",
    "W05": "本年累计投资远超项目总投资，可能按元填写",
}


def doubted_sums(quarter: Quarter) -> list[tuple[str, str]]:
    """Tell of the district and of each task whose sums rest on doubtful cells what they would be: (scope, sentence)."""
    told = []
    for name, title in (("district", "全区"), ("new_city", "新城")):
        scope = quarter.scopes.get(name)
        if scope is not None:
            told += [(name, f"{title}：{words}") for words in _sums(quarter, name, scope)]
    for task in quarter.tasks:
        words_of_task = _sums(quarter, f"task:{task.no}", task)
        told += [(f"task:{task.no}", f"任务{task.no}（{task.short_name}）：{words}") for words in words_of_task]
    return told


def _sums(quarter: Quarter, name: str, figures: Scope | Task) -> list[str]:
    doubts = [doubt.suspect for doubt in doubts_of(quarter.suspects_of(name)) if doubt.suspect.is_grave]
    money = [suspect for suspect in doubts if suspect.is_money]
    sentences = []
    if money and figures.ytd_investment is not None:
        doubtful = sum(suspect.figure for suspect in money)
        words = (
            f"本年累计完成投资{fixed(figures.ytd_investment)}万元（年度计划{fixed(figures.year_investment)}万元），"
            f"其中{fixed(doubtful)}万元出自{len(money)}个待核的单元格，不计这些单元格为"
            f"{fixed(figures.ytd_investment - doubtful)}万元"
        )
        if any(suspect.likely_value is not None for suspect in money):
            words += f"，按可能的数值为{fixed(figures.ytd_investment_if_corrected)}万元"
        sentences.append(words + "。")
    if any(suspect.likely_value is not None for suspect in doubts if not suspect.is_money):
        likely = percent(figures.progress_index_if_corrected)
        sentences.append(f"进度指数{percent(figures.progress_index)}，按可能的数值为{likely}。")
    return sentences
