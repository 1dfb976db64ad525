"""The Makefile explains itself."""

from __future__ import annotations

import re
import subprocess

import pytest

from lifecircle.settings import PROJECT

TEXT = (PROJECT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z-]+):", TEXT, re.MULTILINE))


def make(*arguments: str) -> str:
    """Run make in the project and return what it prints."""
    return subprocess.run(
        ["make", "--directory", PROJECT, *arguments],
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": "/usr/bin:/bin"},
    ).stdout


def test_make_alone_shows_every_target_with_what_it_does() -> None:
    shown = dict(re.findall(r"^([a-z-]+) +(\S.*)$", make(), re.MULTILINE))

    assert set(shown) == TARGETS
    assert len(set(shown.values())) == len(shown)


def test_no_target_is_taken_for_a_file() -> None:
    phony = re.findall(r"^\.PHONY: (.*)$", TEXT, re.MULTILINE)

    assert set(phony[0].split()) == TARGETS


@pytest.mark.parametrize("target", ["demo", "test", "up"])
def test_what_sets_the_pdf_is_installed_or_its_absence_is_said(target: str) -> None:
    commands = make("--dry-run", "--always-make", target)

    (installing,) = [line for line in commands.splitlines() if "PDF" in line]
    assert "deploy/system-packages fonts-noto-cjk" in installing
    assert re.search(r'\|\| echo "lifecircle: .* PDF', installing)


def test_the_demo_runs_the_whole_cycle_as_of_the_tenth_of_april() -> None:
    commands = make("--dry-run", "--always-make", "demo")

    for command in ("lifecircle simulate", "lifecircle run", "lifecircle status"):
        assert command in commands
    assert "--as-of 2024-04-10T23:59:59+08:00" in commands
