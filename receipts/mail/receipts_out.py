"""Receipts by mail: to a unit, for each file that it sent, what it came to, with the marked workbook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from lifecircle.home import Home
from lifecircle.marts.opening import open_snapshot
from lifecircle.visible import visible
from receipts.content import Receipt, read_receipts
from receipts.mail.letters import faults_of
from receipts.mail.message import Attachment
from receipts.mail.outbox import kept_names
from receipts.mail.post_room import PostRoom, open_post_room

_MOST_NAMED = 6
"""Kinds of findings in a mail's text; the rest are in the marked copy."""
_WAIT_SECONDS = 60


def post_receipts(home: Home, as_of: datetime) -> int:
    """Write a mail for every receipt of the last days (`LIFECIRCLE_MAIL_DAYS`) that has not been mailed as it stands.

    A receipt whose findings have changed since is mailed again, as an update.  Those of a unit without an address are
    mailed once it has one.

    Returns:
        How many mails are new.

    Raises:
        NothingPublishedError: the home has no snapshot.
        HomeInUseError: receipts are being made by another run, for a minute.
    """
    room = open_post_room(home, as_of)
    earliest = as_of - timedelta(days=room.settings.mail_days)
    with home.hold("receipts", wait_seconds=_WAIT_SECONDS):
        with open_snapshot(home) as marts:
            receipts = [receipt for receipt in read_receipts(marts, home) if receipt.received_at <= as_of]
        latest = _latest(receipts)
        recent = sorted(
            (receipt for receipt in receipts if receipt.received_at > earliest and receipt.unit_code),
            key=lambda receipt: (receipt.received_at, receipt.submission_id),
        )
        mailed = kept_names(home, "receipt")
        return sum(_post(room, receipt, latest, mailed) for receipt in recent)


def _post(
    room: PostRoom, receipt: Receipt, latest: Mapping[tuple[str | None, ...], Receipt], mailed: list[str]
) -> bool:
    folder = room.home.receipts / receipt.folder
    if not (folder / "receipt.json").exists():
        return False  # it is not made yet: it goes with the next landing
    newest = latest.get(_matter(receipt), receipt)
    is_replaced = newest.received_at > receipt.received_at
    files = [] if is_replaced else _attachments(folder, receipt)
    unit_code = receipt.unit_code or ""
    about = f"receipt/{unit_code}/{receipt.submission_id}"
    facts = {
        "unit": receipt.unit_name or room.unit_name(unit_code),
        "receipt": receipt,
        "file_name": shown_name(receipt),
        "faults": faults_of(receipt.findings),
        "most_named": _MOST_NAMED,
        "copy": next((path.name for path in files if path.name != "receipt.html"), None),
        "replaced_by": shown_name(newest) if is_replaced else None,
        "is_update": any(name.startswith(f"{about.replace('/', '_')}_") for name in mailed),
    }
    return room.post(
        f"{about}/{_said(receipt)}", room.of_unit(unit_code), "receipt", facts, attach=lambda: _read(files, receipt)
    )


def shown_name(receipt: Receipt) -> str:
    """A file's own name, without the folders of the inbox."""
    return visible(receipt.file_name.replace("\\", "/").rpartition("/")[2])


def _matter(receipt: Receipt) -> tuple[str | None, ...]:
    return receipt.form, receipt.unit_code, receipt.period


def _latest(receipts: Iterable[Receipt]) -> dict[tuple[str | None, ...], Receipt]:
    """Of each form, unit and period the file that came last and was judged on its own."""
    judged = [receipt for receipt in receipts if receipt.outcome in ("accepted", "rejected")]
    in_order = sorted(judged, key=lambda receipt: (receipt.received_at, receipt.submission_id))
    return {_matter(receipt): receipt for receipt in in_order if None not in _matter(receipt)}


def _said(receipt: Receipt) -> str:
    """What a receipt says, but not in which words: a better wording is no new mail."""
    places = sorted(
        str((of.severity, of.code, of.table_name, of.sheet, of.row_number, of.field)) for of in receipt.findings
    )
    return sha256("\n".join([receipt.outcome, *places]).encode()).hexdigest()[:12]


def _attachments(folder: Path, receipt: Receipt) -> list[Path]:
    """The marked copy or the list of findings; where neither could be made and there are many, the receipt's page."""
    if receipt.outcome not in ("accepted", "rejected") or not receipt.findings:
        return []
    made = sorted(path for path in folder.iterdir() if path.suffix in (".xlsx", ".csv"))
    return made or ([folder / "receipt.html"] if len(faults_of(receipt.findings)) > _MOST_NAMED else [])


def _read(files: Iterable[Path], receipt: Receipt) -> tuple[Attachment, ...]:
    page = f"报送回执_{shown_name(receipt)}.html"
    return tuple(Attachment(page if path.suffix == ".html" else path.name, path.read_bytes()) for path in files)
