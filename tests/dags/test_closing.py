"""Which month a run closes, and that the timetable does nothing while the clock is set."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from airflow.sdk.exceptions import AirflowSkipException

from dags import closing, wiring
from lifecircle.calendar import parse_moment
from lifecircle.home import Home
from workflows.closing import NoClosingError

Patch = pytest.MonkeyPatch


@pytest.fixture
def home(tmp_path: Path, monkeypatch: Patch) -> Home:
    """A home to which something came."""
    monkeypatch.setenv("LIFECIRCLE_HOME", str(tmp_path))
    monkeypatch.delenv("LIFECIRCLE_AS_OF", raising=False)
    (tmp_path / "landed" / "submissions").mkdir(parents=True)
    (tmp_path / "landed" / "submissions" / "1.parquet").touch()
    return Home(tmp_path)


def let_run(patch: Patch, run_type: str, month: str | None = None) -> None:
    """Let a task run in a DAG run as Airflow gives it."""
    context = {"dag_run": SimpleNamespace(run_type=run_type), "params": {"month": month}}
    for module in (closing, wiring):
        patch.setattr(module, "get_current_context", lambda: context)


def let_it_be(patch: Patch, moment: str) -> None:
    """Let the machine's own clock show a moment; none is set."""
    patch.setattr("lifecircle.settings.Settings.moment", lambda _: parse_moment(moment))


@pytest.mark.parametrize("run_type", ["scheduled", "manual", "asset_triggered"])
@pytest.mark.parametrize("as_of", ["2024-04-11T06:00:00", None])
def test_only_what_the_timetable_starts_is_skipped_and_only_while_the_clock_is_set(
    monkeypatch: Patch, run_type: str, as_of: str | None
) -> None:
    let_run(monkeypatch, run_type)
    if as_of:
        monkeypatch.setenv("LIFECIRCLE_AS_OF", as_of)
    else:
        monkeypatch.delenv("LIFECIRCLE_AS_OF", raising=False)
    if as_of and run_type == "scheduled":
        with pytest.raises(AirflowSkipException, match="已设为2024-04-11T06:00:00"):
            wiring.leave_a_set_clock_alone()
    else:
        wiring.leave_a_set_clock_alone()


def test_the_timetable_closes_the_month_before_once(home: Home, monkeypatch: Patch) -> None:
    let_run(monkeypatch, "scheduled")
    let_it_be(monkeypatch, "2024-04-11T00:10:00")
    assert closing.choose() == "2024-03"
    (home.briefs / "2024-03" / "v1").mkdir(parents=True)
    with pytest.raises(AirflowSkipException, match="没有到期而未结的月份"):
        closing.choose()


@pytest.mark.usefixtures("home")
def test_the_timetable_closes_nothing_of_a_year_that_is_lived_through_under_a_set_clock(monkeypatch: Patch) -> None:
    let_run(monkeypatch, "scheduled")
    monkeypatch.setenv("LIFECIRCLE_AS_OF", "2024-04-11T00:10:00")
    with pytest.raises(AirflowSkipException, match="LIFECIRCLE_AS_OF"):
        closing.choose()


def test_whoever_starts_it_by_hand_closes_the_month_named_or_the_month_before_though_closed(
    home: Home, monkeypatch: Patch
) -> None:
    monkeypatch.setenv("LIFECIRCLE_AS_OF", "2024-04-11T00:10:00")
    (home.briefs / "2024-03" / "v1").mkdir(parents=True)
    let_run(monkeypatch, "manual")
    assert closing.choose() == "2024-03"
    let_run(monkeypatch, "manual", "2024-01")
    assert closing.choose() == "2024-01"
    let_run(monkeypatch, "manual", "2024-04")
    with pytest.raises(NoClosingError, match="不能结账"):
        closing.choose()


@pytest.mark.usefixtures("home")
def test_a_month_is_caught_up_as_of_its_closing_moment_however_late(monkeypatch: Patch) -> None:
    monkeypatch.setenv("LIFECIRCLE_AS_OF", "2024-07-01T00:00:00")
    let_run(monkeypatch, "manual", "2024-03")
    assert closing.work_at_close("2024-03").as_of == parse_moment("2024-04-10T23:59:59")
