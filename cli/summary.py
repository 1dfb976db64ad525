"""What a home holds, told at the terminal: the outcome of a run, and who has reported which month."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from rich.box import SIMPLE
from rich.table import Table

from cli.console import console
from lifecircle.calendar import now
from lifecircle.forms import load_forms
from lifecircle.home import Home
from lifecircle.marts.opening import open_snapshot

_OUTCOMES = """
    select
        count(*) as received,
        count(*) filter (where outcome = 'accepted') as accepted,
        count(*) filter (where outcome = 'rejected') as rejected,
        count(*) filter (where outcome = 'duplicate') as duplicate,
        coalesce(sum(rows_accepted), 0) as rows_accepted,
        coalesce(sum(rows_quarantined), 0) as rows_quarantined
    from marts.fct_submission
"""

# expected is what is due in a month that has begun; a first accepted file by the due moment is on time
_STATUS = """
    with units as (
        select town_code as unit_code, town_name as unit_name from marts.dim_town
        union all
        select dept_code, dept_name from marts.dim_department
    ),

    reports as (
        select
            form,
            unit_code,
            period,
            min(received_at) filter (where outcome = 'accepted') as first_accepted_at
        from marts.fct_submission
        where received_at <= $as_of
        group by form, unit_code, period
    )

    select
        expected.form,
        case expected.form when 'blueprint' then '' else expected.period end as period,
        units.unit_name,
        reports.form is not null as is_received,
        coalesce(reports.first_accepted_at <= expected.due_at, false) as is_on_time,
        reports.first_accepted_at is not null as is_accepted
    from marts.reporting_calendar as expected
    inner join units using (unit_code)
    left join reports
        on
            reports.form = expected.form
            and reports.unit_code = expected.unit_code
            and reports.period = expected.period
    where date_trunc('month', expected.due_at) <= $as_of
    order by expected.due_at, expected.form, expected.unit_code
"""

_LEDGERS = "部门月度台账"
"""The departments' monthly ledgers share a line: there are seven of them."""


def show_outcome(home: Home) -> None:
    """Print what the home's submissions came to, and where everything is."""
    with open_snapshot(home) as marts:
        received, accepted, rejected, duplicate, rows, quarantined = marts.execute(_OUTCOMES).fetchone() or (0,) * 6
    console.print(f"{received} files: {accepted} accepted, {rejected} rejected, {duplicate} sent twice", end="; ")
    console.print(f"{rows} rows accepted, {quarantined} quarantined")
    console.print(f"Scorecards  {home.published / 'index.html'}", soft_wrap=True)
    console.print(f"Warehouse   {home.snapshot}", soft_wrap=True)


def show_status(home: Home, as_of: datetime | None) -> None:
    """Print a line for each kind of report and period: expected, received, on time, accepted, and who is missing."""
    moment = as_of or now()
    with open_snapshot(home) as marts:
        expected = marts.execute(_STATUS, {"as_of": moment}).fetchall()
    lines: dict[tuple[str, str], list[tuple[bool, bool, bool]]] = defaultdict(list)
    missing: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for form_name, period, unit, *came in expected:
        form = load_forms()[form_name]
        is_ledger = form.sender == "dept" and form.period == "month"
        line = (period, _LEDGERS if is_ledger else form.title)
        lines[line].append((came[0], came[1], came[2]))
        if not came[2]:
            missing[line][f"{form.title} " if is_ledger else ""].append(unit)
    table = Table(title=f"as of {moment:%Y-%m-%d %H:%M}", title_justify="left", box=SIMPLE)
    for heading in ("period", "report"):
        table.add_column(heading, no_wrap=True)
    for heading in ("due", "received", "on time", "accepted"):
        table.add_column(heading, justify="right")
    table.add_column("not accepted yet", overflow="fold")
    for (period, title), units in lines.items():
        counts = [sum(column) for column in zip(*units, strict=True)]
        absent = "\n".join(form + "、".join(names) for form, names in missing[period, title].items())
        table.add_row(period, title, *map(str, [len(units), *counts]), absent)
    console.print(table)
