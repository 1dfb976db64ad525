"""What checking makes of landed rows: findings that a clerk can act on, each batch once, and Data Docs."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from great_expectations.expectations.metadata_types import FailureSeverity

from expectations.check import check, check_frames
from expectations.suites import suite_of
from lifecircle.batches import read_batches
from lifecircle.calendar import CHINA
from lifecircle.findings import finding_codes
from lifecircle.forms import load_tables
from lifecircle.home import Home
from lifecircle.landed import row_schema
from lifecircle.landed_rows import read_landed
from lifecircle.writing import unfinished_path
from tests.building.landed_batches import land_batch
from tests.building.landed_rows import found_in, frame, row

BY_GREAT_EXPECTATIONS = {"E01", "E03", "E04", "E05", "E07", "E08", "E09", "E10", "W01", "W06", "W07"}


def test_a_message_tells_a_clerk_what_to_do() -> None:
    raw = json.dumps({"progress_pct": "120%"})
    (finding,) = found_in("project_progress", [row("project_progress", progress_pct=120.0, raw=raw, row_number=12)])
    assert finding.message == "第 12 行“形象进度”为 120%，应在 0 至 100 之间，请核对后改正。"
    assert (finding.sheet, finding.row_number, finding.field) == ("表", 12, "progress_pct")
    assert (finding.column_header, finding.value) == ("形象进度", "120%")


def test_a_message_names_what_the_cell_is_held_against() -> None:
    changes = {"planned_finish": date(2023, 9, 11), "fund_town": 100.0, "planned_q3": 7.0}
    raw = json.dumps({"planned_finish": "2023.9.11", "total_investment": "1,000", "planned_q3": "7"})
    messages = [finding.message for finding in found_in("plan_projects", [row("plan_projects", raw=raw, **changes)])]
    assert messages == [
        "第 2 行“计划完工日期”为 2023.9.11，早于“计划开工日期”（2024-01-01），请核对两个日期后改正。",
        "第 2 行“总投资(万元)”为 1,000，与各项资金来源合计 1100 相差超过 0.5%，请核对总投资与各项资金来源后改正。",
        "第 2 行“三季度末计划进度”为 7，按 7% 计，低于“二季度末计划进度”的 30%，各季度末应填累计进度，请核对。",
    ]


def test_a_repeated_row_is_told_which_row_it_repeats() -> None:
    rows = [row("issues", row_number=number, raw='{"issue_id": "NQ-W001"}') for number in (5, 9)]
    (finding,) = found_in("issues", rows)
    assert finding.message == "第 9 行“问题编号”为“NQ-W001”，与第 5 行重复，请核对后只保留一行，或改正编号。"


def test_every_code_says_what_to_ask_and_who_mends_it() -> None:
    assert all(code.ask.endswith("？") and code.mended_by for code in finding_codes().values())


def test_great_expectations_carries_every_row_rule_with_its_severity_and_what_to_ask() -> None:
    expectations = [e for name, table in load_tables().items() for e in suite_of(name, table).expectations]
    assert {e.meta["code"] for e in expectations if e.meta} == BY_GREAT_EXPECTATIONS
    assert {code.code for code in finding_codes().values() if code.found_by == "expectations"} == BY_GREAT_EXPECTATIONS
    for expectation in expectations:
        meta = expectation.meta or {}
        assert meta["ask"]
        assert meta["mended_by"]
        assert FailureSeverity(expectation.severity) == ("critical" if meta["code"].startswith("E") else "warning")


def test_frames_in_memory_are_checked_and_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert check_frames({"issues": frame("issues", [])}, {}) == []
    assert [finding.code for finding in found_in("issues", [row("issues", dept="没有")])] == ["E04"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.long
def test_many_findings_are_made_in_one_go() -> None:
    rows = pd.concat([_bad_rows(1)] * 20_000, ignore_index=True)
    rows["submission_id"] = rows.index.astype(str)
    assert len(check_frames({"project_progress": rows}, {})) == 20_000


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    _land(home, 1)
    return home


def test_a_batch_is_checked_once_and_counts_only_then(home: Home) -> None:
    assert read_batches(home).counted == ()
    assert (check(home).batches, check(home).batches) == ((1,), ())
    assert [seal.first for seal in read_batches(home).counted] == [1]
    assert [found["code"] for found in read_landed(home, "findings").to_pylist()] == ["E03"]


def test_a_killed_check_is_made_again_without_doubling_its_findings(home: Home) -> None:
    unfinished_path(home.landed / "findings" / "000001.checked.parquet").parent.mkdir()
    unfinished_path(home.landed / "findings" / "000001.checked.parquet").write_bytes(b"half")
    check(home)
    assert len(read_landed(home, "findings")) == 1


def test_progress_comes_to_its_end_though_a_table_has_no_rows(home: Home) -> None:
    _land(home, 2, statements=[])
    told: list[tuple[int, int]] = []
    check(home, lambda done, total: told.append((done, total)))
    assert told[-1] == (1, 1)


def test_batches_checked_together_keep_their_findings_apart(home: Home) -> None:
    _land(home, 2)
    assert check(home).findings == 2
    for batch in (1, 2):
        (found,) = pq.read_table(home.landed / "findings" / f"{batch:06d}.checked.parquet").to_pylist()
        assert found["submission_id"] == f"s{batch}"


def test_a_home_where_nothing_has_landed_has_nothing_to_check(tmp_path: Path) -> None:
    assert check(Home(tmp_path / "home")).batches == ()


def test_data_docs_are_those_of_the_last_check_and_stay_when_there_is_nothing_new(home: Home) -> None:
    check(home)
    _land(home, 2)
    check(home)
    check(home)
    assert {page.name for page in home.data_docs.iterdir()} == {
        "index.html", "project_progress.html", "data_docs.css",
    }  # fmt: skip
    assert not [path for path in home.root.iterdir() if path.name.startswith(".")]


def test_data_docs_say_what_failed_and_what_to_ask(home: Home) -> None:
    check(home)
    index = (home.data_docs / "index.html").read_text(encoding="utf-8")
    assert finding_codes()["E03"].ask in index
    assert "街镇月报 · 项目进展" in index
    failed = re.findall(r'<tr class="failed">\s*<td>(\w+)</td>', index)
    assert failed == ["E03"]
    assert "1 unexpected values found" in (home.data_docs / "project_progress.html").read_text(encoding="utf-8")


def test_data_docs_need_no_network_and_lead_only_to_their_neighbours(home: Home) -> None:
    check(home)
    for page in home.data_docs.glob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"<script|<(?:link|img|iframe|source)[^>]*https?://|url\(", text)
        for link in re.findall(r'<(?:a|link)[^>]*href="([^"#][^"]*)"', text):
            assert link.startswith("https://greatexpectations.io") or (home.data_docs / link).exists(), link


def test_data_docs_know_nothing_of_the_covers(home: Home) -> None:
    check(home)
    assert not any("13812345678" in page.read_text(encoding="utf-8") for page in home.data_docs.glob("*.html"))


def _bad_rows(batch: int) -> pd.DataFrame:
    return frame("project_progress", [row("project_progress", progress_pct=101.0, submission_id=f"s{batch}")])


def _land(home: Home, batch: int, **others: list[dict[str, Any]]) -> None:
    submission = {
        "submission_id": f"s{batch}", "form": "monthly_report", "unit_code": "nanqiao", "period": "2024-03",
        "received_at": datetime(2024, 4, 3, tzinfo=CHINA), "batch": batch,
    }  # fmt: skip
    cover = {"submission_id": f"s{batch}", "field": "phone", "value": "13812345678"}
    rows = pa.Table.from_pandas(_bad_rows(batch), schema=row_schema("project_progress"), preserve_index=False)
    tables = {"project_progress": rows.to_pylist(), "covers": [cover], "submissions": [submission]} | others
    land_batch(home, tables, checked=False, batch=batch)


def test_a_value_in_no_list_is_told_all_options_where_they_are_few_and_the_nearest_where_they_are_many() -> None:
    few = found_in("project_progress", [row("project_progress", status="快完了", raw='{"status": "快完了"}')])
    assert "未启动、前期、在建、完工、暂停、取消" in few[0].message
    many = found_in("facility_ledger", [row("facility_ledger", town="南侨镇", raw='{"town": "南侨镇"}')])
    assert "最接近的是“南桥镇”" in many[0].message


def test_an_amount_under_a_header_of_another_unit_is_said_as_the_file_shows_it() -> None:
    raw = json.dumps({"ytd_investment": "-3.5"})
    table = "project_progress"
    rows = frame(table, [row(table, ytd_investment=-350.0, raw=raw)])
    units = {(rows["submission_id"][0], table, "ytd_investment"): "百万元"}
    (finding,) = check_frames({table: rows}, {}, units=units)
    assert "为 -3.5（按表头单位“百万元”折合为 -350 万元），不能为负数" in finding.message
    assert finding.value == "-3.5"
