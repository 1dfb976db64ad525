"""The recipes of CONTRIBUTING.md, followed to the letter on a scratch copy, do what they promise."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from lifecircle.calendar import parse_moment
from lifecircle.home import Home
from tests.recipes.followed import RECIPES
from tests.recipes.scratch import Scratch, is_named, named_files

pytestmark = pytest.mark.long

AS_OF = "2024-01-15T12:00:00+08:00"


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Scratch:
    """The copy in which every recipe has been followed, and `make docs` after them."""
    scratch = Scratch(tmp_path_factory.mktemp("recipes") / "lifecircle")
    for recipe, follow in RECIPES.items():
        with scratch.following(recipe):
            follow(scratch)
    scratch.python("-m", "docs.generate")
    return scratch


@pytest.fixture(scope="module")
def home(scratch: Scratch) -> Home:
    """Half a year of the scratch copy's district, run by its own code."""
    inbox, home = scratch.root.parent / "inbox", Home(scratch.root.parent / "home")
    scratch.lifecircle("simulate", "--out", inbox, "--to", "2023-12")
    (report,) = inbox.rglob("月报_东湖镇_2023-12*.xlsx")
    describe_an_issue(report)
    ledger = inbox / "图书馆台账_区园林局_2023-12.csv"
    ledger.write_text("图书馆编号,街镇,到馆人次\nTS-1,东湖镇,120\n", encoding="utf-8-sig")
    received = parse_moment("2024-01-05T09:00:00+08:00").timestamp()
    os.utime(ledger, (received, received))
    scratch.lifecircle("run", "--inbox", inbox, "--home", home.root, "--as-of", AS_OF)
    return home


def describe_an_issue(report: Path) -> None:
    """Shorten the description of a report's first issue, and name who helps."""
    book = openpyxl.load_workbook(report)
    sheet = book["存在问题"]
    header = next(row for row in sheet.iter_rows() if any(cell.value == "问题描述" for cell in row))
    columns = {cell.value: cell.column for cell in header}
    sheet.cell(header[0].row + 1, columns["问题描述"], "积水")
    sheet.cell(header[0].row + 1, columns["协办单位"], "区城管局")
    book.save(report)


