"""When a DAG asks a person for approval, and what the DAGs that do so have in common."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from airflow.sdk import Param, get_current_context

logger = logging.getLogger(__name__)

DRAFTS_ONLY = Param(
    False,
    type="boolean",
    title="drafts only",
    description="Write the drafts and ask nobody: a run in one process cannot wait for a person.",
)
REASON = "截止时点后收到、更正的报送计入"
"""Why a quarter is restated, if the approver writes nothing else."""

WHILE_WAITING: dict[str, Any] = {
    # one waits for a person, for days perhaps; meanwhile another renews the drafts
    "max_active_runs": 2,
}
"""What a DAG is declared with besides that asks for approval."""


def may_ask() -> bool:
    """Whether the running task's DAG may ask a person now; the log says why not.

    Not in a run for drafts only; not while another run asks; and not while newer figures are on their way: the run that
    follows them asks, else the draft that is approved would often be out of date by then.
    """
    reason = _reason_not_to_ask(get_current_context())
    if reason:
        logger.info("nobody is asked: %s", reason)
    return reason is None


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
    """A run that was answered but has not published yet still asks: its draft would be asked for a second time."""
    runs = context["ti"].get_task_states(dag_id=context["dag"].dag_id, task_ids=["approve", "publish"])
    return any(
        tasks.get("approve") in _UNDER_WAY or (tasks.get("approve") == "success" and tasks.get("publish") in _NOT_OVER)
        for tasks in runs.values()
    )


def _newer_figures_come(ti: Any) -> bool:
    """Files are being landed, or a snapshot is yet to be published; towns and departments each cause one."""
    if any(ti.get_dr_count(dag_id=dag, states=_ACTIVE) for dag in ("town_submissions", "department_records")):
        return True
    if not ti.get_dr_count(dag_id="warehouse", states=_ACTIVE):
        return False
    builds = ti.get_task_states(dag_id="warehouse", task_ids=["publish_snapshot"])
    return any(tasks.get("publish_snapshot") in _NOT_OVER for tasks in builds.values())


_ACTIVE = ["queued", "running"]
_UNDER_WAY = ("scheduled", "queued", "running", "deferred", "awaiting_input", "up_for_retry")
_NOT_OVER = (None, *_UNDER_WAY)
