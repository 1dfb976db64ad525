"""The two tasks that both ingestion DAGs are made of, and when they run."""

from __future__ import annotations

from airflow.sdk import MultipleCronTriggerTimetable, task

from dags.wiring import LANDED, ZONE, work
from lifecircle.forms import Sender
from workflows import steps

# hourly in the days when reports come, daily else
SCHEDULE = MultipleCronTriggerTimetable("15 * 1-10 * *", "15 6 11-31 * *", timezone=ZONE)


@task(task_display_name="新件入库")
def land_files(sender: Sender) -> int:
    """将收件箱中的新文件归档并读入；返回新文件数。"""
    return steps.land_files(work(), sender)


@task(outlets=[LANDED], task_display_name="逐行校验")
def check_rows() -> int:
    """按各表要求校验新读入的行；返回发现的问题数。"""
    return steps.check_rows(work())
