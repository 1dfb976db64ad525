"""The two tasks that both ingestion DAGs are made of, and when they run."""

from __future__ import annotations

from airflow.sdk import MultipleCronTriggerTimetable, task

from dags.wiring import LANDED, home
from lifecircle.forms import Sender

# hourly in the days when reports come, daily else
SCHEDULE = MultipleCronTriggerTimetable("15 * 1-10 * *", "15 6 11-31 * *", timezone="Asia/Shanghai")


@task
def land_files(sender: Sender) -> int:
    """Archive and type what is new in the inbox; the number of new files."""
    from ingestion.land import land
    from lifecircle.progress import reporter
    from lifecircle.settings import Settings

    step = {"town": "街镇报送入库", "dept": "部门台账入库"}[sender]
    return land(home(), Settings().inbox, sender, reporter(step)).new


@task(outlets=[LANDED])
def check_rows() -> int:
    """Hold the new rows against the forms' rules; the number of findings."""
    from expectations.check import check
    from lifecircle.progress import reporter

    return check(home(), reporter("数据校验")).findings
