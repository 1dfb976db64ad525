"""
### 部门台账入库

**作用** 将部门报来的台账归档、读入、逐行校验，随后由“数据建仓与回执”接着办理。

**何时运行** 每月1日至10日每小时15分，其余日期每日6:15（北京时间）。有多少办多少，不分期别。

**读取** 收件箱`LIFECIRCLE_INBOX`：部门报送的表（设施台账、指标台账、督促记录等）。

**写入** `home/archive`、`home/landed`；发出资产`lifecircle://landed`。

**能否重跑** 能。入过库的文件按内容辨认，不会重复入库。

**失败时怎么办** 未完整入库并校验的一概不算数。排除原因（磁盘、权限等）后清除失败任务即可。
不能收的文件不会使任务失败，只会按相应代码退回。
"""

from __future__ import annotations

from airflow.sdk import dag

from dags.landing import SCHEDULE, check_rows, land_files
from dags.wiring import COMMON


@dag(
    schedule=SCHEDULE,
    dag_display_name="部门台账入库",
    tags=["收件"],
    doc_md=__doc__,
    **COMMON,
)
def department_records() -> None:
    """Land, then check."""
    land_files("dept") >> check_rows()


department_records()
