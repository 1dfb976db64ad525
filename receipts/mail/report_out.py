"""The month's report on who sent what, by mail to the office: 报送情况通报."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from lifecircle.home import Home
from lifecircle.marts.opening import open_snapshot
from receipts.content import read_receipts
from receipts.mail.message import Attachment
from receipts.mail.outbox import kept_names
from receipts.mail.owed import Owed, of_month, owed_as_of
from receipts.mail.post_room import PostRoom, open_post_room

STATUSES = ("按时", "逾期", "退回", "未报", "未到期")


@dataclass(frozen=True)
class Line:
    """A unit's figures: how many forms it owes, and what became of them."""

    unit: str
    expected: int
    counts: Counter[str]
    open_forms: tuple[str, ...]
    """The forms that are not accepted though due."""


def post_month_report(home: Home, month: str, as_of: datetime) -> int:
    """Write the office a month's report, by the calendar of the published snapshot; changed figures make a new mail.

    Args:
        home: with a published snapshot; the month's brief is attached if `briefs/` has it.
        month: as `2024-03`.
        as_of: the moment of the figures.

    Returns:
        How many mails are new.

    Raises:
        NothingPublishedError: the home has no snapshot.
    """
    with open_snapshot(home) as marts:
        owed = of_month(owed_as_of(read_receipts(marts, home), as_of), month)
    room = open_post_room(home, as_of)
    groups = {
        "街镇": _lines(owed, room, room.reference.town_names),
        "部门": _lines(owed, room, room.reference.department_names),
    }
    lines = [line for group in groups.values() for line in group]
    total = Line("合计", sum(line.expected for line in lines), sum((line.counts for line in lines), Counter()), ())
    shown = [status for status in STATUSES if status != "未到期" or total.counts[status]]
    brief = _latest_brief(home, month)
    about = f"report/{month}"
    facts = {
        "unit": room.settings.office_name,
        "month": month,
        "groups": {name: group for name, group in groups.items() if group},
        "total": total,
        "statuses": shown,
        "has_brief": brief is not None,
        "is_update": bool(kept_names(home, f"report_{month}")),
    }
    said = sha256(repr([(line.unit, line.expected, sorted(line.counts.items())) for line in lines]).encode())
    to = tuple(filter(None, [room.settings.office_mail]))
    key = f"{about}/{said.hexdigest()[:12]}"
    return int(
        room.post(key, to, "report", facts, attach=lambda: _brief(brief, month), with_page=True, asks_office=False)
    )


def _lines(owed: list[Owed], room: PostRoom, names: dict[str, str]) -> list[Line]:
    of_unit: dict[str, list[Owed]] = defaultdict(list)
    for each in owed:
        of_unit[each.unit_code].append(each)
    lines = [
        Line(
            name,
            len(of_unit[code]),
            Counter(each.status(room.as_of) for each in of_unit[code]),
            tuple(
                f"{each.form_title}（{each.status(room.as_of)}）"
                for each in of_unit[code]
                if each.status(room.as_of) in ("退回", "未报")
            ),
        )
        for code, name in names.items()
        if code in of_unit
    ]
    return sorted(lines, key=lambda line: -len(line.open_forms))


def _latest_brief(home: Home, month: str) -> Path | None:
    """The district's brief of the month's newest edition; None before the close, or where no font sets it."""
    papers = home.briefs.glob(f"{month}/v*/district.pdf")
    return max(papers, key=lambda path: int(path.parent.name[1:]), default=None)


def _brief(path: Path | None, month: str) -> tuple[Attachment, ...]:
    return () if path is None else (Attachment(f"月度工作简报_{month}.pdf", path.read_bytes()),)
