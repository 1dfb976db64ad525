"""How the workbook's cells look; colours are those of the pages."""

from __future__ import annotations

from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from scorecards.workbook.layout import BLUE_MARK, Kind

FONT = "微软雅黑"
BRAND, BLUE, GREEN, YELLOW, RED, SOFT = "#9B1C1C", "#1F6FB8", "#1A7F5A", "#A35F00", "#B42318", "#595959"
BAR = "#9CC3E6"
HEAT = ((60, "#F3B3A6"), (70, "#F8D3B0"), (80, "#FBEECB"), (90, "#D6EBDD"), (None, "#A5D6BD"))
"""Below which score which colour; as on the pages."""

_LINE = {"bottom": 1, "bottom_color": "#D9D4CA", "valign": "vcenter"}
_KINDS: dict[Kind, dict[str, Any]] = {
    "text": {"indent": 1},
    "long": {"text_wrap": True, "indent": 1},
    "whole": {"num_format": "#,##0"},
    "score": {"num_format": "0.00"},
    "change": {"num_format": '+0.00;"−"0.00;0.00'},
    "places": {"num_format": '"升"0;"降"0;"未变"', "align": "center"},
    "ratio": {"num_format": "0.0%"},
    "percent": {"num_format": '0.0"%"'},
    "money": {"num_format": "#,##0.00"},
    "figure": {"num_format": "#,##0.00##"},
    "day": {"num_format": "yyyy-mm-dd", "align": "center"},
    "moment": {"num_format": "yyyy-mm-dd hh:mm", "align": "center"},
    "light": {"bold": True, "indent": 1},
    "icon": {"align": "center"},
}
_LIGHTS = {
    "绿灯": GREEN,
    "黄灯": YELLOW,
    "红灯": RED,
    "蓝灯": BLUE,
    "红色": RED,
    "橙色": YELLOW,
    "蓝色": BLUE,
    BLUE_MARK: BLUE,
}
_TEXTS = {"text", "long", "light"}


class Styles:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self.title = book.add_format({"bold": True, "font_size": 15, "font_color": BRAND, "valign": "vcenter"})
        self.note = book.add_format({"font_color": SOFT, "font_size": 9, "valign": "vcenter"})
        self.head = book.add_format(
            {"bold": True, "bg_color": "#F5F3EE", "text_wrap": True, "align": "center", "valign": "vcenter"}
            | {"bottom": 2, "bottom_color": BRAND}
        )
        self.label = book.add_format({"font_color": SOFT, "valign": "top", **_LINE})
        self.words = book.add_format({"text_wrap": True, **_LINE})
        self.link = book.add_format({"font_color": "#1B5A98", "underline": 1, **_LINE})
        self._kinds = {kind: book.add_format({**_LINE, **look}) for kind, look in _KINDS.items()}
        absent = {**_LINE, "italic": True, "font_color": SOFT}
        self._absent_text = book.add_format({**absent, "indent": 1})
        self._absent_figure = book.add_format({**absent, "align": "right"})
        self._lights = {
            word: book.add_format({**_LINE, "bold": True, "indent": 1, "font_color": colour})
            for word, colour in _LIGHTS.items()
        }
        self.heat = [book.add_format({"bg_color": colour}) for _, colour in HEAT]

    def of_kind(self, kind: Kind) -> Format:
        """The look of a value."""
        return self._kinds[kind]

    def absent(self, kind: Kind) -> Format:
        """The look of a word in place of a missing figure."""
        return self._absent_text if kind in _TEXTS else self._absent_figure

    def light(self, word: str) -> Format:
        """The look of a light's word."""
        return self._lights.get(word, self._absent_text)
