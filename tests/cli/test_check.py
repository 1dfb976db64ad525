"""`lifecircle check` as a town's clerk calls it, before sending."""

from __future__ import annotations

from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from lifecircle.home import Home
from tests.building.hostile_workbooks import macros
from tests.building.terminal import lifecircle
from tests.building.workbooks import monthly_report, project

pytestmark = pytest.mark.long

NAME = "月报_南桥镇_2024-03.xlsx"


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """A file that can be sent, one with a row to mend, one that is refused, one that is not safe."""
    contents = {
        "good": (NAME, monthly_report()),
        "mend": (NAME, monthly_report([project(progress_pct=120), project("NQ2024-002")])),
        "refused": (NAME, monthly_report(projects=())),
        "unsafe": ("月报_青村镇_2024-03.xlsx", macros()),
    }
    paths = {}
    for what, (name, data) in contents.items():
        paths[what] = tmp_path / what / name
        paths[what].parent.mkdir()
        paths[what].write_bytes(data)
    return paths


def test_a_file_without_a_fault_can_be_sent(files: dict[str, Path]) -> None:
    done = lifecircle("check", files["good"])
    assert done.returncode == 0, done.stdout + done.stderr
    assert "可以报送" in done.stdout
    assert "未检查跨文件的问题" in done.stdout


def test_what_is_wrong_is_said_and_marked_and_the_exit_status_tells(files: dict[str, Path], tmp_path: Path) -> None:
    done = lifecircle("check", *files.values(), "--mark", tmp_path / "marked")
    assert done.returncode == 1
    for said in ("第 2 行“形象进度”为 120", "1 行须改正，其余 2 行可以采用", "“项目进展”没有数据行", "文件带有宏"):
        assert said in done.stdout
    marked = [*(tmp_path / "marked").rglob("*.xlsx")]
    assert {path.name for path in marked} == {NAME}  # the name tells form, unit and period: it is kept
    assert [CalamineWorkbook.from_path(path).sheet_names[-1] for path in marked] == ["校验结果"] * 2


def test_with_a_home_what_looks_across_files_is_checked_too(files: dict[str, Path], home: Home) -> None:
    done = lifecircle("check", files["good"], "--home", home.root)
    assert done.returncode == 1
    assert "E06" in done.stdout
    assert "未检查" not in done.stdout


def test_a_file_that_the_home_has_taken_already_is_said_to_have_been_received(
    files: dict[str, Path], home: Home, inbox: Path
) -> None:
    taken = next(path for path in sorted(inbox.rglob("年度计划_*.xlsx")))
    done = lifecircle("check", taken, files["good"], "--home", home.root)
    assert done.stdout.count("已收到过") == 1
    assert "不必重复报送" in done.stdout.partition(NAME)[0]


def test_a_file_that_is_not_there_or_a_home_without_a_build_is_named(files: dict[str, Path], tmp_path: Path) -> None:
    assert "nowhere.xlsx" in lifecircle("check", tmp_path / "nowhere.xlsx").stderr.replace("\n", "")
    assert str(tmp_path) in lifecircle("check", files["good"], "--home", tmp_path).stderr.replace("\n", "")
