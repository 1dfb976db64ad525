"""Which departments answer for which tasks (docs/contract/marts.md, dim_task_department)."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from lifecircle.marts.reading import read_rows


@dataclass(frozen=True)
class _Answerable:
    task_no: int
    dept_code: str


def read_tasks_of_departments(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[int, ...]]:
    """Read the tasks that each department answers for: department -> task numbers in order."""
    tasks: dict[str, tuple[int, ...]] = {}
    for pair in _read(connection):
        tasks[pair.dept_code] = (*tasks.get(pair.dept_code, ()), pair.task_no)
    return tasks


def read_departments_of_tasks(connection: duckdb.DuckDBPyConnection) -> dict[int, tuple[str, ...]]:
    """Read the departments that answer for each task: task number -> departments in order."""
    departments: dict[int, tuple[str, ...]] = {}
    for pair in _read(connection):
        departments[pair.task_no] = (*departments.get(pair.task_no, ()), pair.dept_code)
    return departments


def _read(connection: duckdb.DuckDBPyConnection) -> tuple[_Answerable, ...]:
    return read_rows(connection, _Answerable, "dim_task_department", order_by=("task_no", "dept_code"))
