"""Files as old offices, other programs and people who copy leave them: read, or refused by their true cause."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest
import xlsxwriter
import xlwt
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from ingestion.submission import Submission
from lifecircle.xls_stream import read_stream
from tests.building.hostile_workbooks import changed
from tests.building.submissions import FACILITIES, REPORT, codes, rows, submit, values
from tests.building.workbooks import (
    Rows,
    cover,
    csv_file,
    headers,
    issue,
    monthly_report,
    ods_of,
    project,
    workbook,
    xls,
)

HEADER = headers("facility_ledger", "facility_ledger")


def facility(number: int = 1, **changes: Any) -> list[Any]:
    who = [f"TY-000{number}", "健身点", "健身场地", "南桥镇", None, 121.45, 30.91, "2021-05-06"]
    return list((dict(zip(HEADER, [*who, "在用", 100.5, 40, "是", None], strict=True)) | changes).values())


_TEXT = ' office:value-type="string"'
LEDGER: Rows = [HEADER, facility(1), facility(2)]


def ledger(data: bytes, ending: str) -> Submission:
    return submit(data, f"{FACILITIES}.{ending}")


def ids(read: Submission) -> list[Any]:
    return values(read, "facility_ledger", "facility_id")


BOTH = ["TY-0001", "TY-0002"]


def lines(separator: str = ",", table: Rows = LEDGER) -> str:
    return "\r\n".join(separator.join("" if cell is None else str(cell) for cell in row) for row in table) + "\r\n"


CSV: dict[str, Callable[[], bytes]] = {
    "UTF-16 parted by tabs, what Excel calls Unicode text": lambda: lines("\t").encode("utf-16"),
    "UTF-16 with the other mark": lambda: b"\xfe\xff" + lines("\t").encode("utf-16-be"),
    "two marks": lambda: "\ufeff\ufeff".encode() + lines().encode(),
    "tabs": lambda: lines("\t").encode("gb18030"),
    "semicolons": lambda: lines(";").encode(),
    "a first line that names the separator": lambda: b"sep=;\r\n" + lines(";").encode(),
    "Ctrl-Z at the end": lambda: lines().encode("gb18030") + b"\x1a",
    "Ctrl-Z and what a sector was filled with": lambda: lines().encode("gb18030") + b"\x1a" * 90,
    'codes as ="TY-0001"': lambda: lines().replace("TY-0001", '="TY-0001"').replace("TY-0002", '="TY-0002"').encode(),
    "lines that end as on an old Mac": lambda: lines().replace("\r\n", "\r").encode(),
}


@pytest.mark.parametrize("oddity", CSV)
def test_a_csv_is_read(oddity: str) -> None:
    read = ledger(CSV[oddity](), "csv")
    assert (ids(read), codes(read)) == (BOTH, [])


def test_a_line_that_names_the_separator_is_no_row() -> None:
    assert values(ledger(b"sep=,\r\n" + lines().encode(), "csv"), "facility_ledger", "row_number") == [2, 3]


def test_commas_part_a_file_whose_texts_hold_semicolons() -> None:
    names = "甲;乙;丙;丁;戊;己;庚;辛;壬;癸;子;丑;寅;卯;辰"
    read = ledger(lines(table=[HEADER, facility(1, **{HEADER[1]: names})]).encode(), "csv")
    assert values(read, "facility_ledger", "facility_name") == [names]


def xls_stream(*changes: Callable[[bytes], bytes]) -> bytes:
    """The workbook's stream, without a container."""
    data = read_stream(xls({"设施": LEDGER})).data
    for change in changes:
        data = change(data)
    return data


def record(kind: int, content: bytes) -> bytes:
    return struct.pack("<2H", kind, len(content)) + content


def with_record(kind: int, content: bytes) -> Callable[[bytes], bytes]:
    """Put a record before the sheet's end, where no place is told by its number."""

    def change(data: bytes) -> bytes:
        end = data.rindex(record(0x0A, b""))
        return data[:end] + record(kind, content) + data[end:]

    return change


