"""What stands on one brief, in words and in order: what the page and the paper are both made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from lifecircle.wording import minute, month_name
from scorecards.brief.changes import Change, count_text
from scorecards.brief.figures import DISTRICT, Month, Report
from scorecards.brief.lists import Listed, lists_of
from scorecards.brief.wording import COUNTED, STATES

_TOWN_ROWS = 16
"""So many towns stand in the district's table; of more, those with the most to tell."""
_CHANGES = 6


@dataclass(frozen=True)
class Issue:
    """Which brief it is: of which month, as of when, in which edition."""

    month: str
    as_of: datetime
    version: int
    previous_as_of: datetime | None = None
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Table:
    """Rows under a head; the first column names, the others are figures or short words."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    links: tuple[str, ...] = ()
    """Of each row the page that its name leads to."""


@dataclass(frozen=True)
class Sheet:
    """A brief, ready to be set."""

    code: str
    title: str
    issuer: str
    unit_name: str
    as_of: str
    edition: str
    corrections: tuple[str, ...]
    tables: tuple[Table, ...]
    notes: tuple[str, ...]
    towns: Table | None
    lists: tuple[Listed, ...]


def sheet_of(code: str, now: Month, last: Month | None, issue: Issue, district_name: str) -> Sheet:
    """Put together the brief of a town, or of the district.

    Args:
        code: a town's, or `district`.
        now: the month's figures.
        last: the month before, to stand beside; None if there is none.
        issue: which edition it is.
        district_name: as 奉贤区.
    """
    is_district = code == DISTRICT
    unit_name = district_name if is_district else now.towns[code]
    return Sheet(
        code,
        f"{month_name(now.month)}工作简报",
        f"{district_name}“15分钟社区生活圈”行动",
        unit_name,
        f"数据截至{minute(issue.as_of)}",
        "" if issue.version == 1 else f"更正（第{issue.version}版）",
        _corrections(code, issue, now),
        (
            _received(now, last) if is_district else _own_report(code, now, last),
            _counted(code, now, last),
        ),
        _notes(code, now),
        _towns(now, last) if is_district else None,
        lists_of(code, now),
    )


def _corrections(code: str, issue: Issue, now: Month) -> tuple[str, ...]:
    if issue.version == 1 or issue.previous_as_of is None:
        return ()
    own = [each for each in issue.changes if each.unit_code == code]
    told = [f"{each.what}：{each.before} → {each.after}" for each in own[:_CHANGES]]
    if len(own) > _CHANGES:
        told.append(f"另有{len(own) - _CHANGES}项")
    since = f"本期更正第{issue.version - 1}版（数据截至{minute(issue.previous_as_of)}）"
    changed = [now.towns[town] for town in now.towns if any(each.unit_code == town for each in issue.changes)]
    if code == DISTRICT and changed:
        told.append(f"涉及{_names(changed)}")
    return (f"{since}：{'；'.join(told) if told else '本单位数据没有变化'}。",)


def _received(now: Month, last: Month | None) -> Table:
    states = [state for state in STATES if state != "not_due" or any(each.state == state for each in now.reports)]
    rows = [
        (f"{name}（{label}）", *_states_counted(month, kind, states))
        for kind, name in (("town", "街镇月报"), ("department", "部门台账"))
        for label, month in (("本月", now), ("上月", last))
    ]
    return Table("报送情况（份）", ("", "应报", *(STATES[state] for state in states)), tuple(rows))


def _states_counted(month: Month | None, kind: str, states: Iterable[str]) -> tuple[str, ...]:
    if month is None:
        return ("无上月", *("—" for _ in states))
    counted = Counter(each.state for each in month.reports if each.unit_kind == kind)
    return (str(counted.total()), *(str(counted[state]) for state in states))


def _own_report(code: str, now: Month, last: Month | None) -> Table:
    rows = []
    for label, month in (("本月", now), ("上月", last)):
        report = month.report_of(code) if month else None
        if report is None:
            rows.append((label, "无上月" if month is None else "无须报送", "—", "—"))
        else:
            accepted = "—" if report.first_accepted_at is None else minute(report.first_accepted_at)
            rows.append((label, state_text(report), minute(report.due_at), accepted))
    return Table("月报报送", ("", "状态", "应报时间", "受理文件收到时间"), tuple(rows))


def state_text(report: Report) -> str:
    """Say whether a report came."""
    return f"迟报{report.days_late}天" if report.days_late else STATES[report.state]


def _counted(code: str, now: Month, last: Month | None) -> Table:
    then = last.counts.get(code) if last else None
    rows = [
        (label, count_text(now.counts[code], field), "无上月" if then is None else count_text(then, field))
        for field, label in COUNTED.items()
    ]
    return Table("工作进展", ("", "本月", "上月"), tuple(rows))


def _notes(code: str, now: Month) -> tuple[str, ...]:
    counts = now.counts[code]
    notes = []
    if code == DISTRICT:
        for state in ("missing", "refused", "late"):
            units = [each for each in now.reports if each.state == state]
            for kind, form in (("town", "月报"), ("department", "台账")):
                names = [_with_days(each) for each in units if each.unit_kind == kind]
                if names:
                    notes.append(f"{form}{STATES[state]}：{_names(list(dict.fromkeys(names)))}。")
        if counts.towns_reported < counts.towns:
            absent = counts.towns - counts.towns_reported
            notes.append(f"本月数为{counts.towns_reported}个街镇合计；另{absent}个街镇没有受理的月报，不按零计。")
    elif counts.towns_reported == 0:
        notes.append("本月没有受理的月报，有关数据不按零计；逾期、到期事项按最近一次月报列出。")
    if counts.towns_with_plan < counts.towns:
        absent = counts.towns - counts.towns_with_plan
        notes.append(
            f"{f'{absent}个街镇' if code == DISTRICT else '本单位'}没有受理的本年度计划，其项目逾期、到期情况未列。"
        )
    if counts.without_month_investment:
        notes.append(f"另有{counts.without_month_investment}个项目未填本月完成投资。")
    if counts.rows_quarantined:
        notes.append(f"本月月报中{counts.rows_quarantined}行有误未采用，未计入以上各数。")
    return tuple(notes)


def _with_days(report: Report) -> str:
    return f"{report.unit_name}（{report.days_late}天）" if report.days_late else report.unit_name


def _names(names: list[str], most: int = 6) -> str:
    return "、".join(names[:most]) + (f"等{len(names)}个单位" if len(names) > most else "")


def _towns(now: Month, last: Month | None) -> Table:
    shown = sorted(now.towns, key=lambda code: -_to_tell(code, now))[:_TOWN_ROWS]
    rows = []
    fields = ("started", "finished", "month_investment")
    more = ("issues_new", "issues_closed", "turned_late", "due_next", "suspects")
    for code in (code for code in now.towns if code in shown):
        counts, report = now.counts[code], now.report_of(code)
        then = last.counts.get(code) if last else None
        rows.append(
            (
                now.towns[code],
                state_text(report) if report else "无须报送",
                *(count_text(counts, field) for field in fields),
                "无上月" if then is None else count_text(then, "month_investment"),
                *(count_text(counts, field) for field in more),
            )
        )
    hidden = len(now.towns) - len(shown)
    title = "各街镇情况" + (f"（另有{hidden}个街镇，见各街镇简报）" if hidden else "")
    head = ("街镇", "月报", "新开工", "新完工", "本月投资", "上月投资")
    head += ("新增问题", "办结问题", "新逾期", "下月到期", "存疑")
    return Table(title, head, tuple(rows), tuple(f"{code}.html" for code in now.towns if code in shown))


def _to_tell(code: str, now: Month) -> int:
    counts = now.counts[code]
    return counts.turned_late + (counts.suspects or 0) + 100 * (counts.towns_reported == 0)
