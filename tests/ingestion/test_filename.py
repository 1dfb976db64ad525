"""What a file's name tells, and which fault is reported first (docs/contract/submissions.md, Files and Findings)."""

from datetime import datetime

import pytest

from ingestion.filename import read_file_name
from lifecircle.calendar import CHINA

APRIL = datetime(2024, 4, 3, 10, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("月报_南桥镇_2024-03.xlsx", ("monthly_report", "nanqiao", "2024-03")),
        ("月报_南桥_202403.XLSX", ("monthly_report", "nanqiao", "2024-03")),
        ("月报_南桥镇人民政府_2024年3月_v2.xls", ("monthly_report", "nanqiao", "2024-03")),
        ("月报＿南桥镇＿２０２４年０３月.ods", ("monthly_report", "nanqiao", "2024-03")),
        ("月报 _ 南桥镇 _ 2024-03.xlsx", ("monthly_report", "nanqiao", "2024-03")),
        ("年度计划_头桥_2024年.xlsx", ("annual_plan", "touqiao", "2024")),
        ("行动蓝图_四团镇_v1.xlsx", ("blueprint", "situan", "v1")),
        ("督促记录_区经委（商务委）_2024年第一季度.csv", ("supervision_ledger", "jingwei", "2024Q1")),
        ("督促记录_区经委(商务委)_2024-Q1.csv", ("supervision_ledger", "jingwei", "2024Q1")),
        ("设施台账_团区委_2024-03.csv", ("facility_ledger", "tuanqu", "2024-03")),
        ("月报_南桥镇_2024年03月_Ｖ１２．ＸＬＳＸ", ("monthly_report", "nanqiao", "2024-03")),
        ("　月报_南桥镇_2024-03　.Xls", ("monthly_report", "nanqiao", "2024-03")),
        ("督促记录_区交通委_2024年第1季度.ods", ("supervision_ledger", "jiaotong", "2024Q1")),
        ("督促记录_区交通委_2024年一季度.csv", ("supervision_ledger", "jiaotong", "2024Q1")),
        ("督促记录_区交通委_2024q1_v2.csv", ("supervision_ledger", "jiaotong", "2024Q1")),
        ("督促记录_区交通委_２０２４－Ｑ１.csv", ("supervision_ledger", "jiaotong", "2024Q1")),
        ("年度计划_南桥镇_２０２４_v3.ods", ("annual_plan", "nanqiao", "2024")),
        ("行动蓝图_南桥镇_V02.xls", ("blueprint", "nanqiao", "v2")),
    ],
)
def test_every_way_of_writing_a_name_means_the_same(name: str, expected: tuple[str, str, str]) -> None:
    read = read_file_name(name, APRIL)
    assert (read.form, read.unit_code, read.period) == expected
    assert read.fault is None


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("月报_南桥镇_2024-03.pdf", "F02"),
        ("月报_南桥镇_2024-03.csv", "F02"),  # a workbook form takes no .csv
        ("照片.zip", "F02"),
        ("月报_南桥镇_2024-03", "F02"),
        ("月报_南桥镇_2024-03.xlsm", "F02"),
        ("月报_南桥镇_2024-03.et", "F02"),
        ("月报_南桥镇_2024-03.doc", "F02"),
        ("设施台账_区体育局_2024-03.txt", "F02"),
        (".xlsx", "F02"),
        ("月报南桥镇2024-03.xlsx", "F09"),
        ("季报_南桥镇_2024-03.xlsx", "F09"),
        ("月报_2024-03.xlsx", "F09"),
        ("月报_南桥镇_2024-Q1.xlsx", "F07"),
        ("督促记录_区交通委_2024-03.csv", "F07"),
        ("督促记录_区交通委_2024Q5.csv", "F07"),
        ("行动蓝图_南桥镇_初稿.xlsx", "F07"),
        ("设施台账_南桥镇_2024-03.csv", "F06"),  # a town's ledger
        ("报送材料202403.xlsx", "F09"),
        ("月报_区城管局_2024-03.xlsx", "F06"),
        ("月报_区财政局_2024-03.xlsx", "F06"),  # a department's 月报
        ("月报_南桥镇_2024-13.xlsx", "F07"),
        ("月报_南桥镇_0000-03.xlsx", "F07"),  # no calendar has it
        ("督促记录_区科委_0000Q1.csv", "F07"),
        ("月报_南桥镇_2024-05.xlsx", "F07"),  # begins after the month of receipt
        ("督促记录_区交通委_2024Q3.xlsx", "F07"),
        ("年度计划_南桥镇_2026.xlsx", "F07"),
        ("月报_区城管局_2024-13.pdf", "F02"),  # the kind comes first
        ("月报_区城管局_2024-13.xlsx", "F06"),  # then the unit
    ],
)
def test_the_first_fault_of_a_name_is_reported(name: str, code: str) -> None:
    fault = read_file_name(name, APRIL).fault
    assert fault is not None
    assert fault[0] == code


def test_a_period_that_has_begun_in_the_month_of_receipt_is_taken() -> None:
    assert read_file_name("月报_南桥镇_2024-04.xlsx", APRIL).fault is None
    assert read_file_name("督促记录_区交通委_2024Q2.xlsx", APRIL).fault is None
    assert read_file_name("年度计划_南桥镇_2025.xlsx", APRIL).fault is None


def test_what_a_faulty_name_still_tells_is_kept() -> None:
    read = read_file_name("月报_南桥镇_2024-00.xlsx", APRIL)
    assert (read.form, read.unit_code, read.period) == ("monthly_report", "nanqiao", None)
