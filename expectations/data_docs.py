"""Great Expectations' Data Docs of a run, as a static site that needs no network: an index and a page a table.

The pages are Great Expectations' own; as it makes them they link style sheets and scripts of other hosts, and the index
is drawn by these: what is remote is taken out, and a style sheet and an index of our own take its place.  The index
lists every rule (where it holds, who mends it, what to ask) with the rows that failed, a page some of the values that
did.  They know rows alone: the covers, and the contacts on them, are in no frame.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from great_expectations.core.expectation_validation_result import ExpectationSuiteValidationResult
from great_expectations.render.renderer.page_renderer import ValidationResultsPageRenderer
from great_expectations.render.view.view import DefaultJinjaPageView
from jinja2 import Environment, FileSystemLoader

from expectations.validation import Validation
from lifecircle.findings import finding_codes
from lifecircle.forms import Table, load_forms

_HERE = Path(__file__).parent
_STYLE, _INDEX = "data_docs.css", "data_docs.html.j2"
_FETCHED = re.compile(r"<(script|style)\b.*?</\1>|<link\b[^>]*>|<img\b[^>]*>", re.IGNORECASE | re.DOTALL)
_UPWARDS = re.compile(r"\"(?:\.\./)+(?:expectations/)?([\w.]+)\"")
_SEVERITIES = {"error": "错误", "warning": "提醒"}


@dataclass(frozen=True)
class Rule:
    """A rule of a table, as a line of the index."""

    code: str
    severity: str
    columns: str
    problem: str
    mended_by: str
    ask: str
    failed: int


@dataclass(frozen=True)
class Section:
    """A table's part of the index."""

    title: str
    page: str
    rules: list[Rule]


def build_data_docs(validation: Validation, folder: Path) -> None:
    """Build the site of the run in place of the contents of `folder`."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        renderer, view = ValidationResultsPageRenderer(), DefaultJinjaPageView()
        for name, outcome in validation.outcomes.items():
            page = str(view.render(renderer.render(outcome)))  # type: ignore[no-untyped-call]
            (fresh / f"{name}.html").write_text(_offline(page), encoding="utf-8")
        index = Environment(loader=FileSystemLoader(_HERE), autoescape=True).get_template(_INDEX)
        text = index.render(sections=_sections(validation), style=_STYLE)
        (fresh / "index.html").write_text(text, encoding="utf-8")
        shutil.copy(_HERE / _STYLE, fresh / _STYLE)
        fresh.chmod(0o755)
        shutil.rmtree(folder, ignore_errors=True)
        fresh.rename(folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _offline(page: str) -> str:
    """The page without what it would fetch, nor the scripts that need that; its links lead to their neighbours."""
    page = _UPWARDS.sub(r'"\1"', _FETCHED.sub("", page))
    return page.replace("</head>", f'<link rel="stylesheet" href="{_STYLE}">\n</head>', 1)


def _sections(validation: Validation) -> list[Section]:
    return [
        Section(f"{form.title} · {table.sheet}" if table.sheet else form.title, f"{name}.html", _rules(table, outcome))
        for form in load_forms().values()
        for name, table in form.tables.items()
        if (outcome := validation.outcomes.get(name))
    ]


def _rules(table: Table, outcome: ExpectationSuiteValidationResult) -> list[Rule]:
    rules = []
    for result in outcome.results:
        meta = result.expectation_config.meta if result.expectation_config else {}
        known = finding_codes()[meta["code"]]
        columns = "、".join(table.columns[field].header for field in meta["field"].split(";"))
        failed = int(result.result.get("unexpected_count", 0))
        severity = _SEVERITIES[known.severity]
        problem = f"{known.title}：{_detail_without_values(meta)}" if meta["detail"] else known.title
        rules.append(Rule(known.code, severity, columns, problem, meta["mended_by"], meta["ask"], failed))
    return sorted(rules, key=lambda rule: rule.code)


def _detail_without_values(meta: dict[str, str]) -> str:
    """The detail that a message adds, an ellipsis in place of a row's values."""
    detail = meta["detail"].format(own="…", other="…")
    return f"“{meta['status']}”而{detail}" if "status" in meta else detail
