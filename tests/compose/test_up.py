"""`docker compose up`, for real: a quarter from files to pages, with crashes in between, stopped and started again."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from lifecircle.settings import PROJECT
from tests.compose import cycle
from tests.compose.engine import engine, why_not
from tests.compose.installation import Answer, Installation, installed, wait_for
from tests.golden.golden_quarter import AS_OF, copied_inbox

pytestmark = pytest.mark.compose

OLDER_HOME = max((PROJECT / "tests" / "faults" / "homes").glob("*.tar.xz"))
SERVERS = (
    *("api-server", "dag-processor", "database-backup", "home-backup"),
    *("postgres", "proxy", "scheduler", "triggerer"),
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A new installation that nothing has been sent to, all of it healthy."""
    if reason := why_not():
        pytest.skip(reason)
    settings = {"LIFECIRCLE_AS_OF": AS_OF, "LIFECIRCLE_REFERENCE": "./tests/building/toy_district"}
    # as often as in production, but sooner
    airflow = {"AIRFLOW__CORE__DEFAULT_TASK_RETRY_DELAY": "5"}
    folder = tmp_path_factory.mktemp("compose") / "lifecircle"
    with engine() as docker, installed(docker, folder, settings, airflow) as made:
        made.up()
        cycle.await_dags(made)
        yield made


@dataclass(frozen=True)
class Published:
    """What was seen of a quarter on its way from files to pages, through crashes."""

    asked: list[Any]
    """The requests for approval, before any was answered."""
    asked_after_restart: list[Any]
    states: dict[str, set[str]]
    page: Answer
    archived: set[str]
    """The originals that the home has, by SHA-256."""


@pytest.fixture(scope="module")
def published(site: Installation, tmp_path_factory: pytest.TempPathFactory) -> Published:
    """Files come; the scheduler is killed in mid-build, PostgreSQL in mid-draft, all restarted; a person approves."""
    sent = copied_inbox(tmp_path_factory.mktemp("sent") / "inbox")
    shutil.copytree(sent, site.folder / "inbox", dirs_exist_ok=True)
    cycle.land(site)
    cycle.await_running(site, "warehouse", "build")
    site.crash("scheduler")
    cycle.await_running(site, "quarterly_scorecards", "write_drafts")
    site.crash("postgres")
    wait_for(lambda: cycle.requests(site, answered=False), 900, "a request for approval")
    cycle.await_quiet(site)
    asked = cycle.requests(site, answered=False)
    site.compose("restart")
    site.up()
    cycle.await_quiet(site)
    asked_after_restart = cycle.requests(site, answered=False)
    # where two builds were on their way, the first is asked for perhaps: out of date by then, and asked anew
    wait_for(lambda: _published_once_approved(site), 900, "the approved quarter's page")
    cycle.await_quiet(site)
    site.compose("exec", "--no-TTY", "scheduler", "lifecircle", "inspect")
    archive = site.compose("exec", "--no-TTY", "scheduler", "find", "/var/lib/lifecircle/archive", "-type", "f")
    v1 = site.page("/2023Q3/v1/index.html")
    return Published(asked, asked_after_restart, cycle.states(site), v1, set(re.findall("[0-9a-f]{64}", archive)))


def test_everything_becomes_healthy(site: Installation) -> None:
    health = {name: site.container(name)["State"]["Health"]["Status"] for name in SERVERS}
    assert health == dict.fromkeys(SERVERS, "healthy")
    assert site.container("init")["State"]["ExitCode"] == 0


def test_the_proxy_alone_is_reached_from_outside(site: Installation) -> None:
    published = {name: site.container(name)["HostConfig"]["PortBindings"] for name in SERVERS}
    assert [name for name, ports in published.items() if ports] == ["proxy"]


def test_no_secret_stands_where_operators_look(site: Installation) -> None:
    secrets = {path.name: path.read_text().strip() for path in (site.folder / "secrets").iterdir()}
    assert len(secrets) == 6
    seen = site.compose("--profile", "celery", "config") + site.compose("logs")
    seen += "".join(json.dumps(site.container(name)) for name in (*SERVERS, "init"))
    assert [name for name, secret in secrets.items() if secret in seen] == []


def test_both_sites_say_how_browsers_shall_treat_them(site: Installation) -> None:
    for answer in (site.page("/index.html"), site.airflow_page("/")):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Strict-Transport-Security"].startswith("max-age=")
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert "; Secure;" in site.airflow_page("/auth/login/").headers["Set-Cookie"]


