"""The commands of who looks after a home: what has come, whether all is as it was written, and what to read anew."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from cli.console import console, errors, progress_bars
from cli.options import AsOf, Because, By, HomeOption, chosen_settings, failure
from lifecircle.home import Home, HomeInUseError
from lifecircle.visible import visible


def status(
    home: HomeOption = None,
    as_of: AsOf = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, as a monitor reads it.")] = False,
) -> None:
    """Show who has reported which month: expected, received, on time, accepted, and who is missing; what is damaged."""
    from cli.summary import show_status
    from lifecircle.marts.opening import NothingPublishedError
    from workflows.inspection import inspect_home
    from workflows.status import read_status

    settings = chosen_settings(home=home)
    place = Home(settings.home)
    damaged = inspect_home(place, whole_bytes=False)
    found = read_status(place, as_of or settings.moment(), damaged)
    if as_json:
        typer.echo(found.model_dump_json(indent=1))
        return
    for line in damaged:
        errors.print(f"[yellow]{escape(visible(line))}", soft_wrap=True)
    try:
        show_status(place, found)
    except NothingPublishedError as error:
        raise failure(str(error)) from error


def inspect(home: HomeOption = None) -> None:
    """Read every byte of what the home keeps for good: what is missing, cut off or changed? Exit status 1 if so."""
    from workflows.inspection import inspect_home

    place = Home(chosen_settings(home=home).home)
    with progress_bars() as show:
        lines = inspect_home(place, whole_bytes=True, progress=lambda done, total: show("核对原件", done, total))
    for line in lines:
        errors.print(f"[red]damaged[/]  {escape(visible(line))}", soft_wrap=True)
    if lines:
        raise typer.Exit(1)
    console.print(f"everything in {place.root} is as it was written", soft_wrap=True)


def reread(
    which: Annotated[str, typer.Argument(metavar="SUBMISSION|FILE", help="A submission's id, or a file's name.")],
    because: Because,
    by: By,
    home: HomeOption = None,
) -> None:
    """Read anew what was judged before, from the archived original; say what changed, and keep a record of it."""
    from cli.reread import reread_and_show

    reread_and_show(Home(chosen_settings(home=home).home), which, because, by)


def verify(
    version: Annotated[str, typer.Argument(metavar="QUARTER/VERSION", help="A published version, as 2024Q1/v1.")],
    home: HomeOption = None,
) -> None:
    """Rebuild a published version from the archived originals and compare; exit code 1 if anything differs."""
    from cli.verify import show_verification
    from warehouse.build import BuildError
    from workflows.rebuilding import RebuildError
    from workflows.verification import VerificationError
    from workflows.verification import verify as verify_version

    try:
        with progress_bars() as show:
            verification = verify_version(Home(chosen_settings(home=home).home), version, show)
    except (VerificationError, RebuildError, BuildError, HomeInUseError) as error:
        raise failure(str(error)) from error
    show_verification(verification)
    if verification.differences:
        raise typer.Exit(1)
