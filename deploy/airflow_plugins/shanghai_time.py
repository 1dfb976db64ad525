"""Airflow's pages begin in Shanghai time, wherever the browser is; whoever has chosen another zone there keeps it.

Airflow 3.3 has no setting for it: its page takes the zone from the browser's storage, else from the browser.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from airflow.plugins_manager import AirflowPlugin

_SCRIPT = b"""<script>
  if (localStorage.getItem("timezone") === null) localStorage.setItem("timezone", JSON.stringify("Asia/Shanghai"));
</script>
"""
_HEAD = b"<head>"

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Receive = Callable[[], Awaitable[Message]]
App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]


class ShanghaiTime:
    """ASGI middleware: puts the script before all others into the one page that Airflow's front end is."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer a request; only a browser's for a page is touched."""
        headers = dict(scope.get("headers") or ())
        if scope["type"] != "http" or b"text/html" not in headers.get(b"accept", b""):
            await self.app(scope, receive, send)
            return
        # the page must come uncompressed to be added to
        kept = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        await self.app({**scope, "headers": kept}, receive, _Adding(send))


class _Adding:
    """Sends an answer on, with the script in it if it is the page."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.start: Message | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            # how long the answer is, is known only with its body
            self.start = message
            return
        if self.start is not None:
            start, self.start = self.start, None
            if message["type"] == "http.response.body" and not message.get("more_body"):
                body = message.get("body", b"")
                message = {**message, "body": body.replace(_HEAD, _HEAD + _SCRIPT, 1)}
                start = {**start, "headers": _with_length(start["headers"], len(message["body"]))}
            await self.send(start)
        await self.send(message)


def _with_length(headers: list[tuple[bytes, bytes]], length: int) -> list[tuple[bytes, bytes]]:
    lasting = [(name, value) for name, value in headers if name.lower() != b"content-length"]
    return [*lasting, (b"content-length", str(length).encode())]


class ShanghaiTimePlugin(AirflowPlugin):
    """How Airflow finds it."""

    name = "shanghai_time"
    fastapi_root_middlewares = [{"middleware": ShanghaiTime, "args": [], "kwargs": {}, "name": "Shanghai time"}]  # noqa: RUF012
