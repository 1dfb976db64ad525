"""Lists as .csv: the findings of a file that was a .csv itself, and what the data team has to chase."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime

from lifecircle.calendar import CHINA
from lifecircle.office import whom_to_ask
from lifecircle.wording import FURTHER_FAULTS, SEVERITIES
from receipts.chase import KINDS, NOT_YET, WHEN_ASK, Waiting
from receipts.content import PlacedFinding, Receipt
from receipts.harm import HARMS, Weighed
from receipts.lines import Line, lines_of

_BOM = b"\xef\xbb\xbf"
"""By it Excel and WPS know the file for UTF-8."""
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def findings_list(receipt: Receipt) -> bytes:
    """List what was found in a submission, a line for what is alike, and last whom to ask."""
    heading = ("序号", "性质", "位置", "列名", "所填内容", "问题与处理")
    rows = (
        (
            number,
            kind,
            line.rows,
            line.first.column_header,
            line.first.value,
            line.message,
        )
        for number, (kind, line) in enumerate(_lines(receipt), start=1)
    )
    return _as_csv(heading, [*rows, ("", "", "", "", "", whom_to_ask())])


def chase_list(weighed: Iterable[Weighed], waiting: Iterable[Waiting] = ()) -> bytes:
    """List what is to be chased: a line for each kind of finding in a file, or for a file that has not come."""
    heading = (
        *("单位", "事由", "表式", "报告期", "应报时间", "逾期天数", "文件", "收到时间", "问题", "处数", "请问"),
        *("由谁处理", "回执", "对本季度的影响"),
    )
    rows: list[tuple[object, ...]] = []
    for each in weighed:
        matter, harm = each.matter, HARMS[each.harm]
        due = _second(matter.due_at) if matter.due_at else ""
        late = each.days_late or ""
        about = (matter.unit_name, KINDS[matter.kind], matter.form_title, matter.period, due, late)
        if matter.receipt is None:
            rows.append((*about, "", "", "", "", WHEN_ASK, "报送单位", "", harm))
            continue
        page = f"{matter.receipt.folder}/receipt.html"
        for ask in matter.questions:
            question = (f"{ask.code} {ask.title}", ask.count, ask.ask, ask.mended_by)
            received = _second(matter.receipt.received_at)
            rows.append((*about, matter.receipt.file_name, received, *question, page, harm))
    for file in waiting:
        about = (file.unit_name, "暂不计入", file.form_title, file.period or "", "", "")
        rows.append((*about, file.file_name, _second(file.received_at), NOT_YET, "", "", "数据组", "", ""))
    return _as_csv(heading, rows)


def _second(at: datetime) -> str:
    return at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")


def _lines(receipt: Receipt) -> Iterator[tuple[str, Line[PlacedFinding]]]:
    for line in lines_of(receipt.findings):
        yield SEVERITIES[line.first.severity], line
    for line in lines_of(receipt.further or ()):
        yield FURTHER_FAULTS, line


def _as_csv(heading: Iterable[str], rows: Iterable[Iterable[object]]) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(heading)
    writer.writerows([_harmless(value) for value in row] for row in rows)
    return _BOM + buffer.getvalue().encode()


def _harmless(value: object) -> str:
    """A cell's text, which a spreadsheet must not take for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) else text
