"""What each role may do in Airflow: all may read, the data team runs and mends, the office approves; Admin may all.

Nobody but Admin sees connections, variables, configuration, users, or changes pools; nobody but the office approves.
Whoever does the work of two has both roles.  A role holds what stands here and no more, from each start on.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from airflow.providers.common.compat.security.permissions import RESOURCE_ASSET, RESOURCE_ASSET_ALIAS
from airflow.providers.fab.auth_manager.security_manager.override import FabAirflowSecurityManagerOverride
from airflow.providers.fab.www.security.permissions import (
    ACTION_CAN_ACCESS_MENU,
    ACTION_CAN_CREATE,
    ACTION_CAN_EDIT,
    ACTION_CAN_READ,
    RESOURCE_BACKFILL,
    RESOURCE_BROWSE_MENU,
    RESOURCE_CLUSTER_ACTIVITY,
    RESOURCE_DAG,
    RESOURCE_DAG_CODE,
    RESOURCE_DAG_DEPENDENCIES,
    RESOURCE_DAG_RUN,
    RESOURCE_DAG_VERSION,
    RESOURCE_DAG_WARNING,
    RESOURCE_HITL_DETAIL,
    RESOURCE_IMPORT_ERROR,
    RESOURCE_JOB,
    RESOURCE_MY_PASSWORD,
    RESOURCE_MY_PROFILE,
    RESOURCE_POOL,
    RESOURCE_TASK_INSTANCE,
    RESOURCE_TASK_LOG,
    RESOURCE_WEBSITE,
    RESOURCE_XCOM,
)

Permission = tuple[str, str]
"""An action and the resource that it is done to, by the names of Flask-AppBuilder."""

ADMIN, PUBLIC = "Admin", "Public"
VIEWER, OFFICE, DATA_TEAM = "Viewer", "Office", "DataTeam"

_READ = (
    RESOURCE_ASSET,
    RESOURCE_ASSET_ALIAS,
    RESOURCE_BACKFILL,
    RESOURCE_CLUSTER_ACTIVITY,
    RESOURCE_DAG,
    RESOURCE_DAG_CODE,
    RESOURCE_DAG_DEPENDENCIES,
    RESOURCE_DAG_RUN,
    RESOURCE_DAG_VERSION,
    RESOURCE_DAG_WARNING,
    RESOURCE_HITL_DETAIL,
    RESOURCE_IMPORT_ERROR,
    RESOURCE_JOB,
    RESOURCE_MY_PASSWORD,
    RESOURCE_MY_PROFILE,
    RESOURCE_POOL,
    RESOURCE_TASK_INSTANCE,
    RESOURCE_TASK_LOG,
    RESOURCE_WEBSITE,
    RESOURCE_XCOM,
)
_MENUS = (RESOURCE_ASSET, RESOURCE_BROWSE_MENU, RESOURCE_DAG, RESOURCE_DAG_RUN, RESOURCE_HITL_DETAIL)

_READING: list[Permission] = [
    *((ACTION_CAN_READ, resource) for resource in _READ),
    *((ACTION_CAN_ACCESS_MENU, resource) for resource in _MENUS),
    # one's own password
    (ACTION_CAN_EDIT, RESOURCE_MY_PASSWORD),
]
_APPROVING: list[Permission] = [(ACTION_CAN_EDIT, RESOURCE_HITL_DETAIL)]
# pausing, starting, marking and clearing; what has run is deleted by nobody
_RUNNING: list[Permission] = [
    (ACTION_CAN_EDIT, RESOURCE_DAG),
    (ACTION_CAN_CREATE, RESOURCE_DAG_RUN),
    (ACTION_CAN_EDIT, RESOURCE_DAG_RUN),
    (ACTION_CAN_EDIT, RESOURCE_TASK_INSTANCE),
]

PERMISSIONS: dict[str, list[Permission]] = {
    VIEWER: _READING,
    OFFICE: [*_READING, *_APPROVING],
    DATA_TEAM: [*_READING, *_RUNNING],
}
"""What each of our roles may do."""


class SecurityManager(FabAirflowSecurityManagerOverride):
    """Flask-AppBuilder's, with our roles in place of Airflow's Viewer, User and Op."""

    ROLE_CONFIGS = [  # noqa: RUF012  # as Airflow declares it
        {"role": PUBLIC, "perms": []},
        *({"role": role, "perms": permissions} for role, permissions in PERMISSIONS.items()),
        {"role": ADMIN, "perms": FabAirflowSecurityManagerOverride.ADMIN_PERMISSIONS},
    ]

    def bulk_sync_roles(self, roles: Iterable[dict[str, Any]]) -> None:
        """Give each role what it may do, and take from ours what an earlier version or a click has added."""
        super().bulk_sync_roles(roles)
        for role in self.get_all_roles():
            if role.name in PERMISSIONS:
                meant = PERMISSIONS[role.name]
                for held in [held for held in role.permissions if (held.action.name, held.resource.name) not in meant]:
                    self.remove_permission_from_role(role, held)
