"""deploy/system-packages: installs what is missing where it may, else names it in one line."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from lifecircle.settings import PROJECT


class System:
    """A made-up system: commands that note how they were called."""

    def __init__(self, folder: Path) -> None:
        self.commands = folder / "bin"
        self.commands.mkdir()
        self.calls = folder / "calls"
        self.calls.touch()
        for real in ("sh", "env", "grep", "mktemp", "rm", "tail", "true"):
            (self.commands / real).symlink_to(
                f"/usr/bin/{real}" if Path(f"/usr/bin/{real}").exists() else f"/bin/{real}"
            )
        self.has("apt-get", f'echo "apt-get $*" >> {self.calls}')

    def has(self, command: str, does: str) -> None:
        """Put a command there."""
        path = self.commands / command
        path.write_text(f"#!/bin/sh\n{does}\n", encoding="utf-8")
        path.chmod(0o755)

    def run(self, *packages: str) -> subprocess.CompletedProcess[str]:
        """Ask for packages."""
        script = PROJECT / "deploy" / "system-packages"
        return subprocess.run(
            ["/bin/sh", script, *packages],
            capture_output=True,
            text=True,
            env={"PATH": str(self.commands)},
            check=False,
        )


@pytest.fixture
def system(tmp_path: Path) -> System:
    """A system that has `fonts-there` and lacks all else; its user is nobody special."""
    made = System(tmp_path)
    made.has("dpkg-query", 'for asked; do :; done; [ "$asked" = fonts-there ] && echo "install ok installed"')
    made.has("id", "echo 1000")
    made.has("sudo", "exit 1")
    return made


def test_what_is_there_is_left_alone(system: System) -> None:
    done = system.run("fonts-there")

    assert (done.returncode, done.stderr, system.calls.read_text()) == (0, "", "")


def test_root_gets_what_is_missing_and_only_that(system: System) -> None:
    system.has("id", "echo 0")

    done = system.run("fonts-there", "chromium", "python3-venv")

    assert done.returncode == 0
    assert (
        system.calls.read_text()
        .splitlines()[-1]
        .endswith("install -qq -y --no-install-recommends chromium python3-venv")
    )


def test_sudo_without_a_password_will_do(system: System) -> None:
    system.has("sudo", 'shift; exec "$@"')

    assert system.run("chromium").returncode == 0
    assert "chromium" in system.calls.read_text()


def test_others_are_told_in_one_line_what_to_install(system: System) -> None:
    done = system.run("fonts-there", "chromium", "python3-venv")

    assert done.returncode == 1
    assert done.stderr == (
        "lifecircle: this system lacks: chromium python3-venv; please run: sudo apt-get install chromium python3-venv\n"
    )
    assert system.calls.read_text() == ""


def test_a_failure_of_apt_is_told_in_one_line(system: System) -> None:
    system.has("id", "echo 0")
    system.has("apt-get", "echo 'E: Unable to locate package chromium' >&2; exit 100")

    done = system.run("chromium")

    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "lifecircle: apt-get could not install: chromium (E: Unable to locate package chromium)"
    )
