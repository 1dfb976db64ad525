"""The mail server: where mails are handed over, by the setting `LIFECIRCLE_SMTP_URL`."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from urllib.parse import unquote, urlsplit

_PORTS = {"smtp": 25, "smtps": 465, "starttls": 587}
_PATIENCE_SECONDS = 30


class MailServerError(Exception):
    """The server did not take it; the message is its own answer, or why it could not be asked."""


class MailSettingError(Exception):
    """The setting names no server; the message says how it is written."""


@dataclass(frozen=True)
class Session:
    """A conversation with the server."""

    connection: smtplib.SMTP

    def send(self, message: Message) -> None:
        """Hand a mail over.

        Raises:
            MailServerError: the server refused it, or went away.
        """
        try:
            self.connection.send_message(message)
        except (smtplib.SMTPException, OSError) as error:
            raise MailServerError(_words(error)) from error


@dataclass(frozen=True)
class MailServer:
    """A server by its URL: `smtp://`, `smtps://` or `starttls://`, `[user@]host[:port]`."""

    scheme: str
    host: str
    port: int
    user: str | None = None
    password: str | None = None

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Open a conversation.

        Raises:
            MailServerError: the server cannot be reached, or does not know the user.
        """
        try:
            connection = self._connect()
        except (smtplib.SMTPException, OSError) as error:
            raise MailServerError(_words(error)) from error
        with connection:
            yield Session(connection)

    def _connect(self) -> smtplib.SMTP:
        if self.scheme == "smtps":
            context = ssl.create_default_context()
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=_PATIENCE_SECONDS, context=context
            )
        else:
            connection = smtplib.SMTP(self.host, self.port, timeout=_PATIENCE_SECONDS)
        if self.scheme == "starttls":
            connection.starttls(context=ssl.create_default_context())
        if self.user:
            connection.login(self.user, self.password or "")
        return connection


def mail_server(url: str | None, password_file: Path | None) -> MailServer | None:
    """Read the setting; None where no server is set.

    Args:
        url: as `starttls://user@mail.example.cn:587`; a password never stands in it.
        password_file: a file whose first line is the password.

    Raises:
        MailSettingError: the URL is none of these, or the password's file cannot be read.
    """
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname or parts.password:
        raise MailSettingError(
            f"LIFECIRCLE_SMTP_URL is written {'://, '.join(_PORTS)}://[user@]host[:port], and the password stands in "
            "the file that LIFECIRCLE_SMTP_PASSWORD_FILE names"
        )
    password = None
    if password_file is not None:
        try:
            password = (password_file.read_text(encoding="utf-8").splitlines() or [""])[0]
        except OSError as error:
            raise MailSettingError(f"{password_file} cannot be read: {error.strerror}") from error
    user = unquote(parts.username) if parts.username else None
    return MailServer(parts.scheme, parts.hostname, parts.port or _PORTS[parts.scheme], user, password)


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "; ".join(f"{address}: {code} {_text(answer)}" for address, (code, answer) in error.recipients.items())
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return str(error) or type(error).__name__


def _text(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
