"""What the DAGs share: the assets by which they meet, their defaults, and how a task learns its home and its moment."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from airflow.sdk import Asset, Param, get_current_context

from lifecircle.calendar import CHINA, parse_moment
from lifecircle.home import Home
from lifecircle.settings import Settings
from workflows import steps
from workflows.steps import Work

LANDED = Asset(steps.LANDED)
MARTS = Asset(steps.MARTS)

COMMON: dict[str, Any] = {
    # the cycle runs from the report for 2023-06 (docs/contract/assessment.md, As of)
    "start_date": datetime(2023, 6, 1, tzinfo=CHINA),
    # a run looks at all there is, not at its interval
    "catchup": False,
    # two runs at once would wait for each other's locks
    "max_active_runs": 1,
    # how often and when a task is tried again is the installation's choice: deploy/airflow-service.env
    "default_args": {"owner": "data-team"},
}
"""What every DAG is declared with."""

AS_OF = Param(
    None,
    type=["null", "string"],
    title="as of",
    description="Compute as of this moment (ISO 8601; no zone: Shanghai). Empty: LIFECIRCLE_AS_OF, else now.",
)


def home() -> Home:
    """The home that this installation works in."""
    return Home(Settings().home)


def work() -> Work:
    """What the running task works on: by the settings, its moment by its DAG run's parameter if that is given."""
    settings = Settings()
    asked = get_current_context()["params"].get("as_of")
    as_of = parse_moment(asked) if asked else settings.moment()
    return Work(settings.inbox, home(), as_of)
