"""What was said to whom."""

from __future__ import annotations

from pathlib import Path

import pytest

from lifecircle.calendar import parse_moment
from lifecircle.home import DamagedHomeError, Home
from receipts.notes import Note, note, read_notes

MONDAY = parse_moment("2024-01-08T09:30:00+08:00")
TUESDAY = parse_moment("2024-01-09T09:30:00+08:00")


def test_a_home_without_notes_has_none(tmp_path: Path) -> None:
    assert read_notes(Home(tmp_path)) == {}


def test_notes_are_added_and_read_the_latest_first(tmp_path: Path) -> None:
    home = Home(tmp_path)
    note(home, "nanqiao", "答应周三报", TUESDAY, "王芳")
    note(home, "nanqiao", "无人接听", MONDAY, "王芳")
    note(home, "nanqiao", "改口周四\n下午\u2028前", TUESDAY, "李明")
    assert read_notes(home) == {
        "nanqiao": (
            Note(TUESDAY, "李明", "改口周四\n下午\u2028前"),
            Note(TUESDAY, "王芳", "答应周三报"),
            Note(MONDAY, "王芳", "无人接听"),
        )
    }


@pytest.mark.parametrize(("text", "by"), [("  ", "王芳"), ("无人接听", "")])
def test_a_note_without_text_or_name_is_refused(tmp_path: Path, text: str, by: str) -> None:
    with pytest.raises(ValueError, match="needs a text and the name"):
        note(Home(tmp_path), "nanqiao", text, MONDAY, by)
    assert read_notes(Home(tmp_path)) == {}


def test_a_file_that_is_cut_off_is_named(tmp_path: Path) -> None:
    home = Home(tmp_path)
    note(home, "nanqiao", "无人接听", MONDAY, "王芳")
    path = home.notes / "nanqiao.jsonl"
    path.write_text(path.read_text(encoding="utf-8")[:20], encoding="utf-8")
    with pytest.raises(DamagedHomeError, match=r"nanqiao\.jsonl is damaged"):
        read_notes(home)
