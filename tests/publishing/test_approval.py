from __future__ import annotations

import hashlib
import os
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from lifecircle.calendar import parse_moment
from lifecircle.home import Home
from publishing.approval import ApprovalError, DraftChangedError, publish
from publishing.drafts import write_drafts
from publishing.manifest import read_manifest
from publishing.registry import read_register, recover_versions
from publishing.requests import request_approval
from publishing.versions import AlreadyPublishedError, prepare_version
from tests.building.publishable_warehouse import build


def publications(home: Home) -> list[tuple[object, ...]]:
    with duckdb.connect(home.snapshot.resolve(), read_only=True) as marts:
        return marts.execute("select * from marts.publication order by quarter, version").fetchall()


def test_an_approved_draft_becomes_v1_with_its_figures_and_the_approvers_name(home: Home) -> None:
    drafted = read_manifest(home.published / "2024Q1" / "draft")
    publish(home, "2024年第一季度", "  王芳 ", parse_moment("2024-04-21T10:00:00"))
    manifest = read_manifest(home.published / "2024Q1" / "v1")
    assert manifest.figures == drafted.figures
    assert (manifest.version, manifest.approved_by, manifest.is_demo) == (1, "王芳", False)
    assert f"{manifest.approved_at:%Y-%m-%d %H:%M%z}" == "2024-04-21 10:00+0800"
    assert "approved_by='王芳'" in (home.published / "2024Q1" / "v1" / "index.html").read_text()


def test_a_published_quarter_has_no_draft_and_stands_in_the_index(published: Home) -> None:
    assert not (published.published / "2024Q1" / "draft").exists()
    assert (published.published / "index.html").read_text() == "2023Q4/draft 2024Q1/v1"
    assert write_drafts(published) == ["2023Q4"]


def test_the_manifest_names_inputs_rules_code_and_every_file_by_hash(published: Home) -> None:
    folder = published.published / "2024Q1" / "v1"
    manifest = read_manifest(folder)
    assert [(file.submission_id, file.file_name, file.outcome) for file in manifest.inputs] == [
        ("s1", "月报_南桥镇_2024-03.xlsx", "accepted"),
        ("s2", "notes.txt", "rejected"),
    ]
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    assert files.keys() == manifest.files.keys() | {"manifest.json"}
    for name, file in manifest.files.items():
        data = files[name].read_bytes()
        assert (file.sha256, file.size) == (hashlib.sha256(data).hexdigest(), len(data))
    assert manifest.rules.valid_from == parse_moment("2024-01-01").date()
    assert {"duckdb", "dbt-core", "jinja2", "typst", "xlsxwriter", "lifecircle"} <= manifest.code.packages.keys()


def test_the_version_stands_in_the_snapshot_without_another_build(published: Home) -> None:
    ((quarter, version, basis, as_of, approved_by, _, reason, sha256),) = publications(published)
    assert (quarter, version, basis, approved_by, reason) == ("2024Q1", 1, "cutoff", "王芳", None)
    assert as_of == parse_moment("2024-04-10T23:59:59")
    manifest = published.published / "2024Q1" / "v1" / "manifest.json"
    assert sha256 == hashlib.sha256(manifest.read_bytes()).hexdigest()


def test_the_marts_as_parquet_list_the_version_too(published: Home) -> None:
    rows = pq.read_table(published.marts / "publication.parquet").to_pylist()
    assert [row["quarter"] for row in rows] == ["2024Q1"]


def test_a_version_is_write_protected_and_never_written_again(published: Home) -> None:
    folder = published.published / "2024Q1" / "v1"
    modes = {path.stat().st_mode & 0o777 for path in folder.rglob("*") if path.is_file()}
    assert modes == {0o444}
    assert {path.stat().st_mode & 0o777 for path in (folder, folder / "marts")} == {0o555}
    manifest = read_manifest(folder)
    with pytest.raises(AlreadyPublishedError):
        prepare_version(published, manifest, {"index.html": b"other"})
    assert (folder / "index.html").read_bytes() != b"other"


