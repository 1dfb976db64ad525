"""From a submission to the sheets of a file, and from these to the file."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from lifecircle.forms import COVER_SHEET
from simulation.chance import happens
from simulation.files.page import Ink, Page
from simulation.files.page_csv import write_csv
from simulation.files.page_ods import write_ods
from simulation.files.page_xls import write_xls
from simulation.files.page_xlsx import write_xlsx
from simulation.mess.cover import cover_page
from simulation.mess.degree import Degree
from simulation.mess.hand import Hand
from simulation.mess.layout import Layout
from simulation.mess.row_faults import MessyRow
from simulation.mess.words import Words
from simulation.submissions.submission import Submission

_OTHER_SHEETS = ("Sheet2", "填写须知", "备用")
_ENCODINGS = ("utf-8-sig", "utf-8", "gb18030")


@dataclass(frozen=True)
class Filled:
    """A submission with its rows as they were filled in, right or wrong."""

    submission: Submission
    cover: MessyRow
    tables: dict[str, list[MessyRow]]
    left_out: frozenset[str] = field(default_factory=frozenset)
    """Sheets that are missing."""


def pages_of(rng: Random, degree: Degree, words: Words, filled: Filled, ending: str) -> list[Page]:
    """Lay out all sheets of a submission."""
    submission, form = filled.submission, filled.submission.form
    hand = Hand(rng, degree, words, ending, names_of_types=form.sender == "town")
    layout = Layout(rng, degree, hand, ending)
    pages: list[Page] = []
    if form.cover and COVER_SHEET not in filled.left_out:
        heading = f"{submission.unit_name}{form.title}"
        pages.append(cover_page(rng, degree, hand, form, filled.cover, heading))
    for number, (name, table) in enumerate(form.tables.items(), 1):
        if table.sheet in filled.left_out:
            continue
        title = _sheet_title(rng, degree, table.sheet, form.title, number)
        heading = f"{submission.unit_name}{table.sheet or form.title}"
        pages.append(layout.page(title, heading, table, filled.tables.get(name, []), submission.omitted))
    if happens(rng, degree.layout * 0.5):
        pages.append(Page(rng.choice(_OTHER_SHEETS), [[Ink("此表不用填写")], [Ink(1), Ink(2)]]))
    return pages


def _sheet_title(rng: Random, degree: Degree, sheet: str | None, form_title: str, number: int) -> str:
    if sheet is None:
        return rng.choice(("Sheet1", "台账", form_title)) if happens(rng, degree.layout) else form_title
    if happens(rng, degree.layout):
        return rng.choice((f"附件{number} {sheet}", f"{sheet}表", f"{number}.{sheet}", f" {sheet}"))
    return sheet


def write_pages(pages: list[Page], path: Path, ending: str, encoding: str, title: str) -> None:
    """Write the sheets in the kind of file that the ending names; a text file has the first alone."""
    if ending == "csv":
        write_csv(pages[0], path, encoding)
    elif ending == "xls":
        write_xls(pages, path)
    elif ending == "ods":
        write_ods(pages, path)
    else:
        write_xlsx(pages, path, title)


def kind_of_file(rng: Random, degree: Degree, submission: Submission) -> tuple[str, str]:
    """The ending and the encoding: mostly the sender's usual ones."""
    if submission.ending == "csv":
        return "csv", rng.choice(_ENCODINGS) if happens(rng, degree.names) else submission.encoding
    ending = rng.choices(("xls", "ods", "xlsx"), (degree.xls, degree.ods, 1 - degree.xls - degree.ods))[0]
    return ending, submission.encoding
