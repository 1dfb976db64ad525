"""
### Draft the scorecards of every due quarter, wait for approval, publish

**Runs** whenever the marts were published (asset `lifecircle://marts`); needs no date.

**Reads** `home/warehouse/lifecircle.duckdb`.

**Writes** `home/published/<quarter>/draft`; once a person approved it in *Required Actions*, `v1`, which never changes,
and its row in `marts.publication` (hence the asset again). One approval is asked for at a time, the earliest quarter's.
With the parameter `drafts_only` it stops at the drafts.

**Safe to run again?** Yes: a draft that did not change is not written, a published quarter is left alone, and while one
run waits for an approval the next ones only renew the drafts.

**If it fails** what was published stays in place. A draft whose figures changed while it waited for approval is not
published: the task says so in its log, and another run follows at once that asks for approval of the new draft.
"""

from __future__ import annotations

from typing import Any

from airflow.providers.standard.operators.hitl import ApprovalOperator
from airflow.sdk import dag, task

from dags.asking import DRAFTS_ONLY, WHILE_WAITING, may_ask, publish_or_ask_anew
from dags.wiring import COMMON, MARTS, home, work
from workflows import steps


@task
def write_drafts() -> list[str]:
    """Write the drafts of all due quarters that are not published; their names."""
    return steps.write_drafts(work())


@task.short_circuit(multiple_outputs=False)
def choose(waiting: list[str]) -> dict[str, str] | None:
    """Name the quarter to be approved, with what the approver should know; none ends the run here."""
    from publishing.requests import request_approval

    return request_approval(home(), waiting[0]) if waiting and may_ask() else None


@task(outlets=[MARTS])
def publish(request: dict[str, str], approval: dict[str, Any]) -> str:
    """Publish the approved draft as v1; its name."""
    from publishing.approval import publish

    name, at = approval["responded_by_user"]["name"], approval["responded_at"]
    return publish_or_ask_anew(lambda: publish(home(), request["quarter"], name, at, request["figures"]).name)


@dag(
    schedule=[MARTS],
    params={"drafts_only": DRAFTS_ONLY},
    tags=["publishing"],
    doc_md=__doc__,
    **COMMON | WHILE_WAITING,
)
def quarterly_scorecards() -> None:
    """Draft, approval, v1."""
    # what passes between tasks is typed only when they run
    waiting: Any = write_drafts()
    request: Any = choose(waiting)
    approve = ApprovalOperator(
        task_id="approve",
        subject="{{ ti.xcom_pull(task_ids='choose')['subject'] }}",
        body="{{ ti.xcom_pull(task_ids='choose')['body'] }}",
        doc_md="Wait until a person has approved the draft, or refused.",
    )
    approval: Any = approve.output
    request >> approve
    publish(request, approval)


quarterly_scorecards()
