"""Evidence of the district, the new city and the tasks: their projects with progress and money, and their coverage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from lifecircle.wording import amount, fixed, percent
from scorecards.figures.district import Scope
from scorecards.figures.evidence import Evidence
from scorecards.figures.projects import Project
from scorecards.figures.quarter import Quarter
from scorecards.figures.source_rows import SourceRow
from scorecards.figures.tasks import Task
from scorecards.pages.figure_page import FigureItem, FigurePage, Heading, text_heading

_OF_PROJECTS = ("总投资", "计划进度", "实际进度", "本年计划", "本年完成")


def _page_of(scope: str, kind: str) -> str:
    """Name the page of a scope's figures: `district-projects`, `task-3-projects`, `new_city-coverage`."""
    return f"{scope.replace(':', '-')}-{kind}"


def projects_page(quarter: Quarter, evidence: Evidence, scope: str, title: str, figures: Scope | Task) -> FigurePage:
    """The counting projects of a scope with their progress and money, and what these come to."""
    rows = evidence.of_figure(scope, "projects")
    of_project = _by_subject(rows)
    known = (quarter.project_by_id.get(project_id) for project_id in of_project)
    projects = sorted((each for each in known if each is not None), key=lambda each: each.project_id)
    items = tuple(
        FigureItem(
            f"i{number}",
            f"{project.project_id} {project.name or ''}".strip(),
            (
                quarter.names.get(project.town_code, project.town_code),
                project.status,
                *_project_cells(project, quarter),
            ),
            of_project[project.project_id],
            project.project_id,
        )
        for number, project in enumerate(projects, 1)
    )
    started = f"{figures.started}个开工" if isinstance(figures, Task) else ""
    return FigurePage(
        _page_of(scope, "projects"),
        title,
        (
            "金额单位为万元。项目为各街镇当年有效年度计划中、最近月报没有填为取消的项目。",
            "进度指数 = ∑（总投资 × 计划进度与实际进度中较小的一个）÷ ∑（总投资 × 计划进度），计划进度为零的项目不计。",
            f"投资完成 = 本年累计完成投资合计 ÷（本年计划投资合计 × {quarter.quarter[5]}/4），最高计为100%。",
        ),
        "projects",
        "项目",
        (*map(text_heading, ("街镇", "状态", "已开工", "已完工")), *map(Heading, _OF_PROJECTS)),
        items,
        (
            f"{figures.projects}个",
            "",
            started,
            f"{figures.finished}个完工",
            "",
            "进度指数",
            percent(figures.progress_index),
            fixed(figures.year_investment),
            fixed(figures.ytd_investment),
        ),
    )


def _project_cells(project: Project, quarter: Quarter) -> tuple[str, ...]:
    return (
        "是" if project.actual_start is not None and project.actual_start <= quarter.ends_on else "否",
        "是" if project.actual_finish is not None and project.actual_finish <= quarter.ends_on else "否",
        amount(project.total_investment, "未填"),
        f"{amount(project.planned_pct, '未填')}%",
        f"{amount(project.progress_pct, '未填')}%",
        amount(project.year_investment, "未填"),
        amount(project.ytd_investment, "未填"),
    )


def coverage_page(quarter: Quarter, evidence: Evidence, scope: str, title: str, figures: Scope) -> FigurePage:
    """The basic types of a scope with the facilities that serve it, and its communities."""
    rows = evidence.of_figure(scope, "coverage", "population")
    of_type = _by_subject(rows)
    names = {each.facility_type: each.type_name for each in quarter.coverage}
    items = tuple(
        FigureItem(
            facility_type,
            names[facility_type],
            (f"{len(rows_of)}", *(_covered(quarter, facility_type) if scope == "district" else ())),
            rows_of,
        )
        for facility_type, rows_of in sorted(of_type.items())
        if facility_type in names
    )
    target = f"{percent(figures.target)}" if figures.target is not None else "未定"
    return FigurePage(
        _page_of(scope, "coverage"),
        title,
        (
            f"基础保障覆盖 {percent(figures.mean_coverage)}：各类基础保障设施覆盖率的平均，不涉及目标。",
            f"达标程度 {percent(figures.coverage)}：各类覆盖率与当年目标（{target}）之比的平均，每类最高计为1。",
            f"覆盖率 = 步行可达范围内有在用设施的居村的常住人口 ÷ 全部居村的常住人口 {figures.population:,}人。"
            "设施不论在哪个街镇；下列为起作用的设施和全部居村。",
        ),
        "coverage",
        "设施类别",
        (Heading("起作用的设施（处）"), *map(Heading, ("常住人口", "已覆盖", "覆盖率") if scope == "district" else ())),
        items,
        rows=rows,
    )


def _covered(quarter: Quarter, facility_type: str) -> tuple[str, ...]:
    """The people of all towns, and those that the type reaches."""
    of_towns = [each for each in quarter.coverage if each.facility_type == facility_type]
    population, covered = sum(each.population for each in of_towns), sum(each.covered for each in of_towns)
    return f"{population:,}", f"{covered:,}", percent(covered / population if population else None)


def _by_subject(rows: Sequence[SourceRow]) -> dict[str, tuple[SourceRow, ...]]:
    found: dict[str, list[SourceRow]] = defaultdict(list)
    for row in rows:
        if row.subject:
            found[row.subject].append(row)
    return {subject: tuple(of_subject) for subject, of_subject in found.items()}
