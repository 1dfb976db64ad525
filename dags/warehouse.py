"""
### 数据建仓与回执

**作用** 重建数据仓库并全面检验，发布供查询的快照，给报送单位写回执，并发出邮件。

**何时运行** 有新数据入库并校验后即运行（资产`lifecircle://landed`）。参数`as_of`为截至时点。

**读取** `home/landed`、`dbt_project`的种子表、`LIFECIRCLE_REFERENCE`；联系人`home/settings/contacts.csv`。

**写入** `home/warehouse/builds`中的新文件（检验通过才算数），再一次性换上`home/warehouse/lifecircle.duckdb`和
`home/warehouse/marts`，发出资产`lifecircle://marts`；新到或有变化的文件的回执、批注件、待催办事项写入`home/receipts`；
邮件写入`home/outbox`。dbt各模型的用时与结果见任务“建仓”的XCom（`dbt`一项），逐次保存在`home/warehouse/results`。

**能否重跑** 能。仓库只取决于报来了什么；没有变化则不重建，回执和邮件也不会重复。

**失败时怎么办** 上一次合格的仓库和快照不受影响。日志和“建仓”的XCom列出未通过的模型或检验。
邮件发不出去不算失败：留在`home/outbox`，下次再发；设置有误会写在任务“发信”的结果里。
"""

from __future__ import annotations

from airflow.sdk import dag, task

from dags.building import summed_up
from dags.wiring import AS_OF, COMMON, LANDED, MARTS, work
from workflows import steps


@task(pool=steps.WAREHOUSE_POOL, task_display_name="建仓")
def build() -> int:
    """用dbt建成新的仓库文件并检验；返回建仓次数，XCom中的dbt一项汇总各模型的结果。"""
    with summed_up():
        return steps.build(work())


@task(outlets=[MARTS], task_display_name="发布快照")
def publish_snapshot() -> str:
    """把结果表放到查询工具读取之处；返回快照路径。"""
    return steps.publish_snapshot(work())


@task(task_display_name="写回执")
def answer() -> str:
    """写出新到或有变化的文件的回执、批注件和待催办事项；返回小结。"""
    return steps.answer(work())


@task(task_display_name="发信")
def send_mail() -> str:
    """发出回执邮件、数据组当日简报和此前未发出的邮件；返回小结。"""
    return steps.send_mail(work())


@dag(
    schedule=[LANDED],
    params={"as_of": AS_OF},
    dag_display_name="数据建仓与回执",
    tags=["建仓"],
    doc_md=__doc__,
    **COMMON,
)
def warehouse() -> None:
    """Build, publish the snapshot, then answer those who sent files, by mail too."""
    build() >> publish_snapshot() >> answer() >> send_mail()


warehouse()
