"""docker-compose.yml as the real Compose reads it; no engine is needed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from deploy.airflow_environment import service_settings
from lifecircle.settings import PROJECT, Settings

COMPOSE = Path(sys.executable).with_name("docker-compose")
SECRETS = (
    "AIRFLOW_ADMIN_PASSWORD",
    "AIRFLOW_FERNET_KEY",
    "AIRFLOW_JWT_SECRET",
    "AIRFLOW_SECRET_KEY",
    "POSTGRES_PASSWORD",
)
ONE_SHOT = "init"


def compose_config(tmp_path: Path, *given: str) -> subprocess.CompletedProcess[str]:
    """Let Compose read the file with the secrets `given`, and nothing of this machine's own `.env` or environment."""
    settings = tmp_path / "settings.env"
    settings.write_text("".join(f"{name}=made-up-{name}\n" for name in given), encoding="utf-8")
    return subprocess.run(
        [COMPOSE, "--project-directory", PROJECT, "--env-file", settings, "config", "--format", "json"],
        capture_output=True,
        text=True,
        env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
        check=False,
    )


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The whole configuration, every secret given."""
    read = compose_config(tmp_path_factory.mktemp("compose"), *SECRETS)
    assert read.returncode == 0, read.stderr
    found: dict[str, Any] = json.loads(read.stdout)
    return found


@pytest.fixture(scope="module")
def services(config: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Its services by name."""
    found: dict[str, dict[str, Any]] = config["services"]
    return found


def test_every_airflow_server_is_set_as_make_up_sets_it(services: dict[str, dict[str, Any]]) -> None:
    servers = [service for service in services.values() if service.get("image", "").startswith("lifecircle:")]
    assert len(servers) == 5
    assert service_settings()["AIRFLOW__CORE__DEFAULT_TASK_RETRIES"] == "2"
    for server in servers:
        assert server["environment"].items() >= service_settings().items()


def test_every_setting_of_lifecircle_reaches_the_tasks(tmp_path: Path) -> None:
    """But those that name places in a checkout, which the image has of its own."""
    places = {"HOME", "INBOX", "BACKUP", "REFERENCE", "RULES", "FORMS", "SMTP_PASSWORD_FILE"}
    names = {f"LIFECIRCLE_{name.upper()}" for name in Settings.model_fields} - {f"LIFECIRCLE_{name}" for name in places}

    environment = json.loads(compose_config(tmp_path, *SECRETS, *names).stdout)["services"]["scheduler"]["environment"]

    assert {name: environment.get(name) for name in names} == {name: f"made-up-{name}" for name in names}


def test_the_mail_servers_password_is_handed_over_as_a_file_where_there_is_one(
    config: dict[str, Any], services: dict[str, dict[str, Any]]
) -> None:
    assert config["secrets"]["smtp_password"]["file"] == "/dev/null"
    assert services["scheduler"]["environment"]["LIFECIRCLE_SMTP_PASSWORD_FILE"] == "/run/secrets/smtp_password"
    assert services["scheduler"]["secrets"][0]["source"] == "smtp_password"


def test_whoever_sends_mail_reaches_the_mail_server(
    services: dict[str, dict[str, Any]], config: dict[str, Any]
) -> None:
    for name in ("scheduler", "triggerer"):
        outward = [network for network in services[name]["networks"] if not config["networks"][network].get("internal")]
        assert outward, name


def test_a_failure_mail_names_the_port_on_which_airflow_answers(services: dict[str, dict[str, Any]]) -> None:
    assert services["scheduler"]["environment"]["LIFECIRCLE_AIRFLOW_URL"] == "http://127.0.0.1:8080"


def test_the_services_are_those_of_a_whole_installation(services: dict[str, dict[str, Any]]) -> None:
    assert set(services) == {
        "postgres",
        "init",
        "api-server",
        "scheduler",
        "dag-processor",
        "triggerer",
        "pages",
    }


@pytest.mark.parametrize("missing", SECRETS)
def test_a_missing_secret_is_refused_by_its_name(missing: str, tmp_path: Path) -> None:
    refused = compose_config(tmp_path, *(name for name in SECRETS if name != missing))

    assert refused.returncode != 0
    assert f"{missing} is missing a value" in refused.stderr


def test_no_secret_stands_in_the_file_itself(config: dict[str, Any]) -> None:
    said = {
        f"{service}.{name}": str(value)
        for service, of_service in config["services"].items()
        for name, value in of_service.get("environment", {}).items()
        if re.search("PASSWORD$|SECRET|FERNET|SQL_ALCHEMY_CONN", name)
    }

    assert said
    assert [name for name, value in said.items() if "made-up-" not in value] == []


def test_every_image_is_pinned_to_an_exact_version(services: dict[str, dict[str, Any]]) -> None:
    loose = [
        name for name, service in services.items() if not re.search(r":\d+\.\d+(\.\d+)?(-\w+)?$", service["image"])
    ]

    assert loose == []


def test_our_image_bears_the_version_of_the_project(services: dict[str, dict[str, Any]]) -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert services["scheduler"]["image"] == f"lifecircle:{project['version']}"


def test_every_server_has_a_health_check_and_comes_back_after_a_crash(services: dict[str, dict[str, Any]]) -> None:
    servers = {name: service for name, service in services.items() if name != ONE_SHOT}

    assert [name for name, service in servers.items() if not service.get("healthcheck", {}).get("test")] == []
    assert {service["restart"] for service in servers.values()} == {"unless-stopped"}
    assert services[ONE_SHOT]["restart"] == "no"


def test_airflow_waits_for_its_database_and_for_its_preparation(services: dict[str, dict[str, Any]]) -> None:
    for name in ("api-server", "scheduler", "dag-processor", "triggerer"):
        awaited = {on: rule["condition"] for on, rule in services[name]["depends_on"].items()}

        assert awaited["postgres"] == "service_healthy", name
        assert awaited[ONE_SHOT] == "service_completed_successfully", name


def test_no_service_runs_as_root_or_keeps_capabilities(services: dict[str, dict[str, Any]]) -> None:
    dockerfile = (PROJECT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
    ours = re.findall(r"^USER (\w+)$", dockerfile, re.MULTILINE)[-1]

    for name, service in services.items():
        assert service.get("user", ours).split(":")[0] not in {"0", "root"}, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name


def test_only_the_pages_are_open_to_others(services: dict[str, dict[str, Any]], config: dict[str, Any]) -> None:
    published = {
        name: {port.get("host_ip", "all") for port in service.get("ports", [])} for name, service in services.items()
    }

    assert {name: hosts for name, hosts in published.items() if hosts} == {
        "api-server": {"127.0.0.1"},
        "pages": {"all"},
    }
    assert set(services["postgres"]["networks"]) == {"back"}
    assert config["networks"]["back"]["internal"] is True


def test_the_inbox_is_never_written(services: dict[str, dict[str, Any]]) -> None:
    mounts = {
        (name, mount["target"]): mount.get("read_only", False)
        for name, service in services.items()
        for mount in service.get("volumes", [])
        if mount["target"] in {"/inbox", "/srv/lifecircle"}
    }

    assert ("scheduler", "/inbox") in mounts
    assert ("pages", "/srv/lifecircle") in mounts
    assert all(mounts.values())
