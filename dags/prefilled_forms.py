"""
### 预填表下发

**作用** 给各单位发当月的表：已知的内容（项目、进展、未办结的问题等）预先填好，下月初补齐后报回。

**何时运行** 每月25日9:00（北京时间）。参数`month`为表所属的月份，不填则为当月。

**读取** 快照`home/warehouse/lifecircle.duckdb`、表式、联系人`home/settings/contacts.csv`。

**写入** `home/outbox`中的邮件，表作附件；设了邮件服务器的随即发出。

**能否重跑** 能。同一单位同一月份只发一次。

**失败时怎么办** 多半是联系人文件或邮件设置有误，日志写明是哪一处；改正后清除失败任务。
急用时可用`lifecircle forms --out 文件夹 --month 月份`把表写出来，另行送达。
"""

from __future__ import annotations

from airflow.sdk import CronTriggerTimetable, dag, get_current_context, task

from dags.wiring import COMMON, ZONE, leave_a_set_clock_alone, month_param, work
from workflows import steps


@task(task_display_name="发预填表")
def send_forms() -> str:
    """给各单位写出当月预填的表，随邮件发出；返回小结。"""
    leave_a_set_clock_alone()
    now = work()
    return steps.send_forms(now, get_current_context()["params"]["month"] or f"{now.as_of:%Y-%m}")


@dag(
    schedule=CronTriggerTimetable("0 9 25 * *", timezone=ZONE),
    params={"month": month_param("当月")},
    dag_display_name="预填表下发",
    tags=["通知"],
    doc_md=__doc__,
    **COMMON,
)
def prefilled_forms() -> None:
    """Send the forms."""
    send_forms()


prefilled_forms()
