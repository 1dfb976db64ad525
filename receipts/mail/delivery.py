"""Sending what waits, by the settings' server."""

from __future__ import annotations

import logging
from datetime import datetime
from functools import cache
from pathlib import Path

from lifecircle.home import Home
from lifecircle.settings import Settings
from receipts.mail.outbox import Sending, send_waiting, waiting_mails
from receipts.mail.server import MailSettingError, mail_server

log = logging.getLogger(__name__)


def deliver(home: Home, as_of: datetime | None = None) -> Sending:
    """Send what waits in the outbox; a server that is not set, is down or refuses stops nothing.

    Args:
        home: with an outbox.
        as_of: the moment by which mails expire; the settings' by default.
    """
    settings = Settings()
    try:
        server = mail_server(settings.smtp_url, settings.smtp_password_file)
    except MailSettingError as error:
        log.error("no mail is sent: %s", error)
        left = len(waiting_mails(home))
        return Sending(0, left, str(error) if left else None)
    if server is None and waiting_mails(home):
        _say_once(home.outbox)
    return send_waiting(home, server, as_of or settings.moment())


@cache
def _say_once(outbox: Path) -> None:
    log.warning("没有设置邮件服务器（LIFECIRCLE_SMTP_URL），邮件存于%s", outbox)
