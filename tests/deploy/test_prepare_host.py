"""deploy/prepare-host: what docker-compose.yml needs on a machine, made once."""

from __future__ import annotations

import shutil
import stat
import subprocess
from base64 import urlsafe_b64decode
from pathlib import Path

import pytest

from lifecircle.settings import PROJECT

SECRETS = {
    *("airflow_admin_password", "airflow_fernet_key", "airflow_jwt_secret", "airflow_secret_key"),
    *("postgres_password", "redis_password"),
}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """As much of a checkout as the script looks at."""
    (tmp_path / "deploy").mkdir()
    shutil.copy2(PROJECT / "deploy" / "prepare-host", tmp_path / "deploy")
    shutil.copy2(PROJECT / ".env.example", tmp_path)
    return tmp_path


def prepare(checkout: Path) -> str:
    """Call it from elsewhere, and return what it says."""
    command = [checkout / "deploy" / "prepare-host"]
    return subprocess.run(command, cwd="/", capture_output=True, text=True, check=True).stdout


def secrets_of(checkout: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8").strip() for path in (checkout / "secrets").iterdir()}


def test_folders_settings_and_secrets_are_made(checkout: Path) -> None:
    said = prepare(checkout)

    assert (checkout / "inbox").is_dir()
    assert (checkout / "settings").is_dir()
    assert (checkout / ".env").read_bytes() == (checkout / ".env.example").read_bytes()
    secrets = secrets_of(checkout)
    assert set(secrets) == SECRETS
    assert len(set(secrets.values())) == len(SECRETS)
    assert len(urlsafe_b64decode(secrets.pop("airflow_fernet_key"))) == 32
    assert all(len(secret) == 48 and secret.isalnum() for secret in secrets.values())
    assert [secret for secret in secrets.values() if secret in said] == []


def test_containers_may_read_the_secrets_and_nobody_else_comes_near(checkout: Path) -> None:
    prepare(checkout)

    assert stat.S_IMODE((checkout / "secrets").stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in (checkout / "secrets").iterdir()} == {0o444}


def test_what_is_there_is_kept(checkout: Path) -> None:
    prepare(checkout)
    before = secrets_of(checkout)
    (checkout / "secrets" / "redis_password").unlink()

    assert prepare(checkout) == "made ./secrets/redis_password\n"

    after = secrets_of(checkout)
    assert after.pop("redis_password") != before.pop("redis_password")
    assert after == before


def test_passwords_that_env_held_before_are_taken_over(checkout: Path) -> None:
    (checkout / ".env").write_text("POSTGRES_PASSWORD=as-before\nAIRFLOW_JWT_SECRET=\n", encoding="utf-8")

    prepare(checkout)

    secrets = secrets_of(checkout)
    assert secrets["postgres_password"] == "as-before"
    assert len(secrets["airflow_jwt_secret"]) == 48


def test_folders_are_made_where_env_says(checkout: Path) -> None:
    lines = "LIFECIRCLE_INBOX=./received\nLIFECIRCLE_SETTINGS=kept/settings\nLIFECIRCLE_SECRETS=kept/secrets\n"
    (checkout / ".env").write_text(lines, encoding="utf-8")

    prepare(checkout)

    assert (checkout / "received").is_dir()
    assert (checkout / "kept" / "settings").is_dir()
    assert {path.name for path in (checkout / "kept" / "secrets").iterdir()} == SECRETS
