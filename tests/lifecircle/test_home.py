"""The home's locks and links."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from lifecircle.home import Home, HomeInUseError
from lifecircle.settings import PROJECT

HOLDER = """
import sys, time
from pathlib import Path
from lifecircle.home import Home
with Home(Path(sys.argv[1])).hold("run"):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock `run` of the home."""
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    process = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()


def hold(home: Home) -> None:
    with home.hold("run"):
        pass


def test_a_home_in_use_is_refused_with_its_name_process_and_machine(
    tmp_path: Path, holder: subprocess.Popen[str]
) -> None:
    message = rf"{tmp_path} is in use by another run \(process {holder.pid} on {socket.gethostname()}\)"
    with pytest.raises(HomeInUseError, match=message):
        hold(Home(tmp_path))


def test_a_lock_of_an_earlier_release_names_the_process_alone(tmp_path: Path) -> None:
    hold(Home(tmp_path))
    (tmp_path / "locks" / "run").write_text("4711")
    assert str(Home(tmp_path).last_holder("run")) == "process 4711 on this machine"


def test_a_killed_holder_frees_the_home(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    holder.kill()
    holder.wait()
    hold(Home(tmp_path))


def test_a_waiting_holder_gets_its_turn(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    holder.terminate()
    started = time.monotonic()
    with Home(tmp_path).hold("run", wait_seconds=30):
        assert time.monotonic() - started < 30


def test_two_names_do_not_hinder_each_other(tmp_path: Path) -> None:
    with Home(tmp_path).hold("run"), Home(tmp_path).hold("landing"):
        pass
