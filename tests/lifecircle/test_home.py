"""The home's locks and links."""

import fcntl
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
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


@contextmanager
def holding(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Let another process hold the lock `run` of a home."""
    command = [sys.executable, "-c", HOLDER, str(folder)]
    process = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock `run` of the home."""
    with holding(tmp_path) as process:
        yield process


def hold(home: Home) -> None:
    with home.hold("run"):
        pass


def test_a_home_in_use_is_refused_with_its_name_process_and_machine(
    tmp_path: Path, holder: subprocess.Popen[str]
) -> None:
    message = rf"{tmp_path} is in use by another run \(process {holder.pid} on {socket.gethostname()}\)"
    with pytest.raises(HomeInUseError, match=message):
        hold(Home(tmp_path))


def test_what_was_taken_from_a_holder_counts_no_more(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with home.hold("run"):
        home.require_held("run")
        # as the server of a network file system does with a machine that it has not heard of
        for descriptor in Path("/proc/self/fd").iterdir():
            if os.path.realpath(descriptor) == str(tmp_path / "locks" / "run"):
                fcntl.flock(int(descriptor.name), fcntl.LOCK_UN)
        with holding(tmp_path) as other:
            message = rf"taken over by another run \(process {other.pid} on"
            with pytest.raises(HomeInUseError, match=message):
                home.require_held("run")


def test_what_nobody_holds_is_not_missed(tmp_path: Path) -> None:
    Home(tmp_path).require_held("run")


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
