"""The day's digest by mail to the data team: what came, what went wrong, what waits."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime, timedelta

from lifecircle.batches import read_batches
from lifecircle.calendar import CHINA
from lifecircle.contacts import units_without_address
from lifecircle.damage import damaged_files, lost_originals
from lifecircle.home import DamagedHomeError, Home
from lifecircle.landed_rows import read_landed
from lifecircle.marts.opening import open_snapshot
from receipts.content import Receipt, read_receipts
from receipts.mail.letters import faults_of
from receipts.mail.outbox import kept_mails, kept_names, waiting_mails
from receipts.mail.post_room import open_post_room
from receipts.mail.receipts_out import shown_name

_NAME = re.compile(r"digest_(\d{4}-\d\d-\d\d)_(\d+)_")
"""A digest's file name tells its day, and the last batch that it tells of."""


def post_digest(home: Home, as_of: datetime) -> int:
    """Write the data team the day's digest, if anything happened since the last one; once a day.

    Returns:
        How many mails are new.

    Raises:
        NothingPublishedError: the home has no snapshot.
    """
    room, day = open_post_room(home, as_of), f"{as_of.astimezone(CHINA):%Y-%m-%d}"
    earlier = [(found[1], int(found[2])) for name in kept_names(home, "digest") if (found := _NAME.match(name))]
    if any(told == day for told, _ in earlier):
        return 0
    told_until = max((batch for told, batch in earlier if told < day), default=None)
    files = [file for file in _new_files(home, told_until, as_of) if file.received_at <= as_of]
    damage, waiting = _damage(home), waiting_mails(home)
    alarms = [mail.subject for mail in kept_mails(home, "alarm") if as_of - timedelta(days=1) < mail.at <= as_of]
    refused = [mail for mail in waiting if mail.why]
    if not (files or damage or alarms or refused or room.contacts_fault):
        return 0
    facts = {
        "unit": "数据组",
        "day": as_of,
        "outcomes": Counter(file.outcome for file in files),
        "faulty": sum(bool(file.rows_quarantined) for file in files),
        "rejected": [
            (file.unit_name or "未能识别报送单位", shown_name(file), faults_of(file.findings)[:1])
            for file in files
            if file.outcome == "rejected"
        ],
        "damage": damage,
        "alarms": alarms,
        "waiting": len(waiting),
        "refused": refused,
        "contacts_fault": room.contacts_fault,
        "unreached": [room.unit_name(code) for code in units_without_address(room.contacts, room.reference)],
    }
    to = tuple(filter(None, [room.settings.data_team_mail]))
    return int(room.post(f"digest/{day}/{_last_batch(home)}", to, "digest", facts, asks_office=False))


def _new_files(home: Home, told_until: int | None, as_of: datetime) -> list[Receipt]:
    """The files of the batches since the last digest; before the first, those that came within a day."""
    with open_snapshot(home) as marts:
        receipts = read_receipts(marts, home)
    if told_until is None:
        return [receipt for receipt in receipts if receipt.received_at > as_of - timedelta(days=1)]
    rows = read_landed(home, "submissions", ["submission_id", "batch"]).to_pylist()
    new = {row["submission_id"] for row in rows if row["batch"] > told_until}
    return [receipt for receipt in receipts if receipt.submission_id in new]


def _last_batch(home: Home) -> int:
    return max(read_landed(home, "submissions", ["batch"])["batch"].to_pylist(), default=0)


def _damage(home: Home) -> int:
    """How many files of the home are missing or have another size than they were written with."""
    try:
        batches = read_batches(home)
    except DamagedHomeError:
        return 1
    return len([*damaged_files(home, batches, whole_bytes=False), *lost_originals(home, batches)])
