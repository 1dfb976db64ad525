"""The outbox: every mail is a file before it is sent, and moves to `sent/` once the server has taken it.

A mail is never lost and never stops the pipeline: where there is no server, or it is down, it waits as it is.  Only if
the machine stops between the server's answer and the move can it go twice, and then under the same Message-ID.
"""

from __future__ import annotations

import logging
import mimetypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path

from lifecircle.home import Home
from lifecircle.writing import whole
from receipts.mail.server import MailServer, MailServerError

log = logging.getLogger(__name__)

SENT = "sent"


@dataclass(frozen=True)
class Attachment:
    """A file that goes along: its name as the reader sees it, and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Mail:
    """A mail: `key` tells it from all others, so that the same occasion makes the same mail and not another."""

    key: str
    to: tuple[str, ...]
    subject: str
    text: str
    at: datetime
    """When it was written; its Date."""
    attachments: tuple[Attachment, ...] = field(default=())


@dataclass(frozen=True)
class Sending:
    """What became of the outbox."""

    sent: int
    waiting: int
    why_waiting: str | None
    """In Chinese, as for the data team; None if nothing waits."""


def put_down(home: Home, mail: Mail, sender: str) -> bool:
    """Write a mail into the outbox, whole or not at all.

    Returns:
        Whether it is new; one of the same key that waits or was sent stays as it is.
    """
    name = f"{_identity(mail.key)}.eml"
    if (home.outbox / name).exists() or (home.outbox / SENT / name).exists():
        return False
    with whole(home.outbox / name, durable=True) as unfinished:
        unfinished.write_bytes(_compose(mail, sender).as_bytes(policy=SMTP))
    return True


def send_waiting(home: Home, server: MailServer | None) -> Sending:
    """Send what waits, the oldest first; what the server does not take waits on.

    Args:
        home: with an outbox.
        server: None where no server is set.
    """
    waiting = list(_waiting(home))
    if not waiting:
        return Sending(0, 0, None)
    if server is None:
        return Sending(0, len(waiting), f"没有设置邮件服务器（LIFECIRCLE_SMTP_URL），邮件存于 {home.outbox}")
    sent, why = 0, None
    try:
        with server.session() as session:
            for path, message in waiting:
                try:
                    session.send(message)
                except MailServerError as error:
                    # one address that is refused stops no other mail
                    why = str(error)
                    log.warning("%s waits: %s", path.name, error)
                    continue
                (home.outbox / SENT).mkdir(exist_ok=True)
                path.rename(home.outbox / SENT / path.name)
                sent += 1
    except MailServerError as error:
        why = str(error)
        log.warning("mail waits: %s", error)
    left = len(waiting) - sent
    return Sending(sent, left, f"邮件服务器没有收下：{why}" if left else None)


def _waiting(home: Home) -> Iterator[tuple[Path, Message]]:
    found = [(path, message_from_bytes(path.read_bytes(), policy=SMTP)) for path in sorted(home.outbox.glob("*.eml"))]
    yield from sorted(found, key=lambda pair: (pair[0].stat().st_mtime_ns, pair[0].name))


def _compose(mail: Mail, sender: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = ", ".join(mail.to)
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(mail.at)
    message["Message-ID"] = f"<{_identity(mail.key)}@lifecircle>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    for attachment in mail.attachments:
        kind = (mimetypes.guess_type(attachment.name)[0] or "application/octet-stream").split("/")
        message.add_attachment(attachment.content, maintype=kind[0], subtype=kind[1], filename=attachment.name)
    return message


def _identity(key: str) -> str:
    return sha256(key.encode()).hexdigest()[:32]


def addresses(texts: Sequence[str]) -> tuple[str, ...]:
    """The addresses among texts, each once, in their order."""
    return tuple(dict.fromkeys(text.strip() for text in texts if "@" in text))
