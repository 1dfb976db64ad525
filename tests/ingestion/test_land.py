"""Landing an inbox: everything is kept, nothing twice, a killed landing leaves nothing half done."""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

import orjson
import pandas as pd
import pyarrow.parquet as pq
import pytest

from ingestion import batch, child, reader
from ingestion.inbox import read_inbox
from ingestion.land import land
from ingestion.submission import Submission
from ingestion.turns import FileToRead
from lifecircle import forms
from lifecircle.batches import read_batches
from lifecircle.calendar import CHINA
from lifecircle.home import Home
from lifecircle.landed import schemas
from tests.building.workbooks import headers, monthly_report, project

NAME = "月报_南桥镇_2024-03.xlsx"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    register(folder, f"{NAME},2024-04-03 10:00:00")
    (folder / NAME).write_bytes(monthly_report())
    return folder


def register(inbox: Path, *lines: str) -> None:
    (inbox / "收件登记.csv").write_text("\n".join(["文件名,收到时间", *lines]), encoding="utf-8")


def landed(home: Home, table: str) -> list[dict[str, object]]:
    files = [home.landed / path for seal in read_batches(home).seals for path in seal.files_of(table)]
    return [row for file in files for row in pq.read_table(file).to_pylist()]


def test_a_file_is_archived_by_its_hash_and_its_rows_are_landed(home: Home, inbox: Path) -> None:
    result = land(home, inbox)
    assert (result.batch, result.new, result.rejected) == (1, 1, 0)
    (submission,) = landed(home, "submissions")
    assert (submission["form"], submission["unit_code"], submission["period"]) == (
        "monthly_report",
        "nanqiao",
        "2024-03",
    )
    assert submission["received_at"] == datetime(2024, 4, 3, 10, tzinfo=CHINA)
    assert home.archived(str(submission["sha256"])).read_bytes() == (inbox / NAME).read_bytes()
    assert {row["submission_id"] for row in landed(home, "project_progress")} == {submission["submission_id"]}


def test_a_file_of_which_a_killed_landing_kept_only_the_beginning_is_kept_whole(home: Home, inbox: Path) -> None:
    data = (inbox / NAME).read_bytes()
    kept = home.archived(hashlib.sha256(data).hexdigest())
    kept.parent.mkdir(parents=True)
    kept.write_bytes(data[:1000])
    land(home, inbox)
    assert kept.read_bytes() == data
    assert [path.name for path in kept.parent.iterdir()] == [kept.name]


