"""What the data team is told by mail without having asked: a task that failed for good, a month that is not closed."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from airflow.sdk.definitions.callback import AsyncCallback
from airflow.sdk.definitions.deadline import DeadlineAlert, DeadlineReference

from lifecircle.home import Home
from lifecircle.settings import Settings

logger = logging.getLogger(__name__)


def tell_of_failure(context: Any) -> None:
    """Tell of a task that has failed and is not tried again; what goes wrong in telling is logged, no more."""
    try:
        _raise_failure(context)
    except Exception:  # the task's own failure is what matters, and it stands in Airflow
        logger.exception("the data team could not be told of this failure by mail")


async def month_not_closed() -> str:
    """Tell of a month that should have been closed by now and is not; what was found.

    The triggerer calls it, in which nothing may block.
    """
    return await asyncio.to_thread(_raise_if_late)


BY_NOON = DeadlineAlert(
    reference=DeadlineReference.DAGRUN_LOGICAL_DATE,
    # the timetable's 00:10 to noon
    interval=timedelta(hours=11, minutes=50),
    callback=AsyncCallback(month_not_closed),
    name="当日12:00前结账",
)
"""By when a run of `month_close` has to be over."""


def page_of_run(dag_id: str, run_id: str, task_id: str | None = None) -> str:
    """The address of a run's page in Airflow, or of a task's in it."""
    page = f"{Settings().airflow_url.rstrip('/')}/dags/{dag_id}/runs/{quote(run_id, safe='')}"
    return f"{page}/tasks/{task_id}" if task_id else page


def first_line(fault: object) -> str:
    """What a fault says in its first line, with the next one where the first only announces it."""
    lines = [line.strip() for line in str(fault or "").splitlines() if line.strip()]
    if not lines:
        return type(fault).__name__ if isinstance(fault, BaseException) else "进程中断，未留下原因，请看日志"
    return " ".join(lines[:2]) if lines[0].endswith((":", "：")) else lines[0]


def _raise_failure(context: Any) -> None:
    from receipts.mail.alarm import Alarm, raise_alarm

    settings, ti, dag = Settings(), context["ti"], context["dag"]
    alarm = Alarm(
        key=f"{ti.dag_id}/{ti.run_id}/{ti.task_id}/{ti.try_number}",
        title=f"任务失败：{dag.dag_display_name} — {context['task'].task_display_name}",
        cause=first_line(context.get("exception")),
        page=page_of_run(ti.dag_id, ti.run_id, ti.task_id),
        at=settings.moment(),
    )
    raise_alarm(Home(settings.home), alarm)


def _raise_if_late() -> str:
    from receipts.mail.alarm import Alarm, raise_alarm
    from workflows.closing import late_month

    settings = Settings()
    home, moment = Home(settings.home), settings.moment()
    late = late_month(home, moment)
    if late is None:
        return "没有逾期未结的月份"
    alarm = Alarm(
        key=f"month_close/{late.month}/{moment:%Y-%m-%d}",
        title=f"{late.month}月度结账逾期",
        cause=f"应于{late.by:%Y-%m-%d %H:%M}前结账，截至{moment:%Y-%m-%d %H:%M}仍未完成",
        page=f"{settings.airflow_url.rstrip('/')}/dags/month_close",
        at=moment,
    )
    raise_alarm(home, alarm)
    return alarm.title
