"""The steps of the cycle: what is done, in which order, by which function; for the DAG files and `lifecircle run`.

A step is a task of a DAG.  It needs assets (what steps of other DAGs emit) or steps of its own DAG before it.  Every
step is safe to run again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from lifecircle.forms import Sender
from lifecircle.home import Home
from lifecircle.progress import reporter

LANDED = "lifecircle://landed"
"""Rows that were landed and checked: the warehouse can be built anew."""
MARTS = "lifecircle://marts"
"""Marts that were built, tested and published as a snapshot."""
WAREHOUSE_POOL = "warehouse"
"""The pool of one slot in which the warehouse is built: there is one writer of its file."""

_LANDING = {"town": "街镇报送入库", "dept": "部门台账入库"}


@dataclass(frozen=True)
class Work:
    """What a run works on: files are read in `inbox`, everything made is kept in `home`, figures are as of `as_of`."""

    inbox: Path
    home: Home
    as_of: datetime


@dataclass(frozen=True)
class Step:
    """A step: the task `name` of the DAG `dag`.

    `needs` are the names of steps of the same DAG; a DAG's first step needs the assets in `listens`.
    """

    dag: str
    name: str
    run: Callable[[Work], object]
    needs: tuple[str, ...] = ()
    listens: tuple[str, ...] = ()
    emits: tuple[str, ...] = ()


def land_files(work: Work, sender: Sender) -> int:
    """Archive and type the new files of towns or departments; the number of new files."""
    from ingestion.land import land

    return land(work.home, work.inbox, sender, reporter(_LANDING[sender])).new


def land_town_files(work: Work) -> int:
    """Archive and type what towns sent, and what matches no form."""
    return land_files(work, "town")


def land_department_files(work: Work) -> int:
    """Archive and type what departments sent."""
    return land_files(work, "dept")


def check_rows(work: Work) -> int:
    """Hold the new rows against the forms' rules; the number of findings."""
    from expectations.check import check

    return check(work.home, reporter("数据校验")).findings


def build(work: Work) -> int:
    """Run dbt into a new file; the build's number."""
    from warehouse.build import build_warehouse

    return build_warehouse(work.home, work.as_of, reporter("建立数据仓库")).number


def publish_snapshot(work: Work) -> str:
    """Put the marts where BI tools read them; the snapshot's path."""
    from publishing import snapshot

    return str(snapshot.publish_snapshot(work.home))


def answer(work: Work) -> str:
    """Make receipts and marked copies of what came or changed, and the list of what to chase; a summary."""
    from receipts import answer
    from workflows.further import look_further

    look_further(work.home, reporter("退回件复核"))
    return str(answer.answer(work.home, reporter("回执"), work.as_of))


def write_drafts(work: Work) -> list[str]:
    """Write the drafts of all due quarters that are not published; their names."""
    from publishing import drafts

    return drafts.write_drafts(work.home, reporter("评分卡草稿"))


def compare(work: Work, quarter: str | None = None) -> list[str]:
    """Write the drafts of next versions, of one published quarter or of all; the quarters in which anything differs."""
    from publishing.restatement import propose_restatement, propose_restatements

    if quarter:
        found = [propose_restatement(work.home, quarter)]
    else:
        found = propose_restatements(work.home, reporter("修订比对"))
    return [restatement.edition.quarter for restatement in found if restatement.changes_anything]


CYCLE = (
    Step("town_submissions", "land_files", land_town_files),
    Step("town_submissions", "check_rows", check_rows, needs=("land_files",), emits=(LANDED,)),
    Step("department_records", "land_files", land_department_files),
    Step("department_records", "check_rows", check_rows, needs=("land_files",), emits=(LANDED,)),
    Step("warehouse", "build", build, listens=(LANDED,)),
    Step("warehouse", "publish_snapshot", publish_snapshot, needs=("build",), emits=(MARTS,)),
    Step("warehouse", "answer", answer, needs=("publish_snapshot",)),
    Step("quarterly_scorecards", "write_drafts", write_drafts, listens=(MARTS,)),
    Step("restatement", "compare", compare, listens=(MARTS,)),
)
"""All steps that need no person, in an order in which each has what it needs.  Approval and publication follow them."""
