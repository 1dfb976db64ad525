"""What is accepted and every score depend only on the submissions and on when they were received.

Source: docs/contract/submissions.md, Findings.
"""

from __future__ import annotations

import csv
import random
import shutil
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest
from openpyxl import load_workbook

from expectations.check import check
from ingestion.land import land
from lifecircle.calendar import parse_moment
from lifecircle.home import Home
from simulation import simulate
from tests.building.districts import TOY_DISTRICT, district_of
from tests.building.marts import Marts, differences, read_marts
from warehouse.build import build_warehouse
from warehouse.dbt_run import run_dbt

pytestmark = pytest.mark.long

AS_OF = parse_moment("2024-04-20T08:00:00+08:00")
REGISTER = "收件登记.csv"
BASES = ("cutoff", "latest")
SEED = 8
"""A toy district that sends five files twice, has three refused and a dozen corrected."""


@pytest.fixture(scope="module", autouse=True)
def toy() -> Iterator[None]:
    """The toy district; and builds without dbt's tests, which are not what is tried here."""
    with pytest.MonkeyPatch.context() as patch, district_of(TOY_DISTRICT):
        patch.setattr("warehouse.build.run_dbt", partial(run_dbt, with_tests=False))
        yield


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten months of reports, all of a day received at noon, so that many come at equal times."""
    folder = tmp_path_factory.mktemp("sent") / "inbox"
    simulate(folder, "2023-06", "2024-03", SEED)
    for town, neighbour in (("西山街道", "东湖镇"), ("东湖镇", "西山街道")):
        claim_a_project_of(folder / f"年度计划_{neighbour}_2023.xlsx", folder / f"年度计划_{town}_2023.xlsx")
    lines = [(name, f"{at:%Y-%m-%d} 12:00:00") for name, at in receipts(folder).items()]
    with (folder / REGISTER).open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([("文件名", "收到时间"), *lines])
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, inbox: Path) -> Home:
    """All of it taken in at once."""
    home = Home(tmp_path_factory.mktemp("at once") / "home")
    run(home, inbox, AS_OF)
    return home


@pytest.fixture(scope="module")
def at_once(home: Home) -> Marts:
    """What a run as of `AS_OF` makes of it."""
    return read_marts(home.latest_build)


def claim_a_project_of(neighbours_plan: Path, plan: Path) -> None:
    """Add a project of the neighbour's plan to a town's own: who named it first owns it (E11)."""
    theirs, own = load_workbook(neighbours_plan)["项目清单"], load_workbook(plan)
    own["项目清单"].append([cell.value for cell in theirs[3]])
    own.save(plan)


def receipts(inbox: Path) -> dict[str, datetime]:
    """File name -> when it was received, in the register's order."""
    with (inbox / REGISTER).open(encoding="utf-8-sig", newline="") as file:
        return {row["文件名"]: parse_moment(row["收到时间"]) for row in csv.DictReader(file)}


def run(home: Home, inbox: Path, as_of: datetime) -> None:
    """Land, check and build."""
    land(home, inbox)
    check(home)
    build_warehouse(home, as_of)


def copied(names: list[str], inbox: Path, folder: Path) -> Path:
    """Put some of the inbox's files, and its register, into the folder, there for a while or new."""
    folder.mkdir(exist_ok=True)
    for name in [*names, REGISTER]:
        shutil.copy(inbox / name, folder / name)
    return folder


def test_the_district_sends_all_that_makes_the_order_matter(at_once: Marts, inbox: Path) -> None:
    assert {row["outcome"] for row in at_once["fct_submission"]} == {"accepted", "rejected", "duplicate"}
    assert {row["code"] for row in at_once["fct_finding"]} >= {"E06", "E11"}
    times = [row["received_at"] for row in at_once["fct_submission"]]
    assert len(set(times)) < len(times)
    assert {row["quarter"] for row in at_once["scorecard_town"]} == {"2023Q3", "2023Q4", "2024Q1"}
    totals = {basis: [row["total"] for row in at_once["scorecard_town"] if row["basis"] == basis] for basis in BASES}
    assert totals["cutoff"] != totals["latest"]


def test_any_order_in_any_batches_with_runs_in_between_gives_the_same_marts(
    tmp_path: Path, inbox: Path, at_once: Marts
) -> None:
    names = list(receipts(inbox))
    rng = random.Random(SEED)
    rng.shuffle(names)
    cuts = sorted(rng.sample(range(1, len(names)), 2))
    home = Home(tmp_path / "home")
    for start, end in zip([0, *cuts], [*cuts, len(names)], strict=True):
        run(home, copied(names[start:end], inbox, tmp_path / "inbox"), AS_OF)
    assert len(list((home.landed / "submissions").glob("[0-9]*.parquet"))) == 3
    assert differences(read_marts(home.latest_build), at_once) == []


def test_a_past_moment_gives_what_an_inbox_of_the_files_received_by_then_gives(
    tmp_path: Path, inbox: Path, home: Home
) -> None:
    then = parse_moment("2024-02-05T12:00:00")  # in mid-quarter, the very second of many receipts
    build_warehouse(home, then)
    received = [name for name, at in receipts(inbox).items() if at <= then]
    assert 0 < len(received) < len(receipts(inbox))
    by_then = Home(tmp_path / "home")
    run(by_then, copied(received, inbox, tmp_path / "inbox"), then)
    assert differences(read_marts(home.latest_build), read_marts(by_then.latest_build)) == []
