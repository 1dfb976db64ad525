"""Whom to ring, and about what: a unit once, the most harmful of its matters first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import duckdb

from lifecircle.contacts import addresses
from lifecircle.home import DamagedHomeError, Home
from lifecircle.quarters import OpenQuarter, read_open_quarter
from receipts.chase import Expected, Waiting, list_matters, read_asks, read_calendar, read_waiting
from receipts.content import Receipt
from receipts.harm import FOLDED, HARMS, Harm, Weighed, weigh
from receipts.notes import Note, read_notes
from receipts.reach import NOBODY, Reach, read_reach
from receipts.ready_letters import ReadyLetter, write_ready_letter


@dataclass(frozen=True)
class Call:
    """What to go through with a unit in one call; `harm` is that of the most harmful of its matters."""

    unit_code: str | None
    unit_name: str
    harm: Harm
    matters: tuple[Weighed, ...]
    upcoming: tuple[Weighed, ...]
    reach: Reach
    notes: tuple[Note, ...]
    letter: ReadyLetter

    @property
    def harm_number(self) -> int:
        """The place of its harm in the order of harms."""
        return list(HARMS).index(self.harm)


@dataclass(frozen=True)
class Chase:
    """All that is to be chased as of a moment."""

    as_of: datetime
    quarter: OpenQuarter | None
    weighed: tuple[Weighed, ...]
    calls: tuple[Call, ...]
    waiting: tuple[Waiting, ...]
    without_address: tuple[str, ...]
    """The units that are to send something and of which no address is known."""
    knows_addresses: bool
    faults: tuple[str, ...]
    """Why contacts or notes cannot be used."""

    def of(self, *harms: Harm) -> tuple[Weighed, ...]:
        """The matters that do such harm."""
        return tuple(each for each in self.weighed if each.harm in harms)


def read_chase(marts: duckdb.DuckDBPyConnection, home: Home, receipts: list[Receipt], as_of: datetime) -> Chase:
    """Read what is to be chased, how each unit is reached, and what was said to it.

    Args:
        marts: the snapshot.
        home: its contacts, notes and covers are read.
        receipts: what every submission came to.
        as_of: the moment as of which things are overdue.
    """
    calendar = read_calendar(marts, as_of)
    quarter = read_open_quarter(marts, as_of)
    weighed = weigh(list_matters(receipts, calendar, read_asks(marts), as_of), receipts, quarter, as_of)
    reached = read_reach(home, receipts)
    faults = [reached.fault] if reached.fault else []
    notes: Mapping[str, tuple[Note, ...]] = {}
    try:
        notes = read_notes(home)
    except DamagedHomeError as error:
        faults.append(str(error))
    return Chase(
        as_of,
        quarter,
        tuple(weighed),
        _calls(weighed, reached.units, notes, as_of),
        tuple(read_waiting(marts, home, as_of)),
        _without_address(calendar, reached.units),
        any(addresses(reach.contacts) for reach in reached.units.values()),
        tuple(faults),
    )


def _calls(
    weighed: Iterable[Weighed], reached: Mapping[str, Reach], notes: Mapping[str, tuple[Note, ...]], as_of: datetime
) -> tuple[Call, ...]:
    """One call a unit, in the order of its most harmful matter; who has only what is upcoming is not rung."""
    units: dict[tuple[str | None, str], list[Weighed]] = defaultdict(list)
    for each in weighed:
        if each.harm not in FOLDED:
            units[each.matter.unit_code, each.matter.unit_name].append(each)
    calls = []
    for (code, name), all_matters in units.items():
        matters = [each for each in all_matters if each.harm != "upcoming"]
        if not matters:
            continue
        reach = reached.get(code or "", NOBODY)
        letter = write_ready_letter(name, matters, addresses(reach.contacts), as_of)
        upcoming = tuple(each for each in all_matters if each.harm == "upcoming")
        said = notes.get(code or "", ())
        calls.append(Call(code, name, matters[0].harm, tuple(matters), upcoming, reach, said, letter))
    return tuple(calls)


def _without_address(calendar: Iterable[Expected], reached: Mapping[str, Reach]) -> tuple[str, ...]:
    units = {expected.unit_code: expected.unit_name for expected in calendar}
    return tuple(name for code, name in sorted(units.items()) if not addresses(reached.get(code, NOBODY).contacts))
