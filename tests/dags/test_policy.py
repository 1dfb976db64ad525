"""What every DAG keeps to, with messages that help whoever adds one."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from croniter import croniter  # type: ignore[import-untyped]

from docs.dag_pages import SECTIONS
from lifecircle.settings import PROJECT
from workflows.status import VALID_FOR
from workflows.steps import CYCLE as STEPS
from workflows.steps import WAREHOUSE_POOL, Step

DAGS = PROJECT / "dags"
BY_CALENDAR = {"month_close", "reporting_reminders", "prefilled_forms", "housekeeping"}
PERIODS = {
    "warehouse": "as_of",
    "quarterly_scorecards": "quarter",
    "restatement": "quarter",
    "month_close": "month",
    "reporting_reminders": "as_of",
    "prefilled_forms": "month",
    "housekeeping": "as_of",
    "home_status": "as_of",
}
CYCLE = {"town_submissions", "department_records", "warehouse", "quarterly_scorecards", "restatement", "home_status"}
ASKING = {"quarterly_scorecards", "restatement"}
HEAVY = ("great_expectations", "dbt", "duckdb", "openpyxl", "python_calamine", "typst")


@pytest.fixture(scope="module")
def dags() -> dict[str, Any]:
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(str(DAGS), load_op_links=False)
    assert bag.import_errors == {}
    return dict(bag.dags)


def test_the_dags_of_the_cycle_are_there(dags: dict[str, Any]) -> None:
    assert set(dags) == CYCLE | BY_CALENDAR


def test_every_dag_says_when_it_runs_what_it_touches_and_what_to_do_when_it_fails(dags: dict[str, Any]) -> None:
    for name, dag in dags.items():
        missing = [section for section in SECTIONS if f"**{section}** " not in (dag.doc_md or "")]
        assert not missing, f"{name}: its docstring, shown in Airflow, lacks {missing}"


def test_every_dag_is_owned_tagged_and_runs_once_at_a_time_without_catching_up(dags: dict[str, Any]) -> None:
    for name, dag in dags.items():
        assert dag.tags, f"{name}: give it a tag, so that the list can be filtered"
        assert dag.owner == "数据组", f"{name}: declare it with **COMMON"
        assert dag.max_active_runs == 1 or name in ASKING, f"{name}: declare it with **COMMON"
        assert not dag.catchup, f"{name}: declare it with **COMMON"


def test_every_dag_and_task_has_a_name_in_chinese_and_says_in_chinese_what_it_does(dags: dict[str, Any]) -> None:
    for name, dag in dags.items():
        said = {name: dag.dag_display_name, f"{name}'s tags": "".join(dag.tags)}
        said |= {f"{name}.{task.task_id}": task.task_display_name for task in dag.tasks}
        said |= {f"{name}.{task.task_id}, its docstring": task.doc_md or "" for task in dag.tasks}
        said |= {f"{name}, {key}": dag.params.get_param(key).schema.get("title", "") for key in dag.params}
        assert [where for where, text in said.items() if not re.search("[\u4e00-\u9fff]", text)] == []


def test_a_dag_that_has_a_period_takes_it_as_a_parameter_that_may_be_left_out(dags: dict[str, Any]) -> None:
    """What lands files takes all there is."""
    for name, parameter in PERIODS.items():
        assert dags[name].params[parameter] is None, f"{name}: declare the parameter {parameter}"


def test_the_failure_of_every_task_is_told_to_the_data_team(dags: dict[str, Any]) -> None:
    """But of the one that runs every quarter of an hour: a monitor sees that its file grows old."""
    assert [task.on_failure_callback for task in dags["home_status"].tasks] == [[]]
    for name, dag in dags.items():
        for task in [] if name == "home_status" else dag.tasks:
            assert [each.__name__ for each in task.on_failure_callback] == ["tell_of_failure"], f"{name}.{task.task_id}"


@pytest.mark.parametrize(
    ("name", "day_before", "runs_at"),
    [
        ("month_close", "2024-04-10T12:00:00", "2024-04-11T00:10:00+08:00"),
        ("reporting_reminders", "2024-03-31T12:00:00", "2024-04-01T09:00:00+08:00"),
        ("prefilled_forms", "2024-03-27T12:00:00", "2024-04-25T09:00:00+08:00"),
        ("housekeeping", "2024-04-10T12:00:00", "2024-04-14T03:40:00+08:00"),
    ],
)
def test_the_calendar_is_that_of_shanghai(dags: dict[str, Any], name: str, day_before: str, runs_at: str) -> None:
    timetable = dags[name].timetable
    zone = ZoneInfo(str(timetable.timezone))
    following = croniter(timetable.expression, datetime.fromisoformat(day_before).replace(tzinfo=zone))
    assert following.get_next(datetime).isoformat() == runs_at


def test_the_status_is_written_oftener_than_it_grows_old(dags: dict[str, Any]) -> None:
    timetable = dags["home_status"].timetable.timetable
    assert timetable.expression == "*/15 * * * *"
    assert timedelta(minutes=30) < VALID_FOR


def test_a_month_has_to_be_closed_by_noon(dags: dict[str, Any]) -> None:
    (deadline,) = dags["month_close"].deadline
    assert deadline.callback.path == "dags.alarms.month_not_closed"
    assert datetime(2024, 4, 11, 0, 10) + deadline.interval == datetime(2024, 4, 11, 12)  # noqa: DTZ001


def test_how_often_a_task_is_tried_again_is_left_to_the_installation(dags: dict[str, Any]) -> None:
    for name, dag in dags.items():
        assert "retries" not in dag.default_args, f"{name}: set AIRFLOW__CORE__DEFAULT_TASK_RETRIES instead"


def test_every_task_says_what_it_does(dags: dict[str, Any]) -> None:
    for name, dag in dags.items():
        for task in dag.tasks:
            assert task.doc_md or task.python_callable.__doc__, f"{name}.{task.task_id}: write its docstring"


def test_the_dags_call_each_other_by_assets(dags: dict[str, Any]) -> None:
    def emits(name: str) -> set[str]:
        return {asset.name for task in dags[name].tasks for asset in task.outlets}

    def listens(name: str) -> set[str]:
        return {asset.name for asset in dags[name].timetable.asset_condition.objects}

    assert emits("town_submissions") == emits("department_records") == {"lifecircle://landed"}
    assert listens("warehouse") == {"lifecircle://landed"}
    listeners = ("quarterly_scorecards", "restatement", "home_status")
    assert [listens(name) for name in listeners] == [emits("warehouse")] * 3 == [{"lifecircle://marts"}] * 3


@pytest.mark.parametrize("step", STEPS, ids=lambda step: f"{step.dag}.{step.name}")
def test_a_step_of_the_cycle_is_a_task_with_the_steps_needs_and_assets(dags: dict[str, Any], step: Step) -> None:
    dag = dags[step.dag]
    task = dag.get_task(step.name)
    assert task.upstream_task_ids == set(step.needs)
    assert {asset.name for asset in task.outlets} == set(step.emits)
    if step.listens:
        assert {asset.name for asset in dag.timetable.asset_condition.objects} == set(step.listens)


def test_no_task_runs_before_the_steps_but_waits_for_them(dags: dict[str, Any]) -> None:
    for name in CYCLE:
        dag = dags[name]
        steps = {step.name for step in STEPS if step.dag == name}
        assert {task.task_id for task in dag.roots} <= steps, f"{name}: list its first task in workflows/steps.py"


@pytest.mark.parametrize("name", sorted(ASKING))
def test_nothing_is_published_but_behind_a_persons_approval(dags: dict[str, Any], name: str) -> None:
    approve, publish = (dags[name].get_task(task) for task in ("approve", "publish"))
    assert "ApprovalOperator" in [kind.__name__ for kind in type(approve).__mro__]
    assert approve.options == ["批准", "不批准"]
    assert "approve" in publish.upstream_task_ids
    assert {asset.name for asset in publish.outlets} == {"lifecircle://marts"}, "the warehouse lists publications"


@pytest.mark.parametrize("name", sorted(ASKING))
def test_while_one_run_waits_for_a_person_another_can_renew_the_drafts(dags: dict[str, Any], name: str) -> None:
    assert dags[name].max_active_runs > 1


@pytest.mark.parametrize("name", sorted(ASKING))
def test_a_run_for_drafts_only_asks_nobody(dags: dict[str, Any], name: str) -> None:
    assert "approve" in dags[name].get_task("choose").downstream_task_ids
    assert dags[name].get_task("choose").task_type.endswith("ShortCircuitDecoratedOperator")
    assert dags[name].params["drafts_only"] is False


def test_the_one_writer_of_the_warehouse_has_a_pool_of_its_own(dags: dict[str, Any]) -> None:
    assert dags["warehouse"].get_task("build").pool == WAREHOUSE_POOL


def test_a_dag_file_only_wires(dags: dict[str, Any]) -> None:
    for dag in dags.values():
        lines = Path(dag.fileloc).read_text(encoding="utf-8").count("\n")
        assert lines < 90, f"{dag.fileloc} has {lines} lines: move the work beside the DAG"


def test_dag_files_parse_without_heavy_imports() -> None:
    modules = [f"dags.{path.stem}" for path in DAGS.glob("*.py") if path.stem != "__init__"]
    code = f"import sys, {', '.join(modules)}; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]", "import it inside the task: DAG files are parsed every few seconds"
