"""The pages of evidence of figures beside the cards: the district, tasks, indicators, funds, matters, the year.

Source: docs/contract/marts.md, figure_evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from lifecircle.wording import amount, fixed, indicator, percent
from scorecards.figures.district import Scope
from scorecards.figures.evidence import Evidence
from scorecards.figures.projects import Project
from scorecards.figures.quarter import Quarter
from scorecards.figures.source_rows import SourceRow
from scorecards.figures.supervision import Matter
from scorecards.figures.tasks import Indicator, Task

FUND_PAGES = {"市级": "city", "区级": "district", "镇级": "town", "社会": "social"}
SCOPES = {"district": "全区", "new_city": "新城"}
_OF_PROJECTS = ("总投资", "计划进度", "实际进度", "本年计划投资", "本年完成投资")
_YEAR_PARTS = {"completion": "完工", "satisfaction": "满意"}


@dataclass(frozen=True)
class Heading:
    """The heading of a column of parts."""

    words: str
    is_number: bool = True


@dataclass(frozen=True)
class FigureItem:
    """A part of a figure: its name, its figures as they are shown, and the rows that it was made from."""

    anchor: str
    title: str
    cells: tuple[str, ...]
    rows: tuple[SourceRow, ...]
    project_id: str | None = None


@dataclass(frozen=True)
class FigurePage:
    """A page of evidence; `columns` names which columns of source rows decide (`deciding_headers`)."""

    name: str
    title: str
    means: tuple[str, ...]
    columns: str
    of_what: str
    headings: tuple[Heading, ...]
    items: tuple[FigureItem, ...]
    total: tuple[str, ...] = ()
    """What the items come to, as published."""
    rows: tuple[SourceRow, ...] = ()
    """Rows that belong to no item alone."""


def figure_pages(quarter: Quarter, evidence: Evidence) -> Iterator[FigurePage]:
    """Lay out every page, by the marts' figures; nothing is summed anew."""
    for name, title in SCOPES.items():
        scope = quarter.scopes.get(name)
        if scope is not None:
            yield _projects(quarter, evidence, name, f"{title}的项目、进度和投资", scope)
            yield _coverage(quarter, evidence, name, f"{title}的基础保障覆盖", scope)
    for task in quarter.tasks:
        yield _projects(quarter, evidence, f"task:{task.no}", f"任务{task.no}的项目、进度和投资", task)
        for each in task.indicators:
            yield _indicator(quarter, evidence, each)
    for source, name in FUND_PAGES.items():
        yield _fund(quarter, evidence, source, name)
    if quarter.matters:
        yield _matters(quarter, evidence)
    if quarter.years:
        for part, title in _YEAR_PARTS.items():
            yield _year(quarter, evidence, part, title)


def page_of_scope(scope: str, kind: str) -> str:
    """Name the page of a scope's figures: `district-projects`, `task-3-projects`, `new_city-coverage`."""
    return f"{scope.replace(':', '-')}-{kind}"


def _projects(quarter: Quarter, evidence: Evidence, scope: str, title: str, figures: Scope | Task) -> FigurePage:
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
        page_of_scope(scope, "projects"),
        title,
        (
            "项目为各街镇当年有效年度计划中、最近月报没有填为取消的项目。",
            "进度指数 = ∑（总投资 × 计划进度与实际进度中较小的一个）÷ ∑（总投资 × 计划进度），计划进度为零的项目不计。",
            f"投资完成 = 本年累计完成投资合计 ÷（本年计划投资合计 × {quarter.quarter[5]}/4），最高计为100%。",
        ),
        "projects",
        "项目",
        (*map(_text, ("街镇", "状态", "已开工", "已完工")), *map(Heading, _OF_PROJECTS)),
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


def _coverage(quarter: Quarter, evidence: Evidence, scope: str, title: str, figures: Scope) -> FigurePage:
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
        page_of_scope(scope, "coverage"),
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


