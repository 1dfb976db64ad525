"""`lifecircle receive` and `withdraw`: what comes by mail, on a stick or by another system, and what came in error."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.console import console
from cli.options import HomeOption, chosen_settings, failure
from lifecircle.calendar import parse_moment
from lifecircle.home import Home

InboxOption = Annotated[Path | None, typer.Option("--inbox", help="Where towns' and departments' files arrive.")]


def receive(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="What came; the files stay where they are.")],
    inbox: InboxOption = None,
    at: Annotated[
        str | None, typer.Option("--at", metavar="TIME", help="When it came. Default: LIFECIRCLE_AS_OF, else now.")
    ] = None,
    note: Annotated[str | None, typer.Option("--note", help="How, or from whom; kept in the register.")] = None,
    home: HomeOption = None,
) -> None:
    """Take files into the inbox and its register, whole or not at all, and say what is wrong with them."""
    from cli.check import show_check
    from ingestion.receiving import ReceivingError
    from ingestion.receiving import receive as take_in
    from warehouse.judging import NoJudgingError

    settings = chosen_settings(inbox=inbox, home=home)
    try:
        moment = parse_moment(at) if at is not None else settings.moment()
    except ValueError as error:
        raise failure(f"{at!r} is no moment; write it as 2024-04-03T09:30:00") from error
    try:
        taken = take_in(settings.inbox, files, moment, note)
    except ReceivingError as error:
        raise failure(str(error)) from error
    console.print(f"已收 {len(taken)}份  {taken[0].parent}  {moment:%Y-%m-%d %H:%M:%S}", soft_wrap=True)
    try:
        show_check(taken, Home(settings.home), None)
    except NoJudgingError:
        show_check(taken, None, None)


def withdraw(
    file_name: Annotated[str, typer.Argument(help="The file's path below the inbox, or its bare name.")],
    approved_by: Annotated[str, typer.Option("--approved-by", metavar="NAME", help="Who approves it.")],
    reason: Annotated[str, typer.Option("--reason", help="Why it does not count.")],
    received_at: Annotated[
        str | None, typer.Option("--received-at", metavar="TIME", help="Of which receipt; of every one by default.")
    ] = None,
    inbox: InboxOption = None,
    at: Annotated[
        str | None, typer.Option("--at", metavar="TIME", help="From when on. Default: LIFECIRCLE_AS_OF, else now.")
    ] = None,
) -> None:
    """Withdraw a file that was accepted in error: a line in the inbox's register of withdrawals."""
    from ingestion.inbox import read_inbox
    from ingestion.receiving import withdraw as put_down

    settings = chosen_settings(inbox=inbox)
    try:
        moment = parse_moment(at) if at is not None else settings.moment()
        receipt = None if received_at is None else parse_moment(received_at)
    except ValueError as error:
        raise failure(f"{error}; write moments as 2024-04-03T09:30:00") from error
    try:
        names = {name for file in read_inbox(settings.inbox).files for name in (file.file_name, file.path.name)}
    except FileNotFoundError as error:
        raise failure(str(error)) from error
    if file_name not in names:
        raise failure(f"{file_name} does not lie in {settings.inbox}")
    put_down(settings.inbox, file_name, receipt, moment, approved_by, reason)
    console.print(f"已登记撤回  {file_name}  自 {moment:%Y-%m-%d %H:%M:%S} 起不计入；下次运行后生效", soft_wrap=True)
