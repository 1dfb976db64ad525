"""Reminders by mail: one a unit and day, with everything that is late, due or refused."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lifecircle.calendar import CHINA
from lifecircle.home import Home
from lifecircle.marts.opening import open_snapshot
from receipts.content import Receipt, read_receipts
from receipts.mail.letters import Fault, faults_of
from receipts.mail.owed import (
    Owed,
    is_named,
    is_reminder_day,
    last_refused,
    nameless_refused,
    next_reminder,
    read_cutoffs,
    read_owed,
    still_matters,
)
from receipts.mail.post_room import open_post_room
from receipts.mail.receipts_out import shown_name


@dataclass(frozen=True)
class Refusal:
    """A file that was sent back, and why."""

    file_name: str
    received_at: datetime
    faults: Sequence[Fault]


@dataclass(frozen=True)
class Item:
    """A line of a reminder."""

    owed: Owed
    days_left: int
    refusal: Refusal | None


def post_reminders(home: Home, as_of: datetime) -> int:
    """Write the day's reminders to the units that owe something; nobody is reminded of what was accepted.

    Days are two before the due day, the day itself, then every second one until the next quarter's cut-off: after it,
    the file changes nothing that is still open.

    Returns:
        How many mails are new.

    Raises:
        NothingPublishedError: the home has no snapshot.
    """
    with open_snapshot(home) as marts:
        receipts = [receipt for receipt in read_receipts(marts, home) if receipt.received_at <= as_of]
        owed, cutoffs = read_owed(marts, as_of), read_cutoffs(marts)
    has_blueprint = {
        receipt.unit_code for receipt in receipts if (receipt.form, receipt.outcome) == ("blueprint", "accepted")
    }
    by_unit: dict[str, list[Owed]] = defaultdict(list)
    for each in owed:
        is_answered = each.is_accepted(as_of) or (each.form == "blueprint" and each.unit_code in has_blueprint)
        if not is_answered and still_matters(each, cutoffs, as_of):
            by_unit[each.unit_code].append(each)
    room, day = open_post_room(home, as_of), f"{as_of.astimezone(CHINA):%Y-%m-%d}"
    new = 0
    for unit_code, open_items in by_unit.items():
        if not is_reminder_day(open_items, as_of):
            continue
        items = [
            Item(each, each.days_left(as_of), _refusal(last_refused(each, receipts)))
            for each in open_items
            if is_named(each, as_of)
        ]
        since = min(each.due_at.replace(day=1) for each in open_items)
        others = [file for file in nameless_refused(unit_code, receipts) if file.received_at >= since]
        facts = {
            "unit": room.unit_name(unit_code),
            "items": items,
            "others": [_refusal(file) for file in others],
            "worst": min(item.days_left for item in items),
        }
        key = f"reminder/{unit_code}/{day}"
        new += room.post(key, room.of_unit(unit_code), "reminder", facts, until=next_reminder(as_of))
    return new


def _refusal(receipt: Receipt | None) -> Refusal | None:
    if receipt is None:
        return None
    fatal = [finding for finding in receipt.findings if finding.severity == "fatal"]
    return Refusal(shown_name(receipt), receipt.received_at, faults_of(fatal))
