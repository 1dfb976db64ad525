"""Another district is another reference folder: a toy of two towns and three tasks through the whole cycle."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from lifecircle.calendar import months_between
from lifecircle.home import Home
from tests.building.districts import TOY_DISTRICT, changed_district
from tests.building.terminal import lifecircle

pytestmark = pytest.mark.model

AS_OF = "2023-10-10T23:59:59+08:00"
DUE_DAY = 7
"""Of the toy's due_days.csv; the district that comes with lifecircle has the 5th."""


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("toy") / "inbox"
    done = lifecircle("simulate", "--out", folder, "--to", "2023-09", LIFECIRCLE_REFERENCE=TOY_DISTRICT)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, inbox: Path) -> Home:
    home = Home(tmp_path_factory.mktemp("cycle") / "home")
    arguments = ("run", "--inbox", inbox, "--home", home.root, "--as-of", AS_OF)
    done = lifecircle(*arguments, LIFECIRCLE_REFERENCE=TOY_DISTRICT)
    assert done.returncode == 0, done.stdout + done.stderr
    return home


def rows_of(home: Home, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(home.snapshot.resolve(), read_only=True) as marts:
        return marts.execute(query).fetchall()


def punctuality_by_the_files(inbox: Path, town_name: str) -> float:
    """R1 by hand: 1 by the due day of the next month, 0.6 by the 10th, 0.2 later, 0 without; no file is refused."""
    with (inbox / "收件登记.csv").open(encoding="utf-8-sig", newline="") as file:
        received = {row["文件名"]: datetime.fromisoformat(row["收到时间"]) for row in csv.DictReader(file)}
    worth = 0.0
    for month in months_between("2023-07", "2023-09"):
        own = [at for name, at in received.items() if re.match(f"月报_{town_name}_{month}[_.]", name)]
        if own:
            following = (date.fromisoformat(f"{month}-01") + timedelta(days=32)).replace(day=1)
            days = (min(own).date() - following).days + 1
            worth += 1 if days <= DUE_DAY else 0.6 if days <= 10 else 0.2
    return worth


def test_both_towns_have_a_card_whose_parts_sum_to_its_total(home: Home) -> None:
    cards = rows_of(home, "select town_code, total, adjustment from marts.scorecard_town where basis = 'cutoff'")
    assert {town for town, *_ in cards} == {"dong", "xi"}
    for town, total, adjustment in cards:
        metrics = rows_of(
            home,
            "select points, ratio from marts.scorecard_town_metric "
            f"where basis = 'cutoff' and town_code = '{town}' and ratio is not null",
        )
        score = 100 * sum(points * ratio for points, ratio in metrics) / sum(points for points, _ in metrics)
        assert total == pytest.approx(min(100, max(0, score + adjustment)), abs=0.005)


def test_the_districts_own_due_days_decide_what_is_on_time(home: Home, inbox: Path) -> None:
    assert rows_of(home, "select distinct outcome from marts.fct_submission where form = 'monthly_report'") == [
        ("accepted",)
    ]
    figures: Mapping[str, float] = dict(
        rows_of(
            home,
            "select town_code, numerator from marts.scorecard_town_metric "
            "where metric_code = 'R1' and basis = 'cutoff' and quarter = '2023Q3'",
        )
    )
    for town, name in {"dong": "东湖镇", "xi": "西山街道"}.items():
        assert figures[town] == pytest.approx(punctuality_by_the_files(inbox, name))


def test_its_own_codes_name_and_map_are_in_the_marts_and_on_the_page(home: Home) -> None:
    assert rows_of(home, "select count(*) from marts.dim_task") == [(3,)]
    assert rows_of(home, "select * from marts.dim_town_tile order by town_code") == [("dong", 2, 1), ("xi", 1, 2)]
    page = (home.published / "2023Q3" / "draft" / "index.html").read_text(encoding="utf-8")
    assert "双湖区" in page
    assert "奉贤" not in page


def test_a_reference_that_contradicts_itself_is_refused_before_anything_is_written(tmp_path: Path, inbox: Path) -> None:
    district = changed_district(tmp_path, "task_departments", "1,park", "1,nobody")
    done = lifecircle("run", "--inbox", inbox, "--home", tmp_path / "home", LIFECIRCLE_REFERENCE=district)
    assert done.returncode == 1
    assert "dept_code nobody is not in departments.csv" in " ".join(done.stderr.split())
    assert not (tmp_path / "home").exists()
