"""
### 运行状况

**作用** 写出数据目录的运行状况，供机房的监控读取（`/status.json`）：最近入库、建库、快照、备份，待审批，磁盘，损坏，
以及有没有需要人处理的问题。

**何时运行** 每15分钟，以及每次发布快照之后。参数`as_of`为以哪一时点为准。

**读取** `home/landed`、`home/records`、`home/published`和快照；只看大小，不逐字核对（逐字核对见每周内务）。

**写入** `home/status/status.json`。

**能否重跑** 能。

**失败时怎么办** 不发邮件，下一次照常再写。连续失败时文件中的`valid_until`过期，监控由此得知；原因见日志，多为磁盘已满。
"""

from __future__ import annotations

from airflow.sdk import AssetOrTimeSchedule, CronTriggerTimetable, dag, task

from dags.wiring import AS_OF, COMMON, MARTS, ZONE, work
from workflows import steps


# the next run comes before a retry would, and a mail every quarter of an hour would tell nobody anything
@task(task_display_name="写运行状况", retries=0, on_failure_callback=[])
def write_status() -> str:
    """写出运行状况；返回问题小结。"""
    return steps.write_status(work())


@dag(
    schedule=AssetOrTimeSchedule(timetable=CronTriggerTimetable("*/15 * * * *", timezone=ZONE), assets=[MARTS]),
    params={"as_of": AS_OF},
    dag_display_name="运行状况",
    tags=["维护"],
    doc_md=__doc__,
    **COMMON,
)
def home_status() -> None:
    """Write how the home stands."""
    write_status()


home_status()
