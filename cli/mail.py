"""`lifecircle outbox`: the mails that wait, and another try to send them."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from cli.console import console
from cli.options import HomeOption, chosen_settings
from lifecircle.home import Home
from lifecircle.visible import visible
from lifecircle.wording import minute


def outbox(
    home: HomeOption = None,
    send: Annotated[bool, typer.Option("--send", help="Try to send them now.")] = False,
) -> None:
    """List the mails that wait, for whom and why; with --send try them again."""
    from receipts.mail.delivery import deliver
    from receipts.mail.outbox import waiting_mails

    place = Home(chosen_settings(home=home).home)
    if send:
        sending = deliver(place)
        why = f"：{escape(visible(sending.why_waiting))}" if sending.why_waiting else ""
        console.print(f"发出{sending.sent}封，待发{sending.waiting}封{why}", soft_wrap=True)
    for mail in waiting_mails(place):
        console.print(
            f"{minute(mail.at)}  {escape(visible(', '.join(mail.to)))}  {escape(visible(mail.subject))}", soft_wrap=True
        )
        if mail.why:
            console.print(f"    拒收：{escape(visible(mail.why))}", soft_wrap=True)
        console.print(f"    {mail.path}", soft_wrap=True)
