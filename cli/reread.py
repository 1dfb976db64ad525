"""`lifecircle reread`: a file read anew, told at the terminal."""

from __future__ import annotations

from rich.markup import escape

from cli.console import console
from cli.options import failure
from ingestion.reading import ReadersError
from ingestion.rereading import Judgement, RereadError, reread
from lifecircle.home import Home
from lifecircle.visible import visible


def reread_and_show(home: Home, which: str) -> None:
    """Read submissions anew, check what changed, and say it.

    Raises:
        typer.Exit: nothing could be read; the reason has been shown.
    """
    from expectations.check import check

    try:
        done = reread(home, which)
    except (RereadError, ReadersError) as error:
        raise failure(str(error)) from error
    for each in done:
        name = escape(visible(each.file_name))
        if each.has_changed:
            console.print(f"{name}  {_said(each.before)} [bold]->[/] {_said(each.after)}", soft_wrap=True)
        else:
            console.print(f"{name}  as before: {_said(each.after)}", soft_wrap=True)
    if any(each.has_changed for each in done):
        check(home)
        console.print("`lifecircle run` takes it into the warehouse")


def _said(judgement: Judgement) -> str:
    if judgement.rejected_by:
        return f"rejected {judgement.rejected_by}"
    rows = sum(judgement.rows.values())
    found = ", ".join(f"{code} {count}" for code, count in sorted(judgement.findings.items()))
    return f"{rows} rows" + (f" ({found})" if found else "")
