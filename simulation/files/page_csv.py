"""A page as a text file (.csv)."""

from __future__ import annotations

import csv
from pathlib import Path

from simulation.files.cells import Written
from simulation.files.page import Ink, Page
from simulation.files.text import harmless


def write_csv(page: Page, path: Path, encoding: str) -> None:
    """Write the page's values; a percentage as it is shown, for a text file has no number formats."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file)
        for line in page.lines:
            writer.writerow(["" if ink is None else _shown(ink) for ink in line])
        if page.far_cell:
            writer.writerow([""] * page.far_cell[1] + ["1"])


def _shown(ink: Ink) -> Written:
    """A lone dash is a word for nothing, and no formula."""
    return ink.value if ink.value == "-" else harmless(ink.value)
