"""The steps of the cycle: what is done, in which order, by which function; for the DAG files and `lifecircle run`.

A step is a task of a DAG.  It needs assets (what steps of other DAGs emit) or steps of its own DAG before it.  Every
step is safe to run again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from lifecircle.forms import Sender
from lifecircle.home import DamagedHomeError, Home
from lifecircle.progress import reporter

log = logging.getLogger(__name__)

LANDED = "lifecircle://landed"
"""Rows that were landed and checked: the warehouse can be built anew."""
MARTS = "lifecircle://marts"
"""Marts that were built, tested and published as a snapshot."""
MONTHS = "lifecircle://months"
"""Months that were closed, a partition each, as `2024-03`."""
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


def send_mail(work: Work) -> str:
    """Mail receipts to who sent files, the day's digest to the data team, and what waits; a summary in Chinese.

    Mail stops nothing: what cannot go waits, and a setting or a list of contacts that is wrong is said in the log.
    """
    from receipts.mail import post

    written = post.post_receipts(work.home, work.as_of) + post.post_digest(work.home, work.as_of)
    return f"新写邮件{written}封；{_sent(work)}"


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


def catch_up(work: Work) -> str:
    """Take in what has come and build as of `work.as_of`, unless the snapshot is of then or later; what was done."""
    from lifecircle.marts.opening import NothingPublishedError, open_snapshot
    from publishing.figures import run_moment

    try:
        with open_snapshot(work.home) as marts:
            stands = run_moment(marts)
        if stands >= work.as_of:
            return f"数据已截至{stands:%Y-%m-%d %H:%M}，不必重建"
    except NothingPublishedError:
        log.info("there is no snapshot yet")
    land_town_files(work)
    land_department_files(work)
    check_rows(work)
    number = build(work)
    publish_snapshot(work)
    return f"已建至第{number}次，数据截至{work.as_of:%Y-%m-%d %H:%M}"


def close_month(work: Work, month: str) -> str:
    """Write the month's briefs, of the district and of each town; their folder."""
    from publishing import briefs

    return str(briefs.close_month(work.home, month, work.as_of))


def send_report(work: Work, month: str) -> str:
    """Mail the month's report on who sent what to the office; what became of it, in Chinese."""
    from receipts.mail import post

    return f"新写邮件{post.post_month_report(work.home, month, work.as_of)}封；{_sent(work)}"


def remind(work: Work) -> str:
    """Mail reminders to those who owe a report, or whose report was refused; what became of it, in Chinese."""
    from receipts.mail import post

    return f"新写邮件{post.post_reminders(work.home, work.as_of)}封；{_sent(work)}"


def send_forms(work: Work, month: str) -> str:
    """Mail each unit the forms of a month, begun with what is known; what became of it, in Chinese."""
    from receipts.mail import post

    return f"新写邮件{post.post_forms(work.home, month, work.as_of)}封；{_sent(work)}"


def keep_house(work: Work) -> str:
    """Hold the home against its hashes, back it up, retire what is old.

    Raises:
        DamagedHomeError: files are missing or changed; the message names each, a line.
    """
    from workflows import housekeeping

    lines = housekeeping.keep_house(work.home, work.as_of)
    if lines:
        raise DamagedHomeError("\n".join(lines))
    return "完好"


def write_status(work: Work) -> str:
    """Write how the home stands, for a monitor; what has to be looked at, in Chinese."""
    from workflows import status

    return status.in_words(status.write_status(work.home, work.as_of))


def _sent(work: Work) -> str:
    from receipts.mail import post
    from receipts.mail.message import without_addresses

    sending = post.deliver(work.home, work.as_of)
    why = without_addresses(sending.why_waiting or "")
    waiting = f"，待发{sending.waiting}封：{why}" if sending.waiting else ""
    return f"发出{sending.sent}封{waiting}"


CYCLE = (
    Step("town_submissions", "land_files", land_town_files),
    Step("town_submissions", "check_rows", check_rows, needs=("land_files",), emits=(LANDED,)),
    Step("department_records", "land_files", land_department_files),
    Step("department_records", "check_rows", check_rows, needs=("land_files",), emits=(LANDED,)),
    Step("warehouse", "build", build, listens=(LANDED,)),
    Step("warehouse", "publish_snapshot", publish_snapshot, needs=("build",), emits=(MARTS,)),
    Step("warehouse", "answer", answer, needs=("publish_snapshot",)),
    Step("warehouse", "send_mail", send_mail, needs=("answer",)),
    Step("quarterly_scorecards", "write_drafts", write_drafts, listens=(MARTS,)),
    Step("restatement", "compare", compare, listens=(MARTS,)),
    Step("home_status", "write_status", write_status, listens=(MARTS,)),
)
"""All steps that need no person, in an order in which each has what it needs.  Approval and publication follow them."""
