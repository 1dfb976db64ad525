"""The README's commands do what it says: their text is run as it stands."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
import urllib.request
from datetime import datetime
from pathlib import Path

import pytest

from lifecircle.settings import PROJECT

pytestmark = pytest.mark.long

README = (PROJECT / "README.md").read_text(encoding="utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL) for line in block.splitlines() if line]
AS_OF = "2024-04-10T23:59:59+08:00"
"""Of the run for own files, whose command names no moment: each quarter that is due today would take its time."""
RECEIVED = datetime.fromisoformat("2024-04-05T12:00:00+08:00").timestamp()
SHOWN = README.split("```text\n")[1].split("```")[0].splitlines()


def run(command: str, checkout: Path, **settings: str) -> str:
    """Run a command's text by the shell in a checkout; what it printed."""
    environment = os.environ | settings
    done = subprocess.run(
        ["sh", "-c", command], cwd=checkout, capture_output=True, text=True, check=False, env=environment
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of this checkout with its environment: the reader's own `demo/` is left alone."""
    copy = tmp_path_factory.mktemp("checkout")
    listed = subprocess.run(["git", "ls-files"], cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    for name in listed.splitlines():
        if (PROJECT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            # with its time: make compares that of uv.lock with the environment's
            shutil.copy2(PROJECT / name, copy / name)
    for folder in (".venv", ".bootstrap"):
        (copy / folder).symlink_to(PROJECT / folder)
    return copy


@pytest.fixture(scope="module")
def demo(checkout: Path) -> str:
    """What the first demo of a checkout prints; a later one has nothing left to check."""
    return run(COMMANDS[0], checkout)


def test_its_first_commands_are_the_two_that_a_stranger_runs() -> None:
    assert COMMANDS[:2] == ["make demo", "make test"]
    assert "make test" in (PROJECT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_demo_prints_what_it_shows(demo: str) -> None:
    printed = {line.rstrip() for line in demo.splitlines()}
    assert [line for line in SHOWN if line.rstrip() not in printed | {"..."}] == []


def test_the_demo_leaves_what_it_names(demo: str, checkout: Path) -> None:
    named = set(re.findall(r"^(?:Scorecards|Receipts|Warehouse) +(\S+)$", demo, re.MULTILINE))
    assert len(named) == 3
    assert all((checkout / path).exists() for path in named), named


def test_its_commands_for_own_files_run_on_a_folder_of_files(demo: str, checkout: Path, tmp_path: Path) -> None:
    inbox = tmp_path / "INBOX"
    inbox.mkdir()
    for path in sorted((checkout / "demo" / "inbox").rglob("月报_*.xlsx"))[:20]:
        (inbox / path.name).write_bytes(path.read_bytes())
        os.utime(inbox / path.name, (RECEIVED, RECEIVED))
    file = min(inbox.iterdir())
    places = {"FILE": file, "INBOX": inbox, "HOME": tmp_path / "home"}
    ours = {
        line.split()[1]: re.sub("FILE|INBOX|HOME", lambda word: str(places[str(word[0])]), line)
        for line in COMMANDS
        if "bin/lifecircle" in line
    }
    assert [*ours] == ["run", "status", "explain", "check", "publish", "restate", "verify", "serve"]
    assert "index.html" in run(ours["run"], checkout, LIFECIRCLE_AS_OF=AS_OF)
    assert "街镇月报" in run(ours["status"], checkout)
    assert "D2 按期完工" in run(ours["explain"], checkout)
    assert file.name in run(f"{ours['check']} || true", checkout)  # the exit status tells whether it has errors
    assert "v1" in run(ours["publish"], checkout)
    assert "2024" in run(ours["restate"], checkout)
    assert "一致" in run(ours["verify"], checkout)
    server = subprocess.Popen(ours["serve"].split(), cwd=checkout, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        address = server.stdout.readline().split()[0]
        assert "评分卡" in _fetch(address)
    finally:
        server.terminate()
        server.wait()


def _fetch(address: str) -> str:
    deadline = time.monotonic() + 20
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return str(answer.read().decode())
        except OSError:
            assert time.monotonic() < deadline, f"{address} does not answer"
            time.sleep(0.2)


def test_every_path_it_names_is_there() -> None:
    paths = re.findall(r"`((?:[a-z_]+/)+[a-z_.]*|[a-z-]+\.yml|\.env\.example)`", README)
    made_by_a_run = (
        "published/",
        "receipts/",
        "data_docs/",
        "warehouse/l",
        "warehouse/m",
        "archive/",
        "landed/",
        "rules/",
        "outbox/",
        "records/",
        "notes/",
        "settings/",
        "status/",
    )
    missing = [path for path in paths if not path.startswith(made_by_a_run) and not (PROJECT / path).exists()]
    assert missing == []