def test_a_quarter_is_published_once_and_then_restated(published: Home) -> None:
    with pytest.raises(AlreadyPublishedError, match="restate 2024Q1"):
        publish(published, "2024Q1", "王芳")


def test_what_was_approved_and_stands_already_is_done_and_stays_as_it_was(home: Home, tmp_path: Path) -> None:
    request = request_approval(home, "2024Q1")
    assert request
    first = publish(home, "2024Q1", "王芳", seen=request["figures"])
    os.replace(home.publications, tmp_path / "gone")  # killed before it was recorded
    assert publish(home, "2024Q1", "李军", seen=request["figures"]) == first
    assert [row[4] for row in publications(home)] == ["王芳"]


def test_an_approval_of_other_figures_than_those_published_is_refused(published: Home) -> None:
    with pytest.raises(AlreadyPublishedError, match="v1"):
        publish(published, "2024Q1", "李军", seen="0" * 64)


@pytest.mark.parametrize("name", ["", "  ", "\t"])
def test_nobody_cannot_approve(home: Home, name: str) -> None:
    with pytest.raises(ApprovalError, match="name"):
        publish(home, "2024Q1", name)
    assert not (home.published / "2024Q1" / "v1").exists()


@pytest.mark.parametrize("quarter", ["2024Q2", "2024-03", "nonsense"])
def test_what_is_not_due_is_refused_by_what_is(home: Home, quarter: str) -> None:
    with pytest.raises(ApprovalError, match="2023Q4, 2024Q1"):
        publish(home, quarter, "王芳")


def test_other_figures_than_the_drafts_are_not_published_but_drafted(home: Home) -> None:
    build(home, 2, "update marts.scorecard_town set total = 50 where basis = 'cutoff' and quarter = '2024Q1';")
    with pytest.raises(ApprovalError, match="other figures"):
        publish(home, "2024Q1", "王芳")
    assert not (home.published / "2024Q1" / "v1").exists()
    publish(home, "2024Q1", "王芳")


def test_an_approval_counts_for_the_figures_that_were_shown_only(home: Home) -> None:
    request = request_approval(home, "2024Q1")
    assert request
    build(home, 2, "update marts.scorecard_town set total = 50 where basis = 'cutoff' and quarter = '2024Q1';")
    write_drafts(home)
    with pytest.raises(DraftChangedError, match="other figures"):
        publish(home, "2024Q1", "王芳", seen=request["figures"])
    renewed = request_approval(home, "2024Q1")
    assert renewed
    publish(home, "2024Q1", "王芳", seen=renewed["figures"])


def test_a_demonstration_says_that_it_is_one(home: Home) -> None:
    assert publish(home, "2024Q1", "演示").edition.is_demo


def test_what_a_killed_publication_left_is_swept_away_by_the_next(home: Home) -> None:
    unfinished = home.published / "2024Q1" / ".v1.unfinished" / "marts"
    unfinished.mkdir(parents=True)
    (unfinished / "half.parquet").touch()
    unfinished.chmod(0o555)
    publish(home, "2024Q1", "王芳")
    assert [path.name for path in (home.published / "2024Q1").iterdir()] == ["v1"]
    assert not (home.published / "2024Q1" / "v1" / "marts" / "half.parquet").exists()


def test_a_version_that_was_killed_before_it_was_recorded_is_recorded_by_the_next_run(
    published: Home, tmp_path: Path
) -> None:
    os.replace(published.publications, tmp_path / "gone")
    write_drafts(published)
    assert [(row["quarter"], row["version"]) for row in read_register(published)] == [("2024Q1", 1)]


def test_the_register_keeps_the_hash_that_a_manifest_was_published_with(published: Home) -> None:
    before = read_register(published)
    manifest = published.published / "2024Q1" / "v1" / "manifest.json"
    manifest.chmod(0o644)
    manifest.write_bytes(manifest.read_bytes() + b" ")
    publish(published, "2023Q4", "王芳")
    recover_versions(published)
    assert [row for row in read_register(published) if row["quarter"] == "2024Q1"] == before
