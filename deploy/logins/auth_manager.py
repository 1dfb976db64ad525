"""Airflow's logins as several people need them: an approver changes nothing, and nobody tries passwords out."""

from __future__ import annotations

from typing import Any

from airflow.api_fastapi.auth.managers.base_auth_manager import ResourceMethod
from airflow.api_fastapi.auth.managers.models.resource_details import DagAccessEntity, DagDetails
from airflow.providers.fab.auth_manager.fab_auth_manager import FabAuthManager
from airflow.providers.fab.auth_manager.models import User
from airflow.providers.fab.www.security.permissions import RESOURCE_HITL_DETAIL
from fastapi import FastAPI

from deploy.logins.throttle import LoginThrottle


class LoginsAuthManager(FabAuthManager):
    """Flask-AppBuilder's, stricter in two places; `AIRFLOW__CORE__AUTH_MANAGER` names it."""

    def is_authorized_dag(
        self,
        *,
        method: ResourceMethod,
        user: User,
        access_entity: DagAccessEntity | None = None,
        details: DagDetails | None = None,
    ) -> bool:
        """Tell whether the user may do that to a DAG, or to what belongs to it.

        Airflow lets only those answer an approval who may change its DAG, so that they could also pause it.  Here an
        answer needs the right to answer and to read: the office has no other.
        """
        asked: Any = {"user": user, "access_entity": access_entity, "details": details}
        if access_entity == DagAccessEntity.HITL_DETAIL and method == "PUT":
            may_answer = self.is_authorized_custom_view(method="PUT", resource_name=RESOURCE_HITL_DETAIL, user=user)
            return may_answer and super().is_authorized_dag(method="GET", **asked)
        return super().is_authorized_dag(method=method, **asked)

    def get_fastapi_app(self) -> FastAPI | None:
        """Return the pages and the API by which people log in, throttled."""
        app: Any = super().get_fastapi_app()
        app.add_middleware(LoginThrottle)
        return app  # type: ignore[no-any-return]
