"""`lifecircle note`: what was said to a unit, kept and shown on the list of what to chase."""

from __future__ import annotations

import getpass
from typing import Annotated

import typer

from cli.console import console
from cli.options import HomeOption, chosen_settings, failure
from lifecircle.calendar import parse_moment
from lifecircle.home import Home, HomeInUseError
from lifecircle.plain import plain
from lifecircle.reference import load_reference


def note(
    unit: Annotated[str, typer.Argument(help="The town or department: its name, an alias or its code.")],
    text: Annotated[str, typer.Argument(help="What was said.")],
    at: Annotated[str | None, typer.Option("--at", metavar="TIME", help="When; now by default.")] = None,
    by: Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who; the login name by default.")] = None,
    home: HomeOption = None,
) -> None:
    """Note what was said to a unit: `receipts/chase.html` shows it at once."""
    from lifecircle.marts.opening import NothingPublishedError
    from receipts.answer import refresh_chase
    from receipts.notes import note as put_down

    settings = chosen_settings(home=home)
    place = Home(settings.home)
    try:
        moment = settings.moment() if at is None else parse_moment(at)
    except ValueError as error:
        raise failure(f"{at!r} is no moment; write it as 2024-04-03T09:30:00") from error
    code, name = _unit(unit)
    try:
        put_down(place, code, text, moment, by if by is not None else _login_name())
    except ValueError as error:
        raise failure(str(error)) from error
    console.print(f"已记  {name}  {moment:%Y-%m-%d %H:%M}", soft_wrap=True)
    try:
        refresh_chase(place)
    except (NothingPublishedError, HomeInUseError):
        console.print("待催办事项在下次运行时更新", soft_wrap=True)
    else:
        console.print(f"待催办事项  {place.receipts / 'chase.html'}", soft_wrap=True)


def _unit(unit: str) -> tuple[str, str]:
    """The code and name of a unit that is called so."""
    reference = load_reference()
    names = reference.town_names | reference.department_names
    code = unit if unit in names else reference.towns.get(plain(unit)) or reference.departments.get(plain(unit))
    if code is None:
        raise failure(f"{unit!r} is no town or department")
    return code, names[code]


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        raise failure("who says it? name yourself by --by") from None
