"""The pages that the DAGs show in Airflow, read from their files without Airflow."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lifecircle.settings import PROJECT

SECTIONS = ("作用", "何时运行", "读取", "写入", "能否重跑", "失败时怎么办")
"""What every DAG says on its page, in this order."""

_ORDER = (
    "town_submissions",
    "department_records",
    "warehouse",
    "reporting_reminders",
    "month_close",
    "quarterly_scorecards",
    "restatement",
    "prefilled_forms",
    "housekeeping",
    "home_status",
)
"""As the month goes."""


@dataclass(frozen=True)
class DagPage:
    """What a DAG says of itself: its name in Airflow's lists, and its page's title and sections."""

    dag_id: str
    name: str
    title: str
    sections: dict[str, str]


def dag_pages() -> list[DagPage]:
    """Read the page of every DAG, in the order in which a month meets them; one that is new comes last."""
    pages = [page for path in sorted((PROJECT / "dags").glob("*.py")) if (page := _read(path))]
    places = {dag_id: place for place, dag_id in enumerate(_ORDER)}
    return sorted(pages, key=lambda page: places.get(page.dag_id, len(places)))


def dag_index() -> Iterator[str]:
    """Write dags/README.md: all DAGs at a glance, then each one's page."""
    yield "# 定时任务一览\n"
    yield "数据组在Airflow页面上看到的就是这些，各任务的页面上也写着同样的说明。时间均为北京时间。\n"
    yield "任务失败且不再重试的、月度结账逾期的，邮件告知数据组（`LIFECIRCLE_DATA_TEAM_MAIL`）。"
    yield "设了`LIFECIRCLE_AS_OF`（回看往年）时，结账、提醒、发表不定时办理，由人逐月手工触发。\n"
    yield "| 名称 | 标识 | 何时运行 | 作用 |\n| --- | --- | --- | --- |"
    for page in dag_pages():
        when, what = (page.sections[section] for section in ("何时运行", "作用"))
        yield f"| {page.name} | [`{page.dag_id}`]({page.dag_id}.py) | {when} | {what} |"
    yield ""
    for page in dag_pages():
        yield f"## {page.title}\n"
        for section, text in page.sections.items():
            yield f"**{section}** {text}\n"


def _read(path: Path) -> DagPage | None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    text = ast.get_docstring(tree) or ""
    if not text.startswith("### "):
        return None
    found = re.findall(r"^\*\*(\S+?)\*\* (.+?)(?=\n\n|\Z)", text, re.DOTALL | re.MULTILINE)
    # lines of Chinese belong together without a blank
    sections = {section: said.replace("\n", "") for section, said in found}
    return DagPage(path.stem, _display_name(tree), text.splitlines()[0].lstrip("# "), sections)


def _display_name(tree: ast.Module) -> str:
    """What the file's decorator calls the DAG."""
    (name,) = (
        keyword.value.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "dag_display_name" and isinstance(keyword.value, ast.Constant)
    )
    return str(name)
