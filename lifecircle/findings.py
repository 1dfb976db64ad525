"""Findings as data: what is wrong, where, how grave, and what to tell the clerk.

Source: docs/contract/submissions.md, Findings.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from typing import Any

from lifecircle.settings import PROJECT
from lifecircle.visible import as_told

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


@dataclass(frozen=True)
class FindingCode:
    """What is known of a code (or of another wording of it, `E11_FEED`): a row of the seed `finding_codes`."""

    code: str
    severity: str
    title: str
    found_by: str
    mended_by: str
    template: str
    ask: str
    """What the data team asks on the telephone."""


@cache
def finding_codes() -> dict[str, FindingCode]:
    """Read all codes: code -> what is known of it."""
    with _CODES_FILE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: FindingCode(**row) for row in csv.DictReader(file)}


def message(code: str, **values: Any) -> str:
    """Say in Chinese what is wrong and what to do; `values` fill the code's template."""
    told = {name: as_told(value) if isinstance(value, str) else value for name, value in values.items()}
    return finding_codes()[code].template.format(**told)
