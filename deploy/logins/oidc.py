"""Logging in by the district's own OpenID Connect provider, in place of passwords kept by Airflow.

Settings, from the environment; without the first, Airflow keeps the passwords:

- `AIRFLOW_OIDC_ISSUER`: the provider's address, below which `.well-known/openid-configuration` is found.
- `AIRFLOW_OIDC_CLIENT_ID`, `AIRFLOW_OIDC_CLIENT_SECRET_FILE`: what it knows this Airflow by; the secret is a file.
- `AIRFLOW_OIDC_ROLES`: which of its groups have which role, as `group=role,group=role`.
- `AIRFLOW_OIDC_SCOPE`: what is asked for; some providers tell the groups only if asked for `groups`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask_appbuilder.const import AUTH_DB, AUTH_OAUTH

from deploy.logins.roles import ADMIN, DATA_TEAM, OFFICE, PUBLIC, VIEWER

_ROLES = (ADMIN, DATA_TEAM, OFFICE, VIEWER)
_DEFAULT_ROLES = (
    f"lifecircle-admin={ADMIN},lifecircle-data-team={DATA_TEAM},lifecircle-office={OFFICE},lifecircle-viewer={VIEWER}"
)
_DEFAULT_SCOPE = "openid profile email"


class OidcSettingsError(ValueError):
    """The settings cannot be used; the message names the one."""


def login_settings(environment: Mapping[str, str]) -> dict[str, Any]:
    """Return Flask-AppBuilder's settings of how people log in.

    Raises:
        OidcSettingsError: a provider is named, but what it needs is not said, or not so that it can be read.
    """
    issuer = environment.get("AIRFLOW_OIDC_ISSUER", "").rstrip("/")
    if not issuer:
        return {"AUTH_TYPE": AUTH_DB}
    return {
        "AUTH_TYPE": AUTH_OAUTH,
        "OAUTH_PROVIDERS": [
            {
                "name": "oidc",
                "icon": "fa-key",
                "token_key": "access_token",
                "remote_app": _client(issuer, environment),
            }
        ],
        # whoever the provider knows is let in, and may do what the groups of each login say: none of ours, nothing
        "AUTH_USER_REGISTRATION": True,
        "AUTH_USER_REGISTRATION_ROLE": PUBLIC,
        "AUTH_ROLES_MAPPING": _roles_by_group(environment.get("AIRFLOW_OIDC_ROLES") or _DEFAULT_ROLES),
        "AUTH_ROLES_SYNC_AT_LOGIN": True,
    }


def _client(issuer: str, environment: Mapping[str, str]) -> dict[str, Any]:
    return {
        "client_id": _needed("AIRFLOW_OIDC_CLIENT_ID", environment),
        "client_secret": _secret(Path(_needed("AIRFLOW_OIDC_CLIENT_SECRET_FILE", environment))),
        "server_metadata_url": f"{issuer}/.well-known/openid-configuration",
        "client_kwargs": {
            "scope": environment.get("AIRFLOW_OIDC_SCOPE") or _DEFAULT_SCOPE,
            "code_challenge_method": "S256",
        },
    }


def _needed(name: str, environment: Mapping[str, str]) -> str:
    if value := environment.get(name):
        return value
    raise OidcSettingsError(f"AIRFLOW_OIDC_ISSUER is set, but {name} is not")


def _secret(path: Path) -> str:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as fault:
        raise OidcSettingsError(f"AIRFLOW_OIDC_CLIENT_SECRET_FILE cannot be read: {fault}") from fault
    if not lines or not lines[0].strip():
        raise OidcSettingsError(f"AIRFLOW_OIDC_CLIENT_SECRET_FILE is empty: {path}")
    return lines[0].strip()


def _roles_by_group(text: str) -> dict[str, list[str]]:
    roles: dict[str, list[str]] = {}
    for pair in text.split(","):
        group, _, role = (part.strip() for part in pair.rpartition("="))
        if not group or role not in _ROLES:
            raise OidcSettingsError(
                f"AIRFLOW_OIDC_ROLES: expected group=role with a role of {', '.join(_ROLES)}, not {pair.strip()!r}"
            )
        roles.setdefault(group, []).append(role)
    return roles
