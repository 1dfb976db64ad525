"""
### Look at every byte that the home keeps for good

**Runs** on Sundays at 03:40 (Asia/Shanghai).

**Reads** `home/archive`, `home/landed`, `home/published`, `home/publications` and the snapshot.

**Writes** nothing.

**Safe to run again?** Yes.

**If it fails** the log names each file that is missing, cut off or changed, and says what to do: what can be made again
is made by the next run, the rest is put back from a backup.
"""

from __future__ import annotations

from airflow.sdk import CronTriggerTimetable, dag, task

from dags.wiring import COMMON, home


class DamagedError(Exception):
    """Files of the home are not as they were written; the message names them."""


@task
def inspect_home() -> int:
    """Compare every byte with what was written; the number of damaged files is 0, or the task fails."""
    from workflows import inspection

    lines = inspection.inspect_home(home(), whole_bytes=True)
    if lines:
        raise DamagedError("\n".join(lines))
    return 0


@dag(
    schedule=CronTriggerTimetable("40 3 * * 0", timezone="Asia/Shanghai"),
    tags=["upkeep"],
    doc_md=__doc__,
    **COMMON,
)
def home_inspection() -> None:
    """Inspect."""
    inspect_home()


home_inspection()
