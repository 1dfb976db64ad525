"""Findings as data: what is wrong, where, how grave, and what to tell the clerk (validation.md, Findings)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from typing import Any

from lifecircle.settings import PROJECT

_CODES_FILE = PROJECT / "dbt_project" / "seeds" / "findings" / "finding_codes.csv"


@dataclass(frozen=True)
class Finding:
    """One thing wrong with a submission; a row of `landed/findings`."""

    submission_id: str
    code: str
    message: str
    table_name: str | None = None
    sheet: str | None = None
    row_number: int | None = None
    field: str | None = None
    column_header: str | None = None
    value: str | None = None


def message(code: str, **values: Any) -> str:
    """Say in Chinese what is wrong and what to do; `values` fill the code's template (seed `finding_codes`)."""
    return _templates()[code].format(**values)


@cache
def _templates() -> dict[str, str]:
    with _CODES_FILE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["template"] for row in csv.DictReader(file)}
