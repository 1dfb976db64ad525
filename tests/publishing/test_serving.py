from __future__ import annotations

import socket
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from threading import Thread

import pytest

from lifecircle.home import Home
from lifecircle.marts.opening import NothingPublishedError
from publishing.serving import PortTakenError, page_server, serve


@pytest.fixture
def port(shown: Home) -> Iterator[int]:
    with page_server(shown, 0) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def get(port: int, path: str, host: str = "127.0.0.1") -> HTTPResponse:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("GET", path, headers={"Host": f"{host}:{port}"})
    return connection.getresponse()


def test_pages_are_served_as_utf8_and_never_stored(port: int, shown: Home) -> None:
    answer = get(port, "/")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.read() == (shown.published / "index.html").read_bytes()
    draft = shown.published / "2024Q1" / "draft"
    assert get(port, "/2024Q1/draft/").read() == (draft / "index.html").read_bytes()


def test_only_a_script_of_this_server_may_run(port: int) -> None:
    answer = get(port, "/2024Q1/draft/page.js")
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert "script-src 'self';" in answer.headers["Content-Security-Policy"]


def test_no_folder_is_listed(port: int, shown: Home) -> None:
    (shown.published / "inner").mkdir()
    assert get(port, "/inner/").status == 404


@pytest.mark.parametrize(
    "path", ["/../warehouse/lifecircle.duckdb", "/%2e%2e/locks/publication", "/.index.html", "/nothing"]
)
def test_nothing_else_is_served(port: int, shown: Home, path: str) -> None:
    (shown.published / ".index.html").write_text("half a page")
    answer = get(port, path)
    assert answer.status == 404
    assert "没有这个页面" in answer.read().decode()


def test_a_site_that_borrows_this_machines_address_is_refused(port: int) -> None:
    assert get(port, "/", host="rebound.example").status == 403
    assert get(port, "/", host="localhost").status == 200


def test_only_this_machine_is_answered(shown: Home) -> None:
    with page_server(shown, 0) as server:
        assert server.server_address[0] == "127.0.0.1"


def test_a_home_without_pages_is_refused_by_name(built: Home) -> None:
    with pytest.raises(NothingPublishedError, match=str(built.root)):
        serve(built, 0)


def test_a_taken_port_is_named(shown: Home) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        with pytest.raises(PortTakenError, match=str(taken)):
            serve(shown, taken)


@pytest.mark.parametrize("path", ["/%00", "/2024Q1/draft/index.html%00.png"])
def test_an_address_with_a_nought_in_it_is_none(port: int, path: str) -> None:
    assert get(port, path).status == 404


def test_no_link_is_followed_out_of_what_is_published(port: int, shown: Home) -> None:
    (shown.published / "out.html").symlink_to(shown.snapshot.resolve())
    (shown.published / "in.html").symlink_to(shown.published / "index.html")
    assert get(port, "/out.html").status == 404
    assert get(port, "/in.html").status == 200


def test_a_client_that_says_nothing_is_hung_up_on_and_keeps_nobody_waiting(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("publishing.serving._PageHandler.timeout", 0.2)
    with socket.create_connection(("127.0.0.1", port), timeout=30) as silent:
        assert get(port, "/").status == 200
        assert silent.recv(1) == b""
