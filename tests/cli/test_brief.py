"""`lifecircle brief`: a month closed by hand, and its briefs as `serve` shows them."""

from __future__ import annotations

from threading import Thread
from urllib.request import ProxyHandler, build_opener

import pytest

from lifecircle.home import Home
from publishing.serving import page_server
from tests.building.month_warehouse import LATE_REPORT, build_month
from tests.building.terminal import lifecircle


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with one closed month of which no brief is written, and its snapshot as of 2024-04-20 08:00."""
    return build_month(Home(tmp_path_factory.mktemp("month") / "home"))


def test_a_month_is_closed_and_served_and_a_correction_is_told_as_the_next_edition(home: Home) -> None:
    closed = lifecircle("brief", "2024年3月", "--home", home.root)
    assert closed.returncode == 0, closed.stderr
    folder = home.briefs / "2024-03" / "v1"
    assert closed.stdout.split("\n")[:2] == [
        "2024年3月工作简报  第1版  数据截至 2024-04-10 23:59",
        str(folder / "district.html"),
    ]
    served = get(home, "/", "/briefs/", "/briefs/2024-03/v1/district.html", "/briefs/2024-03/v1/nanqiao.pdf")
    assert b'href="briefs/index.html"' in served["/"]
    assert b'href="2024-03/v1/district.html"' in served["/briefs/"]
    assert served["/briefs/2024-03/v1/district.html"] == (folder / "district.html").read_bytes()
    assert served["/briefs/2024-03/v1/nanqiao.pdf"].startswith(b"%PDF-")

    build_month(home, 2, LATE_REPORT)
    corrected = lifecircle("brief", "2024-03", "--home", home.root)
    assert "2024年3月工作简报  第2版  数据截至 2024-04-20 08:00" in corrected.stdout
    assert "本月完成投资（万元）：10.50 → 30.50" in corrected.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("三月",), "is no month; write it as 2024-03"),
        (("2024-04",), "2024-04 has no brief"),
        (("2024-03", "--as-of", "2024-04-09T08:00:00"), "2024-03 closes at 2024-04-10 23:59"),
    ],
)
def test_what_cannot_be_closed_is_refused_and_nothing_is_written(
    home: Home, arguments: tuple[str, ...], words: str
) -> None:
    before = set(home.briefs.rglob("*"))
    done = lifecircle("brief", *arguments, "--home", home.root)
    assert done.returncode == 1
    assert words in done.stderr
    assert set(home.briefs.rglob("*")) == before


def get(home: Home, *paths: str) -> dict[str, bytes]:
    """What `serve` answers at some addresses, all of which must be there."""
    opener = build_opener(ProxyHandler({}))
    with page_server(home, 0) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            return {path: opener.open(f"http://127.0.0.1:{server.server_port}{path}").read() for path in paths}
        finally:
            server.shutdown()
            thread.join()
