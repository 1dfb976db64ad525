from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from lifecircle.calendar import parse_moment
from lifecircle.findings import Finding
from lifecircle.further import FurtherFinding, keep_further
from lifecircle.home import Home
from lifecircle.marts.opening import NothingPublishedError
from receipts import rendering
from receipts.answer import AnswerResult, answer
from tests.building.receipts_home import AS_OF, Found, Sent, ToyHome
from tests.building.workbooks import monthly_report

XSS = "<script>alert(1)</script>"


def answered(toy: ToyHome) -> AnswerResult:
    return answer(toy.publish(), lambda done, total: None, parse_moment(AS_OF))


def folder(home: Home) -> Path:
    (told,) = home.receipts.glob("*/*/receipt.json")
    return told.parent


def page(toy: ToyHome) -> str:
    answered(toy)
    return (folder(toy.home) / "receipt.html").read_text(encoding="utf-8")


def test_a_home_without_snapshot_says_so(tmp_path: Path) -> None:
    with pytest.raises(NothingPublishedError, match="snapshot"):
        answer(Home(tmp_path), lambda done, total: None)


def test_an_accepted_file_without_findings_gets_a_page_and_a_file_for_programs_only(toy: ToyHome) -> None:
    toy.send(Sent(), monthly_report())
    assert answered(toy) == AnswerResult(written=1, unchanged=0, marked=0)
    assert folder(toy.home) == toy.home.receipts / "nanqiao" / "月报_南桥镇_2024-03__s1"
    assert sorted(path.name for path in folder(toy.home).iterdir()) == ["receipt.html", "receipt.json"]
    assert "已受理" in (folder(toy.home) / "receipt.html").read_text(encoding="utf-8")


def test_a_file_for_programs_tells_outcome_counts_and_findings_with_their_cells(toy: ToyHome) -> None:
    toy.send(Sent(rows_quarantined=1, rows_flagged=3), monthly_report())
    toy.found = [Found()]
    toy.place("project_name", 2)
    answered(toy)
    told = json.loads((folder(toy.home) / "receipt.json").read_text(encoding="utf-8"))
    assert told["outcome"] == "accepted"
    assert told["rows"] == {"accepted": 2, "quarantined": 1, "flagged": 3}
    assert told["submission"]["received_at"] == "2024-04-02T09:00:00+08:00"
    assert [(of["code"], of["cell"]) for of in told["findings"]] == [("E01", "B2")]
    assert told["copy"] == "月报_南桥镇_2024-03.xlsx"


def test_a_workbook_with_findings_gets_a_marked_copy_of_its_own_name(toy: ToyHome) -> None:
    toy.send(Sent(rows_quarantined=1), monthly_report())
    toy.found = [Found()]
    toy.place("project_name", 2)
    assert answered(toy).marked == 1
    copy = openpyxl.load_workbook(folder(toy.home) / "月报_南桥镇_2024-03.xlsx")
    assert copy["项目进展"]["B2"].comment.text == Found().message


