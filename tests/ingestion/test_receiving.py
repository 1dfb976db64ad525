"""What is received by hand lies in the inbox with its line in the register, whole or not at all."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from ingestion import receiving
from ingestion.inbox import read_inbox
from ingestion.receiving import ReceivingError, receive, withdraw
from ingestion.withdrawals import Withdrawal, read_withdrawals
from lifecircle.calendar import CHINA

AT = datetime(2024, 4, 3, 9, 30, tzinfo=CHINA)


@pytest.fixture
def sent(tmp_path: Path) -> list[Path]:
    files = [tmp_path / "stick" / name for name in ("月报_南桥镇_2024-03.xlsx", "设施台账_区体育局_2024-03.csv")]
    files[0].parent.mkdir()
    for file in files:
        file.write_bytes(file.name.encode())
    return files


def receipts(inbox: Path) -> dict[str, tuple[datetime, bool]]:
    return {file.file_name: (file.received_at, file.registered) for file in read_inbox(inbox).files}


def test_files_lie_in_a_folder_of_their_moment_and_the_register_says_when_they_came(
    tmp_path: Path, sent: list[Path]
) -> None:
    taken = receive(tmp_path / "inbox", sent, AT, "邮件")
    assert receipts(tmp_path / "inbox") == {
        "来件/2024-04-03_093000/月报_南桥镇_2024-03.xlsx": (AT, True),
        "来件/2024-04-03_093000/设施台账_区体育局_2024-03.csv": (AT, True),
    }
    assert [path.read_bytes() for path in taken] == [file.read_bytes() for file in sent]
    assert all(file.is_file() for file in sent)
    assert "邮件" in (tmp_path / "inbox" / "收件登记.csv").read_text(encoding="utf-8-sig")


def test_the_same_file_again_is_another_receipt(tmp_path: Path, sent: list[Path]) -> None:
    for _ in range(2):
        receive(tmp_path / "inbox", sent[:1], AT)
    assert set(receipts(tmp_path / "inbox")) == {
        "来件/2024-04-03_093000/月报_南桥镇_2024-03.xlsx",
        "来件/2024-04-03_093000_2/月报_南桥镇_2024-03.xlsx",
    }


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030"])
def test_a_register_keeps_its_lines_its_columns_and_its_encoding(
    tmp_path: Path, sent: list[Path], encoding: str
) -> None:
    register = tmp_path / "inbox" / "收件登记.csv"
    register.parent.mkdir()
    register.write_text("收到时间,经办,文件名\n2024-04-01 10:00:00,张丁,a.xlsx", encoding=encoding)
    (register.parent / "a.xlsx").write_bytes(b"a")
    receive(register.parent, sent[:1], AT)
    assert receipts(register.parent) == {
        "a.xlsx": (datetime(2024, 4, 1, 10, tzinfo=CHINA), True),
        "来件/2024-04-03_093000/月报_南桥镇_2024-03.xlsx": (AT, True),
    }
    assert "张丁" in register.read_bytes().decode(encoding)


def test_a_file_that_is_not_there_or_no_submission_is_refused_with_all_others(tmp_path: Path, sent: list[Path]) -> None:
    lock = tmp_path / "stick" / "~$月报_南桥镇_2024-03.xlsx"
    lock.write_bytes(b"")
    for files in ([*sent, tmp_path / "nowhere.xlsx"], [*sent, lock], [*sent, sent[0]]):
        with pytest.raises(ReceivingError):
            receive(tmp_path / "inbox", files, AT)
    assert not (tmp_path / "inbox").exists()


def test_what_fails_half_way_has_received_nothing(
    tmp_path: Path, sent: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(receiving, "_append", full)
    with pytest.raises(OSError, match="no space left"):
        receive(tmp_path / "inbox", sent, AT)
    assert receipts(tmp_path / "inbox") == {}


def test_what_is_still_being_received_is_named_and_not_looked_at(tmp_path: Path) -> None:
    folder = tmp_path / "inbox" / "来件" / "2024-04-03_093000.receiving"
    folder.mkdir(parents=True)
    (folder / "月报_南桥镇_2024-03.xlsx").write_bytes(b"half")
    found = read_inbox(tmp_path / "inbox")
    assert found.files == []
    assert found.passed_over == ["来件/2024-04-03_093000.receiving is being received: nothing in it counts yet"]


def test_a_withdrawal_is_a_line_that_counts(tmp_path: Path, sent: list[Path]) -> None:
    (path,) = receive(tmp_path / "inbox", sent[:1], AT)
    name = path.relative_to(tmp_path / "inbox").as_posix()
    withdraw(tmp_path / "inbox", name, None, AT.replace(hour=11), "测试员", "报错了月份")
    assert read_withdrawals(tmp_path / "inbox") == (
        [Withdrawal(name, None, AT.replace(hour=11), "测试员", "报错了月份")],
        [],
    )
