"""Which rules and which code a publication is made by, as hashes that can be compared later."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib.metadata import version
from pathlib import Path

from lifecircle.calendar import quarter_end
from lifecircle.settings import PROJECT, Settings
from publishing.manifest import Code, Rules
from publishing.rulebook import rulebook_hash

_MAKERS = ("lifecircle", "ingestion", "expectations", "warehouse", "scorecards", "publishing", "dbt_project")
"""What a figure or a page is made by; the command line and the DAGs only call these."""
_NOT_SOURCES = {"__pycache__", "target", "logs", "rules", "reference"}
_PACKAGES = (
    "lifecircle",
    "dbt-core",
    "dbt-duckdb",
    "duckdb",
    "great-expectations",
    "jinja2",
    "openpyxl",
    "pyarrow",
    "python-calamine",
    "typst",
    "xlsxwriter",
)


def rules_in_force(quarter: str) -> Rules:
    """The rules that hold at the quarter's end, by the project's and the district's folders of them."""
    reference, own = Settings().reference, Settings().rules
    ends_on = quarter_end(quarter)
    valid_from = max(day for folder in (own, reference) for day in _valid_from(folder) if day <= ends_on)
    return Rules(
        valid_from=valid_from,
        rules_sha256=_hash(own, sorted(own.glob("*.csv"))),
        reference_sha256=_hash(reference, sorted(reference.glob("*.csv"))),
        book_sha256=rulebook_hash(),
    )


@cache
def code_version() -> Code:
    """The code of this process: its sources do not change while it runs."""
    paths = (path for maker in _MAKERS for path in sorted((PROJECT / maker).rglob("*")) if path.is_file())
    sources = [path for path in paths if not _NOT_SOURCES & set(path.relative_to(PROJECT).parts)]
    return Code(
        sources_sha256=_hash(PROJECT, sources),
        packages={package: version(package) for package in _PACKAGES},
    )


def _valid_from(folder: Path) -> Iterable[date]:
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                if row.get("valid_from"):
                    yield date.fromisoformat(row["valid_from"])


def _hash(root: Path, paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(f"{path.relative_to(root)} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()
