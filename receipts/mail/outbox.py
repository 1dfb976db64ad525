"""The outbox: every mail is a file before it is sent, and moves to `sent/` once the server has taken it.

A mail is never lost and never stops the pipeline: where there is no server, or it is down, it waits as it is.  Only if
the machine stops between the server's answer and the move can it go twice, and then under the same Message-ID.  One
that has waited until it would only mislead moves to `expired/` instead.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import SMTP
from email.utils import parsedate_to_datetime
from pathlib import Path

from lifecircle.calendar import CHINA
from lifecircle.home import Home, HomeInUseError
from lifecircle.settings import Settings
from lifecircle.writing import sync, whole
from receipts.mail.message import (
    Mail,
    addressees,
    compose,
    expires_at,
    file_name,
    note_refusal,
    pending,
    readdress,
    why_refused,
    without_addresses,
    without_notes,
)
from receipts.mail.server import MailServer, MailServerError, ServerGoneError, Session

log = logging.getLogger(__name__)

SENT = "sent"
EXPIRED = "expired"


@dataclass(frozen=True)
class Sending:
    """What became of the outbox."""

    sent: int
    waiting: int
    why_waiting: str | None
    """In Chinese, as for the data team; None if nothing waits."""


@dataclass(frozen=True)
class KeptMail:
    """A mail of the outbox, as its headers tell it."""

    path: Path
    at: datetime
    to: tuple[str, ...]
    """Those who have not got it yet."""
    subject: str
    why: str | None
    """What the server said when it refused it; None if it was not refused."""


def put_down(home: Home, mail: Mail, sender: str) -> bool:
    """Write a mail into the outbox, whole or not at all.

    Returns:
        Whether it is new; one of the same key that waits, was sent or has expired stays as it is.
    """
    if is_kept(home, mail.key):
        return False
    with whole(home.outbox / file_name(mail.key), durable=True) as unfinished:
        unfinished.write_bytes(compose(mail, sender).as_bytes(policy=SMTP))
    return True


def is_kept(home: Home, key: str) -> bool:
    """Whether a mail of this key waits, was sent or has expired."""
    name = file_name(key)
    return any((folder / name).exists() for folder in _folders(home))


def kept_names(home: Home, kind: str) -> list[str]:
    """The file names of all mails of a kind, the word that their keys begin with, in order."""
    return sorted(path.name for folder in _folders(home) for path in folder.glob(f"{kind}_*.eml"))


def redirect(home: Home, key: str, to: Iterable[str]) -> None:
    """Let a mail that still waits go to these addresses: the contacts may have been corrected since."""
    path, wanted = home.outbox / file_name(key), tuple(to)
    if not path.exists() or addressees(_headers(path)) == wanted:
        return
    try:
        with home.hold("outbox"):
            if path.exists():
                message = _read(path)
                readdress(message, wanted)
                _rewrite(path, message)
    except HomeInUseError:
        log.info("%s is being sent: it stays addressed as it is", path.name)


def kept_mails(home: Home, kind: str) -> list[KeptMail]:
    """All mails of a kind, whether they wait, were sent or have expired."""
    return [_kept(path) for folder in _folders(home) for path in sorted(folder.glob(f"{kind}_*.eml"))]


def waiting_mails(home: Home) -> list[KeptMail]:
    """The mails that have not been sent, those that wait longest first."""
    return [_kept(path) for path in _waiting(home)]


def send_waiting(home: Home, server: MailServer | None, as_of: datetime | None = None) -> Sending:
    """Send what waits, the oldest first; what the server does not take waits on.

    Args:
        home: with an outbox.
        server: None where no server is set.
        as_of: the moment by which mails expire; the settings' by default.
    """
    if server is None:
        left = len(list(_waiting(home)))
        return Sending(0, left, f"没有设置邮件服务器（LIFECIRCLE_SMTP_URL），邮件存于{home.outbox}" if left else None)
    try:
        with home.hold("outbox"):
            _lay_aside(home, as_of or Settings().moment())
            sent, why = _send_all(home, server)
    except HomeInUseError:
        sent, why = 0, "另一个进程正在寄送"
    left = len(list(_waiting(home)))
    return Sending(sent, left, why if left else None)


def _kept(path: Path) -> KeptMail:
    headers = _headers(path)
    at = parsedate_to_datetime(headers["Date"]).astimezone(CHINA)
    return KeptMail(path, at, pending(headers), str(headers["Subject"]), why_refused(headers))


def _send_all(home: Home, server: MailServer) -> tuple[int, str | None]:
    """Send what can be sent: how many mails went, and why the last one did not that did not."""
    paths = list(_waiting(home))
    if not paths:
        return 0, None
    sent, why = 0, None
    try:
        with server.session() as session:
            for path in paths:
                refused = _send(session, path)
                if refused:
                    # one address that is refused stops no other mail
                    why = refused
                    log.warning("%s waits: %s", path.name, without_addresses(refused))
                else:
                    sent += 1
    except MailServerError as error:
        why = str(error)
        log.warning("mail waits: %s", without_addresses(str(error)))
    return sent, why and f"邮件服务器没有收下：{why}"


def _send(session: Session, path: Path) -> str | None:
    """Send a mail to all who have not got it, and note it; what the server said if it did not take it for all."""
    message = _read(path)
    to = pending(message)
    try:
        refused = session.send(without_notes(_read(path)), to) if to else {}
    except ServerGoneError:
        raise
    except MailServerError as error:
        refused = dict.fromkeys(to, str(error))
    if not refused:
        _move(path, SENT)
        return None
    note_refusal(message, refused)
    _rewrite(path, message)
    return why_refused(message)


def _lay_aside(home: Home, as_of: datetime) -> None:
    for path in list(_waiting(home)):
        until = expires_at(_headers(path))
        if until is not None and until <= as_of:
            log.warning("%s is no longer sent: it was good until %s", path.name, until)
            _move(path, EXPIRED)


def _move(path: Path, folder: str) -> None:
    target = path.parent / folder
    target.mkdir(exist_ok=True)
    path.rename(target / path.name)
    sync(target)


def _rewrite(path: Path, message: Message) -> None:
    with whole(path, durable=True) as unfinished:
        unfinished.write_bytes(message.as_bytes(policy=SMTP))


def _waiting(home: Home) -> Iterator[Path]:
    yield from sorted(home.outbox.glob("*.eml"), key=lambda path: (path.stat().st_mtime_ns, path.name))


def _folders(home: Home) -> tuple[Path, ...]:
    return home.outbox, home.outbox / SENT, home.outbox / EXPIRED


def _read(path: Path) -> Message:
    return message_from_bytes(path.read_bytes(), policy=SMTP)


def _headers(path: Path) -> Message:
    return BytesHeaderParser(policy=SMTP).parsebytes(path.read_bytes())