@pytest.mark.parametrize("limit", ["_BYTES_IN_MEMORY", "_ROWS_IN_MEMORY"])
def test_a_batch_written_in_many_pieces_is_the_same_batch(
    inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    names = [NAME, *(f"{n}/月报_南桥镇_2024-03.xlsx" for n in range(3))]
    register(inbox, *(f"{name},2024-04-0{n} 10:00:00" for n, name in enumerate(names, start=1)))
    for name in names[1:]:
        (inbox / name).parent.mkdir()
        (inbox / name).write_bytes(monthly_report([project(f"NQ2024-00{name[0]}")]))
    whole, pieces = Home(tmp_path / "whole"), Home(tmp_path / "pieces")
    land(whole, inbox)
    monkeypatch.setattr(batch, limit, 1)
    land(pieces, inbox)
    assert pq.ParquetFile(pieces.landed / "submissions" / "000001.parquet").num_row_groups > 1
    for table in schemas():
        assert landed(pieces, table) == landed(whole, table)


def test_a_row_keeps_what_was_typed_in_whatever_its_characters(home: Home, inbox: Path) -> None:
    notes = ["他说“好”", 'a "quoted" \\ word', "两行\n\t文字,", None]
    reports = [project(f"NQ2024-00{n}", progress_note=note) for n, note in enumerate(notes)]
    (inbox / NAME).write_bytes(monthly_report(reports))
    land(home, inbox)
    rows = landed(home, "project_progress")
    typed = [json.loads(str(row["raw"])) for row in rows]
    assert [texts.get("progress_note") for texts in typed] == notes == [row["progress_note"] for row in rows]
    assert "actual_finish" not in typed[0]


def test_landing_again_lands_nothing_even_when_the_inbox_was_copied(home: Home, inbox: Path) -> None:
    register(inbox)
    land(home, inbox)
    os.utime(inbox / NAME)  # a copy has another modification time, but is no other file
    result = land(home, inbox)
    assert (result.batch, result.new, result.known) == (None, 0, 1)
    assert len(read_batches(home).seals) == 1


def test_a_changed_file_in_the_same_place_is_another_submission(home: Home, inbox: Path) -> None:
    land(home, inbox)
    (inbox / NAME).write_bytes(monthly_report([project(progress_pct=50)]))
    assert land(home, inbox).new == 1
    assert len({row["submission_id"] for row in landed(home, "submissions")}) == 2


def test_a_corrected_receipt_in_the_register_is_landed_and_changing_it_back_brings_no_rows_twice(
    home: Home, inbox: Path
) -> None:
    land(home, inbox)
    register(inbox, f"{NAME},2024-04-08 10:00:00")
    assert land(home, inbox).new == 1
    register(inbox, f"{NAME},2024-04-03 10:00:00")
    assert land(home, inbox).new == 1
    assert land(home, inbox).new == 0
    days = [(row["batch"], str(row["received_at"])[:10]) for row in landed(home, "submissions")]
    assert days == [(1, "2024-04-03"), (2, "2024-04-08"), (3, "2024-04-03")]
    assert len(landed(home, "project_progress")) == 2


def test_a_bad_file_is_rejected_and_the_others_are_landed(home: Home, inbox: Path) -> None:
    (inbox / "月报_青村镇_2024-03.xlsx").write_bytes(b"no workbook")
    register(inbox, f"{NAME},2024-04-03 10:00:00", "月报_青村镇_2024-03.xlsx,2024-04-03 11:00:00")
    result = land(home, inbox)
    assert (result.new, result.rejected) == (2, 1)
    assert [row["rejected_by"] for row in landed(home, "submissions")] == [None, "F01"]
    assert [row["code"] for row in landed(home, "findings")] == ["F01"]


def test_a_file_that_vanishes_while_the_inbox_is_read_does_not_stop_the_rest(
    home: Home, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = inbox / "月报_青村镇_2024-03.xlsx"
    gone.write_bytes(b"?")
    found = read_inbox(inbox)
    gone.unlink()
    monkeypatch.setattr("ingestion.land.read_inbox", lambda folder: found)
    assert (land(home, inbox).files, len(landed(home, "submissions"))) == (2, 1)


def test_towns_and_departments_are_landed_apart_and_what_matches_no_form_goes_with_the_towns(
    home: Home, inbox: Path
) -> None:
    (inbox / "指标台账_区科委_2024-03.csv").write_text("指标代码,街镇,分子,分母\n", encoding="utf-8")
    (inbox / "照片.xlsx").write_bytes(b"?")
    assert land(home, inbox, "dept").files == 1
    assert land(home, inbox, "town").files == 2


def test_what_a_killed_landing_left_is_swept_and_landed_anew(home: Home, inbox: Path) -> None:
    for table in ("issues", "submissions"):
        (home.landed / table).mkdir(parents=True)
        (home.landed / table / ".000001.parquet.part").write_bytes(b"half")
    assert land(home, inbox).new == 1
    assert len(landed(home, "project_progress")) == 1
    assert not list(home.landed.glob("*/.*.part"))


def test_the_order_in_which_files_are_landed_changes_no_submission(tmp_path: Path, inbox: Path) -> None:
    other = "月报_南桥镇_2024-03_v2.xlsx"
    second = monthly_report([project(progress_pct=50)])
    register(inbox, f"{NAME},2024-04-03 10:00:00", f"{other},2024-04-04 10:00:00")
    one, two = Home(tmp_path / "one"), Home(tmp_path / "two")
    land(one, inbox)
    (inbox / other).write_bytes(second)
    land(one, inbox)
    (inbox / NAME).rename(tmp_path / NAME)
    land(two, inbox)
    (tmp_path / NAME).rename(inbox / NAME)
    land(two, inbox)

    def submissions(home: Home) -> set[tuple[object, object]]:
        return {(row["submission_id"], row["received_at"]) for row in landed(home, "submissions")}

    assert submissions(one) == submissions(two)


def read_here(files: Iterable[FileToRead]) -> Iterator[Submission]:
    for file in files:
        request = {"path": str(file.path), "file_name": file.file_name, "sha256": file.sha256, "further": file.further}
        answer = child._answer(request | {"received_at": file.received_at.isoformat()}, 0)
        yield reader._from_json(file, orjson.loads(answer))


def test_a_column_added_by_one_line_of_the_forms_is_landed_beside_what_came_before(
    home: Home, inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    land(home, inbox)
    declared = forms.forms_file().read_text(encoding="utf-8")
    line = "        next_step: {header: 下月计划"
    grown = tmp_path / "forms.yml"
    grown.write_text(declared.replace(line, f"        risk: {{header: 风险, type: text}}\n{line}"), encoding="utf-8")
    monkeypatch.setenv("LIFECIRCLE_FORMS", str(grown))
    for cached in (forms.load_forms, forms.load_tables):
        cached.cache_clear()
    monkeypatch.setattr("ingestion.land.read_files", read_here)  # a child would read the project's own forms.yml
    rows = [headers("monthly_report", "project_progress"), [*project()[:-1], "雨季", "继续施工"]]
    (inbox / NAME).write_bytes(monthly_report(项目进展=rows))
    try:
        land(home, inbox)
        files = sorted((home.landed / "project_progress").glob("*.parquet"))
        frame = pd.concat([pd.read_parquet(path) for path in files], ignore_index=True)
    finally:
        for cached in (forms.load_forms, forms.load_tables):
            cached.cache_clear()
    assert frame["risk"].fillna("").tolist() == ["", "雨季"]
