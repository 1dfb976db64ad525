"""The commands that back a home up and restore it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from cli.console import console, errors, progress_bars
from cli.options import AsOf, HomeOption, chosen_settings, failure
from lifecircle.home import Home, HomeInUseError
from lifecircle.visible import visible


def backup(
    to: Annotated[
        Path | None, typer.Option("--to", metavar="DIR", help="The backups' folder. Default: `LIFECIRCLE_BACKUP`.")
    ] = None,
    home: HomeOption = None,
    as_of: AsOf = None,
) -> None:
    """Back the home up, whole or not at all: what it cannot make again, as far as it is new. Exit status 1 on damage."""
    from workflows.backup import back_up
    from workflows.backup_store import BackupError

    settings = chosen_settings(home=home, backup=to)
    if settings.backup is None:
        raise failure("name a folder by --to, or set LIFECIRCLE_BACKUP")
    try:
        with progress_bars() as show:
            made = back_up(
                *(Home(settings.home), settings.backup, as_of or settings.moment()),
                lambda done, total: show("备份", done, total),
            )
    except (BackupError, HomeInUseError) as error:
        raise failure(str(error)) from error
    console.print(
        f"backup {made.name} in {settings.backup.resolve()}: {made.files} files, {_size(made.size)}, "
        f"of which {made.new_files} new, {_size(made.new_size)}",
        soft_wrap=True,
    )
    _show_damage(made.damaged)


def restore(
    source: Annotated[
        Path | None, typer.Option("--from", metavar="DIR", help="The backups' folder. Default: `LIFECIRCLE_BACKUP`.")
    ] = None,
    at: Annotated[
        str | None,
        typer.Option("--at", metavar="WHICH", help="A backup's number or moment, as 12 or 2024-04-14. Default: last."),
    ] = None,
    only_damaged: Annotated[
        bool, typer.Option("--only-damaged", help="Put back into a standing home what is missing or changed in it.")
    ] = False,
    home: HomeOption = None,
    as_of: AsOf = None,
) -> None:
    """Restore an empty home from its backup, then build the warehouse and pages anew; its settings stay."""
    from workflows.backup_store import BackupError
    from workflows.cycle import CycleError, rebuild
    from workflows.restoring import put_back_damaged
    from workflows.restoring import restore as restore_home
    from workflows.steps import Work

    if only_damaged and at:
        raise failure("--only-damaged puts back what was written, whichever backup has it: leave out --at")
    settings = chosen_settings(home=home, backup=source)
    if settings.backup is None:
        raise failure("name a folder by --from, or set LIFECIRCLE_BACKUP")
    place = Home(settings.home.resolve())
    try:
        with progress_bars() as show:
            if only_damaged:
                restored = put_back_damaged(settings.backup, place, show)
            else:
                restored = restore_home(settings.backup, place, show, at)
                with place.hold("run"):
                    rebuild(Work(settings.inbox.resolve(), place, as_of or settings.moment()), show)
    except (BackupError, CycleError, HomeInUseError) as error:
        raise failure(str(error)) from error
    console.print(f"{len(restored.files)} files put back from {restored.name} into {place.root}", soft_wrap=True)
    for path in restored.kept_settings:
        console.print(f"{place.root / path} is another than the backup's, and stays", soft_wrap=True)
    _show_damage(restored.damaged)


def _show_damage(lines: tuple[str, ...]) -> None:
    for line in lines:
        errors.print(f"[red]damaged[/]  {escape(visible(line))}", soft_wrap=True)
    if lines:
        raise typer.Exit(1)


def _size(size: int) -> str:
    return f"{size / 2**20:.1f} MiB"
