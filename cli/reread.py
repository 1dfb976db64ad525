"""`lifecircle reread`: a file read anew, told at the terminal."""

from __future__ import annotations

from rich.markup import escape

from cli.console import console
from cli.options import failure
from ingestion.reading import ReadersError
from ingestion.rereading import Judgement, RereadError
from lifecircle.home import Home
from lifecircle.visible import visible
from workflows.records import RecordError


def reread_and_show(home: Home, which: str, because: str, by: str) -> None:
    """Read submissions anew, check what changed, keep a record of it, and say it.

    Raises:
        typer.Exit: nothing could be read; the reason has been shown.
    """
    from workflows.rereading import reread_recorded

    try:
        done, number = reread_recorded(home, which, because, by)
    except (RereadError, ReadersError, RecordError) as error:
        raise failure(str(error)) from error
    for each in done:
        name = escape(visible(each.file_name))
        if each.has_changed:
            console.print(f"{name}  {_said(each.before)} [bold]->[/] {_said(each.after)}", soft_wrap=True)
        else:
            console.print(f"{name}  as before: {_said(each.after)}", soft_wrap=True)
    if any(each.has_changed for each in done):
        console.print("`lifecircle backfill` takes it into the warehouse and records what comes of it")
    console.print(f"第{number}号记录")


def _said(judgement: Judgement) -> str:
    if judgement.rejected_by:
        return f"rejected {judgement.rejected_by}"
    rows = sum(judgement.rows.values())
    found = ", ".join(f"{code} {count}" for code, count in sorted(judgement.findings.items()))
    return f"{rows} rows" + (f" ({found})" if found else "")
