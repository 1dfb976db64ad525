"""The mail server: where mails are handed over, by the setting `LIFECIRCLE_SMTP_URL`."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from urllib.parse import unquote, urlsplit

_PORTS = {"smtp": 25, "smtps": 465, "starttls": 587}
_PATIENCE_SECONDS = 30
_HOW_WRITTEN = (
    "LIFECIRCLE_SMTP_URL应写作smtp://、smtps://或starttls://，后接[用户名@]主机[:端口]；"
    "密码另存为文件，由LIFECIRCLE_SMTP_PASSWORD_FILE指明"
)


class MailServerError(Exception):
    """The server did not take it; the message is its own answer, or why it could not be asked."""


class ServerGoneError(MailServerError):
    """The conversation is over; the message is why."""


class MailSettingError(Exception):
    """The setting names no server; the message says how it is written."""


@dataclass(frozen=True)
class Session:
    """A conversation with the server."""

    connection: smtplib.SMTP

    def send(self, message: Message, to: Sequence[str]) -> dict[str, str]:
        """Hand a mail over, for these addresses alone.

        Returns:
            The addresses that the server refused, each with its answer; empty if it took the mail for all.

        Raises:
            ServerGoneError: the server went away.
            MailServerError: it refused the mail itself, or its sender.
        """
        try:
            refused = self.connection.send_message(message, to_addrs=list(to))
        except smtplib.SMTPRecipientsRefused as error:
            refused = error.recipients
        except smtplib.SMTPServerDisconnected as error:
            raise ServerGoneError(_words(error)) from error
        except smtplib.SMTPException as error:
            raise MailServerError(_words(error)) from error
        except OSError as error:
            raise ServerGoneError(_words(error)) from error
        return {address: f"{code} {_text(answer)}" for address, (code, answer) in refused.items()}


@dataclass(frozen=True)
class MailServer:
    """A server by its URL: `smtp://`, `smtps://` or `starttls://`, `[user@]host[:port]`."""

    scheme: str
    host: str
    port: int
    user: str | None = None
    password: str | None = field(default=None, repr=False)

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
        try:
            yield Session(connection)
        finally:
            _leave(connection)

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
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise MailSettingError(_HOW_WRITTEN) from None
    if parts.scheme not in _PORTS or not parts.hostname or parts.password:
        raise MailSettingError(_HOW_WRITTEN)
    password = None
    if password_file is not None:
        try:
            password = (password_file.read_text(encoding="utf-8").splitlines() or [""])[0]
        except OSError as error:
            raise MailSettingError(f"邮件密码文件{password_file}无法读取：{error.strerror}") from error
    user = unquote(parts.username) if parts.username else None
    return MailServer(parts.scheme, parts.hostname, port or _PORTS[parts.scheme], user, password)


def _leave(connection: smtplib.SMTP) -> None:
    """End a conversation; what is said at the farewell changes nothing of what was taken."""
    with suppress(smtplib.SMTPException, OSError):
        connection.quit()
    connection.close()


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return str(error) or type(error).__name__


def _text(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
