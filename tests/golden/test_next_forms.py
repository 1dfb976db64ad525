"""The forms of the month after the golden quarter: begun with what is known, completed by a clerk, accepted at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import openpyxl
import pytest

from lifecircle.forms import load_forms
from lifecircle.home import Home
from tests.building.districts import TOY_DISTRICT
from tests.building.terminal import lifecircle
from tests.golden.golden_quarter import take_in

pytestmark = pytest.mark.long

MONTH = "2023-10"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("golden") / "home")
    take_in(home)
    return home


@pytest.fixture(scope="module")
def folder(home: Home, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("forms")
    run("forms", "--out", out, "--month", MONTH, home=home)
    return out


def run(*arguments: str | Path, home: Home) -> str:
    done = lifecircle(*arguments, "--home", home.root, LIFECIRCLE_REFERENCE=TOY_DISTRICT)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def rows(path: Path, sheet: str) -> Iterator[dict[str, object]]:
    header, *found = openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)
    yield from (dict(zip(map(str, header), row, strict=True)) for row in found)


def test_every_unit_gets_what_it_has_to_send(folder: Path) -> None:
    assert {path.name for path in folder.iterdir()} == {
        "好差评台账_区园林局_2023-10.xlsx",
        "资金拨付台账_区财政局_2023-10.xlsx",
        "指标台账_区园林局_2023-10.xlsx",
        "月报_东湖镇_2023-10.xlsx",
        "月报_西山街道_2023-10.xlsx",
        "认定公开台账_区规划局_2023-10.xlsx",
        "设施台账_区园林局_2023-10.xlsx",
        "设施台账_区规划局_2023-10.xlsx",
        "项目审批台账_区规划局_2023-10.xlsx",
    }


def test_a_report_begins_with_the_projects_to_be_reported_and_the_open_issues(folder: Path) -> None:
    projects = {str(row["项目编号"]): row for row in rows(folder / "月报_东湖镇_2023-10.xlsx", "项目进展")}
    # told to be finished or cancelled in August: not asked for again
    assert not {"XM01-2023-012", "XM01-2023-013"} & set(projects)
    assert projects["XM01-2023-002"]["形象进度"] == 99
    assert projects["XM01-2023-016"]["项目状态"] == "在建"
    answered = ("本月完成投资(万元)", "本年累计完成投资(万元)", "本月进展", "下月计划")
    assert all(row[header] is None for row in projects.values() for header in answered)
    issues = {str(row["问题编号"]): row["处理状态"] for row in rows(folder / "月报_东湖镇_2023-10.xlsx", "存在问题")}
    assert set(issues) == {"WT01-2023-005", "WT01-2023-006"}


def test_completed_it_is_accepted_without_a_finding(folder: Path, home: Home, tmp_path: Path) -> None:
    with duckdb.connect(str(home.snapshot.resolve()), read_only=True) as marts:
        known: dict[str, float] = dict(
            marts.execute("select project_id, ytd_investment from marts.project_status").fetchall()
        )
    for path in sorted(folder.iterdir()):
        book = openpyxl.load_workbook(path)
        if "封面" in book.sheetnames:
            book["封面"]["B3"] = "张丁"
        form = next(form for form in load_forms().values() if path.name.startswith(f"{form.stem}_"))
        for table in form.tables.values():
            sheet = book[table.sheet or form.title]
            for row in range(2, sheet.max_row + 1):
                if sheet.cell(row, 1).value is None:
                    continue
                for number, (field, column) in enumerate(table.columns.items(), 1):
                    cell = sheet.cell(row, number)
                    if cell.value is None and column.required:
                        answers = {"status": "未启动", "progress_pct": 0, "ytd_investment": 0, "dept": "区规划局"}
                        cell.value = known.get(sheet.cell(row, 1).value) or answers.get(field, 1)
        book.save(tmp_path / path.name)
    said = run("check", *sorted(tmp_path.iterdir()), home=home)
    assert said.count("可以报送") == 9, said
