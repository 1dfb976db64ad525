"""A page as a text file (.csv)."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from simulation.files.cells import Written
from simulation.files.page import Ink, Page
from simulation.files.text import harmless

_DASH = re.compile(r"-(?:[\d.,]+[%％\w]*)?")


def write_csv(page: Page, path: Path, encoding: str) -> None:
    """Write the page's values; a percentage as it is shown, for a text file has no number formats."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file)
        for line in page.lines:
            writer.writerow(["" if ink is None else _shown(ink) for ink in line])
        if page.far_cell:
            writer.writerow([""] * page.far_cell[1] + ["1"])


def _shown(ink: Ink) -> Written:
    """A lone dash is a word for nothing, and a dash before a number a sign: neither is a formula."""
    return ink.value if _DASH.fullmatch(str(ink.value)) else harmless(ink.value)
