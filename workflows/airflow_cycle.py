"""The whole cycle once, through Airflow's own DAG runs in this process: no server, SQLite below the home."""

from __future__ import annotations

import os
import warnings
from datetime import datetime
from importlib.metadata import version
from typing import Any

from lifecircle.home import Home
from lifecircle.progress import Listener, listen
from lifecircle.settings import PROJECT, Settings
from workflows.cycle import CycleError
from workflows.steps import CYCLE, WAREHOUSE_POOL

_SQLITE = b"SQLite format 3\0"
"""How a whole database file begins."""


def run_airflow_cycle(settings: Settings, as_of: datetime | None, listener: Listener) -> None:
    """Run every DAG of the cycle to its end, one after the other.

    Args:
        settings: inbox, home and reference; the DAGs read them from the environment.
        as_of: the moment as of which to compute; none is now.
        listener: told how far each step is.

    Raises:
        CycleError: a task failed.
    """
    home = Home(settings.home.resolve())
    _set_environment(settings, home)
    listen(listener)
    warnings.filterwarnings("ignore", message="Using `httpx` with")  # Airflow's own libraries among themselves
    _prepare_database(home)
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(str(PROJECT / "dags"))
    if bag.import_errors:
        raise CycleError("\n".join(f"{path}: {error}" for path, error in bag.import_errors.items()))
    for dag_id in dict.fromkeys(step.dag for step in CYCLE):
        _run_dag(bag.dags[dag_id], as_of)


def _run_dag(dag: Any, as_of: datetime | None) -> None:
    failures: list[BaseException] = []

    def remember(context: Any) -> None:
        failures.append(context["exception"])

    for task in dag.tasks:
        task.on_failure_callback = [*task.on_failure_callback, remember]
    # nobody can approve in the process that waits for it: the run stops at the drafts
    chosen = {"as_of": as_of and as_of.isoformat(), "drafts_only": True}
    conf = {name: value for name, value in chosen.items() if value and name in dag.params}
    outcome = dag.test(logical_date=None, run_conf=conf or None)
    if str(outcome.state) != "success":
        cause = failures[0] if failures else None
        raise CycleError(f"{dag.dag_id}: {cause or outcome.state}") from cause


def _set_environment(settings: Settings, home: Home) -> None:
    """Tell Airflow and the tasks where to work, before Airflow is imported: it reads its configuration once."""
    home.airflow.mkdir(parents=True, exist_ok=True)
    os.environ.update(
        {
            "LIFECIRCLE_HOME": str(home.root),
            "LIFECIRCLE_INBOX": str(settings.inbox.resolve()),
            "LIFECIRCLE_REFERENCE": str(settings.reference.resolve()),
            "AIRFLOW_HOME": str(home.airflow),
            "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home.airflow / 'airflow.db'}",
            "AIRFLOW__CORE__DAGS_FOLDER": str(PROJECT / "dags"),
            "AIRFLOW__CORE__DEFAULT_TIMEZONE": "Asia/Shanghai",
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__CORE__DEFAULT_TASK_RETRIES": "0",
            "AIRFLOW__LOGGING__LOGGING_LEVEL": "WARNING",
            "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(home.airflow / "logs"),
        }
    )


def _prepare_database(home: Home) -> None:
    """Make the home's Airflow database unless this Airflow made it, and give the warehouse its one-slot pool.

    It holds the history of in-process runs, nothing else: one that is half-made or of another version is replaced.
    """
    made_by, database = home.airflow / "made-by", home.airflow / "airflow.db"
    airflow_version = version("apache-airflow")
    is_whole = database.exists() and database.read_bytes()[: len(_SQLITE)] == _SQLITE
    if is_whole and made_by.exists() and made_by.read_text(encoding="utf-8") == airflow_version:
        return
    made_by.unlink(missing_ok=True)
    for leftover in home.airflow.glob("airflow.db*"):
        leftover.unlink()

    from airflow.models.pool import Pool
    from airflow.utils import db

    db.initdb()
    Pool.create_or_update_pool(name=WAREHOUSE_POOL, slots=1, description="one writer", include_deferred=False)
    made_by.write_text(airflow_version, encoding="utf-8")
