"""Two contents of one name with one receipt: which of them holds depends on their bytes, never on who came first."""

from __future__ import annotations

from pathlib import Path

import pytest

from lifecircle.calendar import parse_moment
from lifecircle.home import Home
from tests.building.landed_home import LandedHome, plan_row, progress_row
from tests.building.marts import differences, read_marts
from tests.building.windows import ordered_models, tied_models
from warehouse.build import build_warehouse

pytestmark = pytest.mark.long

AS_OF = parse_moment("2023-10-15T00:00:00+08:00")
AT_ONCE = "2023-08-04T09:00:00"
CONTENTS = {
    "plan": ("a", "b", "c"),
    "report": ("a", "b"),
}


def submit(landed: LandedHome, kind: str, content: str) -> None:
    """One content of a name: its SHA-256 begins with the letter."""
    name = f"{kind} {content}"
    if kind == "plan":
        town = "jinhai" if content == "b" else "fengpu"
        rows = [plan_row("SAME"), plan_row(f"OWN-{content}", total_investment=10.0)]
        landed.submit("annual_plan", town, "2023", "2023-05-20", name, plan_projects=rows)
    else:
        progress = {"a": 20.0, "b": 60.0}[content]
        rows = [progress_row("SAME", progress_pct=progress)]
        landed.submit("monthly_report", "fengpu", "2023-07", AT_ONCE, name, project_progress=rows)
    landed.rename(name, f"{kind}.xlsx", content)


def build(folder: Path, order: list[tuple[str, str]]) -> Home:
    landed = LandedHome(folder)
    for kind, content in order:
        submit(landed, kind, content)
        landed.land()
    build_warehouse(landed.home, AS_OF)
    return landed.home


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, Home]:
    """The same files, landed in one order and in the other."""
    folder = tmp_path_factory.mktemp("ties")
    order = [(kind, content) for kind, contents in CONTENTS.items() for content in contents]
    return build(folder / "one", order), build(folder / "other", order[::-1])


def test_any_order_of_landing_gives_the_same_marts(homes: tuple[Home, Home]) -> None:
    one, other = (read_marts(home.latest_build) for home in homes)
    assert differences(one, other) == []
    assert {row["progress_pct"] for row in one["fct_project_quarter"] if row["project_id"] == "SAME"} == {60.0}


def test_no_window_has_two_rows_of_the_same_place(homes: tuple[Home, Home]) -> None:
    models = ordered_models(homes[0])
    assert {"int_submissions_judged", "int_submissions_in_force", "fct_finding", "scorecard_town"} <= models.keys()
    assert tied_models(homes[0], models) == []


def test_a_window_whose_order_is_not_total_is_found(homes: tuple[Home, Home]) -> None:
    query = ordered_models(homes[0])["int_submissions_held"]
    loose = query.replace("order by received_at, file_name, sha256", "order by received_at")
    assert loose != query
    assert tied_models(homes[0], {"loose": loose}) == ["loose"]
