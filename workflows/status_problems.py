"""What is wrong with a home, by what was found out about it: a code for a monitor, a sentence for whoever is called."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from lifecircle.home import Home
from lifecircle.settings import Settings
from lifecircle.wording import minute, month_name
from workflows.closing import late_month
from workflows.status_report import Problem, State
from workflows.status_state import waiting_mails

_SNAPSHOT_LATE = timedelta(hours=30)
"""A day, since files are taken in at least daily, and a quarter of one for a build that has to be tried again."""
_SNAPSHOT_BEHIND = timedelta(hours=2)
_UNCHECKED_LATE = timedelta(hours=26)
_INSPECTION_LATE = timedelta(days=8)
"""Housekeeping runs once a week."""
_MAIL_STUCK = timedelta(hours=24)
_GIB = 2**30


def find_problems(home: Home, state: State, at: datetime) -> Iterator[Problem]:
    """Say what a person has to look at, the gravest first.

    Args:
        home: that was looked at.
        state: what was found.
        at: when, by the machine's clock: what the machine does is late by it, what the office does by `state.moment`.
    """
    yield from _damage(state)
    yield from _disks(state)
    yield from _warehouse(home, state)
    yield from _landing(state, at)
    yield from _backup(state)
    yield from _office(home, state, at)


def _damage(state: State) -> Iterator[Problem]:
    if state.damaged:
        message = f"数据目录中有{state.damaged}处缺失或残缺，请用lifecircle status查看，用lifecircle restore恢复"
        yield Problem(code="damaged", message=message)
    elif state.inspection and state.inspection.damaged:
        message = f"{minute(state.inspection.at)}核对发现{state.inspection.damaged}处损坏，恢复后请再运行一次每周内务"
        yield Problem(code="damaged", message=message)
    if state.inspection and state.moment - state.inspection.at > _INSPECTION_LATE:
        message = f"每周内务自{minute(state.inspection.at)}起没有运行"
        yield Problem(code="inspection_late", message=message)


def _disks(state: State) -> Iterator[Problem]:
    least = Settings().least_free_gib
    if state.disk and state.disk.free_bytes < least * _GIB:
        message = f"数据目录所在磁盘只剩{_gib(state.disk.free_bytes)}，少于{least:g} GiB"
        yield Problem(code="disk_low", message=message)
    if state.backup_disk and state.backup_disk.free_bytes < least * _GIB:
        message = f"备份所在磁盘只剩{_gib(state.backup_disk.free_bytes)}，少于{least:g} GiB"
        yield Problem(code="backup_disk_low", message=message)


def _warehouse(home: Home, state: State) -> Iterator[Problem]:
    if state.last_build_failed:
        yield Problem(code="build_failed", message="最近一次建库未通过，读者看到的仍是上一次的数据")
    if state.snapshot is None:
        unusable = home.snapshot.exists()
        message = "快照不能读取，请重新运行lifecircle run" if unusable else "尚未建立数据仓库"
        yield Problem(code="snapshot_unusable" if unusable else "no_snapshot", message=message)
        return
    if state.moment - state.snapshot.as_of > _SNAPSHOT_LATE:
        message = f"数据仍截至{minute(state.snapshot.as_of)}，此后没有更新"
        yield Problem(code="snapshot_late", message=message)
    if state.build and state.build.at - state.snapshot.at > _SNAPSHOT_BEHIND:
        message = f"{minute(state.build.at)}建成的数据没有发布，读者看到的仍是上一次的"
        yield Problem(code="snapshot_behind", message=message)


def _landing(state: State, at: datetime) -> Iterator[Problem]:
    if state.landing and state.landing.unchecked and at - state.landing.at > _UNCHECKED_LATE:
        yield Problem(code="rows_unchecked", message=f"{minute(state.landing.at)}入库的数据至今没有校验，不计入结果")


def _backup(state: State) -> Iterator[Problem]:
    folder = Settings().backup
    if folder and state.backup_disk is None:
        yield Problem(code="backup_unreachable", message="备份文件夹不能读取，请检查其磁盘是否挂载")
    if state.backup is None:
        yield Problem(code="no_backup", message="尚未备份，或备份记录不能读取")
    elif state.moment - state.backup.at > _INSPECTION_LATE:
        yield Problem(code="backup_late", message=f"最近一次备份在{minute(state.backup.at)}，已超过一周")


def _office(home: Home, state: State, at: datetime) -> Iterator[Problem]:
    if state.landing and (late := late_month(home, state.moment)):
        message = f"{month_name(late.month)}应于{minute(late.by)}前结账，至今没有"
        yield Problem(code="month_late", message=message)
    if Settings().smtp_url:
        oldest = min((path.stat().st_mtime for path in waiting_mails(home)), default=at.timestamp())
        if at.timestamp() - oldest > _MAIL_STUCK.total_seconds():
            message = f"有{state.mails_waiting}封邮件没有发出，最早的已等待一天以上"
            yield Problem(code="mail_stuck", message=message)
    if fixed := Settings().as_of:
        yield Problem(code="clock_set", message=f"时钟设在{minute(fixed)}（LIFECIRCLE_AS_OF），定时任务不办理")


def _gib(size: int) -> str:
    return f"{size / _GIB:.1f} GiB"
