"""`make docs`: the reference pages, written from where a machine knows them; the contract says what they mean.

docs/reference/forms.md            lifecircle/forms.yml
docs/reference/findings.md         the seed of finding codes; the meanings of docs/contract/submissions.md, Findings
docs/reference/rules.md            the seeds of points, rules, due days and bands
docs/reference/data-dictionary.md  dbt's YAML of the marts
docs/reference/operation.md        the DAGs' docstrings; the settings
docs/reference/status.md           the model of /status.json, with its schema beside it (docs/status_pages.py)
dags/README.md                     the DAGs' docstrings, for the data team (docs/dag_pages.py)
"""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from docs.dag_pages import dag_index, dag_pages
from docs.status_pages import status_page, status_schema
from lifecircle.forms import Column, load_forms
from lifecircle.settings import PROJECT, Settings

REFERENCE = PROJECT / "docs" / "reference"
_DBT = PROJECT / "dbt_project"
_SEEDS = _DBT / "seeds"
_HEAD = "<!-- Written by `make docs`: do not edit. -->\n\n"


def pages() -> dict[str, str]:
    """Make every page: its place as seen from docs/reference -> content."""
    made = {
        "forms.md": _forms(),
        "findings.md": _findings(),
        "rules.md": _rules(),
        "data-dictionary.md": _data_dictionary(),
        "operation.md": _operation(),
        "status.md": status_page(),
        "../../dags/README.md": dag_index(),
    }
    pages = {name: _HEAD + "\n".join(lines).rstrip() + "\n" for name, lines in made.items()}
    return pages | {"status.schema.json": status_schema()}


def main() -> None:
    """Write the pages."""
    REFERENCE.mkdir(exist_ok=True)
    for name, content in pages().items():
        (REFERENCE / name).write_text(content, encoding="utf-8")


def _table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    yield f"| {' | '.join(header)} |"
    yield "|" + " --- |" * len(header)
    for row in rows:
        yield "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in row) + " |"
    yield ""


def _forms() -> Iterator[str]:
    yield "# Forms\n"
    yield "From `lifecircle/forms.yml`. A file is called `<name>_<unit>_<period>`, as `月报_南桥镇_2024-03.xlsx`.\n"
    for name, form in load_forms().items():
        yield f"## {name}: {form.title}\n"
        sender = {"town": "towns", "dept": "departments"}[form.sender]
        yield f"Sent by {sender} for a {form.period}, as `{form.stem}_...` ({', '.join(form.endings)}).\n"
        if form.cover:
            yield "Cover (封面):\n"
            yield from _columns(form.cover)
        for table_name, table in form.tables.items():
            yield f"### {table_name}\n"
            yield (f"Sheet {table.sheet}" if table.sheet else "The whole file") + ":\n"
            yield from _columns(table.columns)


def _columns(columns: dict[str, Column]) -> Iterator[str]:
    rows = (
        (name, column.header, column.type, _marks(column), "、".join(column.values), "、".join(column.aliases))
        for name, column in columns.items()
    )
    yield from _table(("field", "header", "type", "", "values", "also called"), rows)


def _marks(column: Column) -> str:
    return ", ".join(word for word, holds in (("required", column.required), ("key", column.key)) if holds)


def _findings() -> Iterator[str]:
    law = (PROJECT / "docs" / "contract" / "submissions.md").read_text(encoding="utf-8")
    meanings = dict(re.findall(r"^### (\w\d\d)\n(.+?)(?=\n#|\Z)", law, re.MULTILINE | re.DOTALL))
    yield "# Finding codes\n"
    yield "From `dbt_project/seeds/findings/finding_codes.csv`; the meanings are those of"
    yield "[the contract](../contract/submissions.md)."
    yield "`fatal` rejects the file, `error` quarantines the row, `warning` flags it. Words in braces are filled in.\n"
    for row in _seed("findings/finding_codes"):
        yield f"## {row['code']} {row['title']}\n"
        if row["code"] in meanings:
            yield meanings[row["code"]].strip() + "\n"
        yield f"- {row['severity']}, found by `{row['found_by']}`, mended by {row['mended_by']}"
        yield f"- the message, which says what to do: {row['template']}"
        yield f"- what the data team asks: {row['ask']}\n"


def _rules() -> Iterator[str]:
    yield "# Points, rules, due days\n"
    yield "From `dbt_project/seeds/`. A row holds from its `valid_from` on; a change is a new row.\n"
    for title, seed in (
        ("Points of the metrics", "reference/metrics"),
        ("Rules", "rules/rules"),
        ("Rules by metric", "rules/metric_rules"),
        ("Bands", "reference/bands"),
        ("Due days of periodic forms", "reference/due_days"),
        ("When forms open and close", "reference/reporting_windows"),
        ("Due dates of documents", "reference/document_due_dates"),
        ("Indicators and their targets", "reference/indicators"),
        ("Facility types and walking radii", "reference/facility_types"),
        ("What departments send", "reference/expected_feeds"),
    ):
        rows = _seed(seed)
        yield f"## {title}\n"
        yield from _table(list(rows[0]), (list(row.values()) for row in rows))


def _seed(name: str) -> list[dict[str, str]]:
    with (_SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _data_dictionary() -> Iterator[str]:
    yield "# Data dictionary\n\nThe marts, from `dbt_project/models/marts/*.yml`. `*` marks the columns of the key.\n"
    models: dict[str, dict[str, Any]] = {}
    for path in sorted((_DBT / "models" / "marts").glob("_*models.yml")):
        models |= {model["name"]: model for model in yaml.safe_load(path.read_text(encoding="utf-8"))["models"]}
    for name, model in sorted(models.items()):
        keys = _keys(model)
        yield f"## {name}\n\n{model['description']}\n"
        rows = (
            (
                column["name"] + ("*" if column["name"] in keys else ""),
                column["data_type"],
                "" if column.get("constraints") else "may be null",
                column["description"],
            )
            for column in model["columns"]
        )
        yield from _table(("column", "type", "", "description"), rows)


def _keys(model: dict[str, Any]) -> set[str]:
    tests = [test["unique_key"] for test in model.get("data_tests", []) if "unique_key" in test]
    return {column for test in tests for column in test["arguments"]["columns"]}


def _operation() -> Iterator[str]:
    yield "# Timetable and settings\n\n## DAGs\n"
    rows = ((f"`{page.dag_id}`", page.title, page.sections["何时运行"]) for page in dag_pages())
    yield from _table(("DAG", "does", "runs"), rows)
    yield "## Settings\n\nFrom the environment or a file `.env`.\n"
    source = ast.parse((PROJECT / "lifecircle" / "settings.py").read_text(encoding="utf-8"))
    body = next(node for node in source.body if isinstance(node, ast.ClassDef) and node.name == "Settings").body
    remarks = {
        field.target.id: text.value.value
        for field, text in pairwise(body)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
    }
    defaults = {name: _default(field.default) for name, field in Settings.model_fields.items()}
    settings = ((f"`LIFECIRCLE_{name.upper()}`", default, remarks[name]) for name, default in defaults.items())
    yield from _table(("setting", "default", "meaning"), settings)


def _default(value: object) -> str:
    if isinstance(value, Path):
        return str(value.relative_to(PROJECT)) if value.is_absolute() else str(value)
    return "none" if value is None else str(value)


if __name__ == "__main__":
    main()
