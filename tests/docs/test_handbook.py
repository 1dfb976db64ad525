"""The handbook's and the Chinese README's commands exist, with their options, and do what the handbook says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer.main

from cli.main import app
from lifecircle.settings import PROJECT
from tests.building.districts import TOY_DISTRICT
from tests.building.terminal import lifecircle

HANDBOOK, README = PROJECT / "docs" / "handbook.zh-CN.md", PROJECT / "README.zh-CN.md"
PROGRAM = ".venv/bin/lifecircle"


def commands(page: Path) -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line]


OURS = sorted({line for page in (HANDBOOK, README) for line in commands(page) if line.startswith(PROGRAM)})
OTHERS = sorted({line for page in (HANDBOOK, README) for line in commands(page) if not line.startswith(PROGRAM)})


@pytest.mark.parametrize("command", OURS)
def test_the_command_line_takes_the_command_as_it_stands(command: str) -> None:
    known: dict[str, Any] = getattr(typer.main.get_command(app), "commands", {})
    name, *arguments = shlex.split(command)[1:]
    assert name in known
    known[name].make_context(name, arguments)  # raises on an argument or option that there is none


@pytest.mark.parametrize("command", OTHERS)
def test_every_other_command_is_a_target_of_make(command: str) -> None:
    target = command.removeprefix("make ")
    assert re.search(rf"^{target}:", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("page", [HANDBOOK, README], ids=lambda page: page.name)
def test_links_lead_to_files(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)", page.read_text(encoding="utf-8"))
    assert len(links) > 5
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.long
def test_the_walk_of_the_handbook_is_as_it_says(tmp_path: Path) -> None:
    town, report = "西山街道", "月报_西山街道_2023-09.xlsx"
    inbox, sent = tmp_path / "INBOX", tmp_path / "sent"
    file = tmp_path / report
    settings: dict[str, str | Path] = {"LIFECIRCLE_REFERENCE": TOY_DISTRICT, "LIFECIRCLE_AS_OF": "2023-10-11T06:00:00"}
    simulated = lifecircle("simulate", "--out", sent, "--from", "2023-06", "--to", "2023-09", **settings)
    assert simulated.returncode == 0, simulated.stderr
    (original,) = sent.rglob("月报_西山街道_2023-09*.xlsx")
    file.write_bytes(original.read_bytes())
    sent.rename(inbox)
    places = {"INBOX": inbox, "HOME": tmp_path / "home", "FILE": file, "FORMS": tmp_path / "forms", "南桥镇": town}

    def do(name: str, *, having: str = "", fails: bool = False) -> str:
        line = next(line for line in OURS if line.split()[1] == name and having in line)
        words = [str(places.get(word, word)) for word in shlex.split(line)[1:]]
        if name == "withdraw":
            words[1] = report
        done = lifecircle(*words, **settings)
        assert (done.returncode != 0) == fails, f"{words}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    do("run", having="--as-of")
    assert "截至 2023-10-11" in do("status")
    do("forms", having="--unit")
    assert {path.name.split("_")[1] for path in (tmp_path / "forms").iterdir()} == {town}
    do("publish")
    assert "已收" in do("receive", having="--at")
    assert "已登记撤回" in do("withdraw")
    assert "第1号" in do("backfill", having="补录")
    assert "第1号" in do("records", having="records --home")
    assert "影响" in do("records", having="records 1")
    do("restate", having="restate 2023Q3 --home")
    do("explain", having="R1")
    do("inspect")
    places["FILE"] = Path(report)
    assert "第2号记录" in do("reread")
