"""What a home holds, told at the terminal: the outcome of a run, and who has reported which month."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
from rich.box import SIMPLE
from rich.table import Table

from cli.console import console
from lifecircle.calendar import CHINA, now, parse_moment
from lifecircle.forms import load_forms
from lifecircle.home import Home
from lifecircle.marts.opening import open_snapshot
from lifecircle.marts.reading import read_rows
from lifecircle.quarters import read_quarters
from lifecircle.units import read_units
from lifecircle.wording import minute, month_name, period_name, quarter_name


@dataclass(frozen=True)
class _Submission:
    outcome: str
    rows_accepted: int
    rows_quarantined: int


@dataclass(frozen=True)
class _Due:
    """What is due in a month that has begun, and when it came as far as it did."""

    unit_code: str
    form: str
    period: str
    due_at: datetime
    first_received_at: datetime | None
    first_accepted_at: datetime | None
    days_late: int | None


@dataclass(frozen=True)
class _Published:
    quarter: str
    version: int


@dataclass(frozen=True)
class _Run:
    as_of: datetime


_LEDGERS = "部门月度台账"
"""The departments' monthly ledgers share a line: there are seven of them."""
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


def show_status(home: Home, as_of: datetime | None) -> None:
    """Print how the home stands, in Chinese: who has sent what, what is due next, what waits for approval, its size.

    Args:
        home: with a published snapshot.
        as_of: the moment to look from; now by default.
    """
    moment = as_of or now()
    with open_snapshot(home) as marts:
        names = {code: unit.unit_name for code, unit in read_units(marts).items()}
        due = read_rows(marts, _Due, "reporting_calendar", order_by=("due_at", "form", "unit_code"))
        waiting = _waiting(marts, home, moment)
        (run,) = read_rows(marts, _Run, "warehouse_run")
    console.print(_calendar([each for each in due if _has_begun(each, moment)], names, moment))
    for label, lines in (
        ("下一步到期", list(_next(due, moment))),
        ("待审批", waiting),
        ("占用空间", [_sizes(home)]),
        ("最近建库", [f"{_built(home)}，数据截至 {minute(run.as_of)}"]),
        ("最近备份", [_backed_up(home)]),
        ("月度未结", _open_months(home, due, moment)),
        ("待发邮件", [f"{sum(1 for _ in home.outbox.glob('[!.]*.eml'))}封"]),
    ):
        console.print(f"{label}  {'；'.join(lines) or '无'}", soft_wrap=True)


def _has_begun(due: _Due, moment: datetime) -> bool:
    return due.due_at.replace(day=1, hour=0, minute=0, second=0) <= moment


def _calendar(due: Sequence[_Due], names: dict[str, str], moment: datetime) -> Table:
    lines: dict[tuple[str, str], list[tuple[bool, bool, bool]]] = defaultdict(list)
    missing: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for each in due:
        form = load_forms()[each.form]
        is_ledger = form.sender == "dept" and form.period == "month"
        line = ("" if each.form == "blueprint" else each.period, _LEDGERS if is_ledger else form.title)
        is_accepted = _is_past(each.first_accepted_at, moment)
        lines[line].append((_is_past(each.first_received_at, moment), is_accepted and each.days_late == 0, is_accepted))
        if not is_accepted:
            name = names[each.unit_code] + _how_late(each, moment)
            title = f"{form.title} " if is_ledger else ""
            missing[line][title + ("未到期：" if moment <= each.due_at else "")].append(name)
    table = Table(title=f"截至 {minute(moment)}", title_justify="left", box=SIMPLE)
    for heading in ("报告期", "表式"):
        table.add_column(heading, no_wrap=True)
    for heading in ("应报", "收到", "按期", "受理"):
        table.add_column(heading, justify="right")
    table.add_column("尚未受理", overflow="fold")
    for (period, title), answers in lines.items():
        counts = [sum(column) for column in zip(*answers, strict=True)]
        absent = "\n".join(form + "、".join(units) for form, units in missing[period, title].items())
        table.add_row(period and period_name(period), title, *map(str, [len(answers), *counts]), absent)
    return table


def _how_late(due: _Due, moment: datetime) -> str:
    if moment <= due.due_at:
        return ""
    days = (moment.astimezone(CHINA).date() - due.due_at.astimezone(CHINA).date()).days
    refused = "，收到而未受理" if _is_past(due.first_received_at, moment) else ""
    return f"（逾期{days}天{refused}）"


def _next(due: Sequence[_Due], moment: datetime) -> Iterator[str]:
    """What falls due within the next month, the nearest first."""
    coming: dict[tuple[datetime, str], list[bool]] = defaultdict(list)
    for each in due:
        if moment <= each.due_at <= moment + timedelta(days=31):
            title = f"{period_name(each.period)}{load_forms()[each.form].title}"
            coming[each.due_at, title].append(_is_past(each.first_accepted_at, moment))
    for (due_at, title), accepted in sorted(coming.items()):
        yield f"{due_at.astimezone(CHINA):%m月%d日} {title}（{sum(accepted)}／{len(accepted)}已受理）"


def _waiting(marts: duckdb.DuckDBPyConnection, home: Home, moment: datetime) -> list[str]:
    """The quarters whose drafts nobody has approved yet."""
    published = {row.quarter for row in read_rows(marts, _Published, "publication")}
    return [
        quarter_name(each.quarter)
        for each in read_quarters(marts)
        if each.cutoff_at <= moment
        and each.quarter not in published
        and not any((home.published / each.quarter).glob("v*"))
    ]


def _sizes(home: Home) -> str:
    parts = (("原件", home.archive), ("已读数据", home.landed), ("仓库", home.builds), ("评分卡", home.published))
    return "，".join(f"{name}{_size(path) / 2**20:,.0f}MB" for name, path in parts)


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _built(home: Home) -> str:
    return minute(datetime.fromtimestamp(home.latest_build.stat().st_mtime, CHINA))


def _backed_up(home: Home) -> str:
    """When the last backup was made, and to where, by its record."""
    record = home.records / "backup.json"
    if not record.exists():
        return "尚未备份"
    try:
        said = json.loads(record.read_text(encoding="utf-8"))
        return f"{minute(parse_moment(said['at']))}，{said['to']}"
    except (ValueError, KeyError, TypeError):
        return f"记录不能读取：{record}"


def _open_months(home: Home, due: Sequence[_Due], moment: datetime) -> list[str]:
    """The months whose reports are all due, the quarter's last ones too, and of which there is no brief."""
    closing: dict[str, datetime] = {}
    for each in due:
        if load_forms()[each.form].period == "month":
            # the month closes with the tenth, when what was late until then still counts
            closing[each.period] = each.due_at.astimezone(CHINA).replace(day=10, hour=23, minute=59, second=59)
    months = [month for month, at in sorted(closing.items()) if at <= moment and not (home.briefs / month).is_dir()]
    names = [month_name(month) for month in months]
    return names if len(names) <= _MOST_MONTHS else [f"{names[0]}至{names[-1]}共{len(names)}个月"]


def _is_past(at: datetime | None, moment: datetime) -> bool:
    return at is not None and at <= moment