def test_what_tasks_ask_of_airflow_nobody_outside_can(site: Installation) -> None:
    assert site.airflow_page("/execution/health").status == 404


def test_a_quarter_is_published_through_crashes(published: Published) -> None:
    assert published.page.status == 200
    assert "2023年第三季度" in published.page.body.decode()


def test_every_run_ends_well(published: Published) -> None:
    of_cycle = {dag: states for dag, states in published.states.items() if dag in (*cycle.INTAKE, *cycle.RUN_BY_ASSETS)}
    assert of_cycle == {dag: {"success"} for dag in (*cycle.INTAKE, *cycle.RUN_BY_ASSETS)}


def test_no_file_is_lost(published: Published) -> None:
    """The release before landed the same inbox."""
    listed = subprocess.run(["tar", "taf", OLDER_HOME], capture_output=True, text=True, check=True).stdout
    assert published.archived == set(re.findall(r"^./archive/../([0-9a-f]{64})$", listed, re.MULTILINE))


def test_a_person_is_asked_once_whatever_was_restarted(published: Published) -> None:
    (before,), (after,) = published.asked, published.asked_after_restart
    assert before["subject"] == "2023年第三季度评分卡发布"
    assert before["task_instance"]["id"] == after["task_instance"]["id"]


def test_nothing_else_of_the_home_is_served(site: Installation, published: Published) -> None:
    assert published.page.status == 200
    for path in ("/../receipts/chase.html", "/%2e%2e/landed/", "/receipts/chase.html", "/settings/contacts.csv"):
        assert site.page(path).status in {400, 404}, path


def test_home_and_database_are_backed_up_by_night_or_where_that_was_missed(
    site: Installation, published: Published
) -> None:
    assert published.page.status == 200
    listed = site.compose("exec", "--no-TTY", "database-backup", "pg_restore", "--list", "/database-backup/latest.dump")
    assert re.search(r"TABLE DATA public task_instance ", listed)
    wait_for(
        lambda: "backup" in site.compose("exec", "--no-TTY", "home-backup", "ls", "/var/lib/lifecircle/records"),
        300,
        "the home's backup",
    )


def test_stopped_and_started_again_it_is_as_it_was(site: Installation, published: Published) -> None:
    answered = [request["task_instance"]["id"] for request in cycle.requests(site, answered=True)]

    site.compose("down")
    site.up()
    cycle.await_quiet(site)

    assert site.page("/2023Q3/v1/index.html").body == published.page.body
    assert cycle.states(site) == published.states
    assert [request["task_instance"]["id"] for request in cycle.requests(site, answered=True)] == answered
    assert cycle.requests(site, answered=False) == []


def test_a_home_of_the_release_before_goes_on(site: Installation, published: Published, tmp_path: Path) -> None:
    """The same files, landed and published by that release; and with a certificate of the site's own this time."""
    assert published.page.status == 200
    site.compose("down")
    older = put_home(site, OLDER_HOME, tmp_path / "home")
    site.take_certificate()
    site.up()

    cycle.land(site)
    cycle.await_running(site, "warehouse", "build")
    cycle.await_quiet(site)

    assert (
        site.page("/2023Q3/v1/index.html").body == (older / "published" / "2023Q3" / "v1" / "index.html").read_bytes()
    )
    assert cycle.requests(site, answered=False) == []
    verified = site.compose("exec", "--no-TTY", "scheduler", "lifecircle", "verify", "2023Q3/v1")
    assert "一致  2023Q3/v1" in verified


def put_home(site: Installation, packed: Path, folder: Path) -> Path:
    """Put a packed home into the volume in place of what is there, which no backup belongs to; return it unpacked."""
    folder.mkdir()
    subprocess.run(["tar", "xaf", packed, "-C", folder], check=True)
    for volume in ("home", "backup"):
        site.engine.must("volume", "rm", f"{site.project}_{volume}")
    archive = subprocess.run(["tar", "-C", folder, "-c", "."], capture_output=True, check=True).stdout
    once = ("run", "--rm", "--no-TTY", "--no-deps", "--entrypoint", "tar", "init")
    site.compose(*once, "-x", "-p", "-C", "/var/lib/lifecircle", given=archive)
    return folder


def _published_once_approved(site: Installation) -> bool:
    for request in cycle.requests(site, answered=False):
        cycle.approve(site, request)
    return site.page("/2023Q3/v1/index.html").status == 200
