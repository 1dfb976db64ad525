"""deploy/local_airflow.py, as far as it shows without a server; the rest is tests/integration/test_scheduler.py."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy import up_and_down
from deploy.airflow_environment import USER, airflow_environment, kept_secrets
from deploy.local_airflow import LocalAirflow
from lifecircle.home import Home
from lifecircle.settings import Settings


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port on which somebody listens."""
    with socket.create_server(("127.0.0.1", 0)) as somebody:
        yield somebody.getsockname()[1]


def test_secrets_are_made_once_and_are_their_owners_only(tmp_path: Path) -> None:
    made = kept_secrets(tmp_path)

    assert kept_secrets(tmp_path) == made
    assert len(set(made.values())) == 4
    assert json.loads((tmp_path / "login.json").read_text()) == {USER: made["password"]}
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}


def test_an_airflow_of_the_surroundings_is_not_heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW__CORE__EXECUTOR", "CeleryExecutor")
    monkeypatch.setenv("AIRFLOW_CONFIG", "/etc/airflow.cfg")

    environment = airflow_environment(tmp_path, tmp_path, "postgresql://", 8080, kept_secrets(tmp_path))

    assert environment["AIRFLOW__CORE__EXECUTOR"] == "LocalExecutor"
    assert "AIRFLOW_CONFIG" not in environment


def test_a_task_waits_for_a_loaded_server_and_is_tried_again(tmp_path: Path) -> None:
    environment = airflow_environment(tmp_path, tmp_path, "postgresql://", 8080, kept_secrets(tmp_path))

    assert float(environment["AIRFLOW__WORKERS__EXECUTION_API_TIMEOUT"]) >= 60
    assert int(environment["AIRFLOW__CORE__DEFAULT_TASK_RETRIES"]) >= 2


def test_airflow_stands_in_shanghai_and_its_pages_do_too(tmp_path: Path) -> None:
    environment = airflow_environment(tmp_path, tmp_path, "postgresql://", 8080, kept_secrets(tmp_path))

    assert environment["AIRFLOW__CORE__DEFAULT_TIMEZONE"] == "Asia/Shanghai"
    assert (Path(environment["AIRFLOW__CORE__PLUGINS_FOLDER"]) / "shanghai_time.py").is_file()


def test_a_failure_mail_names_the_port_that_was_chosen(tmp_path: Path) -> None:
    chosen = up_and_down.tasks_environment(Settings(home=tmp_path, _env_file=None), 8090)
    behind_a_proxy = Settings(home=tmp_path, airflow_url="https://airflow.example.cn", _env_file=None)

    assert chosen["LIFECIRCLE_AIRFLOW_URL"] == "http://127.0.0.1:8090"
    assert "LIFECIRCLE_AIRFLOW_URL" not in up_and_down.tasks_environment(behind_a_proxy, 8090)


def test_a_server_that_does_not_answer_is_named(tmp_path: Path) -> None:
    assert LocalAirflow("http://127.0.0.1:1", "", tmp_path, {}).unhealthy() == ["api-server"]


def test_down_kills_no_process_of_another_machine(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(tmp_path / "home")
    home.scheduler.mkdir(parents=True)
    monkeypatch.setattr("socket.gethostname", lambda: "there")
    with home.hold("scheduler"):
        monkeypatch.setattr("socket.gethostname", lambda: "here")
        assert up_and_down.down(Settings(home=home.root)) == 1
    assert "on there: stop it there" in capsys.readouterr().err


def test_down_with_nothing_up_says_so_and_makes_no_home(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = tmp_path / "home"

    assert up_and_down.down(Settings(home=home)) == 0
    assert capsys.readouterr().out == f"No scheduler runs on {home}\n"
    assert not home.exists()


def test_a_taken_port_is_said_with_the_way_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], taken_port: int
) -> None:
    assert up_and_down.up(Settings(home=tmp_path / "home"), taken_port) == 1
    assert f"make up PORT={taken_port + 1}" in capsys.readouterr().err
