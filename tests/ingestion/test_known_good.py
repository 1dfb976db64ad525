"""A reader proves itself on files that are known to be good before it judges any other."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ingestion.known_good import FILES, NotProvedError, prove
from tests.building.workbooks import csv_file, xlsx


@pytest.fixture
def files(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FILES, tmp_path / "files"))


def test_the_files_of_every_kind_are_read_as_they_should_be(files: Path) -> None:
    prove(files)


def test_a_file_that_is_read_otherwise_is_named(files: Path) -> None:
    (files / "sample.xlsx").write_bytes(xlsx({"样本": [["项目编号", "完成比例"], ["TY-0001", 85]]}))
    with pytest.raises(NotProvedError, match=r"sample\.xlsx is read as"):
        prove(files)


def test_a_parser_that_fails_over_a_good_file_has_not_proved_itself(files: Path) -> None:
    (files / "sample.ods").write_bytes(b"PK")
    with pytest.raises(NotProvedError, match=r"sample\.ods"):
        prove(files)


def test_a_csv_whose_numbers_are_others_is_read_otherwise(files: Path) -> None:
    (files / "sample.csv").write_bytes(csv_file([["项目编号", "完成比例"], ["TY-0001", 0.86]]))
    with pytest.raises(NotProvedError, match=r"sample\.csv"):
        prove(files)


def test_a_disk_that_gives_nothing_is_not_the_readers_fault(files: Path) -> None:
    (files / "sample.xls").unlink()
    with pytest.raises(FileNotFoundError):
        prove(files)
