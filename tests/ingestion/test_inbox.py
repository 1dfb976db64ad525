"""What lies in an inbox, and when it was received (docs/contract/submissions.md, Files)."""

import os
from datetime import datetime
from pathlib import Path

import pytest

from ingestion.inbox import read_inbox
from lifecircle.calendar import CHINA

MODIFIED = datetime(2024, 4, 3, 9, 30, 15, tzinfo=CHINA)


def put(inbox: Path, name: str) -> Path:
    path = inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"a submission")
    os.utime(path, (MODIFIED.timestamp() + 0.9,) * 2)
    return path


def register(inbox: Path, *lines: str, encoding: str = "utf-8-sig") -> None:
    (inbox / "收件登记.csv").write_text("\n".join(["文件名,收到时间", *lines]), encoding=encoding)


def received(inbox: Path) -> dict[str, datetime]:
    return {file.file_name: file.received_at for file in read_inbox(inbox).files}


def test_folders_are_read_at_any_depth_and_what_is_no_submission_is_passed_over(tmp_path: Path) -> None:
    for name in (
        "a.xlsx",
        "三月/街镇/b.xlsx",
        "~$a.xlsx",
        ".~b.xlsx",
        ".DS_Store",
        "Thumbs.db",
        "desktop.ini",
        "c.xlsx.part",
    ):
        put(tmp_path, name)
    register(tmp_path)
    assert set(received(tmp_path)) == {"a.xlsx", "三月/街镇/b.xlsx"}


def test_a_file_that_the_register_does_not_list_was_received_when_modified(
    tmp_path: Path,
) -> None:
    put(tmp_path, "a.xlsx")
    register(tmp_path, "b.xlsx,2024-04-01 08:00:00")
    assert received(tmp_path) == {"a.xlsx": MODIFIED}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_register_is_read_in_either_encoding_by_path_or_bare_name(tmp_path: Path, encoding: str) -> None:
    put(tmp_path, "三月/甲.xlsx")
    put(tmp_path, "三月/乙.xlsx")
    register(tmp_path, "甲.xlsx,2024/4/1 8:05", "三月/乙.xlsx,2024-04-02 09:00:00", encoding=encoding)
    assert received(tmp_path) == {
        "三月/甲.xlsx": datetime(2024, 4, 1, 8, 5, tzinfo=CHINA),
        "三月/乙.xlsx": datetime(2024, 4, 2, 9, tzinfo=CHINA),
    }


def test_a_name_that_was_unpacked_in_gb18030_is_read_as_it_was_meant(tmp_path: Path) -> None:
    put(tmp_path, os.fsdecode("月报_南桥镇_2024-03.xlsx".encode("gb18030")))
    register(tmp_path, "月报_南桥镇_2024-03.xlsx,2024-04-01 08:00:00")
    assert received(tmp_path) == {"月报_南桥镇_2024-03.xlsx": datetime(2024, 4, 1, 8, tzinfo=CHINA)}


def test_of_two_lines_for_a_file_the_last_holds(tmp_path: Path) -> None:
    put(tmp_path, "三月/甲.xlsx")
    register(tmp_path, "三月/甲.xlsx,2024-04-01 08:00:00", "甲.xlsx,2024-04-02 08:00:00")
    assert received(tmp_path)["三月/甲.xlsx"].day == 2


def test_blanks_around_a_name_part_no_file_from_its_line(tmp_path: Path) -> None:
    put(tmp_path, " 甲.xlsx ")
    register(tmp_path, " 甲.xlsx ,2024-04-01 08:00:00")
    assert received(tmp_path)[" 甲.xlsx "].day == 1


def test_a_missing_register_is_said_once_and_only_where_there_are_files(tmp_path: Path) -> None:
    assert read_inbox(tmp_path).remarks == []
    put(tmp_path, "a.xlsx")
    put(tmp_path, "b.xlsx")
    assert len(read_inbox(tmp_path).remarks) == 1


@pytest.mark.parametrize("moment", ["昨天下午", "2024-04-01 3:00 PM", "2024-04-01 25:00"])
def test_a_line_of_the_register_that_cannot_be_read_is_said(tmp_path: Path, moment: str) -> None:
    put(tmp_path, "a.xlsx")
    register(tmp_path, f"a.xlsx,{moment}")
    found = read_inbox(tmp_path)
    assert "line 2" in found.remarks[0]
    assert found.files[0].received_at == MODIFIED


def test_files_come_in_the_order_of_their_receipt(tmp_path: Path) -> None:
    for name in ("b.xlsx", "a.xlsx", "c.xlsx"):
        put(tmp_path, name)
    register(tmp_path, "c.xlsx,2024-04-01 08:00:00", "b.xlsx,2024-04-02 08:00:00", "a.xlsx,2024-04-02 08:00:00")
    assert list(received(tmp_path)) == ["c.xlsx", "a.xlsx", "b.xlsx"]


