"""The operations page holds: its commands, services, settings and links are there, its codes are the status's."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any, get_args

import pytest
import typer.main
import yaml

from cli.main import app
from lifecircle.calendar import parse_moment
from lifecircle.home import Home
from lifecircle.settings import PROJECT
from workflows.status import write_status
from workflows.status_report import ProblemCode

PAGE = PROJECT / "docs" / "operations.md"
TEXT = PAGE.read_text(encoding="utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL) for line in block.splitlines() if line]
SERVICES = yaml.safe_load((PROJECT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
ENVIRONMENT = (PROJECT / ".env.example").read_text(encoding="utf-8")
OUTSIDE = {"git", "curl", "airflow", "sh", "du"}
"""Programs that are not ours."""
OF_THE_ENGINE = {"volume rm lifecircle_home", "system df", "builder prune --force", "image prune --force"}


def inside(words: list[str]) -> list[str]:
    """What a `docker compose exec` or `run` has a service do; its service is checked on the way."""
    while words and words[0].startswith("-"):
        words = words[2:] if words[0] in {"--volume", "--user", "--since"} else words[1:]
    assert words, "names no service"
    assert words[0] in SERVICES, f"there is no service {words[0]}"
    return words[1:]


def check(words: list[str]) -> None:
    """Refuse a command that is none of lifecircle's, of this checkout's or of Compose's as they are."""
    if words[:2] == ["docker", "compose"]:
        verb, rest = words[2], words[3:]
        if verb in {"exec", "run"}:
            check(inside(rest))
        else:
            named = [word for word in rest if not word.startswith("-") and not re.fullmatch(r"\d+h", word)]
            assert [name for name in named if name not in SERVICES] == []
    elif words[0] == "docker":
        assert " ".join(words[1:]) in OF_THE_ENGINE
    elif words[0].endswith("lifecircle"):
        known: dict[str, Any] = getattr(typer.main.get_command(app), "commands", {})
        known[words[1]].make_context(words[1], list(words[2:]))
    elif "/" in words[0]:
        assert (PROJECT / "deploy" / Path(words[0]).name).stat().st_mode & 0o100
    else:
        assert words[0] in OUTSIDE, words[0]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_can_be_given_as_it_stands(command: str) -> None:
    check(shlex.split(command.split(" | ")[0]))


def test_links_lead_to_files_and_headings() -> None:
    links = re.findall(r"\]\(([^)#:]+)", TEXT)
    assert len(links) > 5
    assert [link for link in links if not (PAGE.parent / link).exists()] == []


def test_settings_that_it_names_are_in_the_example() -> None:
    named = set(re.findall(r"`((?:LIFECIRCLE|OTEL)_[A-Z_]+)", TEXT)) - {"LIFECIRCLE_TRACEBACK"}
    assert {name for name in named if f"\n{name}=" not in ENVIRONMENT} == set()


def test_every_problem_that_a_monitor_can_be_told_says_what_to_do() -> None:
    table = TEXT.split("| code | when | do |")[1].split("\n\n")[0]
    told = {
        code
        for line in table.splitlines()
        for code in re.findall(r"`(\w+)`", line.split("|")[1:2][0] if "|" in line else "")
    }
    assert told == set(get_args(ProblemCode))


@pytest.mark.skipif(shutil.which("jq") is None, reason="no jq")
def test_a_monitor_needs_no_more_than_the_page_says(tmp_path: Path) -> None:
    judge, tell = (command.split(" | ", 1)[1] for command in COMMANDS if "/status.json" in command)
    home = Home(tmp_path)
    write_status(home, parse_moment("2024-04-20T14:00:00"))
    written = json.loads(home.status.read_bytes())

    def says_all_is_well(**other: object) -> bool:
        content = json.dumps(written | other)
        judged = subprocess.run(shlex.split(judge), input=content, text=True, capture_output=True, check=False)
        return judged.returncode == 0

    assert says_all_is_well(ok=True)
    assert not says_all_is_well(ok=False)
    assert not says_all_is_well(ok=True, valid_until_unix=int(time.time()) - 1)
    told = subprocess.run(shlex.split(tell), input=json.dumps(written), text=True, capture_output=True, check=True)
    assert "no_snapshot: 尚未建立数据仓库" in told.stdout
