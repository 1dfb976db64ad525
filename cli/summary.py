"""What a home holds, told at the terminal: the outcome of a run, and who has reported which month."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime

from rich.box import SIMPLE
from rich.table import Table

from cli.console import console
from lifecircle.calendar import now
from lifecircle.forms import load_forms
from lifecircle.home import Home
from lifecircle.marts.opening import open_snapshot
from lifecircle.marts.reading import read_rows
from lifecircle.units import read_units


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


_LEDGERS = "部门月度台账"
"""The departments' monthly ledgers share a line: there are seven of them."""


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
    """Print a line for each kind of report and period: expected, received, on time, accepted, and who is missing."""
    moment = as_of or now()
    with open_snapshot(home) as marts:
        units = read_units(marts)
        due = read_rows(marts, _Due, "reporting_calendar", order_by=("due_at", "form", "unit_code"))
    lines: dict[tuple[str, str], list[tuple[bool, bool, bool]]] = defaultdict(list)
    missing: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for each in due:
        if each.due_at.replace(day=1, hour=0, minute=0, second=0) > moment:
            continue
        form = load_forms()[each.form]
        is_ledger = form.sender == "dept" and form.period == "month"
        line = ("" if each.form == "blueprint" else each.period, _LEDGERS if is_ledger else form.title)
        is_accepted = _is_past(each.first_accepted_at, moment)
        lines[line].append((_is_past(each.first_received_at, moment), is_accepted and each.days_late == 0, is_accepted))
        if not is_accepted:
            missing[line][f"{form.title} " if is_ledger else ""].append(units[each.unit_code].unit_name)
    table = Table(title=f"as of {moment:%Y-%m-%d %H:%M}", title_justify="left", box=SIMPLE)
    for heading in ("period", "report"):
        table.add_column(heading, no_wrap=True)
    for heading in ("due", "received", "on time", "accepted"):
        table.add_column(heading, justify="right")
    table.add_column("not accepted yet", overflow="fold")
    for (period, title), answers in lines.items():
        counts = [sum(column) for column in zip(*answers, strict=True)]
        absent = "\n".join(form + "、".join(names) for form, names in missing[period, title].items())
        table.add_row(period, title, *map(str, [len(answers), *counts]), absent)
    console.print(table)


def _is_past(at: datetime | None, moment: datetime) -> bool:
    return at is not None and at <= moment
