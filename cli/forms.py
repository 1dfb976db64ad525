"""`lifecircle forms`: the forms to be filled in, written where they are wanted."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.console import console
from cli.options import HomeOption, chosen_settings, failure
from lifecircle.calendar import parse_period
from lifecircle.home import Home
from lifecircle.plain import plain
from lifecircle.writing import whole


def forms(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where they are written.")],
    unit: Annotated[str | None, typer.Option("--unit", help="A town or department: its name, alias or code.")] = None,
    form: Annotated[str | None, typer.Option("--form", help="Only this one: its name, title or stem.")] = None,
    month: Annotated[
        str | None, typer.Option("--month", help="For this month, as 2024-04, begun with what is known.")
    ] = None,
    home: HomeOption = None,
) -> None:
    """Write forms to be filled in: empty ones, or for a month those that each unit has to send, begun for it."""
    from receipts.forms.sending import UnknownFormError, forms_of_month, templates

    period = None if month is None else parse_period(plain(month), "month")
    if month is not None and period is None:
        raise failure(f"{month!r} is no month; write it as 2024-04")
    if unit is not None and period is None:
        raise failure("--unit needs --month: what a unit sends, and what it begins with, is of a month")
    kept = Home(chosen_settings(home=home).home)
    try:
        blanks = templates(form) if period is None else forms_of_month(kept, period, unit, form)
        out.mkdir(parents=True, exist_ok=True)
        count = 0
        for blank in blanks:
            with whole(out / blank.file_name) as unfinished:
                unfinished.write_bytes(blank.content)
            count += 1
            console.print(f"  {blank.file_name}", soft_wrap=True)
    except UnknownFormError as error:
        raise failure(str(error)) from error
    console.print(f"{count}份表式  {out}", soft_wrap=True)
