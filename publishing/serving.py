"""The published pages for whoever sits at this machine; an office serves the folder by Caddy (docker-compose.yml)."""

from __future__ import annotations

import logging
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from lifecircle.home import Home
from lifecircle.marts.opening import NothingPublishedError

logger = logging.getLogger(__name__)

_ADDRESS = "127.0.0.1"
_SECONDS_SILENT = 15
"""A client that neither asks nor takes for so long is hung up on."""
_AT_ONCE = 64
"""So many clients are answered at once; others wait."""
_HEADERS = {
    # drafts change under the same address
    "Cache-Control": "no-store",
    # no page needs anything from elsewhere, nor a script but the file beside it
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class PortTakenError(Exception):
    """Another program listens on the port; the message names it."""


def serve(home: Home, port: int) -> None:
    """Serve the published pages on 127.0.0.1 until interrupted (Ctrl-C).

    Raises:
        NothingPublishedError: the home has no pages yet.
        PortTakenError: another program listens on the port.
    """
    with page_server(home, port) as server:
        logger.info("serving %s on http://%s:%s/", home.published, _ADDRESS, server.server_port)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            logger.info("stopped serving")


def page_server(home: Home, port: int) -> ThreadingHTTPServer:
    """Make the server, listening but not yet answering; port 0 takes a free one.

    Raises:
        NothingPublishedError: the home has no pages yet.
        PortTakenError: another program listens on the port.
    """
    if not (home.published / "index.html").exists():
        raise NothingPublishedError(f"no page has been published in {home.root}: {home.published} has no index.html")
    handler = partial(_PageHandler, directory=str(home.published))
    try:
        return _PageServer((_ADDRESS, port), handler)
    except OSError as error:
        raise PortTakenError(f"port {port} of {_ADDRESS} cannot be used: {error.strerror}") from error


class _PageServer(ThreadingHTTPServer):
    """Answers each client in a thread of its own, so many at once."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], handler: Any) -> None:
        super().__init__(address, handler)
        self._places = BoundedSemaphore(_AT_ONCE)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._places.acquire()
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()


class _PageHandler(SimpleHTTPRequestHandler):
    """Answers with files of the folder, never with a listing."""

    extensions_map = _TYPES
    timeout = _SECONDS_SILENT
    server_version = "lifecircle"
    sys_version = ""
    error_message_format = (
        '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>%(code)d</title>'
        '<p>没有这个页面（%(code)d）。<a href="/">返回目录</a></p></html>'
    )

    def send_head(self) -> Any:
        # a page of elsewhere that gives its own name this machine's address must not read drafts
        if self.headers.get("Host", "").rpartition(":")[0] not in {_ADDRESS, "localhost"}:
            self.send_error(HTTPStatus.FORBIDDEN)
            return None
        if not self._is_published():
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        return super().send_head()

    def _is_published(self) -> bool:
        """Whether the address is of a file below the folder, links followed, and not of a hidden one."""
        path, folder = Path(self.translate_path(self.path)), Path(self.directory)
        if "\0" in str(path) or any(part.startswith(".") for part in path.relative_to(folder).parts):
            return False
        return path.resolve().is_relative_to(folder.resolve())

    def list_directory(self, path: Any) -> Any:
        self.send_error(HTTPStatus.NOT_FOUND)

    def end_headers(self) -> None:
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        logger.debug(format, *args)
