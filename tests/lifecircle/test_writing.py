from __future__ import annotations

import errno
from pathlib import Path

import pytest

from lifecircle.writing import remove_protected, replace_link, whole, write_changed


def test_a_writer_that_fails_leaves_the_old_file_and_no_part_of_the_new(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "file"
    write_changed(path, b"old")
    with pytest.raises(OSError, match="disk full"):
        _fail_halfway(path)
    assert path.read_bytes() == b"old"
    assert [each.name for each in path.parent.iterdir()] == ["file"]


def test_what_a_killed_writer_left_is_in_nobodys_way(tmp_path: Path) -> None:
    path = tmp_path / "file"
    (tmp_path / ".file.part").write_bytes(b"half")
    with whole(path) as unfinished:
        assert not unfinished.exists()
        unfinished.write_bytes(b"whole")
    assert path.read_bytes() == b"whole"


def test_a_block_that_writes_nothing_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_changed(path, b"old")
    with whole(path):
        pass
    assert path.read_bytes() == b"old"


def test_a_file_that_has_these_bytes_already_keeps_its_time(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_changed(path, b"same")
    before = path.stat().st_ino
    write_changed(path, b"same")
    assert path.stat().st_ino == before


def test_a_link_is_replaced_without_a_moment_in_which_there_is_none(tmp_path: Path) -> None:
    link = tmp_path / "current"
    for name in ("one", "two"):
        (tmp_path / name).write_text(name)
        replace_link(link, tmp_path / name)
    assert link.read_text() == "two"
    assert link.readlink() == Path("two")


def test_a_folder_of_which_nfs_keeps_an_open_file_is_left_for_the_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_file = tmp_path / "folder" / "marts" / ".nfs0000000000007f5000000001"
    open_file.parent.mkdir(parents=True)
    open_file.touch()
    with monkeypatch.context() as patch:
        patch.setattr("shutil.rmtree", _remove_nothing)
        remove_protected(tmp_path / "folder")
        (tmp_path / "folder" / "page.html").touch()
        with pytest.raises(OSError, match="not empty"):
            remove_protected(tmp_path / "folder")
    remove_protected(tmp_path / "folder")
    assert not (tmp_path / "folder").exists()


def _remove_nothing(folder: Path, *, ignore_errors: bool = False) -> None:
    if not ignore_errors:
        raise OSError(errno.ENOTEMPTY, "Directory not empty", str(folder))


def _fail_halfway(path: Path) -> None:
    with whole(path) as unfinished:
        unfinished.write_bytes(b"ne")
        raise OSError("disk full")
