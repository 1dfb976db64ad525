"""`lifecircle note`: what was said to a unit."""

from __future__ import annotations

from pathlib import Path

import pytest

from lifecircle.calendar import parse_moment
from lifecircle.home import Home
from receipts.notes import Note, read_notes
from tests.building.receipts_home import ToyHome
from tests.building.terminal import lifecircle

AT = "2024-04-09T10:00:00+08:00"
MARCH = ("nanqiao", "monthly_report", "2024-03", "2024-04-05T23:59:59+08:00")


def test_a_note_is_kept_and_shown_at_once(tmp_path: Path) -> None:
    toy = ToyHome(tmp_path / "home")
    toy.due = [MARCH]
    toy.publish()
    done = lifecircle("note", "南桥", "答应周四报", "--at", AT, "--by", "王芳", "--home", toy.home.root)
    assert done.returncode == 0, done.stderr
    assert "已记  南桥镇  2024-04-09 10:00" in done.stdout
    assert read_notes(toy.home) == {"nanqiao": (Note(parse_moment(AT), "王芳", "答应周四报"),)}
    assert "答应周四报" in (toy.home.receipts / "chase.html").read_text(encoding="utf-8")


def test_a_note_stands_on_the_one_clock_and_waits_for_the_next_run_in_a_new_home(tmp_path: Path) -> None:
    done = lifecircle("note", "nanqiao", "无人接听", "--by", "王芳", "--home", tmp_path, LIFECIRCLE_AS_OF=AT)
    assert done.returncode == 0, done.stderr
    assert "下次运行时更新" in done.stdout
    assert read_notes(Home(tmp_path))["nanqiao"][0].at == parse_moment(AT)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("南通镇", "无人接听"), "南通镇' is no town or department"),
        (("南桥镇", " "), "needs a text"),
        (("南桥镇", "无人接听", "--at", "昨天"), "is no moment"),
    ],
)
def test_what_cannot_be_noted_is_refused_and_nothing_is_kept(
    tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    done = lifecircle("note", *arguments, "--home", tmp_path)
    assert done.returncode == 1
    assert words in done.stderr
    assert read_notes(Home(tmp_path)) == {}
