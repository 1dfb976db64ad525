"""The same table in .xlsx, .xls, .ods and .csv is the same rows (docs/contract/submissions.md, Normalised)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from ingestion.submission import Submission
from tests.building.hostile_workbooks import changed, sheet_part
from tests.building.submissions import FACILITIES, INDICATORS, codes, rows, submit, unknown, values
from tests.building.workbooks import (
    ErrorCell,
    Formula,
    Percentage,
    Range,
    Rows,
    csv_file,
    headers,
    ods,
    ods_of,
    xls,
    xlsx,
)

MAKERS: dict[str, Callable[..., bytes]] = {"xlsx": xlsx, "xls": xls, "ods": ods}
HEADER = headers("facility_ledger", "facility_ledger")
WORKBOOKS = pytest.mark.parametrize("ending", MAKERS)
EVERY_KIND = pytest.mark.parametrize("ending", [*MAKERS, "csv"])


def facility(facility_id: str | None = "F-001", **changes: Any) -> list[Any]:
    row: dict[str, Any] = {
        "facility_id": facility_id,
        "facility_name": "体育公园",
        "facility_type": "社区体育公园",
        "town": "南桥镇",
        "community_code": "NQ-C01",
        "lon": 121.45,
        "lat": 30.91,
        "opened_on": date(2020, 5, 1),
        "status": "在用",
        "floor_area": 1200.5,
        "capacity": 300,
        "standardised": "是",
        "accessible": "否",
    } | changes
    return list(row.values())


def ledger(ending: str, sheet: Rows, merges: tuple[Range, ...] = ()) -> Submission:
    data = csv_file(sheet) if ending == "csv" else MAKERS[ending]({"设施": sheet}, merges)
    return submit(data, f"{FACILITIES}.{ending}")


@EVERY_KIND
def test_a_ledger_says_the_same_in_every_kind_of_file(ending: str) -> None:
    row = rows(ledger(ending, [HEADER, facility()]), "facility_ledger")[0]
    assert {field: row[field] for field in ("row_number", "facility_id", "town", "lon", "lat", "status")} == {
        "row_number": 2,
        "facility_id": "F-001",
        "town": "nanqiao",
        "lon": 121.45,
        "lat": 30.91,
        "status": "在用",
    }
    assert (row["opened_on"], row["floor_area"], row["capacity"]) == (date(2020, 5, 1), 1200.5, 300)
    assert (row["standardised"], row["accessible"]) == (True, False)


@EVERY_KIND
def test_an_error_cell_is_a_finding_in_a_column_of_any_type(ending: str) -> None:
    fields = ["facility_name", "town", "lon", "opened_on", "status", "floor_area", "standardised"]
    table = ledger(ending, [HEADER, *(facility(f"F-{n}", **{field: ErrorCell()}) for n, field in enumerate(fields))])
    assert [(finding.code, finding.field, finding.value) for finding in table.findings] == sorted(
        (("E02", field, "#N/A") for field in fields), key=lambda found: list(_fields()).index(found[1])
    )
    assert [row["unreadable"] for row in rows(table, "facility_ledger")] == fields


def _fields() -> list[str]:
    return list(rows(ledger("csv", [HEADER, facility()]), "facility_ledger")[0])


@pytest.mark.parametrize("ending", ["xlsx", "ods"])  # an .xls always stores one
def test_a_formula_without_a_stored_value_is_a_finding(ending: str) -> None:
    table = ledger(ending, [HEADER, facility(floor_area=Formula("=B1*2"))])
    assert codes(table) == ["E02"]
    assert "B1*2" in str(table.findings[0].value)


@WORKBOOKS
@pytest.mark.parametrize("shown", ["0%", "0.00%", '0"项"0.0%', "[Red]0%", "0%;-0%", "[<0.5]0%;0.0%"])
def test_a_number_under_a_percentage_format_counts_times_100(ending: str, shown: str) -> None:
    sheet = [
        ["项目编号", "项目名称", "任务序号", "项目状态", "形象进度", "本年累计完成投资"],
        ["NQ2024-001", "社区公园", 5, "在建", Percentage(0.856, shown), 80],
        ["NQ2024-002", "社区公园", 5, "在建", 0.856, 80],
        ["NQ2024-003", "社区公园", 5, "在建", "0.856", 80],
        ["NQ2024-004", "社区公园", 5, "在建", "85.6％", 80],
        ["NQ2024-005", "社区公园", 5, "在建", Percentage(1.2, shown), 80],
    ]
    issues = [["问题编号", "问题类别", "问题描述", "提出日期", "处理状态"]]
    parts = {"封面": [["单位名称", "南桥镇"], ["报告月份", "2024-03"], ["填报人", "甲"]], "存在问题": issues}
    read = submit(MAKERS[ending](parts | {"项目进展": sheet}), f"月报_南桥镇_2024-03.{ending}")
    assert values(read, "project_progress", "progress_pct") == [85.6, 0.856, 0.856, 85.6, 120]
    assert values(read, "project_progress", "as_percent") == ["progress_pct", "", "", "progress_pct", "progress_pct"]


@WORKBOOKS
@pytest.mark.parametrize("shown", ["0.00", '0"%"', "0\\%"])
def test_a_percent_sign_that_is_only_text_makes_no_percentage(ending: str, shown: str) -> None:
    if ending == "ods":
        pytest.skip("an .ods says itself whether a value is a percentage")
    sheet = [HEADER, facility(capacity=Percentage(0.5, shown))]
    assert values(ledger(ending, sheet), "facility_ledger", "capacity") == [0.5]


@WORKBOOKS
def test_a_merged_text_town_date_or_list_word_holds_for_every_row_and_a_number_or_key_for_the_first(
    ending: str,
) -> None:
    sheet = [HEADER, facility("F-1"), [None] * 13, ["F-3", *[None] * 12]]
    merges = tuple((2, column, 4, column) for column in range(2, 14))
    read = rows(ledger(ending, sheet, merges), "facility_ledger")
    assert [row["row_number"] for row in read] == [2, 4]
    last = read[-1]
    held = (
        "facility_name",
        "facility_type",
        "town",
        "community_code",
        "opened_on",
        "status",
        "standardised",
        "accessible",
    )
    assert {field: last[field] for field in held} == {field: read[0][field] for field in held}
    assert [last[field] for field in ("lon", "lat", "floor_area", "capacity")] == [None] * 4


@WORKBOOKS
def test_a_merged_key_holds_for_the_first_row_alone(ending: str) -> None:
    sheet = [HEADER, facility("F-1"), facility(None)]
    assert values(ledger(ending, sheet, ((2, 1, 3, 1),)), "facility_ledger", "facility_id") == ["F-1", None]


@EVERY_KIND
def test_a_ledger_is_its_first_sheet_whatever_its_name(ending: str) -> None:
    if ending == "csv":
        pytest.skip("a .csv has one sheet")
    data = MAKERS[ending]({"表一": [HEADER, facility()], "设施台账": [["别的"]]})
    assert values(submit(data, f"{FACILITIES}.{ending}"), "facility_ledger", "facility_id") == ["F-001"]


def test_a_repeated_row_of_an_ods_is_as_many_rows_and_repeated_empty_ones_are_none() -> None:
    def cells(*texts: str) -> str:
        return "".join(
            f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>' for text in texts
        )

    table = (
        f'<table:table table:name="表"><table:table-row>{cells("指标代码", "街镇", "分子", "分母")}</table:table-row>'
        '<table:table-row table:number-rows-repeated="5">'
        '<table:table-cell table:number-columns-repeated="1024"/></table:table-row>'
        f'<table:table-row table:number-rows-repeated="2">{cells("T12_5G", "南桥镇", "1", "2")}</table:table-row>'
        '<table:table-row table:number-rows-repeated="1048568"><table:table-cell/></table:table-row></table:table>'
    )
    read = submit(ods_of(table), f"{INDICATORS}.ods")
    assert values(read, "indicator_ledger", "row_number") == [7, 8]


@pytest.mark.parametrize(
    "aside",
    [
        "<office:annotation><text:p>请核对</text:p></office:annotation>",
        "<draw:frame><draw:text-box><text:p>图</text:p></draw:text-box></draw:frame>",
        '<table:table table:name="内"><table:table-row><table:table-cell>'
        "<text:p>内</text:p></table:table-cell></table:table-row></table:table>",
    ],
    ids=["a note", "a text box", "a table within"],
)
def test_what_hangs_on_an_ods_cell_is_not_its_value(aside: str) -> None:
    def cells(*texts: str) -> str:
        return "".join(f"<table:table-cell>{aside}<text:p>{text}</text:p></table:table-cell>" for text in texts)

    lines = [("指标代码", "街镇", "分子", "分母"), ("T12_5G", "南桥镇", "1", "2")]
    body = "".join(f"<table:table-row>{cells(*line)}</table:table-row>" for line in lines)
    read = submit(ods_of(f'<table:table table:name="表">{body}</table:table>'), f"{INDICATORS}.ods")
    assert (values(read, "indicator_ledger", "numerator"), unknown(read)) == ([1.0], [])


def test_a_text_called_ods_is_refused_though_it_has_a_table() -> None:
    data = ods({"表": [["指标代码", "街镇", "分子", "分母"], ["T12_5G", "南桥镇", 1, 2]]})
    part, xml = sheet_part(data, "content.xml")
    text = changed(data, {part: xml.replace("office:spreadsheet", "office:text").encode()})
    assert (submit(data, f"{INDICATORS}.ods").rejected_by, submit(text, f"{INDICATORS}.ods").rejected_by) == (
        None,
        "F01",
    )


def test_a_ledger_without_any_sheet_has_no_header_and_a_workbook_lacks_its_sheets() -> None:
    assert submit(ods_of(""), f"{FACILITIES}.ods").rejected_by == "F05"
    assert submit(ods_of(""), "月报_南桥镇_2024-03.ods").rejected_by == "F04"


@pytest.mark.parametrize("value", ["2024-02-30", "99999-01-01", "-0044-03-15", "x", ""])
def test_an_impossible_date_in_an_ods_is_that_cells_fault_and_not_the_files(value: str) -> None:
    data = ods({"设施": [HEADER, facility()]})
    name = f"{FACILITIES}.ods"
    part, xml = sheet_part(data, "content.xml")
    read = submit(
        changed(
            data,
            {
                part: xml.replace('date-value="2020-05-01"', f'date-value="{value}"')
                .replace("<text:p>2020-05-01<", "<text:p>某日<")
                .encode()
            },
        ),
        name,
    )
    assert codes(read) == ["E02"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(
            '指标代码,街镇,分子,分母\nT12_5G,"南桥镇,1,2\nT12_5G,青村镇,1,2\n'.encode(),
            "F01",
            id="an unclosed quotation mark",
        ),
        pytest.param("指标代码,街镇,分子,分母\n".encode("utf-16-le"), "F01", id="UTF-16 without its mark"),
        pytest.param("指标代码,街镇\0,分子,分母\n".encode(), "F01", id="a NUL"),
        pytest.param(b"\xff\xfe\xfd\x81\x20", "F01", id="bytes that are no text"),
        pytest.param("指标代码,街镇,分子,分母\n".encode() + b"T12_5G,x,1,2\n" * 200_000, "F03", id="200,000 rows"),
        pytest.param("指标代码,街镇,分子,分母\n".encode() + b"," * 256 + b"x\n", "F03", id="a value in column 257"),
        pytest.param("指标代码,街镇,分子,分母\n".encode() + b"x" * (20 * 2**20), "F03", id="over 20 MiB"),
        pytest.param(b'"' + b"x" * (19 * 2**20) + b'"', "F01", id="a line of 19 MiB"),
        pytest.param(b"", "F05", id="nothing at all"),
    ],
)
def test_a_csv_that_cannot_be_taken_is_refused(data: bytes, code: str) -> None:
    assert submit(data, f"{INDICATORS}.csv").rejected_by == code


def test_a_csv_takes_quotes_line_breaks_in_cells_blank_lines_and_empty_columns_beyond_the_limit() -> None:
    text = '指标代码,"街\n镇",分子,分母\n\n"T12_5G",南桥镇,"1,234",5"\n' + "," * 400 + "\n" * 150_000
    read = submit(text.replace('5"', "5").encode("gb18030"), f"{INDICATORS}.csv")
    assert values(read, "indicator_ledger", "numerator") == [1234.0]
    assert values(read, "indicator_ledger", "row_number") == [3]