XLS: dict[str, Callable[[], bytes]] = {
    "a stream without a container": xls_stream,
    "a note that ends too early": lambda: xls_stream(with_record(0x1C, b"\1\0\1\0\0\0\1\0\x09\0")),
    "an object of nothing": lambda: xls_stream(with_record(0x5D, b"\xff" * 7)),
    "a drawing that goes on": lambda: xls_stream(with_record(0xEC, b"\0" * 30), with_record(0x3C, b"\7" * 9)),
}


@pytest.mark.parametrize("oddity", XLS)
def test_an_xls_is_read(oddity: str) -> None:
    read = ledger(XLS[oddity](), "xls")
    assert (ids(read), codes(read)) == (BOTH, [])


def biff5(code_page: int | None, encoding: str = "gbk") -> bytes:
    """A workbook of Excel 5: texts in a code page."""
    texts = [(row, column, value) for row, cells in enumerate(LEDGER) for column, value in enumerate(cells)]
    body = record(0x0809, struct.pack("<4H", 0x0500, 0x0010, 0, 0))
    for row, column, value in texts:
        if isinstance(value, str):
            coded = value.encode(encoding)
            body += record(0x0204, struct.pack("<4H", row, column, 0, len(coded)) + coded)
        elif value is not None:
            body += record(0x0203, struct.pack("<3Hd", row, column, 0, float(value)))
    body += record(0x000A, b"")
    head = record(0x0809, struct.pack("<4H", 0x0500, 0x0005, 0, 0))
    head += record(0x0042, struct.pack("<H", code_page)) if code_page else b""
    head += record(0x00E0, struct.pack("<8H", 0, 0, 1, 0x20, 0, 0, 0, 0))
    name = "设施".encode(encoding)
    start = len(head) + 4 + 7 + len(name) + 4
    head += record(0x0085, struct.pack("<LBBB", start, 0, 0, len(name)) + name) + record(0x000A, b"")
    return head + body


@pytest.mark.parametrize("code_page", [936, 10008, 1252, 10000, 32768, None])
def test_texts_of_an_old_xls_are_gbk_whatever_code_page_it_names(code_page: int | None) -> None:
    read = ledger(biff5(code_page), "xls")
    assert (ids(read), codes(read)) == (BOTH, [])
    assert values(read, "facility_ledger", "town") == ["nanqiao"] * 2


def biff(version: int) -> bytes:
    """A bare stream of a single sheet, as Excel 2 to 4 wrote it."""
    old = version == 2
    beginning = {2: 0x0009, 3: 0x0209, 4: 0x0409}[version]
    label, number = (0x0004, 0x0003) if old else (0x0204, 0x0203)
    stream = record(beginning, struct.pack("<2H", version << 8, 0x0010) + (b"" if old else b"\0\0"))
    for row, cells in enumerate(LEDGER):
        for column, value in enumerate(cells):
            place = struct.pack("<2H", row, column) + (b"\0\0\0" if old else b"\0\0")
            if isinstance(value, str):
                text = value.encode("gbk")
                size = struct.pack("<B" if old else "<H", len(text))
                stream += record(label, place + size + text)
            elif value is not None:
                stream += record(number, place + struct.pack("<d", value))
    return stream + record(0x000A, b"")


@pytest.mark.parametrize("version", [2, 3, 4])
def test_a_workbook_of_one_sheet_without_a_container_is_read(version: int) -> None:
    read = ledger(biff(version), "xls")
    assert (ids(read), codes(read)) == (BOTH, [])


def test_a_number_whose_bytes_look_like_a_macros_record_is_a_number() -> None:
    # BOUNDSHEET of a macro sheet, as the bytes of a double
    (number,) = struct.unpack("<d", b"\x85\0\x0c\0\0\x01\x01\x40")
    book = xls({"设施": [HEADER, facility(1), facility(2, **{HEADER[9]: 1.5}), [*facility(3)[:12], number]]})
    assert ids(ledger(book, "xls")) == [*BOTH, "TY-0003"]


REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "a web page": ("xls", lambda: "<html><table><tr><td>设施编号</td></tr></table></html>".encode("gbk"), "网页"),
    "a web page saved whole": ("xls", lambda: b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n", "网页"),
    "a text parted by tabs": ("xls", lambda: lines("\t").encode("gbk"), "文本"),
    "an XML text of Excel 2003": ("xls", lambda: b'<?xml version="1.0"?><Workbook/>', "XML"),
    "a text in no encoding": ("csv", lambda: b"\xff\xfd\x81 \x20,\xff", "编码"),
    "a PDF": ("xlsx", lambda: b"%PDF-1.7\n", "PDF"),
    "an .xlsx called .xls": ("xls", lambda: workbook({"设施": LEDGER}), ".xlsx"),
    "an .xls called .xlsx": ("xlsx", lambda: xls({"设施": LEDGER}), ".xls"),
    "nothing": ("xlsx", lambda: b"", "空"),
    "a sheet of macros in an .xls": ("xls", lambda: xls_stream(with_record(0x0085, b"\0\0\0\0\0\1\1\0m")), "宏"),
    "a password on an .ods": ("ods", lambda: locked_ods(), "密码"),
}


def locked_ods() -> bytes:
    manifest = b"<manifest:manifest><manifest:encryption-data/></manifest:manifest>"
    return changed(ods_of(""), {"META-INF/manifest.xml": manifest, "content.xml": b"\x93\x11" * 40})


@pytest.mark.parametrize("what", REFUSED)
def test_a_file_that_is_not_taken_is_told_its_true_cause(what: str) -> None:
    ending, make, word = REFUSED[what]
    read = ledger(make(), ending)
    assert codes(read) == ["F01"]
    assert word in read.findings[0].message


def with_relation(kind: str, target: str, content_type: str = "application/octet-stream") -> bytes:
    data = monthly_report()
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        relations = package.read("xl/_rels/workbook.xml.rels").decode()
        types = package.read("[Content_Types].xml").decode()
    new = f'<Relationship Id="rId90" Type="{kind}" Target="{target}"/></Relationships>'
    override = f'<Override PartName="/xl/{target}" ContentType="{content_type}"/></Types>'
    return changed(
        data,
        {
            "xl/_rels/workbook.xml.rels": relations.replace("</Relationships>", new).encode(),
            "[Content_Types].xml": types.replace("</Types>", override).encode(),
            f"xl/{target}": b"x",
        },
    )


@pytest.mark.parametrize(
    "kind",
    [
        "http://schemas.microsoft.com/office/2006/relationships/vbaProject",
        "http://www.wps.cn/officeDocument/2020/relationships/jsProject",
        "http://schemas.onlyoffice.com/jsaProject",
        "http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet",
    ],
)
def test_macros_of_any_office_are_told_by_their_relation(kind: str) -> None:
    read = submit(with_relation(kind, "harmless.bin"))
    assert codes(read) == ["F01"]
    assert "宏" in read.findings[0].message


def test_macros_are_told_by_the_type_of_their_part() -> None:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"
    assert codes(submit(with_relation(kind, "a.bin", "application/vnd.ms-office.vbaProject"))) == ["F01"]


def test_a_picture_may_declare_a_dtd_another_part_may_not() -> None:
    svg = b'<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x"><svg/>'
    assert submit(changed(monthly_report(), {"xl/media/image1.svg": svg})).rejected_by is None
    assert submit(changed(monthly_report(), {"xl/drawings/drawing1.xml": svg})).rejected_by == "F01"


@pytest.mark.parametrize("part", ["xl/worksheets/sheet2.xml", "xl/styles.xml"])
def test_no_part_that_is_read_may_declare_a_dtd_by_lying_among_the_pictures(part: str) -> None:
    data = monthly_report()
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        relations, old = package.read("xl/_rels/workbook.xml.rels").decode(), package.read(part)
    target = f"/{part}" if f"/{part}" in relations else part.removeprefix("xl/")
    moved = {
        "xl/_rels/workbook.xml.rels": relations.replace(f'"{target}"', '"/xl/media/image1.svg"').encode(),
        "xl/media/image1.svg": b"<!DOCTYPE x [<!ENTITY e 'e'>]>" + old,
    }
    assert submit(changed(data, moved)).rejected_by == "F01"


