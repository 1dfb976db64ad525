"""What the DAGs share: the assets by which they meet, their defaults, and how a task learns its home and its moment."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from airflow.sdk import Asset, Param, get_current_context
from airflow.sdk.exceptions import AirflowSkipException

from dags.alarms import tell_of_failure
from lifecircle.calendar import CHINA, parse_moment
from lifecircle.home import Home
from lifecircle.settings import Settings
from workflows import steps
from workflows.steps import Work

LANDED = Asset(steps.LANDED)
MARTS = Asset(steps.MARTS)
MONTHS = Asset(steps.MONTHS)

ZONE = "Asia/Shanghai"
"""The zone that every timetable is written in."""

COMMON: dict[str, Any] = {
    # the cycle runs from the report for 2023-06 (docs/contract/assessment.md, As of)
    "start_date": datetime(2023, 6, 1, tzinfo=CHINA),
    # a run looks at all there is, not at its interval
    "catchup": False,
    # two runs at once would wait for each other's locks
    "max_active_runs": 1,
    # how often and when a task is tried again is the installation's choice: deploy/airflow-service.env
    "default_args": {"owner": "数据组", "on_failure_callback": [tell_of_failure]},
}
"""What every DAG is declared with."""

AS_OF = Param(
    None,
    type=["null", "string"],
    title="截至时点",
    description="按此时点计算，如2024-04-10T23:59:59（北京时间）；不填则取LIFECIRCLE_AS_OF，未设置的取当前时间。",
)
QUARTER = Param(
    None,
    type=["null", "string"],
    pattern="^[0-9]{4}Q[1-4]$",
    title="季度",
    description="如2024Q1；不填则为全部应办季度。",
)


def month_param(default: str) -> Param:
    """The parameter `month`; `default` says in Chinese which one it is if none is given."""
    return Param(
        None,
        type=["null", "string"],
        pattern="^[0-9]{4}-(0[1-9]|1[0-2])$",
        title="月份",
        description=f"如2024-03；不填则为{default}。",
    )


def home() -> Home:
    """The home that this installation works in."""
    return Home(Settings().home)


def work(as_of: datetime | None = None) -> Work:
    """What the running task works on: as of `as_of`, else as of its DAG run's parameter, else by the settings."""
    settings = Settings()
    asked = get_current_context()["params"].get("as_of")
    return Work(settings.inbox, home(), as_of or (parse_moment(asked) if asked else settings.moment()))


def leave_a_set_clock_alone() -> None:
    """Skip the task if the timetable started it while `LIFECIRCLE_AS_OF` is set: the two are not of the same time.

    Whoever lives through a year long past runs its months by hand, when it is their time.

    Raises:
        AirflowSkipException: so it is.
    """
    by_timetable = get_current_context()["dag_run"].run_type == "scheduled"
    if by_timetable and (moment := Settings().as_of):
        raise AirflowSkipException(f"LIFECIRCLE_AS_OF已设为{moment.isoformat()}，定时运行不办理；需要时请手工触发。")
