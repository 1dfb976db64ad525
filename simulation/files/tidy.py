"""Submissions in the forms' own templates, under the names by their patterns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from simulation.files.cells import Clerk
from simulation.files.parcel import Parcel
from simulation.files.text import write_text
from simulation.files.workbook import write_workbook
from simulation.submissions.submission import Submission


def tidy(submissions: Iterable[Submission]) -> Iterator[Parcel]:
    """Yield a parcel for each submission."""
    clerk = Clerk()
    for submission in submissions:
        yield Parcel(
            path=submission.file_name,
            received_at=submission.received_at,
            write=None if submission.copy_of else partial(_write, submission, clerk),
            form_name=submission.form_name,
            copy_of=submission.copy_of,
        )


def _write(submission: Submission, clerk: Clerk, path: Path) -> None:
    if submission.ending == "csv":
        write_text(submission, path, clerk)
    else:
        write_workbook(submission, path, clerk)
