from __future__ import annotations

import io
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lifecircle.home import Home
from publishing.comparison import changed_files, other_bytes, other_figures, other_inputs, rebuilt_files
from publishing.manifest import Manifest, read_manifest
from tests.building.publishable_warehouse import build


@pytest.fixture
def version(published: Home) -> tuple[Path, Manifest]:
    folder = published.published / "2024Q1" / "v1"
    return folder, read_manifest(folder)


def rebuilt(tmp_path: Path, change: str = "") -> Home:
    home = Home(tmp_path / "rebuilt")
    build(home, 1, change)
    return home


def test_the_same_warehouse_gives_the_same_bytes(tmp_path: Path, version: tuple[Path, Manifest]) -> None:
    _, manifest = version
    home = rebuilt(tmp_path)
    assert other_bytes(manifest, rebuilt_files(home, manifest, with_pages=True)) == []
    assert other_inputs(home, manifest) == []


def test_rows_in_another_order_give_the_same_bytes(tmp_path: Path, version: tuple[Path, Manifest]) -> None:
    _, manifest = version
    reversed_rows = "create or replace table marts.scorecard_town as from marts.scorecard_town order by town_code desc"
    assert other_bytes(manifest, rebuilt_files(rebuilt(tmp_path, reversed_rows), manifest, with_pages=True)) == []


def test_another_figure_is_told_by_its_place(tmp_path: Path, version: tuple[Path, Manifest]) -> None:
    folder, manifest = version
    home = rebuilt(tmp_path, "update marts.scorecard_town set total = 90 where town_code = 'nanqiao';")
    files = rebuilt_files(home, manifest, with_pages=False)
    assert other_figures(folder, files) == [
        "marts/scorecard_town.parquet: total of 2024Q1 cutoff nanqiao was 91.32, is 90.0"
    ]
    assert "marts/scorecard_town.parquet: other bytes" in other_bytes(manifest, files)


def test_a_last_bit_and_a_new_column_are_no_other_figures(tmp_path: Path, version: tuple[Path, Manifest]) -> None:
    folder, manifest = version
    change = """
        update marts.scorecard_town set total = total + 1e-8;
        alter table marts.task_quarter add column started integer;
    """
    files = rebuilt_files(rebuilt(tmp_path, change), manifest, with_pages=False)
    assert other_figures(folder, files) == []
    assert other_bytes(manifest, files)


def test_other_words_of_the_same_matter_are_no_other_figures_and_another_level_is(tmp_path: Path) -> None:
    def listed(reason: str, level: int) -> pa.Table:
        return pa.table({"subject_id": ["p"], "reason": [reason], "level": [level]})

    def as_bytes(table: pa.Table) -> dict[str, bytes]:
        out = io.BytesIO()
        pq.write_table(table, out)
        return {"marts/supervision_list.parquet": out.getvalue()}

    (tmp_path / "marts").mkdir()
    pq.write_table(listed("「公园」落后20.0个百分点。", 1), tmp_path / "marts" / "supervision_list.parquet")
    assert other_figures(tmp_path, as_bytes(listed("“公园”落后20.0个百分点。", 1))) == []
    assert other_figures(tmp_path, as_bytes(listed("“公园”落后20.0个百分点。", 2))) == [
        "marts/supervision_list.parquet: level of p was 1, is 2"
    ]


def test_missing_rows_columns_and_marts_are_told(tmp_path: Path, version: tuple[Path, Manifest]) -> None:
    folder, manifest = version
    change = """
        delete from marts.evidence;
        alter table marts.task_quarter drop column projects;
        drop table marts.scorecard_town_adjustment;
    """
    files = rebuilt_files(rebuilt(tmp_path, change), manifest, with_pages=False)
    assert other_figures(folder, files) == [
        "marts/evidence.parquet: 1 rows published, 0 rebuilt",
        "marts/scorecard_town_adjustment.parquet: no longer made",
        "marts/task_quarter.parquet: no column projects any more",
    ]


def test_a_submission_that_came_out_otherwise_is_told(tmp_path: Path, version: tuple[Path, Manifest]) -> None:
    _, manifest = version
    change = """
        update marts.fct_submission set outcome = 'rejected' where submission_id = 's1';
        update marts.fct_submission set submission_id = 's9' where submission_id = 's2';
    """
    assert other_inputs(rebuilt(tmp_path, change), manifest) == [
        "notes.txt: not among the published submissions",
        "notes.txt: not among the rebuilt submissions",
        "月报_南桥镇_2024-03.xlsx: was accepted, is rejected",
    ]


def test_a_folder_as_it_was_published_shows_no_change(published: Home, version: tuple[Path, Manifest]) -> None:
    assert changed_files(published, *version) == []


def test_a_changed_a_missing_and_an_added_file_are_told(published: Home, version: tuple[Path, Manifest]) -> None:
    folder, manifest = version
    for path in (folder, folder / "marts", folder / "index.html"):
        path.chmod(0o755)
    (folder / "index.html").write_text("other", encoding="utf-8")
    (folder / "marts" / "evidence.parquet").unlink()
    (folder / "added.html").touch()
    assert changed_files(published, folder, manifest) == [
        "marts/evidence.parquet: missing",
        "added.html: not among the files that were published",
        "index.html: changed since it was published",
    ]


def test_a_changed_manifest_is_told_by_the_register(published: Home, version: tuple[Path, Manifest]) -> None:
    folder, manifest = version
    (folder / "manifest.json").chmod(0o644)
    (folder / "manifest.json").write_bytes(manifest.model_copy(update={"approved_by": "他人"}).to_bytes())
    assert changed_files(published, folder, read_manifest(folder)) == ["manifest.json: changed"]
    published.publications.unlink()
    assert changed_files(published, folder, manifest) == ["manifest.json: not in the register of publications"]
