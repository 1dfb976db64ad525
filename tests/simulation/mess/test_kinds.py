"""Each kind of mess occurs in a heavy simulation of some months (docs/contract/submissions.md, Normalised)."""

from __future__ import annotations

import re

import pytest

from tests.simulation.mess.seen import Seen


@pytest.mark.parametrize(
    "pattern",
    [
        r"_2023年\d月[_.]",
        r"_2023年\d\d月[_.]",
        r"_2023\d\d[_.]",
        r"_２０２３",
        r"_2023-Q\d",
        r"_2023年[一二三四]季度",
        r"_2023年第[一二三四]季度",
        r"_2023年\.",
        r"_v2\.",
        r"月报_..镇人民政府_",
        r" _2023",
        r"\.XLSX$",
        r"\.xls$",
        r"\.ods$",
        r"\.csv$",
        r"\.(doc|docx|pdf|et|zip|xlsm)$",
        r"/~\$|^~\$|\.~月报|\.part$|\.tmp$|Thumbs\.db$|\.DS_Store$|desktop\.ini$",
        r"^已收/",
        r"^再次报送/",
        r"报送材料|^\.\.\.\.|😀|终稿",
    ],
)
def test_a_file_is_called(pattern: str, heavy: Seen) -> None:
    assert any(re.search(pattern, path) for path in heavy.paths)


@pytest.mark.parametrize(
    "pattern",
    [
        r"附件\d .+|.+表|\d\..+",
        r"Sheet1",
        r"Sheet2|填写须知|备用",
    ],
)
def test_a_sheet_is_called(pattern: str, heavy: Seen) -> None:
    assert any(re.fullmatch(pattern, sheet) for sheet in heavy.sheets)


@pytest.mark.parametrize(
    "pattern",
    [
        r"单位[:：](元|千元|万元|百万元|亿元)",
        r"资金来源.*",
        r"市级",
        r"计划进度",
        r".*投资[（(](元|亿元|千元|百万元)[)）]",
        r".*[*＊]",
        r".*\n.*",
        r".+（万元）",
        r"序号",
        r"审核意见",
        r"形象进度\(%\)|完成进度|进度",
        r"单位名称[:：]",
        r"合计|总计",
        r"小计",
        r"填表说明.*",
        r"注：.*",
        r"[\d.]+万",
        r"[\d.]+亿元",
        r"[\d.]+元",
        r"[\d,]+,\d{3}(\.\d+)?",
        r"[０-９．]+",
        r"\d+％",
        r"\d+%",
        r"\d+平方米",
        r"\d+人",
        r"\d{8}",
        r"\d{4}/\d+/\d+",
        r"\d{4}\.\d+\.\d+",
        r"\d{4}年\d+月\d+日",
        r"\d{4}年\d+月",
        r"\d{4}年\d+月[上中下]旬",
        r"\d{4}年\d+月底",
        r"20\d\d年底",
        r"竣工|已完工",
        r"施工中|建设中",
        r"√|Y|有",
        r"×|N|无",
        r"任务[一二三四五六七八九十]+",
        r"（[一二三四五六七八九十]+）",
        r"南桥",
        r".+、.+",
        r"—|——|待定",
        r"[Ａ-Ｚ]{2}.*",
        r"　.+",
        r"约80%?",
        r"#(DIV/0!|REF!|NAME\?|VALUE!)",
        r"推进中|基本完成",
        r"=.*",
    ],
)
def test_a_cell_holds(pattern: str, heavy: Seen) -> None:
    assert any(re.fullmatch(pattern, cell) for cell in heavy.cells)


@pytest.mark.parametrize(
    "pattern",
    [
        r"<mergeCell ref=\"A1:\w+1\"",
        r"<mergeCell ref=\"([A-Z]+)\d+:\1\d+\"",
        r"<row [^>]*hidden=\"1\"",
        r"<col [^>]*hidden=\"1\"",
        r"<f>[^<]*\*1</f><v>",
        r"<f>SUM\(B2,C2\)</f></c>",
        r"t=\"e\"><f>1/0</f>",
        r"<!DOCTYPE",
        r"xl/vbaProject\.bin",
        r"xl/embeddings/",
        r"<row r=\"\d{6}\"",
    ],
)
def test_the_parts_of_a_workbook_hold(pattern: str, heavy: Seen) -> None:
    assert re.search(pattern, heavy.xml)


@pytest.mark.parametrize("pattern", ["number-rows-spanned", "collapse", "number-rows-repeated", "percentage", "of:="])
def test_a_spreadsheet_of_opendocument_holds(pattern: str, heavy: Seen) -> None:
    assert pattern in heavy.ods


def test_files_are_empty_and_encrypted_too(heavy: Seen) -> None:
    assert b"" in heavy.heads
    assert bytes.fromhex("d0cf11e0a1b11ae1") in heavy.heads


def test_every_finding_is_earned_on_purpose(heavy: Seen) -> None:
    # W04 is earned by unknown columns, which are no fault of a row or a file
    fatal, errors = {f"F0{n}" for n in range(1, 10)}, {f"E{n:02d}" for n in range(1, 12)}
    warnings = {f"W0{n}" for n in range(1, 9) if n != 4}
    assert set(heavy.result.faults) == fatal | errors | warnings
