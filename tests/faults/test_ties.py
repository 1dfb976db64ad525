"""Two contents of one name with one receipt: which of them holds depends on their bytes, never on who came first."""

from __future__ import annotations

from pathlib import Path

import pytest

from lifecircle.calendar import parse_moment
from tests.building.landed_home import LandedHome, plan_row, progress_row
from tests.building.marts import Marts, differences, read_marts
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


def build(folder: Path, order: list[tuple[str, str]]) -> Marts:
    landed = LandedHome(folder)
    for kind, content in order:
        submit(landed, kind, content)
        landed.land()
    return read_marts(build_warehouse(landed.home, AS_OF).path)


def test_any_order_of_landing_gives_the_same_marts(tmp_path: Path) -> None:
    order = [(kind, content) for kind, contents in CONTENTS.items() for content in contents]
    one, other = build(tmp_path / "one", order), build(tmp_path / "other", order[::-1])
    assert differences(one, other) == []
    assert {row["progress_pct"] for row in one["fct_project_quarter"] if row["project_id"] == "SAME"} == {60.0}
