"""deploy/airflow_plugins/shanghai_time.py: the page of Airflow begins in Shanghai time; nothing else is touched."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from deploy.airflow_plugins.shanghai_time import ShanghaiTime, ShanghaiTimePlugin

PAGE = b"<!doctype html><html><head><title>Airflow</title></head></html>"


def answer(body: bytes, accept: str, *, parts: int = 1) -> tuple[dict[str, str], bytes, list[bytes]]:
    """What a browser gets of an application that answers `body`: headers, body, and what it was asked with."""
    asked: list[bytes] = []
    sent: list[Any] = []

    async def app(scope: Any, _receive: Any, send: Any) -> None:
        asked.extend(name for name, _ in scope["headers"])
        length = [(b"content-type", b"text/html"), (b"Content-Length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": length})
        for part in range(parts):
            at = len(body) * part // parts, len(body) * (part + 1) // parts
            await send({"type": "http.response.body", "body": body[slice(*at)], "more_body": part + 1 < parts})

    async def keep(message: Any) -> None:
        sent.append(message)

    headers = [(b"accept", accept.encode()), (b"accept-encoding", b"gzip")]
    asyncio.run(ShanghaiTime(app)({"type": "http", "headers": headers}, None, keep))  # type: ignore[arg-type]
    found = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
    return found, b"".join(message["body"] for message in sent[1:]), asked


def test_the_page_sets_the_zone_before_anything_else_of_it_runs_and_says_its_new_length() -> None:
    headers, body, asked = answer(PAGE, "text/html,*/*")

    assert body.index(b'JSON.stringify("Asia/Shanghai")') < body.index(b"<title>")
    assert headers["content-length"] == str(len(body))
    assert b"accept-encoding" not in asked, "a compressed page cannot be added to"


def test_a_zone_that_somebody_has_chosen_is_kept() -> None:
    assert b'if (localStorage.getItem("timezone") === null)' in answer(PAGE, "text/html")[1]


@pytest.mark.parametrize(
    ("accept", "parts"), [("application/json", 1), ("text/html", 3)], ids=["no page is asked for", "a stream"]
)
def test_what_is_no_whole_page_goes_on_as_it_is(accept: str, parts: int) -> None:
    headers, body, _ = answer(PAGE, accept, parts=parts)

    assert body == PAGE
    assert headers["content-length"] == str(len(PAGE))


def test_airflow_is_given_the_middleware() -> None:
    assert [each["middleware"] for each in ShanghaiTimePlugin.fastapi_root_middlewares] == [ShanghaiTime]
