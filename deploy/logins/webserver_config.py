"""What Flask-AppBuilder reads at Airflow's start (`AIRFLOW__FAB__CONFIG_FILE`); names in capitals are its settings."""

from __future__ import annotations

import os

from deploy.logins.oidc import login_settings
from deploy.logins.roles import SecurityManager

SECURITY_MANAGER_CLASS = SecurityManager
# all doors are throttled together: deploy/logins/throttle.py
AUTH_RATE_LIMITED = False
RATELIMIT_ENABLED = False
# forms are told from forged ones
WTF_CSRF_ENABLED = True

globals().update(login_settings(os.environ))
