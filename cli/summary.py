"""What a home holds, told at the terminal: the outcome of a run, and who has reported which month."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import duckdb
from rich.box import SIMPLE
from rich.table import Table

from cli.console import console
from lifecircle.calendar import CHINA
from lifecircle.due import Deadline, days_late, deadlines, due_within, opened
from lifecircle.forms import load_forms
from lifecircle.home import Home
from lifecircle.marts.opening import open_snapshot
from lifecircle.marts.reading import read_rows
from lifecircle.reference import load_district, load_reference
from lifecircle.settings import Settings
from lifecircle.units import read_units
from lifecircle.wording import minute, month_name, period_name, quarter_name
from workflows.backup import last_backup
from workflows.status import in_words
from workflows.status_report import HomeStatus, Sizes, State


@dataclass(frozen=True)
class _Submission:
    outcome: str
    rows_accepted: int
    rows_quarantined: int


@dataclass(frozen=True)
class _File:
    form: str | None
    unit_code: str | None
    period: str | None
    received_at: datetime
    outcome: str


@dataclass(frozen=True)
class _Answer:
    """When the first file of a form, unit and period came by a moment, and the first that was accepted."""

    received_at: datetime | None = None
    accepted_at: datetime | None = None


_Answers = dict[tuple[str | None, ...], _Answer]
"""By form, unit and period."""


_LEDGERS = "部门月度台账"
"""The departments' monthly ledgers share a line: there are seven of them."""
_AHEAD = timedelta(days=31)
"""How far ahead deadlines are named."""
_MOST_MONTHS = 3
"""So many months are named one by one."""


def show_outcome(home: Home) -> None:
    """Print what the home's submissions came to, and where everything is."""
    with open_snapshot(home) as marts:
        files = read_rows(marts, _Submission, "fct_submission")
    outcomes = Counter(file.outcome for file in files)
    rows = sum(file.rows_accepted for file in files)
    quarantined = sum(file.rows_quarantined for file in files)
    console.print(
        f"{len(files)} files: {outcomes['accepted']} accepted, {outcomes['rejected']} rejected, "
        f"{outcomes['duplicate']} sent twice{_withdrawn(outcomes)}; {rows} rows accepted, {quarantined} quarantined",
        soft_wrap=True,
    )
    console.print(f"Scorecards  {home.published / 'index.html'}", soft_wrap=True)
    console.print(f"Warehouse   {home.snapshot}", soft_wrap=True)


def _withdrawn(outcomes: Counter[str]) -> str:
    return f", {outcomes['withdrawn']} withdrawn" if outcomes["withdrawn"] else ""


def show_status(home: Home, status: HomeStatus) -> None:
    """Print how the home stands, in Chinese: who has sent what, what is due next, what waits for approval, its size.

    Args:
        home: with a published snapshot.
        status: what was found out about it.
    """
    state = status.state
    moment = state.moment
    # the marts know only what had opened by their run
    district = load_district(Settings().reference)
    calendar = deadlines(district)
    reference = load_reference()
    with open_snapshot(home) as marts:
        units = {code: unit.unit_name for code, unit in read_units(marts).items()}
        answers = _read_answers(marts, moment)
    names = reference.town_names | reference.department_names | units
    console.print(_calendar(opened(calendar, moment), answers, names, moment))
    for label, lines in (
        ("下一步到期", list(_next(due_within(calendar, moment, _AHEAD), answers))),
        ("待审批", [quarter_name(quarter) for quarter in state.approvals.quarters] if state.approvals else []),
        ("占用空间", [_sizes(state.sizes)]),
        ("剩余空间", [_free(state)]),
        ("最近建库", [_built(state)]),
        ("最近备份", [_backed_up(home)]),
        ("月度未结", _open_months(state.months_open)),
        ("待发邮件", [f"{state.mails_waiting}封"]),
        ("运行状况", [in_words(status)]),
    ):
        console.print(f"{label}  {'；'.join(lines) or '无'}", soft_wrap=True)


