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
from tests.compose.images import base_images

COMPOSE = Path(sys.executable).with_name("docker-compose")
SECRETS = {
    "airflow_admin_password",
    "airflow_fernet_key",
    "airflow_jwt_secret",
    "airflow_secret_key",
    "postgres_password",
    "redis_password",
}
ONE_SHOT = "init"
WORKERS = {"worker", "redis"}
AIRFLOW = ("api-server", "dag-processor", "home-backup", "init", "scheduler", "triggerer", "worker")


def compose_config(tmp_path: Path, *profiles: str, **given: str) -> subprocess.CompletedProcess[str]:
    """Let Compose read the file with the settings `given`, and nothing of this machine's own `.env` or environment."""
    settings = tmp_path / "settings.env"
    settings.write_text("".join(f"{name}={value}\n" for name, value in given.items()), encoding="utf-8")
    chosen = [f"--profile={profile}" for profile in profiles]
    return subprocess.run(
        [COMPOSE, "--project-directory", PROJECT, "--env-file", settings, *chosen, "config", "--format", "json"],
        capture_output=True,
        text=True,
        env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
        check=False,
    )


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The whole configuration, workers included, as .env.example leaves it."""
    read = compose_config(tmp_path_factory.mktemp("compose"), "celery")
    assert read.returncode == 0, read.stderr
    assert read.stderr == ""
    found: dict[str, Any] = json.loads(read.stdout)
    return found


@pytest.fixture(scope="module")
def services(config: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Its services by name."""
    found: dict[str, dict[str, Any]] = config["services"]
    return found


def test_every_airflow_server_is_set_as_make_up_sets_it(services: dict[str, dict[str, Any]]) -> None:
    servers = {name for name, service in services.items() if service.get("image", "").startswith("lifecircle:")}
    assert servers == set(AIRFLOW)
    assert service_settings()["AIRFLOW__CORE__DEFAULT_TASK_RETRIES"] == "2"
    for name in servers:
        assert services[name]["environment"].items() >= service_settings().items()


def test_every_setting_of_lifecircle_reaches_the_tasks(tmp_path: Path) -> None:
    """But those that name places in a checkout, which the image has of its own."""
    places = {"HOME", "INBOX", "BACKUP", "REFERENCE", "RULES", "FORMS", "SMTP_PASSWORD_FILE"}
    names = {f"LIFECIRCLE_{name.upper()}" for name in Settings.model_fields} - {f"LIFECIRCLE_{name}" for name in places}

    given = {name: f"made-up-{name}" for name in names}

    environment = json.loads(compose_config(tmp_path, **given).stdout)["services"]["scheduler"]["environment"]

    assert {name: environment.get(name) for name in names} == given


@pytest.mark.parametrize(
    ("setting", "target"),
    [
        ("LIFECIRCLE_INBOX", "/inbox"),
        ("LIFECIRCLE_REFERENCE", "/reference"),
        ("LIFECIRCLE_SETTINGS", "/var/lib/lifecircle/settings"),
        ("LIFECIRCLE_BACKUP", "/backup"),
    ],
)
def test_a_folder_of_this_machine_is_mounted_where_the_tasks_look(setting: str, target: str, tmp_path: Path) -> None:
    read = json.loads(compose_config(tmp_path, **{setting: str(tmp_path)}).stdout)
    scheduler = read["services"]["scheduler"]

    (mount,) = [mount for mount in scheduler["volumes"] if mount["target"] == target]
    assert (mount["type"], mount["source"]) == ("bind", str(tmp_path))
    assert scheduler["environment"].get(setting, target) == target


def test_the_mail_servers_password_is_handed_over_as_a_file_where_there_is_one(
    config: dict[str, Any], services: dict[str, dict[str, Any]]
) -> None:
    assert config["secrets"]["smtp_password"]["file"] == "/dev/null"
    assert services["scheduler"]["environment"]["LIFECIRCLE_SMTP_PASSWORD_FILE"] == "/run/secrets/smtp_password"
    assert "smtp_password" in {secret["source"] for secret in services["scheduler"]["secrets"]}


def test_whoever_sends_mail_reaches_the_mail_server(
    services: dict[str, dict[str, Any]], config: dict[str, Any]
) -> None:
    for name in ("scheduler", "triggerer", "worker"):
        outward = [network for network in services[name]["networks"] if not config["networks"][network].get("internal")]
        assert outward, name


def test_a_failure_mail_names_the_port_on_which_airflow_answers(services: dict[str, dict[str, Any]]) -> None:
    assert services["scheduler"]["environment"]["LIFECIRCLE_AIRFLOW_URL"] == "http://127.0.0.1:8080"


def test_the_services_are_those_of_a_whole_installation(tmp_path: Path, services: dict[str, dict[str, Any]]) -> None:
    whole = {
        *("postgres", "init", "api-server", "scheduler", "dag-processor", "triggerer"),
        *("home-backup", "database-backup", "proxy"),
    }
    assert set(json.loads(compose_config(tmp_path).stdout)["services"]) == whole
    assert set(services) == whole | WORKERS


def test_tasks_run_in_workers_where_that_is_chosen(tmp_path: Path, services: dict[str, dict[str, Any]]) -> None:
    chosen = json.loads(compose_config(tmp_path, "celery", AIRFLOW_EXECUTOR="CeleryExecutor").stdout)["services"]

    assert services["scheduler"]["environment"]["AIRFLOW__CORE__EXECUTOR"] == "LocalExecutor"
    for name in AIRFLOW:
        assert chosen[name]["environment"]["AIRFLOW__CORE__EXECUTOR"] == "CeleryExecutor"
    assert chosen["worker"]["volumes"] == chosen["scheduler"]["volumes"]


