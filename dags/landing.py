"""The two tasks that both ingestion DAGs are made of, and when they run."""

from __future__ import annotations

from airflow.sdk import MultipleCronTriggerTimetable, task

from dags.wiring import LANDED, work
from lifecircle.forms import Sender
from workflows import steps

# hourly in the days when reports come, daily else
SCHEDULE = MultipleCronTriggerTimetable("15 * 1-10 * *", "15 6 11-31 * *", timezone="Asia/Shanghai")


@task
def land_files(sender: Sender) -> int:
    """Archive and type what is new in the inbox; the number of new files."""
    return steps.land_files(work(), sender)


@task(outlets=[LANDED])
def check_rows() -> int:
    """Hold the new rows against the forms' rules; the number of findings."""
    return steps.check_rows(work())