def _read_answers(marts: duckdb.DuckDBPyConnection, moment: datetime) -> _Answers:
    answers: _Answers = {}
    for file in read_rows(marts, _File, "fct_submission", order_by=("received_at",), at_most={"received_at": moment}):
        # any version of a blueprint is one
        key = (file.form, file.unit_code, "v1" if file.form == "blueprint" else file.period)
        so_far = answers.get(key, _Answer())
        accepted_at = so_far.accepted_at or (file.received_at if file.outcome == "accepted" else None)
        answers[key] = _Answer(so_far.received_at or file.received_at, accepted_at)
    return answers


def _calendar(due: Iterable[Deadline], answers: _Answers, names: Mapping[str, str], moment: datetime) -> Table:
    lines: dict[tuple[str, str], list[tuple[bool, bool, bool]]] = defaultdict(list)
    missing: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for each in due:
        form, answer = load_forms()[each.form], _answer(answers, each)
        is_ledger = form.sender == "dept" and form.period == "month"
        line = ("" if each.form == "blueprint" else each.period, _LEDGERS if is_ledger else form.title)
        is_on_time = answer.accepted_at is not None and answer.accepted_at <= each.due_at
        lines[line].append((answer.received_at is not None, is_on_time, answer.accepted_at is not None))
        if answer.accepted_at is None:
            name = names[each.unit_code] + _how_late(each, answer, moment)
            title = f"{form.title} " if is_ledger else ""
            missing[line][title + ("未到期：" if moment <= each.due_at else "")].append(name)
    table = Table(title=f"截至 {minute(moment)}", title_justify="left", box=SIMPLE)
    for heading in ("报告期", "表式"):
        table.add_column(heading, no_wrap=True)
    for heading in ("应报", "收到", "按期", "受理"):
        table.add_column(heading, justify="right")
    table.add_column("尚未受理", overflow="fold")
    for (period, title), counted in lines.items():
        counts = [sum(column) for column in zip(*counted, strict=True)]
        absent = "\n".join(form + "、".join(units) for form, units in missing[period, title].items())
        table.add_row(period and period_name(period), title, *map(str, [len(counted), *counts]), absent)
    return table


def _how_late(due: Deadline, answer: _Answer, moment: datetime) -> str:
    if moment <= due.due_at:
        return ""
    refused = "，收到而未受理" if answer.received_at else ""
    return f"（逾期{days_late(due.due_at, moment)}天{refused}）"


def _next(due: Iterable[Deadline], answers: _Answers) -> Iterator[str]:
    """What falls due next, the nearest first."""
    coming: dict[tuple[datetime, str], list[bool]] = defaultdict(list)
    for each in due:
        title = f"{period_name(each.period)}{load_forms()[each.form].title}"
        coming[each.due_at, title].append(_answer(answers, each).accepted_at is not None)
    for (due_at, title), accepted in sorted(coming.items()):
        yield f"{due_at.astimezone(CHINA):%m月%d日} {title}（{sum(accepted)}／{len(accepted)}已受理）"


def _answer(answers: _Answers, due: Deadline) -> _Answer:
    return answers.get((due.form, due.unit_code, due.period), _Answer())


def _sizes(sizes: Sizes) -> str:
    parts = (
        ("原件", sizes.archive_bytes),
        ("已读数据", sizes.landed_bytes),
        ("仓库", sizes.builds_bytes),
        ("评分卡", sizes.published_bytes),
    )
    return "，".join(f"{name}{size / 2**20:,.0f}MB" for name, size in parts)


def _free(state: State) -> str:
    parts = (("数据目录", state.disk), ("备份", state.backup_disk))
    return "，".join(f"{name}{disk.free_bytes / 2**30:,.1f}GB" for name, disk in parts if disk)


def _built(state: State) -> str:
    built = minute(state.build.at) if state.build else "尚未建库"
    return built + (f"，数据截至 {minute(state.snapshot.as_of)}" if state.snapshot else "")


def _backed_up(home: Home) -> str:
    """When the last backup was made, and to where, by its record."""
    try:
        last = last_backup(home)
    except (ValueError, KeyError, TypeError):
        return f"记录不能读取：{home.records / 'backup.json'}"
    return "尚未备份" if last is None else f"{minute(last.at)}，{last.folder}"


def _open_months(months: Sequence[str]) -> list[str]:
    """The months that have closed and of which there is no brief."""
    names = [month_name(month) for month in months]
    return names if len(names) <= _MOST_MONTHS else [f"{names[0]}至{names[-1]}共{len(names)}个月"]
