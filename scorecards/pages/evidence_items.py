"""The items of a metric under the names that readers know them by."""

from __future__ import annotations

from lifecircle.wording import month_name
from scorecards.figures.explained import Item
from scorecards.figures.quality import form_title
from scorecards.figures.quarter import Quarter


def item_title(quarter: Quarter, item: Item, code: str) -> str:
    """Name an item as readers know it."""
    item_id, _, rest = item.item_id.partition("/")
    if code in ("R1", "R2", "R3"):
        return month_name(item.item_id) + (f"（{item.name}）" if item.name else "")
    if code in ("S1", "K4"):
        return f"{quarter.names.get(item_id, item_id)} {rest}"
    if code in ("S2", "S3"):
        dept, _, facility = rest.partition("/")
        return f"{month_name(item_id)} {quarter.names.get(dept, dept)} 设施 {facility}"
    if code == "A2":
        return f"{quarter.names.get(item_id, item_id)} {rest}"
    if code == "K1":
        return f"{form_title(item_id)} {month_name(rest)}"
    if code in ("K2", "C1"):
        return item.name or item.item_id
    return f"{item.item_id.replace('+', ' 与 ')} {item.name or ''}".strip()
