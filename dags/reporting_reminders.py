"""
### 报送提醒

**作用** 提醒尚未报送、报送被退回的单位：到期前两日、到期当日，此后每隔一日，写明缺什么、错在哪里。

**何时运行** 每月1日至10日9:00（北京时间）。参数`as_of`为以哪一时点为准。

**读取** 快照`home/warehouse/lifecircle.duckdb`、报送日历、联系人`home/settings/contacts.csv`。

**写入** `home/outbox`中的邮件；设了邮件服务器的随即发出。没有邮箱的单位列入待催办事项。

**能否重跑** 能。同一事由同一天的邮件只有一封。

**失败时怎么办** 多半是联系人文件或邮件设置有误，日志写明是哪一处；改正后清除失败任务。
邮件服务器不通不算失败：邮件留在`home/outbox`，下次再发。
"""

from __future__ import annotations

from airflow.sdk import CronTriggerTimetable, dag, task

from dags.wiring import AS_OF, COMMON, ZONE, leave_a_set_clock_alone, work
from workflows import steps


@task(task_display_name="发提醒")
def remind() -> str:
    """给未报送、被退回的单位写提醒邮件并发出；返回小结。"""
    leave_a_set_clock_alone()
    return steps.remind(work())


@dag(
    schedule=CronTriggerTimetable("0 9 1-10 * *", timezone=ZONE),
    params={"as_of": AS_OF},
    dag_display_name="报送提醒",
    tags=["通知"],
    doc_md=__doc__,
    **COMMON,
)
def reporting_reminders() -> None:
    """Remind."""
    remind()


reporting_reminders()
