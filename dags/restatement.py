"""
### 评分卡修订：比对、审定、再版

**作用** 列出后来报送的文件使已发布季度发生的变化，请人审定，审定后发布下一版（修订）。

**何时运行** 快照发布后即运行（资产`lifecircle://marts`），只看总分、名次、等次或灯色有变的已发布季度；
也可手工触发，以参数`quarter`指定季度，凡有差异都列出。

**读取** `home/warehouse/lifecircle.duckdb`和各已发布版本自带的数据。

**写入** `home/published/<季度>/draft`，附差异及其原因，日志和审定请求中也列明；在“待操作的任务实例”中审定并写明原因后，
写下一版，并登记到`marts.publication`（因而再发出该资产）。勾选`drafts_only`则只起草。

**能否重跑** 能。已发布的版本永不改动，没有差异的不写；一次运行在等人审定时，其余运行只更新草稿，不排队等待。

**失败时怎么办** 已发布的不受影响。审定期间数据又有变化的草稿不予发布：任务日志会写明，
随后的一次运行会就新草稿重新请人审定。
"""

from __future__ import annotations

from typing import Any

from airflow.sdk import Param, dag, get_current_context, task

from dags import asking
from dags.wiring import COMMON, MARTS, QUARTER, home, work
from workflows import steps


@task(task_display_name="比对")
def compare() -> list[str]:
    """与已发布版本比对，有变化的起草下一版；返回季度名。"""
    return steps.compare(work(), get_current_context()["params"].get("quarter"))


@task.short_circuit(multiple_outputs=False, task_display_name="选定季度", **asking.ONE_AT_A_TIME)
def choose(quarters: list[str]) -> dict[str, str] | None:
    """选定请人审定的季度，写明变化及原因；没有则到此为止。"""
    from publishing.requests import request_approval

    return request_approval(home(), quarters[0]) if quarters and asking.may_ask() else None


@task(outlets=[MARTS], task_display_name="发布")
def publish(request: dict[str, str], approval: dict[str, Any]) -> str:
    """将审定的草稿发布为下一版；返回版本名。"""
    from publishing.restatement import restate

    name, at = approval["responded_by_user"]["name"], asking.answered_at(approval)
    reason = approval["params_input"].get("reason") or asking.REASON
    quarter, seen = request["quarter"], request["figures"]
    return asking.publish_or_ask_anew(lambda: restate(home(), quarter, name, reason, at, seen).edition.name)


@dag(
    schedule=[MARTS],
    params={"quarter": QUARTER, "drafts_only": asking.DRAFTS_ONLY},
    dag_display_name="评分卡修订",
    tags=["发布"],
    doc_md=__doc__,
    **COMMON | asking.WHILE_WAITING,
)
def restatement() -> None:
    """Compare, approval, next version."""
    # what passes between tasks is typed only when they run
    quarters: Any = compare()
    request: Any = choose(quarters)
    approve = asking.Approval(
        task_id="approve",
        subject="{{ ti.xcom_pull(task_ids='choose')['subject'] }}",
        body="{{ ti.xcom_pull(task_ids='choose')['body'] }}",
        params={"reason": Param(asking.REASON, type="string", title="修订原因")},
        task_display_name="等待审定",
        doc_md="等候审定人同意（并写明修订原因）或不同意草稿。",
    )
    approval: Any = approve.output
    request >> approve
    publish(request, approval)


restatement()
