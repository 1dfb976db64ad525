"""What the data team is told by mail without having asked."""

from __future__ import annotations

import asyncio
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from dags import alarms
from lifecircle.home import Home


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("LIFECIRCLE_HOME", str(tmp_path))
    monkeypatch.setenv("LIFECIRCLE_DATA_TEAM_MAIL", "data@example.cn")
    monkeypatch.setenv("LIFECIRCLE_AIRFLOW_URL", "https://airflow.example.cn/")
    return Home(tmp_path)


def mails(home: Home) -> list[Any]:
    return [message_from_bytes(path.read_bytes(), policy=default) for path in home.outbox.glob("*.eml")]


def failed(fault: object) -> dict[str, Any]:
    """The context of a task that has failed, as Airflow gives it."""
    return {
        "ti": SimpleNamespace(dag_id="warehouse", run_id="manual__2024-04-10T08:00", task_id="build", try_number=3),
        "dag": SimpleNamespace(dag_display_name="数据建仓与回执"),
        "task": SimpleNamespace(task_display_name="建仓"),
        "exception": fault,
    }


def test_a_failure_is_told_with_the_task_the_causes_first_line_and_the_page_to_open(home: Home) -> None:
    alarms.tell_of_failure(failed(ValueError("磁盘已满\n第二行")))
    (mail,) = mails(home)
    told = mail["Subject"] + mail.get_content()
    assert "数据建仓与回执" in told
    assert "建仓" in told
    assert "磁盘已满" in told
    assert "第二行" not in told
    assert "https://airflow.example.cn/dags/warehouse/runs/manual__2024-04-10T08%3A00/tasks/build" in told


def test_the_same_failure_is_told_once(home: Home) -> None:
    alarms.tell_of_failure(failed(ValueError("磁盘已满")))
    alarms.tell_of_failure(failed(ValueError("磁盘已满")))
    assert len(mails(home)) == 1


def test_what_goes_wrong_in_telling_goes_no_further(home: Home, caplog: pytest.LogCaptureFixture) -> None:
    alarms.tell_of_failure({})
    assert "could not be told" in caplog.text
    assert mails(home) == []


@pytest.mark.parametrize(
    ("fault", "line"),
    [
        (ValueError("一\n二"), "一"),
        (
            ValueError("build 12 failed, the one before stands:\nmodel a: b"),
            "build 12 failed, the one before stands: model a: b",
        ),
        (KeyError(), "KeyError"),
        (None, "进程中断，未留下原因，请看日志"),
    ],
)
def test_the_first_line_says_something(fault: object, line: str) -> None:
    assert alarms.first_line(fault) == line


@pytest.mark.parametrize(("moment", "told"), [("2024-04-11T11:59:59", 0), ("2024-04-11T12:00:00", 1)])
def test_a_month_that_is_not_closed_at_noon_is_told(
    home: Home, monkeypatch: pytest.MonkeyPatch, moment: str, told: int
) -> None:
    monkeypatch.setenv("LIFECIRCLE_AS_OF", moment)
    asyncio.run(alarms.month_not_closed())
    assert len(mails(home)) == told


def test_a_month_that_is_closed_is_not_told(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIFECIRCLE_AS_OF", "2024-04-11T12:00:00")
    (home.briefs / "2024-03" / "v1").mkdir(parents=True)
    asyncio.run(alarms.month_not_closed())
    assert mails(home) == []
