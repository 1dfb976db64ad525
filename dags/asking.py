"""When a DAG asks a person for approval, and what the DAGs that do so have in common."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from airflow.providers.standard.operators.hitl import ApprovalOperator
from airflow.sdk import Param, get_current_context

from lifecircle.settings import Settings

logger = logging.getLogger(__name__)

DRAFTS_ONLY = Param(
    False,
    type="boolean",
    title="只起草",
    description="只写草稿，不请人审定。",
)
REASON = "截止时点后收到、更正的报送计入"
"""Why a quarter is restated, if the approver writes nothing else."""

ONE_AT_A_TIME: dict[str, Any] = {
    # two runs that choose at once would each find that nobody asks, and both wait: a third would wait for a person
    "max_active_tis_per_dag": 1,
}
"""What the task is declared with that chooses whether to ask."""

WHILE_WAITING: dict[str, Any] = {
    # one waits for a person, for days perhaps; meanwhile another renews the drafts
    "max_active_runs": 2,
}
"""What a DAG is declared with besides that asks for approval."""


class Approval(ApprovalOperator):
    """Airflow's approval, with the two answers as the office reads them."""

    APPROVE = "批准"
    REJECT = "不批准"


def may_ask() -> bool:
    """Whether the running task's DAG may ask a person now; the log says why not.

    Not in a run for drafts only; not while another run asks; and not while newer figures are on their way: the run that
    follows them asks, else the draft that is approved would often be out of date by then.
    """
    reason = _reason_not_to_ask(get_current_context())
    if reason:
        logger.info("nobody is asked: %s", reason)
    return reason is None


def answered_at(approval: Mapping[str, Any]) -> datetime | None:
    """When a person answered; None, which is the settings' moment, while the clock is set to another time."""
    return None if Settings().as_of else approval["responded_at"]


def publish_or_ask_anew(publish: Callable[[], str]) -> str:
    """What `publish` returns, or why nothing was published: the figures have changed since they were approved.

    The task that calls this ends well either way: the asset that it emits has the next run ask for the new draft.
    """
    from publishing.approval import DraftChangedError

    try:
        return publish()
    except DraftChangedError as changed:
        logger.warning("not published: %s", changed)
        return str(changed)


def _reason_not_to_ask(context: Any) -> str | None:
    if context["params"]["drafts_only"]:
        return "this run is for drafts only"
    if _another_run_asks(context):
        return "another run asks"
    if _newer_figures_come(context["ti"]):
        return "newer figures are on their way; the run that follows them asks"
    return None


def _another_run_asks(context: Any) -> bool:
    """A run that has chosen to ask, asks, or was answered but has not published yet: its draft is being asked for."""
    tasks = ["choose", "approve", "publish"]
    runs = context["ti"].get_task_states(dag_id=context["dag"].dag_id, task_ids=tasks)
    return any(_asks(run.get("choose"), run.get("approve"), run.get("publish")) for run in runs.values())


def _asks(choose: str | None, approve: str | None, publish: str | None) -> bool:
    if approve is None:
        # a run that has chosen to ask nobody has skipped `approve` in the same breath
        return choose == "success"
    return approve in _UNDER_WAY or (approve == "success" and publish in _NOT_OVER)


def _newer_figures_come(ti: Any) -> bool:
    """Files are being landed, or a snapshot is yet to be published; towns and departments each cause one."""
    if any(ti.get_dr_count(dag_id=dag, states=_ACTIVE) for dag in ("town_submissions", "department_records")):
        return True
    # a run of month_close that has not begun to catch up may find nothing to close, and nobody would be asked after it
    return _publishes(ti, "warehouse", "publish_snapshot", _NOT_OVER) or _publishes(
        ti, "month_close", "catch_up", _UNDER_WAY
    )


def _publishes(ti: Any, dag: str, task: str, coming: tuple[str | None, ...]) -> bool:
    if not ti.get_dr_count(dag_id=dag, states=_ACTIVE):
        return False
    runs = ti.get_task_states(dag_id=dag, task_ids=[task])
    return any(tasks.get(task) in coming for tasks in runs.values())


_ACTIVE = ["queued", "running"]
_UNDER_WAY = ("scheduled", "queued", "running", "deferred", "awaiting_input", "up_for_retry")
_NOT_OVER = (None, *_UNDER_WAY)
