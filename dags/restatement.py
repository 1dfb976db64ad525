"""
### Show what later files change in a published quarter, wait for approval, publish the next version

**Runs** whenever the marts were published (asset `lifecircle://marts`), for every published quarter of which a total,
rank, band or light is another by now; or by hand, with the parameter `quarter`, for whatever differs.

**Reads** `home/warehouse/lifecircle.duckdb` and the published versions' own figures.

**Writes** `home/published/<quarter>/draft` with the differences and their causes, which the log and the request for
approval list too; once a person approved it in *Required Actions* and said why, the next version (修订), and its row in
`marts.publication` (hence the asset again). With the parameter `drafts_only` it stops at the drafts.

**Safe to run again?** Yes: a published version never changes, and where nothing differs nothing is written.

**If it fails** what was published stays in place. A draft whose figures changed while it waited for approval is not
published: the task says so in its log, and another run follows at once that asks for approval of the new draft.
"""

from __future__ import annotations

from typing import Any

from airflow.providers.standard.operators.hitl import ApprovalOperator
from airflow.sdk import Param, dag, get_current_context, task

from dags.asking import DRAFTS_ONLY, REASON, WHILE_WAITING, may_ask, publish_or_ask_anew
from dags.wiring import COMMON, MARTS, home, work
from workflows import steps


@task
def compare() -> list[str]:
    """Write the drafts of the next versions; the quarters that have one."""
    return steps.compare(work(), get_current_context()["params"].get("quarter"))


@task.short_circuit(multiple_outputs=False)
def choose(quarters: list[str]) -> dict[str, str] | None:
    """Name the quarter to be approved, with what changes and why; none ends the run here."""
    from publishing.requests import request_approval

    return request_approval(home(), quarters[0]) if quarters and may_ask() else None


@task(outlets=[MARTS])
def publish(request: dict[str, str], approval: dict[str, Any]) -> str:
    """Publish the approved draft as the next version; its name."""
    from publishing.restatement import restate

    name, at = approval["responded_by_user"]["name"], approval["responded_at"]
    reason = approval["params_input"].get("reason") or REASON
    quarter, seen = request["quarter"], request["figures"]
    return publish_or_ask_anew(lambda: restate(home(), quarter, name, reason, at, seen).edition.name)


@dag(
    schedule=[MARTS],
    params={
        "quarter": Param(None, type=["null", "string"], title="quarter", description="As 2024Q1. Empty: every one."),
        "drafts_only": DRAFTS_ONLY,
    },
    tags=["publishing"],
    doc_md=__doc__,
    **COMMON | WHILE_WAITING,
)
def restatement() -> None:
    """Compare, approval, next version."""
    # what passes between tasks is typed only when they run
    quarters: Any = compare()
    request: Any = choose(quarters)
    approve = ApprovalOperator(
        task_id="approve",
        subject="{{ ti.xcom_pull(task_ids='choose')['subject'] }}",
        body="{{ ti.xcom_pull(task_ids='choose')['body'] }}",
        params={"reason": Param(REASON, type="string", title="修订原因")},
        doc_md="Wait until a person has approved the draft and said why, or refused.",
    )
    approval: Any = approve.output
    request >> approve
    publish(request, approval)


restatement()
