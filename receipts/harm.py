"""What a matter does to the quarter that is still open: by that it is chased, not by its age.

A missing or refused file costs its own quarter points.  A fault in an accepted file costs figures only where its rows
still count: a full ledger is replaced by the next, the records of some ledgers count on in later months, and a quarter
whose cut-off has passed changes by a restatement alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from lifecircle.calendar import CHINA, quarter_of
from lifecircle.quarters import OpenQuarter
from receipts.chase import Matter
from receipts.content import Receipt

Harm = Literal["month", "quarter", "figures", "upcoming", "replaced", "closed"]
HARMS: dict[Harm, str] = {
    "month": "本月未报或退回",
    "quarter": "其他未报或退回，影响本季度",
    "figures": "问题行和存疑数，影响本季度",
    "upcoming": "即将到期",
    "replaced": "已由后一期替换",
    "closed": "所属期已截止，可修订",
}
"""The worst first; the last two no longer harm the open quarter."""
FOLDED: tuple[Harm, ...] = ("replaced", "closed")

_REPLACED_WHOLE = {"facility_ledger", "community_ledger", "blueprint"}
"""Forms of which the latest accepted period alone is in force (docs/contract/assessment.md, Coverage, In force)."""
_COUNTING_ON = {"disbursement_ledger", "approval_ledger", "recognition_ledger", "supervision_ledger"}
"""Ledgers whose records count by the dates in them, whatever the ledger's own month."""


@dataclass(frozen=True)
class Weighed:
    """A matter, and what it does to the open quarter; `days_late` is 0 where nothing is overdue."""

    matter: Matter
    harm: Harm
    days_late: int


def weigh(
    matters: Iterable[Matter], receipts: Iterable[Receipt], quarter: OpenQuarter | None, as_of: datetime
) -> list[Weighed]:
    """Weigh matters, the most harmful first, and of the same harm what is latest.

    Args:
        matters: what is to be chased.
        receipts: all that came: a later accepted file replaces a full ledger.
        quarter: the open one; without one nothing can change a figure any more.
        as_of: the moment from which days are counted.
    """
    in_force = _in_force(receipts)
    weighed = [
        Weighed(matter, _harm(matter, in_force, quarter, as_of), _days_late(matter, as_of)) for matter in matters
    ]
    order = list(HARMS)
    return sorted(weighed, key=lambda each: (order.index(each.harm), -each.days_late))


def _in_force(receipts: Iterable[Receipt]) -> dict[tuple[str, str | None], str]:
    """The last accepted period of each form that is replaced whole, by form and unit."""
    latest: dict[tuple[str, str | None], str] = {}
    for receipt in receipts:
        if receipt.outcome == "accepted" and receipt.form in _REPLACED_WHOLE and receipt.period:
            key = receipt.form, receipt.unit_code
            latest[key] = max(latest.get(key, ""), receipt.period, key=_in_order)
    return latest


def _in_order(period: str) -> tuple[int, str]:
    """Sort key of periods of one form: v10 comes after v9."""
    return len(period), period


def _harm(
    matter: Matter, in_force: dict[tuple[str, str | None], str], quarter: OpenQuarter | None, as_of: datetime
) -> Harm:
    if matter.kind == "upcoming":
        return "upcoming"
    if quarter is None:
        return "closed"
    if matter.form in _REPLACED_WHOLE and matter.kind in ("quarantined", "doubtful"):
        is_in_force = matter.period == in_force.get((matter.form, matter.unit_code))
        return "figures" if is_in_force else "replaced"
    if not _still_counts(matter, quarter, as_of):
        return "closed"
    if matter.kind in ("quarantined", "doubtful"):
        return "figures"
    # what a nameless file was meant for is not known: it is the month's if it came in it
    at = matter.period or (matter.receipt and _month_before(matter.receipt.received_at))
    return "month" if at == _month_before(as_of) else "quarter"


def _still_counts(matter: Matter, quarter: OpenQuarter, as_of: datetime) -> bool:
    """Whether what comes now for its period enters the open quarter's figures."""
    period, year = matter.period, quarter.quarter[:4]
    if period is None:
        period = _month_before(matter.receipt.received_at) if matter.receipt else _month_before(as_of)
    if period.startswith("v"):
        return True
    if "Q" not in period and "-" not in period:
        return period >= year
    own = quarter_of(period) if "-" in period else period
    if matter.form in _COUNTING_ON:
        # a rectification of the last quarter's 督促记录 may be due in this one
        first = (
            min(f"{year}Q1", _quarter_before(quarter.quarter)) if matter.form == "supervision_ledger" else f"{year}Q1"
        )
        return own >= first
    return own >= quarter.quarter


def _month_before(at: datetime) -> str:
    """The month that is reported in the month of a moment: the one before."""
    local = at.astimezone(CHINA)
    return f"{local.year}-{local.month - 1:02d}" if local.month > 1 else f"{local.year - 1}-12"


def _quarter_before(quarter: str) -> str:
    year, number = int(quarter[:4]), int(quarter[5])
    return f"{year}Q{number - 1}" if number > 1 else f"{year - 1}Q4"


def _days_late(matter: Matter, as_of: datetime) -> int:
    if matter.kind not in ("missing", "rejected") or matter.due_at is None:
        return 0
    return max(0, (as_of.astimezone(CHINA).date() - matter.due_at.astimezone(CHINA).date()).days)
