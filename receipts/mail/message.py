"""A mail, and the message that it is written as: its file's name, its headers, its attachments."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage, Message
from email.policy import SMTP
from email.utils import format_datetime, getaddresses, parsedate_to_datetime
from hashlib import sha256

from receipts.names import safe_name

_LONGEST_KEY = 120
_TAKEN = "X-Lifecircle-Taken-By"
_ADDRESS = re.compile(r"[^\s<>（）：:,，;；]+@[^\s<>（）：:,，;；]+")
_REFUSED = "X-Lifecircle-Refused"
_OUR_OWN = (_TAKEN, _REFUSED)
"""Headers that the outbox keeps its notes in; they are not sent."""


@dataclass(frozen=True)
class Attachment:
    """A file that goes along: its name as the reader sees it, and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Mail:
    """A mail: `key` tells it from all others, so that the same occasion makes the same mail and not another."""

    key: str
    """What kind of mail, for whom and on what occasion, parted by `/`."""
    to: tuple[str, ...]
    subject: str
    text: str
    at: datetime
    """When it was written; its Date."""
    attachments: tuple[Attachment, ...] = field(default=())
    html: str | None = None
    """The same as a page, where a table reads better."""
    until: datetime | None = None
    """From when on it would only mislead: it is no longer sent."""
    reply_to: str | None = None


def file_name(key: str) -> str:
    """Name the file of a mail: what a person knows it by, then what makes it unique."""
    return f"{safe_name(key.replace('/', '_'), _LONGEST_KEY)}_{_identity(key)[:12]}.eml"


def compose(mail: Mail, sender: str) -> EmailMessage:
    """Write a mail as a message."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = ", ".join(mail.to)
    if mail.reply_to:
        message["Reply-To"] = mail.reply_to
    # a file's name may stand in it, and a name may hold a line's end
    message["Subject"] = " ".join(mail.subject.split())
    message["Date"] = format_datetime(mail.at)
    if mail.until:
        message["Expires"] = format_datetime(mail.until)
    message["Message-ID"] = f"<{_identity(mail.key)}@lifecircle>"
    message["Auto-Submitted"] = "auto-generated"
    # not every server takes 8 bits, and base64 keeps a line as long as it is
    message.set_content(mail.text, cte="base64")
    if mail.html:
        message.add_alternative(mail.html, subtype="html", cte="base64")
    for attachment in mail.attachments:
        kind = (mimetypes.guess_type(attachment.name)[0] or "application/octet-stream").split("/")
        message.add_attachment(attachment.content, maintype=kind[0], subtype=kind[1], filename=attachment.name)
    return message


def addressees(message: Message) -> tuple[str, ...]:
    """Whom a message is for."""
    return _addresses(message, "To")


def pending(message: Message) -> tuple[str, ...]:
    """Those whom it is for and whose server has not taken it yet."""
    taken = _addresses(message, _TAKEN)
    return tuple(address for address in addressees(message) if address not in taken)


def why_refused(message: Message) -> str | None:
    """What the server said when it did not take it; None if it was not refused."""
    return message.get(_REFUSED)


def without_addresses(words: str) -> str:
    """What a server said, without the addresses in it: logs and Airflow's pages are read by more than the data team."""
    return _ADDRESS.sub("〈地址〉", words)


def expires_at(message: Message) -> datetime | None:
    """From when on it is no longer sent."""
    return parsedate_to_datetime(message["Expires"]) if message["Expires"] else None


def readdress(message: Message, to: Iterable[str]) -> None:
    """Let a message go to others; those who have it already are kept in mind."""
    del message["To"]
    message["To"] = ", ".join(to)


def note_refusal(message: Message, refused: dict[str, str]) -> None:
    """Keep in mind who has taken a message and who has not, and why not: the former do not get it again."""
    has_it = [address for address in addressees(message) if address not in refused]
    taken = dict.fromkeys([*_addresses(message, _TAKEN), *has_it])
    for header in _OUR_OWN:
        del message[header]
    if taken:
        message[_TAKEN] = ", ".join(taken)
    message[_REFUSED] = " ".join("; ".join(f"{address}: {why}" for address, why in refused.items()).split())


def without_notes(message: Message) -> Message:
    """The message as it is sent; the notes go from the message given."""
    for header in _OUR_OWN:
        del message[header]
    return message


def _addresses(message: Message, header: str) -> tuple[str, ...]:
    found = getaddresses([str(value) for value in message.get_all(header, [])])
    return tuple(dict.fromkeys(address for _, address in found if address))


def _identity(key: str) -> str:
    return sha256(key.encode()).hexdigest()[:32]
