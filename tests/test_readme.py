"""The README's commands are those that work."""

from __future__ import annotations

import re
import shlex

from lifecircle.settings import PROJECT
from tests.terminal import lifecircle

README = (PROJECT / "README.md").read_text(encoding="utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL) for line in block.splitlines() if line]


def test_the_two_commands_are_targets_that_explain_themselves() -> None:
    assert [command for command in COMMANDS if command.startswith("make")] == ["make demo", "make test"]
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    assert all(re.search(rf"^{command.split()[1]}:.* ## ", makefile, re.MULTILINE) for command in COMMANDS[:2])


def test_the_tests_of_ci_are_the_readmes() -> None:
    assert "make test" in (PROJECT / ".ci" / "run").read_text(encoding="utf-8")


def test_every_lifecircle_command_in_it_exists_with_its_options() -> None:
    ours = [shlex.split(command) for command in COMMANDS if "bin/lifecircle" in command]
    assert ours
    for _, name, *options in ours:
        described = lifecircle(name, "--help")
        assert described.returncode == 0, described.stderr
        assert all(option in described.stdout for option in options if option.startswith("--")), (name, options)


def test_every_path_it_names_is_there() -> None:
    paths = re.findall(r"`((?:[a-z_]+/)+[a-z_.]*|[a-z-]+\.yml|\.env\.example)`", README)
    made_by_a_run = ("published/", "warehouse/l", "warehouse/m", "archive/", "landed/")
    missing = [path for path in paths if not path.startswith(made_by_a_run) and not (PROJECT / path).exists()]
    assert missing == []


def test_its_picture_of_the_demo_is_real_output() -> None:
    shown = README.split("```text\n")[1].split("```")[0]
    assert "lifecircle.duckdb" in shown
    assert "@@" not in shown