def hidden_first(ending: str) -> bytes:
    """A hidden list of words before the table."""
    if ending == "xlsx":
        out = io.BytesIO()
        book = xlsxwriter.Workbook(out, {"in_memory": True})
        words, sheet = book.add_worksheet("选项"), book.add_worksheet("设施")
        words.write_column(0, 0, ["在用", "停用"])
        for number, row in enumerate(LEDGER):
            sheet.write_row(number, 0, row)
        sheet.activate()
        words.hide()
        book.close()
        return out.getvalue()
    if ending == "xls":
        old = xlwt.Workbook(encoding="utf-8")
        for name, table in (("选项", [["在用"], ["停用"]]), ("设施", LEDGER)):
            added = old.add_sheet(name)
            for number, row in enumerate(table):
                for column, value in enumerate(row):
                    added.write(number, column, value)
        old.get_sheet(0).visibility = 1
        old.active_sheet = 1
        stream = io.BytesIO()
        old.save(stream)
        return stream.getvalue()
    cells = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell{_TEXT}><text:p>{cell or ''}</text:p></table:table-cell>" for cell in row)
        + "</table:table-row>"
        for row in LEDGER
    )
    words = '<table:table table:name="选项" table:style-name="ta1"/>'
    hidden = '<style:style style:name="ta1"><style:table-properties table:display="false"/></style:style>'
    return ods_of(f'{words}<table:table table:name="设施">{cells}</table:table>', hidden)


@pytest.mark.parametrize("ending", ["xlsx", "xls", "ods"])
def test_a_hidden_sheet_is_passed_over_where_a_visible_one_has_the_header(ending: str) -> None:
    assert ids(ledger(hidden_first(ending), ending)) == BOTH


def test_a_chart_sheet_is_no_sheet() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    chart = book.add_chartsheet("图")
    sheet = book.add_worksheet("设施")
    for number, row in enumerate(LEDGER):
        sheet.write_row(number, 0, row)
    bars = book.add_chart({"type": "column"})
    bars.add_series({"values": "=设施!$J$2:$J$3"})
    chart.set_chart(bars)
    book.close()
    assert ids(ledger(out.getvalue(), "xlsx")) == BOTH


def counted_from_1904(ending: str) -> bytes:
    """Days as bare numbers, counted from 1904: 42860 is 2021-05-06."""
    table: Rows = [HEADER, facility(1, **{HEADER[7]: 42860}), facility(2, **{HEADER[7]: 42860})]
    if ending == "xls":
        book = xlwt.Workbook(encoding="utf-8")
        book.dates_1904 = True
        sheet = book.add_sheet("设施")
        for number, row in enumerate(table):
            for column, value in enumerate(row):
                sheet.write(number, column, value)
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()
    if ending == "xlsx":
        new = openpyxl.load_workbook(io.BytesIO(workbook({"设施": table})))
        new.epoch = CALENDAR_MAC_1904
        out = io.BytesIO()
        new.save(out)
        return out.getvalue()
    kinds = {str: 'office:value-type="string"', int: 'office:value-type="float"', float: 'office:value-type="float"'}
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell {kinds[type(cell)]} office:value="{cell}"><text:p>{cell}</text:p></table:table-cell>'
            if cell is not None
            else "<table:table-cell/>"
            for cell in row
        )
        + "</table:table-row>"
        for row in table
    )
    zero = '<table:null-date table:date-value="1904-01-01"/>'
    settings = f"<table:calculation-settings>{zero}</table:calculation-settings>"
    return ods_of(f'{settings}<table:table table:name="设施">{cells}</table:table>')


@pytest.mark.parametrize("ending", ["xlsx", "xls", "ods"])
def test_serial_numbers_of_a_workbook_that_counts_from_1904_are_counted_from_there(ending: str) -> None:
    read = ledger(counted_from_1904(ending), ending)
    assert values(read, "facility_ledger", "opened_on") == [date(2021, 5, 6)] * 2


def test_an_error_of_any_word_is_one_of_its_cell() -> None:
    words = ["#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#GETTING_DATA", "#PYTHON!", "#N/A", "#BUSY!"]
    table: Rows = [HEADER, *(facility(n, **{HEADER[9]: word}) for n, word in enumerate(words, start=1))]
    read = ledger(csv_file(table), "csv")
    assert codes(read) == ["E02"] * len(words)


