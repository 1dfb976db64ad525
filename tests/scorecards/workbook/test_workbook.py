"""The workbook says what the pages say, for those who calculate on: the same bytes again, and text stays text."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import datetime
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook as Read

from lifecircle.calendar import CHINA
from lifecircle.home import Home
from lifecircle.marts.opening import open_snapshot
from scorecards.definitions import load_definitions
from scorecards.edition import CausingSubmission, Difference, Edition
from scorecards.figures.metrics import Metric
from scorecards.figures.quarter import Quarter, read_quarter
from scorecards.workbook.book import render_workbook
from scorecards.workbook.writing import height_of, lines_of
from tests.building.shown_quarter import ATTACK, DRAFT

SHEETS = [
    "封面说明",
    "街镇排名",
    "指标得分",
    "加减分",
    "板块",
    "任务",
    "指标",
    "部门",
    "部门指标",
    "项目",
    "覆盖",
    "生活圈",
    "督办清单",
    "投资拨付差异",
    "待核数据",
    "报送情况",
    "收到文件",
    "校验问题",
    "资金",
    "审批",
    "公众参与",
    "需求",
    "文件",
    "历次总分",
    "指标定义",
]
A4 = 9
FORMULA = '=HYPERLINK("http://example.org","点我")'


pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning:openpyxl")


@pytest.fixture(scope="session")
def quarter(published_once: Home) -> Quarter:
    with open_snapshot(published_once) as marts:
        return read_quarter(marts, DRAFT.quarter, DRAFT.basis)


@pytest.fixture(scope="session")
def content(quarter: Quarter) -> bytes:
    return render_workbook(quarter, DRAFT)


@pytest.fixture(scope="session")
def book(content: bytes) -> Read:
    return openpyxl.load_workbook(io.BytesIO(content))


def rows(book: Read, sheet: str) -> list[dict[str, Any]]:
    """The rows of a sheet below its head row, by header."""
    head, *found = list(book[sheet].iter_rows(min_row=3, values_only=True))
    headers = [str(header or "").replace("\n", "") for header in head]
    return [dict(zip(headers, row, strict=True)) for row in found if row[1] is not None]


def test_the_same_figures_make_the_same_bytes(quarter: Quarter, content: bytes) -> None:
    assert render_workbook(quarter, DRAFT) == content


def test_it_is_dated_as_its_figures_and_not_as_its_making(book: Read, content: bytes) -> None:
    assert (book.properties.created, book.properties.modified) == (datetime(2024, 4, 10, 23, 59, 59),) * 2  # noqa: DTZ001
    assert {part.date_time for part in zipfile.ZipFile(io.BytesIO(content)).infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_there_is_a_sheet_for_everything_that_the_pages_show(book: Read) -> None:
    assert book.sheetnames == SHEETS


def test_every_sheet_keeps_its_head_in_sight_and_on_every_printed_page(book: Read) -> None:
    for sheet in book:
        assert sheet.freeze_panes
        assert sheet.print_title_rows == "$3:$3"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (A4, 0)
        assert sheet.oddFooter.right.text == "第 &P 页，共 &N 页"
        assert sheet.title == "封面说明" or sheet.auto_filter.ref


def test_a_size_in_a_header_does_not_run_into_the_digits_after_it(content: bytes) -> None:
    for name, xml in parts(content, "worksheets/sheet"):
        codes = re.findall(r"<odd(?:Header|Footer)>(.*?)</odd", xml)
        assert codes, name
        assert not any(re.search(r"&amp;\d+[^\d ]", code) for code in codes)


def test_charts_trends_lights_and_bars_are_excels_own(content: bytes) -> None:
    assert len(list(parts(content, "charts/chart"))) == 5
    sheets = "".join(xml for _, xml in parts(content, "worksheets/sheet"))
    for mark in ('<iconSet showValue="0">', "x14:sparkline>", 'type="dataBar"'):
        assert mark in sheets


def test_what_is_missing_is_a_word_and_never_zero(book: Read) -> None:
    missing = next(row for row in rows(book, "指标") if row["指标"] == "万人火警数" and row["范围"] == "全区")
    assert (missing["本季值"], missing["情况"]) == ("未报送", "未报送")
    late = rows(book, "报送情况")
    assert {row["首次受理"] for row in late if row["情况"] == "未报送"} == {"未受理"}
    assert {row["报送日期"] for row in rows(book, "文件") if row["街镇"] == "奉浦街道"} == {"未报送"}
    for name in SHEETS[1:]:
        table = book[name][book[name].auto_filter.ref]
        assert all(cell.value is not None for row in table if row[1].value is not None for cell in row), name


def test_a_finished_projects_light_is_blue_and_no_green_icon(book: Read) -> None:
    assert {(row["灯"], row["灯色"]) for row in rows(book, "项目")} == {("◆", "蓝灯"), (1, "红灯")}


def test_a_word_for_what_is_missing_looks_otherwise_than_a_value(book: Read) -> None:
    words = [cell for cell in book["指标"]["K"] if cell.value == "未报送"]
    assert words
    assert all(cell.font.italic for cell in words)


def test_text_that_looks_like_a_formula_or_markup_stays_text(quarter: Quarter) -> None:
    first, *others = quarter.projects
    changed = replace(quarter, projects=(replace(first, name=FORMULA), *others))
    book = openpyxl.load_workbook(io.BytesIO(render_workbook(changed, DRAFT)))
    names = {cell.value: cell.data_type for cell in book["项目"]["B"]}
    assert names[FORMULA] == names[ATTACK] == "s"


def test_no_cell_is_a_formula_and_no_link_leads_out(book: Read) -> None:
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert not (cell.hyperlink and cell.hyperlink.target)


def test_the_cover_leads_to_every_sheet(book: Read) -> None:
    links = {cell.hyperlink.location for cell in book["封面说明"]["A"] if cell.hyperlink}
    assert links == {f"'{name}'!A1" for name in SHEETS[1:]}


def test_every_metric_adjustment_and_rule_is_defined_with_its_source_and_what_is_assumed(
    book: Read, quarter: Quarter
) -> None:
    defined, found = load_definitions(), rows(book, "指标定义")
    metrics: list[Metric] = list(quarter.metrics.values())
    assert {metric.code for metric in metrics} | set(defined.adjustments) <= {row["代码"] for row in found}
    assert {*defined.rules, *defined.lists} <= {row["含义"] for row in found}
    assert all("本系统暂定" in row["依据"] for row in found)
    assert all(row["数据来源"] for row in found)
    assert any("行动方案" in row["依据"] for row in found)


def test_figures_are_those_of_the_cards_and_are_not_rounded(book: Read, quarter: Quarter) -> None:
    ranking = {row["街镇"]: row for row in rows(book, "街镇排名")}
    town = quarter.town("nanqiao")
    assert (ranking["南桥镇"]["名次"], ranking["南桥镇"]["总分"]) == (town.rank, town.total)
    metrics = {(row["街镇"], row["代码"]): row for row in rows(book, "指标得分")}
    for score in town.metrics:
        assert metrics["南桥镇", score.code]["分子"] == score.numerator
        assert metrics["南桥镇", score.code]["得分率"] == ("不适用" if score.ratio is None else score.ratio)


def test_a_restatement_has_sheets_of_what_changed_and_why(quarter: Quarter) -> None:
    change = Difference("nanqiao", "南桥镇", "total", "总分", "81.20", "82.31")
    cause = CausingSubmission(
        "月报.xlsx", "街镇月报", "南桥镇", "2024-03", datetime(2024, 4, 12, tzinfo=CHINA), "新收到"
    )
    v2 = replace(DRAFT, version=2, previous=1, differences=(change,), causes=(cause,), reason="补报")
    book = openpyxl.load_workbook(io.BytesIO(render_workbook(quarter, v2)))
    assert list(rows(book, "与上一版差异")[0].values()) == ["南桥镇", "总分", "81.20", "82.31"]
    assert rows(book, "修订依据")[0]["情况"] == "新收到"


def test_it_is_dated_and_named_as_its_edition(quarter: Quarter) -> None:
    demo = replace(DRAFT, version=1, approved_by="演示", is_demo=True)
    book = openpyxl.load_workbook(io.BytesIO(render_workbook(quarter, demo)))
    assert book.properties.subject == "正式 v1"
    assert "演示用，非正式批准" in book["封面说明"]["A2"].value


def test_a_quarter_without_anything_but_towns_has_words_for_all_that_is_absent(quarter: Quarter) -> None:
    bare = replace(
        quarter, projects=(), matters=(), discrepancies=(), coverage=(), circles=(), demands=(), approvals=()
    )
    book = openpyxl.load_workbook(io.BytesIO(render_workbook(bare, DRAFT)))
    assert book["督办清单"]["A4"].value == "本季没有需要督办的事项。"
    assert book["投资拨付差异"]["A4"].value == "本季没有完成投资与资金拨付有差异的项目。"


@pytest.mark.parametrize(
    ("text", "width", "lines"), [("短", 20, 1), ("长" * 20, 22, 2), ("a" * 41, 22, 3), (None, 5, 1)]
)
def test_a_row_is_as_high_as_its_longest_text(text: str | None, width: float, lines: int) -> None:
    assert lines_of(text, width) == lines


def test_no_row_is_higher_than_excel_takes() -> None:
    assert height_of(("长" * 5000, 20)) == 409


def parts(content: bytes, path: str) -> list[tuple[str, str]]:
    """The parts of a workbook whose names hold a path, as text."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [(name, archive.read(name).decode()) for name in archive.namelist() if f"xl/{path}" in name]


def test_an_edition_is_told_by_its_cover(book: Read) -> None:
    edition: Edition = DRAFT
    words = {row[0].value: row[1].value for row in book["封面说明"].iter_rows(min_row=4)}
    assert words["数据截至"] == "2024年4月10日 23:59:59（北京时间）"
    assert words["规则版本"] == edition.rule_version