def test_a_csv_with_findings_gets_a_list_in_which_nothing_is_a_formula(toy: ToyHome) -> None:
    toy.send(Sent(file_name="设施台账_区卫生健康委_2024-03.csv"), b"a,b")
    toy.found = [Found(sheet=None, value=value) for value in ("=1+1", "+1", "-1", "@x", "\tx", "平常")]
    answered(toy)
    data = (folder(toy.home) / "校验结果.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    _, *lines, ask = csv.reader(data.decode("utf-8-sig").splitlines())
    assert sorted(line[4] for line in lines) == sorted(["'=1+1", "'+1", "'-1", "'@x", "'\tx", "平常"])
    assert ask[-1].startswith("如有疑问，请联系")


@pytest.mark.parametrize("code", ["F01", "F09"])
def test_a_file_that_was_never_opened_is_not_opened_for_a_copy(toy: ToyHome, code: str) -> None:
    toy.send(Sent(outcome="rejected"), monthly_report())
    toy.found = [Found(code=code, severity="fatal", sheet=None, row_number=None, field=None)]
    assert answered(toy).marked == 0
    assert "已退回" in (folder(toy.home) / "receipt.html").read_text(encoding="utf-8")


def test_a_workbook_that_cannot_be_marked_has_its_findings_listed_and_says_so(toy: ToyHome) -> None:
    toy.send(Sent(rows_quarantined=1), b"no workbook at all")
    toy.found = [Found()]
    said = page(toy)
    assert "未能生成标注件" in said
    assert Found().message in said


def test_quarantine_for_an_unknown_project_says_to_save_the_file_anew(toy: ToyHome) -> None:
    toy.send(Sent(rows_quarantined=1), monthly_report())
    toy.found = [Found(code="E06")]
    assert "另存一次后重新报送" in page(toy)


def test_a_duplicate_is_told_that_it_was_received_before(toy: ToyHome) -> None:
    toy.send(Sent(outcome="duplicate"), monthly_report())
    assert "此前已收到并受理" in page(toy)


def test_receipts_that_stand_are_left_alone_and_one_whose_findings_change_is_made_again(toy: ToyHome) -> None:
    toy.send(Sent("s1", rows_quarantined=1), monthly_report())
    toy.send(Sent("s2", unit_code="fengpu", file_name="月报_奉浦街道_2024-03.xlsx"), monthly_report())
    toy.found = [Found()]
    assert answered(toy) == AnswerResult(written=2, unchanged=0, marked=1)
    before = {path: path.stat().st_mtime_ns for path in toy.home.receipts.rglob("*") if path.is_file()}
    assert answered(toy) == AnswerResult(written=0, unchanged=2, marked=0)
    assert before == {path: path.stat().st_mtime_ns for path in toy.home.receipts.rglob("*") if path.is_file()}
    toy.found.append(Found("s2", code="W02", severity="warning"))
    assert answered(toy) == AnswerResult(written=1, unchanged=1, marked=1)


def test_a_copy_goes_when_nothing_is_wrong_any_more(toy: ToyHome) -> None:
    toy.send(Sent(), monthly_report())
    toy.found = [Found()]
    answered(toy)
    toy.found = []
    answered(toy)
    assert sorted(path.name for path in folder(toy.home).iterdir()) == ["receipt.html", "receipt.json"]


def test_receipts_are_made_again_by_another_renderer(toy: ToyHome, monkeypatch: pytest.MonkeyPatch) -> None:
    toy.send(Sent(), monthly_report())
    answered(toy)
    monkeypatch.setattr("receipts.answer.renderer_version", lambda: "another")
    assert answered(toy).written == 1


def test_the_receipt_of_a_submission_that_no_longer_stands_is_removed(toy: ToyHome) -> None:
    toy.send(Sent("s1", unit_code="fengpu"), monthly_report())
    answered(toy)
    toy.sent = [replace(toy.sent[0], submission_id="s2", unit_code="nanqiao")]
    answered(toy)
    assert [path.name for path in toy.home.receipts.iterdir() if path.is_dir()] == ["nanqiao"]
    assert folder(toy.home).name.endswith("__s2")


def test_hostile_file_names_and_cell_texts_stay_text_below_the_receipts_folder(toy: ToyHome) -> None:
    toy.send(Sent(file_name=f"../../../{XSS}.xlsx", unit_code="../up", rows_quarantined=1), monthly_report())
    toy.found = [Found(value=XSS, column_header=XSS, sheet=XSS, message=XSS)]
    said = page(toy)
    outside = [path for path in toy.home.root.parent.rglob("*") if path.is_file() and ".html" in path.name]
    assert all(path.is_relative_to(toy.home.receipts) for path in outside)
    pages = [said, *((toy.home.receipts / name).read_text(encoding="utf-8") for name in ("index.html", "chase.html"))]
    assert not any("<script" in text for text in pages)
    assert all("&lt;script&gt;" in text for text in pages)


def test_a_file_of_an_unknown_unit_is_answered_too(toy: ToyHome) -> None:
    toy.send(Sent(form=None, unit_code=None, period=None, outcome="rejected", file_name="材料.xlsx"), b"x")
    toy.found = [Found(code="F09", severity="fatal", sheet=None, row_number=None)]
    answered(toy)
    assert folder(toy.home).parent == toy.home.receipts / "unknown"


def test_nothing_half_written_is_left(toy: ToyHome) -> None:
    toy.send(Sent(rows_quarantined=1), monthly_report())
    toy.found = [Found()]
    answered(toy)
    assert not list(toy.home.receipts.rglob("*.part"))


def test_a_page_of_very_many_findings_shows_the_first_and_says_where_the_rest_is(
    toy: ToyHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendering, "_MOST_SHOWN", 3)
    toy.send(Sent(rows_quarantined=5), monthly_report())
    toy.found = [Found(row_number=row, value=str(row)) for row in range(2, 7)]
    said = page(toy)
    assert said.count("<strong>必填项为空") == 3
    assert "（5 处）" in said
    assert "此处列出前 3 条" in said


def test_what_is_alike_is_one_line_and_a_form_that_is_anothers_to_send_one_sentence(toy: ToyHome) -> None:
    told = "行：本单位无须填报此表，所填内容不予采用，不必重报。"
    toy.send(Sent(rows_accepted=0, rows_quarantined=80), monthly_report())
    toy.found = [
        Found(code="E06", field=None, column_header=None, row_number=row, message=f"第 {row} {told}")
        for row in range(5, 85)
    ]
    assert page(toy).count(f"第 5—84 {told}（共 80 处）") == 1


def test_a_rejected_file_is_told_what_else_is_wrong_with_it(toy: ToyHome) -> None:
    toy.send(Sent(outcome="rejected", rows_accepted=0), monthly_report())
    toy.found = [Found(code="F07", severity="fatal", sheet=None, row_number=None, field=None)]
    assert "其余内容未作校验" in page(toy)
    text = "第 2 行“项目名称”为空，此项必填，请补填。"
    finding = Finding("s1", "E01", text, "project_progress", "项目进展", 2, "project_name", "项目名称")
    keep_further(toy.home, "s1", "1", [FurtherFinding(finding, 2)])
    said = page(toy)
    assert "另需更正" in said
    assert text in said
    copy = openpyxl.load_workbook(folder(toy.home) / "月报_南桥镇_2024-03.xlsx")
    assert copy["项目进展"]["B2"].comment.text == text
