"""
### Build the warehouse, publish its snapshot, answer those who sent files

**Runs** whenever rows were landed and checked (asset `lifecircle://landed`); needs no date.

**Reads** `home/landed`, the seeds of `dbt_project` and `LIFECIRCLE_REFERENCE`; parameter `as_of`.

**Writes** a new file in `home/warehouse/builds` (tested before it counts), then `home/warehouse/lifecircle.duckdb` and
`home/warehouse/marts` by atomic swap; emits the asset `lifecircle://marts`. Then receipts and marked copies of what
came or changed, and the list of what to chase, in `home/receipts`: the build finds what looks across files.

**Safe to run again?** Yes: the warehouse is a function of what was submitted; if nothing changed nothing is built.

**If it fails** the last good build and snapshot stay in place. The log names the models or tests that failed.
"""

from __future__ import annotations

from airflow.sdk import dag, task

from dags.wiring import AS_OF, COMMON, LANDED, MARTS, work
from workflows import steps


@task(pool=steps.WAREHOUSE_POOL)
def build() -> int:
    """Run dbt into a new file; the build's number."""
    return steps.build(work())


@task(outlets=[MARTS])
def publish_snapshot() -> str:
    """Put the marts where BI tools read them; the snapshot's path."""
    return steps.publish_snapshot(work())


@task
def answer() -> str:
    """Make receipts and marked copies of what came or changed, and the list of what to chase; a summary."""
    return steps.answer(work())


@dag(
    schedule=[LANDED],
    params={"as_of": AS_OF},
    tags=["warehouse"],
    doc_md=__doc__,
    **COMMON,
)
def warehouse() -> None:
    """Build, publish the snapshot, then answer those who sent files."""
    build() >> publish_snapshot() >> answer()


warehouse()
