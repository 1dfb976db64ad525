from __future__ import annotations

from pathlib import Path

import pytest

from lifecircle.writing import unfinished_path
from receipts.names import copy_name, ending, receipt_folder, safe_name, unit_folder

HOSTILE = [
    "../../etc/passwd.xlsx",
    "/etc/cron.d/x.xlsx",
    "..\\..\\windows\\x.xls",
    "..",
    ".",
    "",
    ".bashrc",
    "a\nb\x00c.xlsx",
    "月报\u202excod.xlsx",
    "很" * 500 + ".ods",
    "con:aux|<>?*.xlsx",
    "dir/../..//x.csv",
    "  . .xlsx",
]


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("make", [copy_name, safe_name, unit_folder, lambda name: receipt_folder(name, "../x")])
def test_a_hostile_name_becomes_one_harmless_path_component(make: object, name: str) -> None:
    assert callable(make)
    made = make(name)
    assert made not in ("", ".", "..")
    assert not made.startswith(".")
    assert not set(made) & set('/\\:*?"<>|\n\0\u202e')
    assert len(unfinished_path(Path(made)).name.encode()) <= 255


def test_a_copy_bears_the_originals_name_so_that_it_can_be_sent_back_as_it_is() -> None:
    assert copy_name("三月/月报_南桥镇_2024-03_v2.xls") == "月报_南桥镇_2024-03_v2.xlsx"
    assert copy_name("月报_南桥镇_2024-03.XLSX") == "月报_南桥镇_2024-03.xlsx"
    assert copy_name("月报_南桥镇_2024-03 ．ｘｌｓｘ") == "月报_南桥镇_2024-03.xlsx"


@pytest.mark.parametrize("name", ["月报.XLSX", "月报．ｘｌｓｘ", "月报. xlsx", "月报.xlsx "])
def test_an_ending_is_read_however_it_is_written(name: str) -> None:
    assert ending(name) == "xlsx"


def test_folders_of_two_submissions_of_one_name_differ() -> None:
    assert receipt_folder("月报_南桥镇_2024-03.xlsx", "ab12") == "月报_南桥镇_2024-03__ab12"
    assert receipt_folder("月报_南桥镇_2024-03.xlsx", "cd34") != receipt_folder("月报_南桥镇_2024-03.xlsx", "ab12")


def test_receipts_of_an_unknown_unit_have_their_folder() -> None:
    assert unit_folder(None) == "unknown"
