"""
### 季度评分卡：起草、审定、发布

**作用** 为每个到期的季度起草评分卡，请人审定，审定后发布第一版。

**何时运行** 快照发布后即运行（资产`lifecircle://marts`）；结清季末月的“月度结账”也发布快照。
参数`quarter`为只请人审定哪个季度，不填则从最早的起，一次一个。

**读取** `home/warehouse/lifecircle.duckdb`。

**写入** `home/published/<季度>/draft`；在“待操作的任务实例”中审定后写`v1`，此后永不改动，并登记到`marts.publication`
（因而再发出该资产）。勾选`drafts_only`则只起草。

**能否重跑** 能。没有变化的草稿不重写，已发布的季度不动；一次运行在等人审定时，其余运行只更新草稿，不排队等待。

**失败时怎么办** 已发布的不受影响。审定期间数据又有变化的草稿不予发布：任务日志会写明，
随后的一次运行会就新草稿重新请人审定。
"""

from __future__ import annotations

from typing import Any

from airflow.sdk import dag, get_current_context, task

from dags import asking
from dags.wiring import COMMON, MARTS, QUARTER, home, work
from workflows import steps


@task(task_display_name="起草")
def write_drafts() -> list[str]:
    """为到期而未发布的季度起草；返回季度名。"""
    return steps.write_drafts(work())


@task.short_circuit(multiple_outputs=False, task_display_name="选定季度", **asking.ONE_AT_A_TIME)
def choose(waiting: list[str]) -> dict[str, str] | None:
    """选定请人审定的季度，写明审定人须知；没有则到此为止。"""
    from publishing.requests import request_approval

    asked = get_current_context()["params"]["quarter"]
    wanted = [quarter for quarter in waiting if asked in (None, quarter)]
    return request_approval(home(), wanted[0]) if wanted and asking.may_ask() else None


@task(outlets=[MARTS], task_display_name="发布")
def publish(request: dict[str, str], approval: dict[str, Any]) -> str:
    """将审定的草稿发布为v1；返回版本名。"""
    from publishing.approval import publish

    name, at = approval["responded_by_user"]["name"], asking.answered_at(approval)
    return asking.publish_or_ask_anew(lambda: publish(home(), request["quarter"], name, at, request["figures"]).name)


@dag(
    schedule=[MARTS],
    params={"quarter": QUARTER, "drafts_only": asking.DRAFTS_ONLY},
    dag_display_name="季度评分卡",
    tags=["发布"],
    doc_md=__doc__,
    **COMMON | asking.WHILE_WAITING,
)
def quarterly_scorecards() -> None:
    """Draft, approval, v1."""
    # what passes between tasks is typed only when they run
    waiting: Any = write_drafts()
    request: Any = choose(waiting)
    approve = asking.Approval(
        task_id="approve",
        subject="{{ ti.xcom_pull(task_ids='choose')['subject'] }}",
        body="{{ ti.xcom_pull(task_ids='choose')['body'] }}",
        task_display_name="等待审定",
        doc_md="等候审定人同意或不同意草稿。",
    )
    approval: Any = approve.output
    request >> approve
    publish(request, approval)


quarterly_scorecards()