def test_an_inbox_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no inbox"):
        read_inbox(tmp_path / "nowhere")


@pytest.mark.parametrize(
    "moment",
    [
        "2024-04-01 08:00:00",
        "2024/4/1 8:00",
        "2024年4月1日 8:00:00.9",
        "２０２４-04-01  08:00",
        "2024.4.1T8:00",
        "2024-04-01T08:00:00.25+08:00",
        "2024-04-01T00:00:00Z",
    ],
)
def test_a_moment_of_the_register_is_read_as_excel_may_have_rewritten_it(tmp_path: Path, moment: str) -> None:
    put(tmp_path, "a.xlsx")
    register(tmp_path, f"a.xlsx,{moment}")
    assert received(tmp_path) == {"a.xlsx": datetime(2024, 4, 1, 8, tzinfo=CHINA)}


def test_the_register_may_name_folders_as_windows_does(tmp_path: Path) -> None:
    put(tmp_path, "三月/街镇/甲.xlsx")
    register(tmp_path, "三月\\街镇\\甲.xlsx,2024-04-01 08:00:00", encoding="gb18030")
    assert received(tmp_path)["三月/街镇/甲.xlsx"].month == 4
    assert read_inbox(tmp_path).files[0].registered


def test_a_file_in_a_folder_and_one_of_its_name_above_have_a_line_each(tmp_path: Path) -> None:
    for name in ("a.xlsx", "sub/a.xlsx"):
        put(tmp_path, name)
    register(tmp_path, "sub/a.xlsx,2024-04-01 08:00:00", "a.xlsx,2024-04-02 08:00:00")
    assert {name: moment.day for name, moment in received(tmp_path).items()} == {"sub/a.xlsx": 1, "a.xlsx": 2}


def test_a_link_out_of_the_inbox_is_not_followed_and_that_is_said(tmp_path: Path) -> None:
    """Who may put files in must not have the service read others for him; a link within the inbox is a file."""
    inbox = tmp_path / "inbox"
    secret = put(tmp_path, "secret.xlsx")
    put(inbox, "a.xlsx")
    (inbox / "b.xlsx").symlink_to(secret)
    (inbox / "c.xlsx").symlink_to(inbox / "a.xlsx")
    (inbox / "folder").symlink_to(tmp_path)
    register(inbox)
    found = read_inbox(inbox)
    assert [file.file_name for file in found.files] == ["a.xlsx", "c.xlsx"]
    assert [line.split()[0] for line in found.passed_over] == ["b.xlsx", "folder"]


def test_an_inbox_that_is_itself_a_link_is_read(tmp_path: Path) -> None:
    put(tmp_path / "share", "a.xlsx")
    (tmp_path / "share" / "b.xlsx").symlink_to("a.xlsx")
    (tmp_path / "inbox").symlink_to(tmp_path / "share")
    assert set(received(tmp_path / "inbox")) == {"a.xlsx", "b.xlsx"}


def test_what_is_no_plain_file_is_passed_over_and_named(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "月报_南桥镇_2024-03.xlsx")
    (tmp_path / "zero.csv").symlink_to("/dev/zero")
    (tmp_path / "loop.csv").symlink_to("loop.csv")
    (tmp_path / "a.csv").mkdir()
    assert received(tmp_path) == {}
    named = [line.split()[0] for line in read_inbox(tmp_path).passed_over]
    assert named == ["loop.csv", "zero.csv", "月报_南桥镇_2024-03.xlsx"]


@pytest.mark.parametrize("seconds", [-1e9, 1e11])
def test_a_senseless_modification_time_stops_nothing(tmp_path: Path, seconds: float) -> None:
    os.utime(put(tmp_path, "a.xlsx"), (seconds, seconds))
    assert 1970 <= received(tmp_path)["a.xlsx"].year <= 2100


def test_a_register_in_neither_encoding_loses_the_lines_that_cannot_be_read_and_no_more(tmp_path: Path) -> None:
    put(tmp_path, "a.xlsx")
    register(tmp_path, "a.xlsx,2024-04-01 08:00:00", encoding="utf-8")
    with (tmp_path / "收件登记.csv").open("ab") as file:
        file.write(b"\n\xff\xff,2024-04-01 09:00:00\n")
    assert received(tmp_path)["a.xlsx"].hour == 8


@pytest.mark.parametrize(
    "name",
    ["月报\n南桥.xlsx", "月报\\..\\南桥.xlsx", "月报\x07\x1b[31m.xlsx", "长" * 80 + ".xlsx", " .xlsx", "-rf.csv"],
)
def test_a_strange_name_is_a_name(tmp_path: Path, name: str) -> None:
    put(tmp_path, name)
    assert set(received(tmp_path)) == {name}
