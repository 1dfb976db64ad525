"""Ledgers as text files (.csv), as a department's database exports them."""

from __future__ import annotations

import csv
from pathlib import Path

from simulation.files.cells import Clerk, Written
from simulation.submissions.submission import Submission

_FORMULA_SIGNS = ("=", "+", "-", "@", "\t")


def write_text(submission: Submission, path: Path, clerk: Clerk) -> None:
    """Write a ledger's only table with its header, in the submission's encoding."""
    (name, table), *_ = submission.form.tables.items()
    with path.open("w", encoding=submission.encoding, newline="") as file:
        writer = csv.writer(file)
        writer.writerow(column.header for column in clerk.columns(submission, table).values())
        writer.writerows([harmless(value) for value in row] for row in clerk.rows(submission, name))


def harmless(value: Written) -> Written:
    """Keep a text from becoming a formula where the file is opened in Excel."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_SIGNS) else value
