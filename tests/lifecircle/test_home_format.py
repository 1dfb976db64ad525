"""A home that a newer program has written to is left alone by an older one, which says what to do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lifecircle.home import Home
from lifecircle.home_format import FORMAT_FILE, HOME_FORMAT, HomeFormatError
from lifecircle.marts.opening import open_snapshot
from tests.building.terminal import lifecircle

NEWER = {"format": HOME_FORMAT + 1, "written_by": "9.9.0"}


def hold(home: Home) -> None:
    with home.hold("run"):
        pass


@pytest.fixture
def newer(tmp_path: Path) -> Home:
    (tmp_path / FORMAT_FILE).write_text(json.dumps(NEWER), encoding="ascii")
    return Home(tmp_path)


def test_whoever_writes_to_a_home_notes_its_format_once(tmp_path: Path) -> None:
    hold(Home(tmp_path))
    written = (tmp_path / FORMAT_FILE).stat().st_mtime_ns
    hold(Home(tmp_path))
    assert json.loads((tmp_path / FORMAT_FILE).read_bytes())["format"] == HOME_FORMAT
    assert (tmp_path / FORMAT_FILE).stat().st_mtime_ns == written
    assert sorted(path.name for path in tmp_path.iterdir()) == [FORMAT_FILE, "locks"]


def test_a_newer_home_is_neither_written_nor_read(newer: Home) -> None:
    for use in (hold, open_snapshot):
        with pytest.raises(HomeFormatError, match=r"use 9\.9\.0 or later.*请改用9\.9\.0或以上版本"):
            use(newer)
    assert [path.name for path in newer.root.iterdir()] == [FORMAT_FILE]


@pytest.mark.parametrize("command", [("run", "--inbox"), ("status", "--json"), ("backup", "--to")])
def test_every_command_says_so_in_a_line_and_changes_nothing(
    command: tuple[str, str], newer: Home, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("other")
    (other / "月报_南桥镇_2024-03.xlsx").write_bytes(b"x")
    done = lifecircle(*command, *([] if "--json" in command else [other]), "--home", newer.root)
    assert done.returncode == 1
    assert f"is of home format {HOME_FORMAT + 1}, written by lifecircle 9.9.0" in " ".join(done.stderr.split())
    assert [path.name for path in newer.root.iterdir()] == [FORMAT_FILE]


def test_a_format_that_cannot_be_read_is_no_older_one(tmp_path: Path) -> None:
    (tmp_path / FORMAT_FILE).write_bytes(b"\x00\x00")
    with pytest.raises(HomeFormatError, match="put it back from a backup"):
        hold(Home(tmp_path))