def _indicator(quarter: Quarter, evidence: Evidence, each: Indicator) -> FigurePage:
    items = tuple(
        FigureItem(
            town.code,
            town.name,
            (amount(value.numerator), amount(value.denominator), indicator(value.value, each.per))
            if (value := each.of_town(town.code)) is not None and value.value is not None
            else ("未报送", "未报送", "未报送"),
            evidence.of_figure(f"indicator:{each.code}:{town.code}", "value"),
        )
        for town in sorted(quarter.towns, key=lambda town: town.code)
    )
    whole = each.district
    taken = "本季各月合计" if each.aggregation == "sum" else "本季内分母大于零的最近一个月"
    unit = "" if each.per == 1 else f"再乘以{each.per:,}，"
    return FigurePage(
        f"indicator-{each.code}",
        f"{each.name}",
        (f"指标值为分子与分母之比，{unit}取{taken}；全区为各街镇分子、分母分别相加。",),
        "indicator",
        "街镇",
        tuple(map(Heading, ("分子", "分母", "指标值"))),
        items,
        (amount(whole.numerator), amount(whole.denominator), indicator(whole.value, each.per))
        if whole is not None and whole.value is not None
        else (),
    )


def _fund(quarter: Quarter, evidence: Evidence, source: str, name: str) -> FigurePage:
    of_source = [each for each in quarter.funding if each.source == source]
    return FigurePage(
        f"fund-{name}",
        f"{source}资金的计划和拨付",
        (
            "计划为各街镇当年年度计划中计入评分的项目该项资金之和；拨付为同一批项目本年至季末该项资金的拨付之和，单位万元。",
        ),
        "funds",
        "街镇",
        tuple(map(Heading, ("计划（万元）", "拨付（万元）"))),
        tuple(
            FigureItem(
                each.town_code,
                quarter.names.get(each.town_code, each.town_code),
                (fixed(each.planned), fixed(each.paid)),
                evidence.of_figure(f"fund:{source}:{each.town_code}", "planned", "paid"),
            )
            for each in of_source
        ),
    )


def _matters(quarter: Quarter, evidence: Evidence) -> FigurePage:
    return FigurePage(
        "matters",
        "督办清单",
        ("每个事项所依据的行。月报未报的，没有可依据的文件。",),
        "matters",
        "编号",
        (_text("街镇"), _text("情况")),
        tuple(
            FigureItem(
                f"i{number}",
                _matter_title(quarter, matter),
                (quarter.names.get(matter.town_code, matter.town_code), matter.reason),
                _rows_of_matter(evidence, matter),
            )
            for number, matter in enumerate(quarter.matters, 1)
        ),
    )


def _matter_title(quarter: Quarter, matter: Matter) -> str:
    project = quarter.project_by_id.get(matter.subject_id)
    return f"{matter.subject_id.replace('+', ' 与 ')} {project.name or '' if project else ''}".strip()


def _rows_of_matter(evidence: Evidence, matter: Matter) -> tuple[SourceRow, ...]:
    kinds = matter.kinds or (matter.kind,)
    scopes = [f"matter:{kind}:{matter.town_code}:{matter.subject_id}" for kind in kinds]
    rows = {row.place: row for scope in scopes for row in evidence.of_figure(scope, "matter")}
    return tuple(rows.values())


def _year(quarter: Quarter, evidence: Evidence, part: str, title: str) -> FigurePage:
    means = {
        "completion": "当年应完工项目的按期完工得分率：按期1、逾期0.7、未完工0的平均。",
        "satisfaction": "全年好评占好评与差评之和的比例。",
    }
    return FigurePage(
        f"year-{part}",
        f"{quarter.year}年年度评价：{title}",
        (means[part],),
        part,
        "街镇",
        (Heading(title),),
        tuple(
            FigureItem(
                row.town_code,
                quarter.names.get(row.town_code, row.town_code),
                (percent(getattr(row, part)),),
                evidence.of_figure(f"year:{row.town_code}", part),
            )
            for row in quarter.years
        ),
    )


def _text(words: str) -> Heading:
    return Heading(words, is_number=False)


def _by_subject(rows: Sequence[SourceRow]) -> dict[str, tuple[SourceRow, ...]]:
    key: Callable[[SourceRow], str] = lambda row: row.subject or ""  # noqa: E731
    return {subject: tuple(of) for subject, of in groupby(sorted(rows, key=key), key=key) if subject}
