"""Passwords cannot be tried out: each address may log in so many times a minute, by whichever door.

Flask-AppBuilder's own limit holds for the login page alone; Airflow's REST API gives tokens for passwords besides.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.responses import PlainTextResponse

LOGINS_A_MINUTE = 10
"""How often an address may try, right or wrong; an office behind one address logs in within it."""

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Receive = Callable[[], Awaitable[Message]]
App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

# the page's form, Flask-AppBuilder's own API; Airflow's tokens, for programs and for its command line
_DOORS = ("/login", "/token", "/token/cli")
_REFUSAL = "登录过于频繁，请一分钟后再试。\n"


class LoginThrottle:
    """ASGI middleware of the part of Airflow that logs people in.

    It counts in its own process, of which the api-server has one; a restart begins anew.
    """

    def __init__(self, app: App) -> None:
        self.app = app
        self._limit = RateLimitItemPerMinute(LOGINS_A_MINUTE)
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Pass a request on, unless it is one login too many from where it comes."""
        if _is_login(scope) and not self._limiter.hit(self._limit, _address(scope)):
            refusal = PlainTextResponse(_REFUSAL, status_code=429, headers={"Retry-After": "60"})
            await refusal(scope, receive, send)
            return
        await self.app(scope, receive, send)


def _is_login(scope: MutableMapping[str, Any]) -> bool:
    posted = scope["type"] == "http" and scope["method"] == "POST"
    return posted and str(scope["path"]).rstrip("/").endswith(_DOORS)


def _address(scope: MutableMapping[str, Any]) -> str:
    """The client's address; behind the proxy the api-server takes it from what the proxy says (`--proxy-headers`)."""
    client = scope.get("client")
    return str(client[0]) if client else ""
