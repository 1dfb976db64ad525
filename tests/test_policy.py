"""What the whole tree keeps to: where SQL may be written, how long a file may be, how a module may be named."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from lifecircle.settings import PROJECT

CODE = (
    *("lifecircle", "ingestion", "expectations", "warehouse", "receipts", "scorecards", "publishing"),
    *("workflows", "cli", "dags", "deploy", "simulation"),
)
SQL = re.compile(
    r"\bselect\b.+\bfrom\b|\binsert\s+into\b|\bdelete\s+from\b|\bupdate\b.+\bset\b|\bcopy\b.+\bto\s+'|\bjoin\b.+\bon\b",
    re.IGNORECASE | re.DOTALL,
)
MOST_LINES = {".py": 250, ".sql": 120, ".yml": 250}
LONGER = {"lifecircle/forms.yml"}
"""All forms with all columns, in one file on purpose."""


def files(*folders: str, ending: str = ".py") -> Iterator[Path]:
    for folder in folders:
        yield from sorted((PROJECT / folder).rglob(f"*{ending}"))


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """Every text of a module but its docstrings, with its line; the parts of an f-string are one."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    described = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = (part.value for part in node.values if isinstance(part, ast.Constant))
            yield node.lineno, " x ".join(map(str, parts))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in described:
            yield node.lineno, node.value


def test_no_sql_is_written_outside_dbt_and_the_one_place_that_reads_marts() -> None:
    reads_marts = PROJECT / "lifecircle" / "marts"
    found = [
        f"{path.relative_to(PROJECT)}:{line}: {' '.join(text.split())[:80]}"
        for path in files(*CODE)
        if reads_marts not in path.parents
        for line, text in texts(path)
        if SQL.search(text)
    ]
    assert found == []


@pytest.mark.parametrize("text", ["select a\nfrom b", "COPY x to 'y'", "insert into a values (1)"])
def test_what_is_sql_is_known(text: str) -> None:
    assert SQL.search(text)


@pytest.mark.parametrize("ending", MOST_LINES)
def test_no_file_is_longer_than_can_be_read_at_once(ending: str) -> None:
    too_long = [
        f"{path.relative_to(PROJECT)}: {lines} lines"
        for path in files(*CODE, "benchmarks", "dbt_project", ending=ending)
        if path.relative_to(PROJECT).as_posix() not in LONGER
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES[ending]
    ]
    assert too_long == []


def test_every_module_is_named_for_what_it_does() -> None:
    vague = {"utils", "util", "helpers", "common", "misc", "base", "tools", "core"}
    assert [path for path in files(*CODE, "benchmarks", "tests") if path.stem in vague] == []


def test_what_is_the_offices_is_dated_by_the_settings_clock_and_only_the_machines_work_by_its_own() -> None:
    # `lifecircle/settings.py` is where the one clock falls back on the machine's
    machine = {
        *("lifecircle/settings.py", "lifecircle/calendar.py", "warehouse/results.py"),
        *("workflows/backfill.py", "workflows/rereading.py", "workflows/status.py"),
    }
    asks = re.compile(r"\bnow\(|\.today\(")
    found = {
        path.relative_to(PROJECT).as_posix() for path in files(*CODE) if asks.search(path.read_text(encoding="utf-8"))
    }
    assert found == machine
