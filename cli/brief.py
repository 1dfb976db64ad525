"""`lifecircle brief`: a month closed by hand, as the DAG month_close does."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.console import console
from cli.options import AsOf, HomeOption, chosen_settings, failure, publication
from lifecircle.calendar import parse_period
from lifecircle.home import Home
from lifecircle.plain import plain
from lifecircle.wording import minute, month_name


def brief(
    month: Annotated[str, typer.Argument(help="The month, as 2024-03.")],
    home: HomeOption = None,
    as_of: AsOf = None,
) -> None:
    """Write a month's briefs: for the district and each town one A4, as of its close; later corrections, a new edition.

    The figures are the warehouse's: `lifecircle run` first. A month that has not closed yet is refused.
    """
    from publishing.briefs import NotClosedYetError, close_month, read_brief

    period = parse_period(plain(month), "month")
    if period is None:
        raise failure(f"{month!r} is no month; write it as 2024-03")
    settings = chosen_settings(home=home)
    try:
        with publication():
            folder = close_month(Home(settings.home), period, as_of or settings.moment())
    except NotClosedYetError as error:
        raise failure(str(error)) from error
    made = read_brief(folder)
    console.print(f"{month_name(period)}工作简报  第{made.version}版  数据截至 {minute(made.as_of)}", soft_wrap=True)
    for change in made.changes:
        console.print(f"  {change.unit_code}  {change.what}：{change.before} → {change.after}", soft_wrap=True)
    console.print(f"{folder / 'district.html'}", soft_wrap=True)
