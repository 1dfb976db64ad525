"""Alarms: a failure is told to the data team by mail, and never makes another."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from lifecircle.home import Home
from lifecircle.settings import Settings
from receipts.mail.delivery import deliver
from receipts.mail.letters import write_letter
from receipts.mail.message import Mail
from receipts.mail.outbox import put_down

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Alarm:
    """Something that the data team has to look at."""

    key: str
    """What happened where: the same key is told once."""
    title: str
    cause: str
    """The first line of what went wrong."""
    page: str
    """The page to open."""
    at: datetime


def raise_alarm(home: Home, alarm: Alarm) -> int:
    """Mail an alarm to the data team, and send what waits; never raises.

    Returns:
        How many mails are new: 0 where it was told before, could not be written, or there is no address
        (`LIFECIRCLE_DATA_TEAM_MAIL`); then it is in the log.
    """
    log.error("%s: %s (%s)", alarm.title, alarm.cause, alarm.page)
    try:
        settings = Settings()
        if not settings.data_team_mail:
            log.warning("nobody is told by mail: LIFECIRCLE_DATA_TEAM_MAIL is not set")
            return 0
        letter = write_letter("alarm", unit="数据组", alarm=alarm)
        mail = Mail(f"alarm/{alarm.key}", (settings.data_team_mail,), letter.subject, letter.text, alarm.at)
        new = put_down(home, mail, settings.mail_from)
        deliver(home, alarm.at)
    except Exception:  # an alarm is raised where something has failed already
        log.exception("the alarm could not be mailed")
        return 0
    return int(new)
