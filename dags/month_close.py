"""
### 月度结账

**作用** 截至结账时点（一般为次月10日24时）定下一个月的情况：补收并重建数据，写出区和各街镇的月度工作简报，
将报送情况通报发给专班办公室。

**何时运行** 每月11日0:10（北京时间）；到20日为止逐日再看一次，因节假日顺延的、前一日没有结成的届时办理，
已结的不再办。参数`month`为结哪一个月，不填则为上月；没到结账时点的月份不予结账。当日12:00仍未结账的，邮件告知数据组。

**读取** 收件箱`LIFECIRCLE_INBOX`、`home/landed`、快照`home/warehouse/lifecircle.duckdb`。

**写入** 快照早于结账时点的，先重建（发出资产`lifecircle://marts`，应办的季度随之起草）；`home/published/briefs/<月份>`；
`home/outbox`中的邮件；发出资产`lifecircle://months`中该月的分区。

**能否重跑** 能。结账以后的补报、更正不会悄悄改动简报；手工重跑旧月份时不会倒退快照，简报写明数据截至何时。

**失败时怎么办** 已写好的简报和快照不受影响。按日志排除原因后清除失败任务，或以参数`month`手工触发。
"""

from __future__ import annotations

from typing import Any

from airflow.sdk import CronTriggerTimetable, dag, get_current_context, task

from dags.alarms import BY_NOON
from dags.building import summed_up
from dags.closing import choose, work_at_close
from dags.wiring import COMMON, MARTS, MONTHS, ZONE, month_param, work
from workflows import steps


@task(task_display_name="选定月份")
def choose_month() -> str:
    """选定要结账的月份；定时运行时无账可结则跳过。"""
    return choose()


@task(pool=steps.WAREHOUSE_POOL, outlets=[MARTS], task_display_name="补收并建仓")
def catch_up(month: str) -> str:
    """快照早于结账时点的，补收新件并重建；返回数据截至何时。"""
    with summed_up():
        return steps.catch_up(work_at_close(month))


@task(outlets=[MONTHS], task_display_name="写简报、结账")
def close_month(month: str) -> str:
    """写出区和各街镇的月度工作简报；返回其文件夹。"""
    folder = steps.close_month(work(), month)
    get_current_context()["outlet_events"][MONTHS].add_partitions(month)
    return folder


@task(task_display_name="发通报")
def send_report(month: str) -> str:
    """将报送情况通报发给专班办公室；返回小结。"""
    return steps.send_report(work(), month)


@dag(
    schedule=CronTriggerTimetable("10 0 11-20 * *", timezone=ZONE),
    params={"month": month_param("上月")},
    deadline=BY_NOON,
    dag_display_name="月度结账",
    tags=["结账"],
    doc_md=__doc__,
    **COMMON,
)
def month_close() -> None:
    """Catch up, close, report."""
    # what passes between tasks is typed only when they run
    month: Any = choose_month()
    catch_up(month) >> close_month(month) >> send_report(month)


month_close()
