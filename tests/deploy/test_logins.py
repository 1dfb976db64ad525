"""deploy/logins, as far as it shows without a server; the rest is tests/integration/test_scheduler.py."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from deploy.logins.oidc import OidcSettingsError, login_settings
from deploy.logins.roles import DATA_TEAM, OFFICE, PERMISSIONS, VIEWER
from deploy.logins.throttle import LOGINS_A_MINUTE, LoginThrottle
from lifecircle.settings import PROJECT
from tests.integration.logins import SETTINGS


@pytest.fixture
def provider(tmp_path: Path) -> dict[str, str]:
    """What a provider needs to be said."""
    secret = tmp_path / "client-secret"
    secret.write_text("made-up\n", encoding="utf-8")
    return {
        "AIRFLOW_OIDC_ISSUER": "https://login.example.cn/",
        "AIRFLOW_OIDC_CLIENT_ID": "lifecircle",
        "AIRFLOW_OIDC_CLIENT_SECRET_FILE": str(secret),
    }


def test_the_image_is_set_as_the_tests_are() -> None:
    dockerfile = (PROJECT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
    set_there = dict(re.findall(r"(AIRFLOW__\w+)=(\S+)", dockerfile))
    here = {name: value.replace(str(PROJECT), "/opt/lifecircle") for name, value in SETTINGS.items()}
    assert here.items() <= set_there.items()


def test_without_a_provider_airflow_keeps_the_passwords() -> None:
    assert login_settings({"AIRFLOW_OIDC_ISSUER": ""}) == {"AUTH_TYPE": 1}


def test_a_provider_gives_roles_by_groups(provider: dict[str, str]) -> None:
    given = login_settings(provider | {"AIRFLOW_OIDC_ROLES": "zhuanban=Office, shuju=DataTeam,shuju=Office"})
    (client,) = (one["remote_app"] for one in given["OAUTH_PROVIDERS"])
    assert client["server_metadata_url"] == "https://login.example.cn/.well-known/openid-configuration"
    assert client["client_secret"] == "made-up"
    assert given["AUTH_ROLES_MAPPING"] == {"zhuanban": ["Office"], "shuju": ["DataTeam", "Office"]}
    assert given["AUTH_USER_REGISTRATION_ROLE"] == "Public"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"AIRFLOW_OIDC_CLIENT_ID": ""}, "AIRFLOW_OIDC_CLIENT_ID is not"),
        ({"AIRFLOW_OIDC_CLIENT_SECRET_FILE": "/none"}, "cannot be read"),
        ({"AIRFLOW_OIDC_CLIENT_SECRET_FILE": "/dev/null"}, "is empty"),
        ({"AIRFLOW_OIDC_ROLES": "zhuanban=Boss"}, "not 'zhuanban=Boss'"),
        ({"AIRFLOW_OIDC_ROLES": "zhuanban"}, "not 'zhuanban'"),
    ],
)
def test_a_provider_that_is_half_described_is_refused(
    provider: dict[str, str], change: dict[str, str], words: str
) -> None:
    with pytest.raises(OidcSettingsError, match=words):
        login_settings(provider | change)


def test_only_the_office_answers_and_only_the_data_team_runs() -> None:
    held = {role: set(permissions) for role, permissions in PERMISSIONS.items()}
    changing = {
        role: {held for held in permissions if held[0] not in {"can_read", "menu_access"}}
        for role, permissions in held.items()
    }
    own = {("can_edit", "My Password")}
    assert changing[VIEWER] == own
    assert changing[OFFICE] == own | {("can_edit", "HITL Detail")}
    assert {resource for _, resource in changing[DATA_TEAM] - own} == {"DAGs", "DAG Runs", "Task Instances"}


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_each_address_logs_in_so_many_times_a_minute_and_reads_as_often_as_it_likes() -> None:
    async def answer(_: Request) -> PlainTextResponse:
        return PlainTextResponse("in")

    app: Any = LoginThrottle(Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "POST"])]))

    async def asked(method: str, path: str, address: str) -> int:
        transport = httpx.ASGITransport(app=app, client=(address, 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://airflow") as client:
            return (await client.request(method, path)).status_code

    doors = ["/auth/token", "/auth/login/", "/auth/token/cli", "/auth/api/v1/security/login"]
    tries = [await asked("POST", doors[number % 4], "10.0.0.1") for number in range(LOGINS_A_MINUTE + 2)]

    assert tries == [200] * LOGINS_A_MINUTE + [429, 429]
    assert await asked("POST", "/auth/token", "10.0.0.2") == 200
    assert await asked("GET", "/auth/login/", "10.0.0.1") == 200
    assert await asked("POST", "/auth/users/add", "10.0.0.1") == 200
