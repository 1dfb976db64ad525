"""`lifecircle backfill` and `records`: old months run again with a record of it, and the records."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from cli.console import console, progress_bars
from cli.options import AsOf, Because, By, HomeOption, chosen_settings, failure
from lifecircle.forms import load_forms
from lifecircle.home import Home, HomeInUseError
from lifecircle.visible import visible
from lifecircle.wording import minute, period_name, quarter_name
from workflows.records import Change, Record, RecordError, read_records

_KINDS = {"backfill": "补算", "reread": "重读"}


def backfill(
    because: Because,
    by: By,
    inbox: Annotated[Path | None, typer.Option(help="Where files arrive, folders at any depth; never written.")] = None,
    home: HomeOption = None,
    as_of: AsOf = None,
) -> None:
    """Take the inbox through the whole cycle like `run`, and keep a record: what, why, who, when, to what effect.

    For late files of closed quarters, a year caught up at once, and old months after a mended reader or changed rule.
    """
    from workflows.backfill import backfill as run_recorded
    from workflows.cycle import CycleError
    from workflows.steps import Work

    settings = chosen_settings(inbox=inbox, home=home)
    place = Home(settings.home.resolve())
    work = Work(settings.inbox.resolve(), place, as_of or settings.moment())
    try:
        with place.hold("run"), progress_bars() as show:
            number = run_recorded(work, because, by, show)
    except (HomeInUseError, CycleError, RecordError) as error:
        raise failure(str(error)) from error
    show_record(number, read_records(place)[number])


def records(
    number: Annotated[int | None, typer.Argument(help="Of the record to be shown whole; none lists them.")] = None,
    home: HomeOption = None,
) -> None:
    """List what was run or read again outside the month's course, or show one record whole."""
    kept = read_records(Home(chosen_settings(home=home).home))
    if number is None:
        for each, record in kept.items():
            console.print(_line(each, record), soft_wrap=True)
        if not kept:
            console.print("尚无补算、重读记录。")
    elif number in kept:
        show_record(number, kept[number])
    else:
        raise failure(f"there is no record {number}; `lifecircle records` lists them")


def show_record(number: int, record: Record) -> None:
    """Print a record: why, who, when, what, to what effect."""
    lines = [_line(number, record)]
    if record.as_of:
        lines.append(f"起止  {minute(record.begun_at)}至{minute(record.finished_at)}，数据截至 {minute(record.as_of)}")
    lines.append(f"文件  {len(record.files)}份，涉及{_periods(record)}" if record.files else "文件  无变化")
    for file in record.files:
        title = load_forms()[file.form].title if file.form else "未识别表式"
        name = escape(visible(file.file_name))
        lines.append(f"  {minute(file.received_at)}  {title}  {name}  {_change(file.result)}")
    if record.kind == "backfill":
        lines.append("影响" if record.quarters else "影响  各季度评分卡均无变化")
    for quarter in record.quarters:
        state = "草稿" if quarter.version is None else f"已发布 v{quarter.version}"
        offer = f"；建议修订：lifecircle restate {quarter.quarter}" if quarter.is_restatement_offered else ""
        lines.append(f"  {quarter_name(quarter.quarter)}（{state}）  {len(quarter.scores)}张卡有变化{offer}")
        lines += [f"    {score.unit_name}  {_change(score.result)}" for score in quarter.scores]
    for line in lines:
        console.print(line, soft_wrap=True)


def _line(number: int, record: Record) -> str:
    because, by = escape(visible(record.because)), escape(visible(record.by))
    return f"第{number}号  {minute(record.finished_at)}  {_KINDS[record.kind]}  {by}：{because}"


def _periods(record: Record) -> str:
    return "、".join(period_name(period) for period in record.periods) or "无报告期的文件"


def _change(result: Change) -> str:
    return f"{result.before or '无'} → {result.after or '无'}"
