"""Which month a run of `month_close` closes, and as of when."""

from __future__ import annotations

from airflow.sdk import get_current_context
from airflow.sdk.exceptions import AirflowSkipException

from dags.wiring import home, leave_a_set_clock_alone, work
from lifecircle.settings import Settings
from workflows.steps import Work


def choose() -> str:
    """The month that is asked for, else the month before; the timetable's runs close only what is due and not closed.

    Raises:
        NoClosingError: the month has not come to its closing moment.
        AirflowSkipException: there is nothing for the timetable to close.
    """
    from workflows.closing import closing_moment, due_month, month_before

    context, moment = get_current_context(), Settings().moment()
    month = context["params"]["month"]
    if month is None and context["dag_run"].run_type == "scheduled":
        leave_a_set_clock_alone()
        month = due_month(home(), moment)
        if month is None:
            raise AirflowSkipException("没有到期而未结的月份。")
    month = month or month_before(moment)
    closing_moment(month, moment)
    return str(month)


def work_at_close(month: str) -> Work:
    """What the running task works on, as of the month's closing moment."""
    from workflows.closing import closing_moment

    return work(closing_moment(month, Settings().moment()))
