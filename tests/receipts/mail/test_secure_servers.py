"""Over TLS mails go only to a server whose certificate is trusted; a mail half taken goes to the others alone."""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from lifecircle.home import Home
from receipts.mail.outbox import put_down, redirect, send_waiting, waiting_mails
from receipts.mail.server import MailServer
from tests.receipts.mail.test_outbox import AT, RECEIPT, SENDER, Taking, free_port


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-signed certificate of 127.0.0.1 with its key, in one file."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail")])
    day = timedelta(days=1)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - day)
        .not_valid_after(datetime.now(UTC) + day)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = tmp_path_factory.mktemp("tls") / "mail.pem"
    path.write_bytes(made.public_bytes(pem) + secret)
    return path


@contextmanager
def serving(scheme: str, certificate: Path | None = None) -> Iterator[tuple[Taking, MailServer]]:
    mailbox, port = Taking(), free_port()
    options: dict[str, Any] = {}
    if certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
        options = {"ssl_context": context} if scheme == "smtps" else {"tls_context": context, "require_starttls": True}
    controller = Controller(mailbox, hostname="127.0.0.1", port=port, **options)
    controller.start()
    yield mailbox, MailServer(scheme, "127.0.0.1", port)
    controller.stop()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.mark.parametrize("scheme", ["smtps", "starttls"])
def test_a_mail_goes_over_tls_once_the_certificate_is_trusted(
    home: Home, certificate: Path, scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_down(home, RECEIPT, SENDER)
    with serving(scheme, certificate) as (mailbox, server):
        refused = send_waiting(home, server)
        assert (refused.sent, refused.waiting) == (0, 1)
        assert "certificate" in (refused.why_waiting or "")
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert send_waiting(home, server).sent == 1
    assert len(mailbox.taken) == 1


def test_a_mail_that_one_of_two_takes_goes_to_the_other_alone_once_its_address_is_corrected(home: Home) -> None:
    put_down(home, replace(RECEIPT, to=("nanqiao@example.cn", "nobody@example.cn")), SENDER)
    with serving("smtp") as (mailbox, server):
        for _ in range(2):
            sending = send_waiting(home, server)
            assert (sending.sent, sending.waiting) == (0, 1)
        assert len(mailbox.taken) == 1
        (kept,) = waiting_mails(home)
        assert (kept.to, kept.why) == (("nobody@example.cn",), "nobody@example.cn: 550 no such mailbox")
        redirect(home, RECEIPT.key, ("nanqiao@example.cn", "somebody@example.cn"))
        assert send_waiting(home, server).sent == 1
    assert mailbox.recipients == [["nanqiao@example.cn"], ["somebody@example.cn"]]
    assert not any(b"X-Lifecircle" in taken for taken in mailbox.taken)


def test_a_mail_that_would_only_mislead_is_laid_aside_and_kept(home: Home) -> None:
    mail = replace(RECEIPT, until=AT + timedelta(days=2))
    put_down(home, mail, SENDER)
    with serving("smtp") as (mailbox, server):
        assert send_waiting(home, server, AT + timedelta(days=2)).waiting == 0
    assert mailbox.taken == []
    assert len(list((home.outbox / "expired").iterdir())) == 1
    assert not put_down(home, mail, SENDER)
