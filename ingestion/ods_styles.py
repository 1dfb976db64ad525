"""What the styles of an .ods say of its numbers and sheets, element by element as its content.xml is read."""

from __future__ import annotations

import math
from dataclasses import dataclass, field


@dataclass
class OdsStyles:
    """What styles of cells and sheets say: which show numbers by a power of ten, which hide a sheet."""

    powers_of_formats: dict[str, int] = field(default_factory=dict)
    powers: dict[str, int] = field(default_factory=dict)
    hiding: set[str] = field(default_factory=set)
    _format: str = ""
    _style: str = ""
    _position: int = 0

    def start(self, kind: str, named: dict[str, str]) -> None:
        """Take what stands among the styles."""
        if kind == "number-style":
            self._format = named.get("name", "")
        elif kind == "number" and "display-factor" in named:
            factor = float(named["display-factor"])
            power = round(math.log10(factor)) if factor > 0 else 0
            self.powers_of_formats[self._format] = self.powers_of_formats.get(self._format, 0) - power
        elif kind == "embedded-text":
            self._position = int(named.get("position", "0"))
        elif kind == "style":
            self._style = named.get("name", "")
            power = self.powers_of_formats.get(named.get("data-style-name", ""), 0)
            if power:
                self.powers[self._style] = power
        elif kind == "table-properties" and named.get("display") == "false":
            self.hiding.add(self._style)

    def characters(self, text: str) -> None:
        """Take a text that a format puts between the digits: a point there shows ten to its place less."""
        if self._position and text == ".":
            self.powers_of_formats[self._format] = self.powers_of_formats.get(self._format, 0) - self._position

    def end(self) -> None:
        """Take the end of an element."""
        self._position = 0
