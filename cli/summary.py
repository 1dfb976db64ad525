"""What a home holds, told at the terminal: the outcome of a run, and who has reported which month."""

from __future__ import annotations

from datetime import datetime

import duckdb
from rich.table import Table

from cli.console import console
from lifecircle.calendar import now
from lifecircle.forms import load_forms
from lifecircle.home import Home

_NAMES_SHOWN = 4

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
        count(*) as expected,
        count(reports.form) as received,
        count(*) filter (where reports.first_accepted_at <= expected.due_at) as on_time,
        count(reports.first_accepted_at) as accepted,
        list(units.unit_name order by units.unit_code) filter (where reports.first_accepted_at is null) as missing
    from marts.reporting_calendar as expected
    inner join units using (unit_code)
    left join reports
        on
            reports.form = expected.form
            and reports.unit_code = expected.unit_code
            and reports.period = expected.period
    where date_trunc('month', expected.due_at) <= $as_of
    group by all
    order by min(expected.due_at), expected.form
"""


class NothingBuiltError(Exception):
    """The home has no warehouse yet; the message says what to do."""


def show_outcome(home: Home) -> None:
    """Print what the home's submissions came to, and where everything is."""
    with _open(home) as marts:
        received, accepted, rejected, duplicate, rows, quarantined = marts.execute(_OUTCOMES).fetchone() or (0,) * 6
    console.print(f"{received} files: {accepted} accepted, {rejected} rejected, {duplicate} sent twice", end="; ")
    console.print(f"{rows} rows accepted, {quarantined} quarantined")
    console.print(f"Scorecards  {home.published / 'index.html'}", soft_wrap=True)
    console.print(f"Warehouse   {home.snapshot}", soft_wrap=True)


def show_status(home: Home, as_of: datetime | None) -> None:
    """Print a line for each form and period: expected, received, on time, accepted, and who is missing."""
    with _open(home) as marts:
        lines = marts.execute(_STATUS, {"as_of": as_of or now()}).fetchall()
    table = Table(title=f"as of {as_of or now():%Y-%m-%d %H:%M}", title_justify="left")
    for heading in ("form", "period"):
        table.add_column(heading, no_wrap=True)
    for heading in ("expected", "received", "on time", "accepted"):
        table.add_column(heading, justify="right")
    table.add_column("not accepted yet")
    for form, period, *counts, missing in lines:
        table.add_row(load_forms()[form].title, period, *map(str, counts), _names(missing or []))
    console.print(table)


def _names(units: list[str]) -> str:
    shown = "、".join(units[:_NAMES_SHOWN])
    return shown if len(units) <= _NAMES_SHOWN else f"{shown} and {len(units) - _NAMES_SHOWN} more"


def _open(home: Home) -> duckdb.DuckDBPyConnection:
    if not home.snapshot.exists():
        raise NothingBuiltError(f"{home.root.resolve()} has no warehouse yet: run `lifecircle run --home {home.root}`")
    marts = duckdb.connect(str(home.snapshot.resolve()), read_only=True)
    marts.execute("set TimeZone = 'Asia/Shanghai'")
    return marts
