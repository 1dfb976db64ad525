"""How a local Airflow is set up: by environment variables alone, with secrets of its own."""

from __future__ import annotations

import json
import os
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values

USER = "admin"
_PLUGINS = Path(__file__).with_name("airflow_plugins")
_SERVICE_SETTINGS = Path(__file__).with_name("airflow-service.env")


def kept_secrets(root: Path) -> dict[str, str]:
    """Make the installation's own secrets, once, readable by their owner only; return them by name."""
    path = root / "secrets.json"
    if not path.exists():
        made = {name: secrets.token_urlsafe(32) for name in ("jwt", "session")}
        made |= {"fernet": urlsafe_b64encode(secrets.token_bytes(32)).decode(), "password": secrets.token_urlsafe(9)}
        path.touch(mode=0o600)
        path.write_text(json.dumps(made))
    kept: dict[str, str] = json.loads(path.read_text())
    login = root / "login.json"
    login.touch(mode=0o600)
    login.write_text(json.dumps({USER: kept["password"]}))
    return kept


def service_settings() -> dict[str, str]:
    """Read how Airflow is set as a service: the same for `make up` and for docker-compose.yml."""
    return {name: value for name, value in dotenv_values(_SERVICE_SETTINGS).items() if value is not None}


def airflow_environment(root: Path, dags: Path, database: str, port: int, kept: Mapping[str, str]) -> dict[str, str]:
    """Set Airflow up by environment alone; settings of another Airflow in the surroundings are left out."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW")}
    url = f"http://127.0.0.1:{port}"
    return (
        inherited
        | service_settings()
        | {
            "AIRFLOW_HOME": str(root),
            "AIRFLOW__API__BASE_URL": url,
            "AIRFLOW__API__HOST": "127.0.0.1",
            "AIRFLOW__API__PORT": str(port),
            "AIRFLOW__API__SECRET_KEY": kept["session"],
            "AIRFLOW__API_AUTH__JWT_SECRET": kept["jwt"],
            "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
            "AIRFLOW__CORE__DAGS_FOLDER": str(dags.resolve()),
            "AIRFLOW__CORE__DEFAULT_TIMEZONE": "Asia/Shanghai",
            "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{url}/execution/",
            "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
            "AIRFLOW__CORE__FERNET_KEY": kept["fernet"],
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__CORE__PLUGINS_FOLDER": str(_PLUGINS),
            "AIRFLOW__CORE__PARALLELISM": str(max(2, os.cpu_count() or 2)),
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(root / "login.json"),
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": f"{USER}:ADMIN",
            "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": database,
            "NO_PROXY": "127.0.0.1,localhost",
            "no_proxy": "127.0.0.1,localhost",
        }
    )
