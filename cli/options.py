"""What the commands share: options, settings, and errors shown in one line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from cli.console import errors
from lifecircle.calendar import parse_moment
from lifecircle.home import HomeInUseError
from lifecircle.settings import Settings
from lifecircle.visible import visible


def _moment(text: str) -> datetime:
    try:
        return parse_moment(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a moment; write 2024-04-10T23:59:59+08:00") from None


AsOf = Annotated[
    datetime | None,
    typer.Option(
        "--as-of",
        parser=_moment,
        metavar="MOMENT",
        help="What was known at this moment, as 2024-04-10T23:59:59+08:00 (no zone: Shanghai). "
        "Default: LIFECIRCLE_AS_OF, else now.",
    ),
]
HomeOption = Annotated[Path | None, typer.Option("--home", help="Where lifecircle keeps all it makes.")]


@contextmanager
def publication() -> Iterator[None]:
    """Say at the terminal why something could not be published."""
    import duckdb

    from lifecircle.marts.opening import NothingPublishedError
    from publishing.approval import ApprovalError
    from publishing.versions import AlreadyPublishedError

    try:
        yield
    except (ApprovalError, AlreadyPublishedError, NothingPublishedError, HomeInUseError) as error:
        raise failure(str(error)) from error
    except (duckdb.BinderException, duckdb.CatalogException) as error:
        raise failure("the marts were built by another version of lifecircle: run `lifecircle run` first") from error


def chosen_settings(**chosen: Path | None) -> Settings:
    """Read the settings; an option that was given wins over them."""
    return Settings().model_copy(update={name: value for name, value in chosen.items() if value is not None})


def failure(text: str) -> typer.Exit:
    """Show an error; what it returns, raised, ends the command with status 1."""
    errors.print(f"[bold red]error[/]  {escape(visible(text))}", soft_wrap=True)
    return typer.Exit(1)