def rows(home: Home, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(home.snapshot.resolve(), read_only=True) as marts:
        return marts.execute(query).fetchall()


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_recipe_names_every_file_that_is_edited_and_no_other(scratch: Scratch, recipe: str) -> None:
    named, edited = named_files(recipe), scratch.edited[recipe]
    assert [file for file in sorted(edited) if not any(is_named(file, name) for name in named)] == []
    assert [name for name in named if not any(is_named(file, name) for file in edited)] == []


def test_there_is_no_recipe_that_is_not_followed(scratch: Scratch) -> None:
    text = (scratch.root / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("\n## Recipes\n")[2]
    assert [line.removeprefix("### ") for line in text.splitlines() if line.startswith("### ")] == list(RECIPES)


def test_whoever_followed_them_passes_the_quick_tests_of_style_types_and_documents(scratch: Scratch) -> None:
    subprocess.run(["git", "add", "--all"], cwd=scratch.root, check=True)
    scratch.python("-m", "ruff", "check", ".")
    scratch.python("-m", "mypy", "scorecards", "expectations", "lifecircle")
    quick = ("tests/docs", "tests/test_policy.py", "tests/test_layers.py", "tests/dbt_project", "tests/lifecircle")
    scratch.python("-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "not model and not long", *quick)


def test_a_new_column_is_landed_and_reaches_the_mart(home: Home) -> None:
    found = rows(home, "select distinct basis, helper from marts.issue_quarter where helper is not null order by basis")
    assert found == [("cutoff", "区城管局"), ("latest", "区城管局")]


def test_a_new_form_is_taken_counted_and_due(home: Home) -> None:
    taken = "select unit_code, period, outcome, rows_accepted from marts.fct_submission where form = 'library_ledger'"
    assert rows(home, taken) == [("park", "2023-12", "accepted", 1)]
    due = "select count(*), count(first_accepted_at) from marts.reporting_calendar where form = 'library_ledger'"
    ((expected, came),) = rows(home, due)
    assert expected > 1
    assert came == 1


def test_a_new_finding_is_on_the_senders_receipt(home: Home) -> None:
    (receipt,) = home.receipts.glob("dong/月报_东湖镇_2023-12*/receipt.json")
    findings = json.loads(receipt.read_text(encoding="utf-8"))["findings"]
    assert [(finding["code"], finding["value"]) for finding in findings if finding["code"] == "W90"] == [
        ("W90", "积水")
    ]
    assert "问题描述过短" in receipt.with_name("receipt.html").read_text(encoding="utf-8")


def test_a_new_metric_counts_from_its_first_day_and_is_shown_with_its_rows(home: Home) -> None:
    points = """
        select quarter, metric_code, min(points) from marts.scorecard_town_metric
        where metric_code in ('S1', 'S4') group by all order by all
    """
    assert rows(home, points) == [("2023Q3", "S1", 5), ("2023Q4", "S1", 4), ("2023Q4", "S4", 1)]
    assert "意见回应" in (home.published / "2023Q4" / "draft" / "towns" / "dong.html").read_text(encoding="utf-8")
    assert "收集意见" in (home.published / "2023Q4" / "draft" / "evidence" / "dong-S4.html").read_text(encoding="utf-8")


def test_a_changed_rule_holds_from_its_day_and_not_before(home: Home) -> None:
    values = "select distinct quarter, value from marts.metric_rule where rule = 'report_value_late' order by quarter"
    assert rows(home, values) == [("2023Q3", 0.6), ("2023Q4", 0.5)]


def test_a_moved_due_day_holds_for_its_period_alone(home: Home) -> None:
    days = """
        select distinct period, day(due_at) from marts.reporting_calendar
        where form = 'monthly_report' and period in ('2023-08', '2023-09') order by period
    """
    assert rows(home, days) == [("2023-08", 7), ("2023-09", 9)]


def test_a_new_town_reports_and_has_a_card_and_a_tile(home: Home) -> None:
    assert rows(home, "select distinct quarter from marts.scorecard_town where town_code = 'nan' order by 1") == [
        ("2023Q3",),
        ("2023Q4",),
    ]
    assert "南湾镇" in (home.published / "2023Q4" / "draft" / "index.html").read_text(encoding="utf-8")


def test_a_new_department_owes_its_ledgers_and_has_a_card(home: Home) -> None:
    assert rows(home, "select distinct form from marts.reporting_calendar where unit_code = 'culture'") == [
        ("facility_ledger",)
    ]
    assert rows(home, "select count(*) > 0 from marts.scorecard_department where dept_code = 'culture'") == [(True,)]


def test_a_new_mart_is_published_with_its_descriptions(home: Home) -> None:
    described = "select comment from duckdb_tables() where table_name = 'issue_category_quarter'"
    assert rows(home, described) == [("One row per quarter, basis and category of issues. 各类问题的件数，一类一行。",)]
    assert (home.marts / "issue_category_quarter.parquet").exists()


def test_a_new_section_is_on_the_page_and_in_the_workbook(home: Home) -> None:
    draft = home.published / "2023Q4" / "draft"
    ((category, issues),) = rows(
        home,
        """
        select category, issues from marts.issue_category_quarter where quarter = '2023Q4' and basis = 'cutoff'
        order by issues desc, category limit 1
        """,
    )
    assert f"{category}问题{issues}件" in (draft / "index.html").read_text(encoding="utf-8")
    sheet = openpyxl.load_workbook(draft / "scorecard.xlsx")["问题分类"]
    assert (category, issues) in {row[:2] for row in sheet.iter_rows(values_only=True)}
