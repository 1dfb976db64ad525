"""The lists of a brief: projects, issues and doubtful cells, each in a line that fits, as many as fit."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from lifecircle.wording import day, fixed, likely_words, month_name
from scorecards.brief.figures import DISTRICT, Doubted, Item, Month
from scorecards.brief.wording import DOUBTS, KINDS

ITEMS = "items.csv"
"""The file beside the briefs that has every line."""
_LISTS = (
    ("新逾期", ("start_late", "finish_late", "issue_late"), 7, 14),
    ("下月到期", ("start_due", "finish_due", "issue_due"), 7, 14),
    ("新开工", ("started",), 3, 7),
    ("新完工", ("finished",), 3, 7),
    ("新增问题", ("issue_new",), 3, 7),
)
"""Title, kinds, and how many lines of them the district's brief has, and a town's."""
_DOUBTS = ("存疑数据", 3, 7)
_NAME = 17
"""So many characters of a name or a description are shown."""


@dataclass(frozen=True)
class Listed:
    """A list: its lines, and how many more there are."""

    title: str
    total: int
    lines: tuple[tuple[str, str], ...]
    """What, and when or how."""
    more: str


def lists_of(code: str, month: Month) -> tuple[Listed, ...]:
    """Make the lists of a town's brief, or of the district's."""
    is_district = code == DISTRICT
    made = []
    for title, kinds, most_of_all, most_of_town in _LISTS:
        items = [each for each in month.items if each.kind in kinds and (is_district or each.town_code == code)]
        items.sort(key=lambda each: (kinds.index(each.kind), each.day_on is None, each.day_on))
        lines = [_item_line(each, month, is_district, len(kinds) > 1) for each in items]
        made.append(_listed(title, lines, most_of_all if is_district else most_of_town))
    title, most_of_all, most_of_town = _DOUBTS
    cells = [each for each in month.suspects if is_district or each.town_code == code]
    lines = [_doubt_line(each, month, is_district) for each in cells]
    made.append(_listed(title, lines, most_of_all if is_district else most_of_town))
    return tuple(made)


def items_csv(month: Month) -> bytes:
    """Write every line of every list, to be opened in Excel."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("街镇", "类别", "编号", "名称或内容", "日期", "状态", "形象进度(%)", "最近月报", "说明"))
    for item in month.items:
        progress = "" if item.progress_pct is None else fixed(item.progress_pct, 1)
        cells = (month.towns.get(item.town_code), KINDS[item.kind], item.subject_id, item.subject)
        more = (day(item.day_on, ""), item.status, progress, month_name(item.told_for or ""), "")
        writer.writerow(map(_plain_cell, (*cells, *more)))
    for doubt in month.suspects:
        place = f"{doubt.file_name} {doubt.sheet or ''} 第{doubt.row_number}行 {doubt.column_header or doubt.field}"
        cells = (month.towns.get(doubt.town_code), "存疑数据", doubt.project_id, doubt.project_name)
        why = f"{place}：{doubt.value}，{DOUBTS[doubt.code]}，{_likely(doubt)}"
        writer.writerow(map(_plain_cell, (*cells, "", "", "", "", why)))
    return text.getvalue().encode("utf-8-sig")


def _listed(title: str, lines: list[tuple[str, str]], most: int) -> Listed:
    # one that would stand alone behind “另有1项” takes its place
    shown = lines if len(lines) <= most else lines[: most - 1]
    more = "" if len(shown) == len(lines) else f"另有{len(lines) - len(shown)}项，见事项清单（{ITEMS}）"
    return Listed(title, len(lines), tuple(shown), more)


def _item_line(item: Item, month: Month, with_town: bool, with_kind: bool) -> tuple[str, str]:
    town = month.towns.get(item.town_code, "") if with_town else ""
    room = _NAME + 6 if not with_town else _NAME
    what = f"{town} {_short(item.subject or item.subject_id, room)}".strip()
    when = "" if item.day_on is None else f"{item.day_on:%m-%d}"
    return what, f"{KINDS[item.kind]} {when}" if with_kind else when


def _doubt_line(doubt: Doubted, month: Month, with_town: bool) -> tuple[str, str]:
    town = month.towns.get(doubt.town_code, "") if with_town else f"第{doubt.row_number}行"
    what = f"{town} {_short(doubt.project_name or doubt.project_id, 10)}：{_short(doubt.value or '', 10)}"
    return what, DOUBTS[doubt.code] if doubt.likely_value is None else _likely(doubt)


def _likely(doubt: Doubted) -> str:
    return likely_words(doubt.likely_value, doubt.field == "ytd_investment")


def _short(text: str, most: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def _plain_cell(value: str | None) -> str:
    """Keep Excel from taking what a town wrote for a formula."""
    text = value or ""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
