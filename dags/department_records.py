"""
### Land and check the departments' ledgers

**Runs** hourly on days 1 to 10 of the month, when ledgers come in, and daily else (Asia/Shanghai).

**Reads** `LIFECIRCLE_INBOX`: files of the forms that departments send (设施台账, 指标台账,
督促记录 and the other ledgers).

**Writes** `home/archive` and `home/landed`; emits the asset `lifecircle://landed`.

**Safe to run again?** Yes: a file that was landed is known by its bytes and not landed again.

**If it fails** nothing counts that was not landed and checked whole. Mend the cause (disk, permissions),
clear the task. A file that cannot be taken never fails the DAG: it is rejected with its code.
"""

from __future__ import annotations

from airflow.sdk import dag

from dags.landing import SCHEDULE, check_rows, land_files
from dags.wiring import COMMON


@dag(
    schedule=SCHEDULE,
    tags=["ingestion"],
    doc_md=__doc__,
    **COMMON,
)
def department_records() -> None:
    """Land, then check."""
    land_files("dept") >> check_rows()


department_records()