def test_what_nobody_sees_is_as_if_it_were_not_there_and_kept_in_the_texts() -> None:
    header = [f"\ufeff{name}\u200b" for name in HEADER]
    typed = {
        HEADER[1]: "健身\u200b点",
        HEADER[3]: "\u200e南桥镇\u202c",
        HEADER[8]: "在用\u2060",
        HEADER[9]: "\u200b100.5",
    }
    row = facility(1, **typed)
    read = ledger(workbook({"设施": [header, row, facility(2)]}), "xlsx")
    first = rows(read, "facility_ledger")[0]
    assert codes(read) == []
    read_as = [first[name] for name in ("facility_name", "town", "status", "floor_area")]
    assert read_as == ["健身点", "nanqiao", "在用", 100.5]
    assert read.tables[0].texts["facility_name"][0] == "健身\u200b点"


def test_a_doubled_key_is_seen_whatever_stands_in_it_unseen() -> None:
    read = ledger(workbook({"设施": [HEADER, facility(1), facility(1, **{HEADER[0]: "TY-\u200b0001"})]}), "xlsx")
    assert ids(read) == ["TY-0001", "TY-0001"]


def test_radicals_are_the_characters_that_they_stand_for_in_names_headers_and_lists() -> None:
    table: Rows = [
        [HEADER[0], *HEADER[1:]],
        facility(1, **{HEADER[3]: "⻄渡街道"}),
        facility(2, **{HEADER[3]: "⾦汇镇"}),
    ]
    assert values(ledger(workbook({"设施": table}), "xlsx"), "facility_ledger", "town") == ["xidu", "jinhui"]


def test_texts_that_look_alike_are_told_apart_in_a_message() -> None:
    table: Rows = [HEADER, facility(1, **{HEADER[9]: "一百\ufe0f"})]
    assert "一百〔U+FE0F〕" in ledger(workbook({"设施": table}), "xlsx").findings[0].message


@pytest.mark.parametrize("period", ["2024年3月份", "2024年03月份", "2024-03"])
def test_a_month_as_people_say_it(period: str) -> None:
    assert submit(monthly_report(cover_rows=cover(period=period)), REPORT).rejected_by is None


@pytest.mark.parametrize(
    ("written", "amount"), [("¥1,234.5", 1234.5), ("￥ 1234.5", 1234.5), ("−5", -5), ("－5", -5), ("-¥5", -5)]
)
def test_a_number_with_a_sign_of_money_or_another_minus(written: str, amount: float) -> None:
    read = submit(monthly_report([project(month_investment=written)]))
    assert values(read, "project_progress", "month_investment") == [amount]


@pytest.mark.parametrize("day", ["2024-01-08T00:00:00+08:00", "2024-01-08 00:00:00 +0800", "2024-01-08T08:30Z"])
def test_a_time_or_a_zone_after_the_day_does_not_count(day: str) -> None:
    read = submit(monthly_report([project(actual_start=day)], [issue(raised_on=day)]))
    assert values(read, "project_progress", "actual_start") == [date(2024, 1, 8)]


@pytest.mark.parametrize(
    ("word", "meant"),
    [*((yes, True) for yes in ("✔", "☑", "√", "✓", "✔️", "TRUE")), *((no, False) for no in ("✗", "☒", "×", "false"))],
)
def test_a_tick_or_a_cross_of_any_make(word: str, meant: bool) -> None:
    read = ledger(workbook({"设施": [HEADER, facility(1, **{HEADER[11]: word})]}), "xlsx")
    assert values(read, "facility_ledger", "standardised") == [meant]


def test_an_amount_under_a_format_that_shows_ten_thousands_is_the_amount_shown() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    tables = {
        "封面": cover(),
        "项目进展": [headers("monthly_report", "project_progress"), project()],
        "存在问题": [headers("monthly_report", "issues")],
    }
    for name, table in tables.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(table):
            for column, value in enumerate(row):
                text = value.isoformat() if isinstance(value, date) else value
                sheet.write(number, column, text)
        if name == "项目进展":
            sheet.write_number(1, 8, 3_500_000, book.add_format({"num_format": "0!.0,"}))
    book.close()
    assert values(submit(out.getvalue()), "project_progress", "ytd_investment") == [350]
