"""What a quarter comes down to: the first things that its page says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from scorecards.figures.departments import Department
from scorecards.figures.quarter import Quarter
from scorecards.figures.towns import Town

_MOVERS = 2
_COLOURS = ("红", "橙", "蓝")


@dataclass(frozen=True)
class Summary:
    """The quarter's first and last towns, those that moved most, and what is urgent."""

    last: tuple[Town, ...]
    first: tuple[Town, ...]
    risen: tuple[Town, ...]
    fallen: tuple[Town, ...]
    unsupervised: tuple[Department, ...]
    """The departments that left tasks in towns unsupervised, those that left most first."""
    has_supervisions: bool
    levels: Mapping[str, int]
    """How many matters of the supervision list show each colour, the gravest first."""

    @property
    def unsupervised_count(self) -> int:
        """How many tasks in towns were not supervised."""
        return sum(len(department.not_supervised) for department in self.unsupervised)


def summarise(quarter: Quarter) -> Summary:
    """Tell what the quarter comes down to."""
    ranks = [town.rank for town in quarter.towns if town.rank is not None]
    moved = sorted((town for town in quarter.towns if town.change), key=lambda town: -(town.change or 0))
    levels = Counter(matter.colour for matter in quarter.matters)
    unsupervised = [department for department in quarter.departments if department.not_supervised]
    return Summary(
        last=tuple(town for town in quarter.towns if ranks and town.rank == max(ranks) > 1),
        first=tuple(town for town in quarter.towns if town.rank == 1),
        risen=tuple(town for town in moved if (town.change or 0) > 0)[:_MOVERS],
        fallen=tuple(town for town in reversed(moved) if (town.change or 0) < 0)[:_MOVERS],
        unsupervised=tuple(sorted(unsupervised, key=lambda each: (-len(each.not_supervised), each.code))),
        has_supervisions=any(department.supervisions for department in quarter.departments),
        levels={colour: levels[colour] for colour in _COLOURS if levels[colour]},
    )
