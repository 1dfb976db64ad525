"""
### 每周内务

**作用** 核对原件、入库数据、已发布版本和快照是否与写入时一字不差，备份，并清理过期的旧文件。

**何时运行** 每周日3:40（北京时间）。参数`as_of`为以哪一时点为准。

**读取** `home/archive`、`home/landed`、`home/published`、`home/publications`和快照。

**写入** `LIFECIRCLE_BACKUP`所指的备份文件夹，`home/records`中的记录；移除超过保留期限的旧仓库、旧快照、日志和草稿。

**能否重跑** 能。备份只增补有变化的部分，要么完整，要么不算。

**失败时怎么办** 日志和邮件逐个写明哪个文件缺失、残缺或被改动，以及怎么办：能重新生成的，下次运行会补上；
其余的从备份恢复（`lifecircle restore`）。
"""

from __future__ import annotations

from airflow.sdk import CronTriggerTimetable, dag, task

from dags.wiring import AS_OF, COMMON, ZONE, work
from workflows import steps


@task(task_display_name="核对、备份、清理")
def keep_house() -> str:
    """核对全部文件，备份，清理；有损坏则失败，并逐个写明。"""
    return steps.keep_house(work())


@dag(
    schedule=CronTriggerTimetable("40 3 * * 0", timezone=ZONE),
    params={"as_of": AS_OF},
    dag_display_name="每周内务",
    tags=["维护"],
    doc_md=__doc__,
    **COMMON,
)
def housekeeping() -> None:
    """Keep house."""
    keep_house()


housekeeping()