def test_secrets_are_files(config: dict[str, Any], services: dict[str, dict[str, Any]]) -> None:
    folder = str(PROJECT / "secrets")
    files = {name: secret["file"] for name, secret in config["secrets"].items()}

    assert {name for name, file in files.items() if file.startswith(folder)} == SECRETS
    for service in services.values():
        for secret in service.get("secrets", []):
            assert secret["target"] == f"/run/secrets/{secret['source']}"


def test_what_looks_like_a_secret_in_an_environment_is_where_to_find_it(services: dict[str, dict[str, Any]]) -> None:
    said = {
        f"{service}.{name}": value
        for service, of_service in services.items()
        for name, value in of_service.get("environment", {}).items()
        if re.search("PASSWORD|SECRET|FERNET|SQL_ALCHEMY_CONN|BROKER|RESULT_BACKEND", name)
    }

    assert len(said) > len(AIRFLOW) * 5
    where = "/run/secrets/|cat /run/secrets/|/opt/lifecircle/deploy/address "
    assert [name for name, value in said.items() if not re.match(where, value)] == []


def test_every_image_is_pinned_to_an_exact_version(services: dict[str, dict[str, Any]]) -> None:
    loose = [
        name for name, service in services.items() if not re.search(r":\d+\.\d+(\.\d+)?(-\w+)?$", service["image"])
    ]

    assert loose == []


def test_our_image_bears_the_version_of_the_project(services: dict[str, dict[str, Any]]) -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert services["scheduler"]["image"] == f"lifecircle:{project['version']}"
    assert services["proxy"]["image"] == f"lifecircle-proxy:{project['version']}"


def test_every_base_image_comes_from_the_registry_that_is_named(tmp_path: Path) -> None:
    read = json.loads(compose_config(tmp_path, "celery", LIFECIRCLE_REGISTRY="mirror.invalid").stdout)

    bases = base_images(read["services"])
    assert {base.partition("/")[0] for base in bases} == {"mirror.invalid"}
    assert {base.partition("/")[2].partition(":")[0] for base in bases} == {"caddy", "postgres", "python", "redis"}


def test_the_dockerfiles_take_the_same_base_by_themselves(services: dict[str, dict[str, Any]]) -> None:
    for name, file in (("scheduler", "deploy/Dockerfile"), ("proxy", "deploy/proxy/Dockerfile")):
        defaults = re.findall(r"^ARG (\w+_IMAGE)=(.+)$", (PROJECT / file).read_text(encoding="utf-8"), re.MULTILINE)
        asked = services[name]["build"]["args"]
        assert {argument: asked[argument] for argument, _ in defaults} == {
            argument: f"docker.io/library/{image}" for argument, image in defaults
        }


def test_every_server_has_a_health_check_and_comes_back_after_a_crash(services: dict[str, dict[str, Any]]) -> None:
    servers = {name: service for name, service in services.items() if name != ONE_SHOT}

    assert [name for name, service in servers.items() if not service.get("healthcheck", {}).get("test")] == []
    assert {service["restart"] for service in servers.values()} == {"unless-stopped"}
    assert services[ONE_SHOT]["restart"] == "no"


def test_airflow_waits_for_its_database_and_for_its_preparation(services: dict[str, dict[str, Any]]) -> None:
    for name in set(AIRFLOW) - {ONE_SHOT}:
        awaited = {on: rule["condition"] for on, rule in services[name]["depends_on"].items()}

        assert awaited["postgres"] == "service_healthy", name
        assert awaited[ONE_SHOT] == "service_completed_successfully", name


def test_no_service_runs_as_root_or_keeps_capabilities(services: dict[str, dict[str, Any]]) -> None:
    dockerfile = (PROJECT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
    ours = re.findall(r"^USER (\w+)$", dockerfile, re.MULTILINE)[-1]

    for name, service in services.items():
        assert service.get("user", ours).split(":")[0] not in {"0", "root"}, name
        assert service["cap_drop"] == ["ALL"], name
        assert "cap_add" not in service, name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["read_only"] is True, name


def test_no_service_can_fill_the_machine(services: dict[str, dict[str, Any]]) -> None:
    for name, service in services.items():
        assert int(service["mem_limit"]) <= 8 * 2**30, name
        assert service["pids_limit"] == 500, name
        assert service["logging"] == {"driver": "json-file", "options": {"max-size": "10m", "max-file": "5"}}, name


def test_only_the_proxy_is_reached_from_outside(services: dict[str, dict[str, Any]], config: dict[str, Any]) -> None:
    published = {
        name: {port["target"]: port.get("host_ip") for port in service.get("ports", [])}
        for name, service in services.items()
    }

    # Airflow stays on this machine until it has TLS
    assert {name: ports for name, ports in published.items() if ports} == {
        "proxy": {8088: "0.0.0.0", 8080: "127.0.0.1"},
    }
    assert set(services["postgres"]["networks"]) == {"back"}
    assert set(services["redis"]["networks"]) == {"back"}
    assert config["networks"]["back"]["internal"] is True
    assert config["networks"]["front"]["internal"] is True


def test_each_way_of_tls_is_a_file_of_the_proxy() -> None:
    ways = {path.stem for path in (PROJECT / "deploy" / "proxy").glob("tls-*.caddy")}
    assert ways == {"tls-files", "tls-internal", "tls-off"}


def test_the_inbox_is_never_written(services: dict[str, dict[str, Any]]) -> None:
    mounts = {
        (name, mount["target"]): mount.get("read_only", False)
        for name, service in services.items()
        for mount in service.get("volumes", [])
        if mount["target"] in {"/inbox", "/srv/lifecircle"}
    }

    assert ("scheduler", "/inbox") in mounts
    assert ("proxy", "/srv/lifecircle") in mounts
    assert all(mounts.values())
