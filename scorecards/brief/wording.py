"""The words of the monthly brief."""

from __future__ import annotations

from scorecards.brief.figures import Counts

STATES = {"on_time": "按期", "late": "迟报", "refused": "退回", "missing": "未报", "not_due": "未到期"}
COUNTED = {
    "started": "新开工项目（项）",
    "finished": "新完工项目（项）",
    "month_investment": "本月完成投资（万元）",
    "issues_new": "新增问题（件）",
    "issues_closed": "办结问题（件）",
    "issues_open": "月末未解决问题（件）",
    "turned_late": "新逾期事项（项）",
    "due_next": "下月到期事项（项）",
    "suspects": "存疑数据（处）",
}
"""The figures of a month in the order in which they are shown."""
KINDS = {
    "started": "新开工",
    "finished": "新完工",
    "start_late": "逾期未开工",
    "finish_late": "逾期未完工",
    "issue_late": "问题逾期未解决",
    "start_due": "应开工",
    "finish_due": "应完工",
    "issue_due": "问题应解决",
    "issue_new": "新增问题",
    "issue_closed": "办结问题",
}
DOUBTS = {"W01": "疑似填成小数", "W02": "低于上次报告", "W03": "累计低于上次报告", "W05": "远超项目总投资"}


def absence(field: str, counts: Counts) -> str:
    """Say why there is no figure: what was not told is not 0."""
    if counts.towns_reported == 0:
        return "未报"
    return "未填" if field == "month_investment" else "无"
