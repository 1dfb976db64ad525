"""Mails wait in the outbox until a real server on this machine has taken them, and go once."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from lifecircle.calendar import CHINA
from lifecircle.home import Home
from receipts.mail.message import Attachment, Mail
from receipts.mail.outbox import put_down, send_waiting
from receipts.mail.server import MailServer, MailSettingError, mail_server

AT = datetime(2024, 4, 3, 9, 30, tzinfo=CHINA)
MARKED = Attachment("标注_月报_南桥镇_2024-03.xlsx", b"PK marked")
RECEIPT = Mail(
    "receipt/s1", ("nanqiao@example.cn",), "月报校验回执：3行须改正", "请按附件逐处改正后重新报送。\n", AT, (MARKED,)
)
SENDER = "生活圈数据组 <data@example.cn>"


class Taking:
    """A server's mailbox; it refuses one address."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.recipients: list[list[str]] = []

    async def handle_RCPT(  # noqa: N802  the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("nobody"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.taken.append(envelope.content)
        self.recipients.append(list(envelope.rcpt_tos))
        return "250 OK"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def taking() -> Iterator[tuple[Taking, MailServer]]:
    mailbox, port = Taking(), free_port()
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    yield mailbox, MailServer("smtp", "127.0.0.1", port)
    controller.stop()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def waiting(home: Home) -> int:
    return len(list(home.outbox.glob("*.eml")))


def test_what_the_server_takes_reads_as_it_was_written(home: Home, taking: tuple[Taking, MailServer]) -> None:
    mailbox, server = taking
    assert put_down(home, RECEIPT, SENDER)
    assert send_waiting(home, server).sent == 1
    read = message_from_bytes(mailbox.taken[0], policy=default)
    assert (read["Subject"], read["From"], read["To"]) == (RECEIPT.subject, SENDER, "nanqiao@example.cn")
    assert read.get_body().get_content().splitlines() == RECEIPT.text.splitlines()  # type: ignore[union-attr]
    (attached,) = read.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == (MARKED.name, MARKED.content)
    assert waiting(home) == 0
    assert len(list((home.outbox / "sent").iterdir())) == 1


def test_the_same_occasion_is_one_mail_whether_it_waits_or_was_sent(
    home: Home, taking: tuple[Taking, MailServer]
) -> None:
    mailbox, server = taking
    assert [put_down(home, RECEIPT, SENDER) for _ in range(2)] == [True, False]
    for _ in range(2):
        send_waiting(home, server)
        assert not put_down(home, RECEIPT, SENDER)
    assert len(mailbox.taken) == 1


def test_without_a_server_or_with_one_that_is_down_mails_wait_and_it_is_said_why(home: Home) -> None:
    put_down(home, RECEIPT, SENDER)
    assert "LIFECIRCLE_SMTP_URL" in (send_waiting(home, None).why_waiting or "")
    down = send_waiting(home, MailServer("smtp", "127.0.0.1", free_port()))
    assert (down.sent, down.waiting) == (0, 1)
    assert "refused" in (down.why_waiting or "").lower()
    assert waiting(home) == 1


def test_an_address_that_is_refused_stops_no_other_mail_and_stands_in_no_log(
    home: Home, taking: tuple[Taking, MailServer], caplog: pytest.LogCaptureFixture
) -> None:
    mailbox, server = taking
    put_down(home, Mail("1", ("nobody@example.cn",), "催报", "请尽快报送。\n", AT), SENDER)
    put_down(home, RECEIPT, SENDER)
    sending = send_waiting(home, server)
    assert (sending.sent, sending.waiting) == (1, 1)
    assert "nobody@example.cn: 550 no such mailbox" in (sending.why_waiting or "")
    assert "〈地址〉: 550 no such mailbox" in caplog.text
    assert len(mailbox.taken) == 1


def test_the_password_is_not_shown_with_the_server(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("mima-2604\n", encoding="utf-8")
    server = mail_server("smtp://data@127.0.0.1", tmp_path / "password")
    assert server is not None
    assert server.password == "mima-2604"
    assert "mima-2604" not in repr(server)


def test_after_a_crash_between_sending_and_noting_it_goes_again_under_the_same_id(
    home: Home, taking: tuple[Taking, MailServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox, server = taking
    put_down(home, RECEIPT, SENDER)

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", stopped)
        with pytest.raises(KeyboardInterrupt):
            send_waiting(home, server)
    assert send_waiting(home, server).sent == 1
    first, second = (message_from_bytes(taken)["Message-ID"] for taken in mailbox.taken)
    assert first == second


def test_a_server_is_told_by_a_url_and_its_password_by_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("geheim\n", encoding="utf-8")
    assert mail_server("starttls://data%40example.cn@mail.example.cn", secret) == MailServer(
        "starttls", "mail.example.cn", 587, "data@example.cn", "geheim"
    )
    assert mail_server("smtps://mail.example.cn:4650", None) == MailServer("smtps", "mail.example.cn", 4650)
    assert mail_server(None, None) is None
    for wrong in ("http://mail.example.cn", "smtp://", "smtp://user:secret@mail.example.cn"):
        with pytest.raises(MailSettingError):
            mail_server(wrong, None)
    with pytest.raises(MailSettingError, match="无法读取"):
        mail_server("smtp://mail.example.cn", tmp_path / "nowhere")
