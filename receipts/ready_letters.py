"""Who rings a unit has a letter ready, to be mailed or copied: what is missing from it and what it has to correct."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlencode

from lifecircle.calendar import CHINA
from lifecircle.settings import Settings
from lifecircle.wording import day_name, period_name
from receipts.harm import Weighed

_LONGEST_LINK = 2000
"""Some mail programs cut off a longer mailto link."""


@dataclass(frozen=True)
class ReadyLetter:
    """A reminder; `link` opens it in a mail program, None where the unit has no address."""

    subject: str
    text: str
    link: str | None
    is_whole_in_link: bool
    """Whether the link holds the text too; a long one is copied by hand."""


def write_ready_letter(
    unit_name: str, matters: Sequence[Weighed], addresses: Sequence[str], as_of: datetime
) -> ReadyLetter:
    """Write the reminder of what a unit has to send or to correct.

    Args:
        unit_name: whom it addresses.
        matters: at least one.
        addresses: where it goes.
        as_of: the moment that it speaks of.
    """
    more = f"等{len(matters)}项" if len(matters) > 1 else ""
    subject = f"【催办】{unit_name}：{_what(matters[0])}{more}"
    text = "\n".join(_lines(unit_name, matters, as_of))
    link = _link(addresses, subject=subject, body=text.replace("\n", "\r\n")) if addresses else None
    if link is None or len(link) <= _LONGEST_LINK:
        return ReadyLetter(subject, text, link, True)
    return ReadyLetter(subject, text, _link(addresses, subject=subject), False)


def _link(addresses: Iterable[str], **fields: str) -> str:
    return f"mailto:{','.join(quote(address, safe='@') for address in addresses)}?{urlencode(fields, quote_via=quote)}"


def _lines(unit_name: str, matters: Sequence[Weighed], as_of: datetime) -> Iterator[str]:
    yield f"{unit_name}："
    yield f"截至{day_name(as_of)}{as_of.astimezone(CHINA):%H:%M}，以下事项请予办理："
    for number, each in enumerate(matters, start=1):
        yield f"{number}．{_what(each)}{_asked(each)}"
    yield "如已报送，请忽略本件。"
    settings = Settings()
    yield f"{settings.office_name}{f'，电话：{settings.office_telephone}' if settings.office_telephone else ''}"


def _what(each: Weighed) -> str:
    period = f"（{period_name(each.matter.period)}）" if each.matter.period else ""
    return f"{each.matter.form_title}{period}"


def _asked(each: Weighed) -> str:
    matter = each.matter
    if matter.receipt is None:
        late = f"，已逾期{each.days_late}天" if each.days_late else ""
        due = f"应于{day_name(matter.due_at)}前报送" if matter.due_at else "应报送"
        return f"：{due}，至今未收到{late}，请尽快报送。"
    found = "、".join(f"{question.title}{question.count}处" for question in matter.questions)
    if matter.kind == "rejected":
        return f"：文件已退回（{found}），请按回执改正后重新报送。"
    if matter.kind == "quarantined":
        rows = matter.receipt.rows_quarantined
        return f"：有{rows}行未采用（{found}），请按回执和标注件改正后整份重新报送。"
    return f"：数据存疑（{found}），请按回执核对，如有误请更正后整份重新报送。"
