"""When a person is asked to approve, and what becomes of an approval of figures that have changed meanwhile."""

from __future__ import annotations

from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from dags import asking, quarterly_scorecards, restatement
from lifecircle.calendar import parse_moment
from publishing import approval
from publishing import restatement as restating

Runs = dict[str, dict[str, str | None]]


def of_run(
    drafts_only: bool = False,
    own: Runs | None = None,
    active: tuple[str, ...] = (),
    builds: Runs | None = None,
    closing: Runs | None = None,
) -> dict[str, Any]:
    """The context of a task, as Airflow gives it: states by DAG, run and task, and the DAGs that have an active run."""
    states = {"quarterly_scorecards": own or {}, "warehouse": builds or {}, "month_close": closing or {}}
    ti = SimpleNamespace(
        get_task_states=lambda dag_id, task_ids: states[dag_id],
        get_dr_count=lambda dag_id, states: int(dag_id in active),
    )
    return {
        "params": {"drafts_only": drafts_only},
        "dag": SimpleNamespace(dag_id="quarterly_scorecards"),
        "ti": ti,
    }


CHOSEN: Runs = {"a": {"catch_up": None}}
CAUGHT_UP: Runs = {"a": {"catch_up": "running"}}
BUILT: Runs = {"a": {"publish_snapshot": "success"}, "b": {"publish_snapshot": "failed"}}


@pytest.mark.parametrize(
    ("context", "asks"),
    [
        pytest.param(of_run(), True, id="nothing goes on"),
        pytest.param(of_run(drafts_only=True), False, id="drafts only"),
        pytest.param(of_run(own={"a": {"choose": "success", "approve": None}}), False, id="another has just chosen"),
        pytest.param(of_run(own={"a": {"choose": "running", "approve": None}}), True, id="only this run chooses"),
        pytest.param(of_run(own={"a": {"choose": "success", "approve": "skipped"}}), True, id="another asked nobody"),
        pytest.param(of_run(own={"a": {"approve": "deferred", "publish": None}}), False, id="another waits"),
        pytest.param(of_run(own={"a": {"approve": "success", "publish": None}}), False, id="another is to publish"),
        pytest.param(of_run(own={"a": {"approve": "success", "publish": "success"}}), True, id="another has published"),
        pytest.param(of_run(own={"a": {"approve": "success", "publish": "skipped"}}), True, id="another was refused"),
        pytest.param(of_run(active=("town_submissions",)), False, id="towns' files are landed"),
        pytest.param(of_run(active=("department_records",)), False, id="departments' files are landed"),
        pytest.param(of_run(active=("warehouse",), builds=BUILT), True, id="receipts are made"),
        pytest.param(of_run(active=("month_close",), closing=CHOSEN), True, id="a month is chosen"),
        pytest.param(of_run(active=("month_close",), closing=CAUGHT_UP), False, id="one is closed"),
        pytest.param(
            of_run(active=("warehouse",), builds={**BUILT, "c": {"publish_snapshot": None}}),
            False,
            id="a build goes on",
        ),
    ],
)
def test_a_person_is_asked_once_and_for_figures_that_stand(
    monkeypatch: pytest.MonkeyPatch, context: dict[str, Any], asks: bool
) -> None:
    monkeypatch.setattr(asking, "get_current_context", lambda: context)
    assert asking.may_ask() is asks


@pytest.mark.parametrize(
    ("dag", "publisher", "name"), [(quarterly_scorecards, approval, "publish"), (restatement, restating, "restate")]
)
def test_an_approval_of_figures_that_have_changed_ends_well_so_that_its_asset_has_the_next_run_ask(
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    dag: ModuleType,
    publisher: ModuleType,
    name: str,
) -> None:
    def changed(*_: object, **__: object) -> None:
        raise approval.DraftChangedError("2024Q1 has other figures now")

    monkeypatch.setattr(publisher, name, changed)
    given = {"responded_by_user": {"name": "王芳"}, "responded_at": None, "params_input": {}}
    said = dag.publish.function({"quarter": "2024Q1", "figures": "0"}, given)
    assert said == "2024Q1 has other figures now"
    assert "not published" in caplog.text


def test_an_answer_is_dated_by_the_person_and_under_a_set_clock_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    answered = {"responded_at": parse_moment("2024-04-12T09:00:00")}
    monkeypatch.delenv("LIFECIRCLE_AS_OF", raising=False)
    assert asking.answered_at(answered) == answered["responded_at"]
    monkeypatch.setenv("LIFECIRCLE_AS_OF", "2024-04-11T06:00:00")
    assert asking.answered_at(answered) is None
