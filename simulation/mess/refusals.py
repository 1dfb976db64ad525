"""Files that must be refused as a whole: one function for each way, named by its code.

Source: docs/contract/submissions.md, Findings.

A refusal changes the draft of a file before it is written: its name, what is on its sheets, or its bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random

from lifecircle.forms import COVER_SHEET
from simulation.files.page import Page
from simulation.mess import spoiling
from simulation.mess.degree import Degree
from simulation.mess.sheets import Filled
from simulation.mess.words import Words
from simulation.months import month_of, month_start, shifted

_FOREIGN = ("doc", "docx", "pdf", "et", "zip", "xlsm")


@dataclass(frozen=True)
class Draft:
    """A file before it is written."""

    rng: Random
    degree: Degree
    words: Words
    name: str
    ending: str
    filled: Filled
    spoilers: tuple[spoiling.Spoiler, ...] = ()
    """What is done to the written file."""
    foreign: str | None = None
    """The ending of another kind of file, written instead."""
    on_pages: tuple[Callable[[list[Page]], None], ...] = field(default=())
    """What is done to the sheets before they are written."""


Refusal = Callable[[Draft], Draft | None]


def refuse(draft: Draft) -> tuple[str, Draft]:
    """Make of a draft one that must be refused.  Returns the code of the finding that it earns, too."""
    for code, refusal in draft.rng.sample(REFUSALS, len(REFUSALS)):
        changed = refusal(draft)
        if changed is not None:
            return code, changed
    raise AssertionError("a wrong kind of file is always possible")


def _unreadable(draft: Draft) -> Draft | None:
    if draft.ending == "csv":
        return None
    is_rare = draft.degree.is_thorough and draft.ending == "xlsx" and draft.rng.random() < 0.5
    return replace(draft, spoilers=(draft.rng.choice(spoiling.RARE if is_rare else spoiling.COMMON),))


def _of_another_kind(draft: Draft) -> Draft:
    ending = draft.rng.choice(_FOREIGN)
    return replace(draft, name=f"{draft.name.rpartition('.')[0]}.{ending}", foreign=ending)


def _too_large(draft: Draft) -> Draft | None:
    is_low = draft.ending == "xlsx" and draft.rng.random() < 0.5
    if draft.ending not in ("xlsx", "csv"):
        return None
    cell = (draft.rng.randint(150_000, 900_000), 3) if is_low else (2, draft.rng.randint(300, 900))

    def fill(pages: list[Page]) -> None:
        pages[0].far_cell = cell

    return replace(draft, on_pages=(fill,))


def _without_a_sheet(draft: Draft) -> Draft | None:
    form = draft.filled.submission.form
    if not form.cover:
        return None
    sheets = [COVER_SHEET, *(table.sheet for table in form.tables.values() if table.sheet and table.required)]
    return replace(draft, filled=replace(draft.filled, left_out=frozenset([draft.rng.choice(sheets)])))


def _without_a_column(draft: Draft) -> Draft:
    submission = draft.filled.submission
    table = next(iter(submission.form.tables.values()))
    required = [name for name, column in table.columns.items() if column.required]
    # half of the time there is no header at all
    omitted = frozenset([draft.rng.choice(required)] if draft.rng.random() < 0.7 else required)
    return replace(draft, filled=replace(draft.filled, submission=replace(submission, omitted=omitted)))


def _of_nobody(draft: Draft) -> Draft:
    submission = draft.filled.submission
    if submission.form.cover and draft.rng.random() < 0.5:
        others = [code for code in draft.words.units if code != submission.unit_code]
        other = draft.rng.choice((None, *others))
        return replace(draft, filled=replace(draft.filled, cover={**draft.filled.cover, "town": other}))
    name = submission.unit_name
    return _renamed(draft, submission.period, name[1] + name[0] + name[2:])


def _of_no_time(draft: Draft) -> Draft | None:
    submission = draft.filled.submission
    kind, received = submission.form.period, submission.received_at
    if (submission.form.cover and kind in ("month", "version") and draft.rng.random() < 0.5) or kind == "version":
        wrong = shifted(submission.period, -1) if kind == "month" else "v7"
        cover = {**draft.filled.cover, submission.form.cover_period_field: wrong}
        return replace(draft, filled=replace(draft.filled, cover=cover))
    year = received.year
    periods = {
        "month": (f"{year}-00", f"{year}-13", shifted(month_of(received.date()), 2), "上月"),
        "quarter": (f"{year}Q5", f"{year + 1}Q4", "本季"),
        "year": (str(year + 2), "本年"),
    }
    return _renamed(draft, draft.rng.choice(periods[kind]), submission.unit_name)


def _without_rows(draft: Draft) -> Draft | None:
    names = [name for name, table in draft.filled.submission.form.tables.items() if table.rows_required]
    if not names:
        return None
    return replace(draft, filled=replace(draft.filled, tables={**draft.filled.tables, draft.rng.choice(names): []}))


def _of_no_form(draft: Draft) -> Draft:
    submission = draft.filled.submission
    of_month = month_start(month_of(submission.received_at.date()))
    stem = f"{submission.unit_name}{submission.form.title}{submission.period}-{submission.version}"
    name = draft.rng.choice((f"{stem}报送材料", f"....{stem}", f"😀{stem}", f"{stem}(终稿){of_month:%Y%m}"))
    return replace(draft, name=f"{name}.{draft.ending}")


def _renamed(draft: Draft, period: str, unit: str) -> Draft:
    submission = draft.filled.submission
    name = f"{submission.form.stem}_{unit}_{period}"
    # one name for each submission, though many are sent under a wrong one
    folder = f"退回/{submission.period}-{submission.version}/{submission.unit_name}/"
    return replace(draft, name=f"{folder}{name}.{draft.ending}")


REFUSALS: list[tuple[str, Refusal]] = [
    ("F01", _unreadable),
    ("F02", _of_another_kind),
    ("F03", _too_large),
    ("F04", _without_a_sheet),
    ("F05", _without_a_column),
    ("F06", _of_nobody),
    ("F07", _of_no_time),
    ("F08", _without_rows),
    ("F09", _of_no_form),
]
