"""Whatever file of a home is deleted, cut off or changed, it is named, or made again if it can be."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from expectations.check import check
from ingestion.land import land
from lifecircle.calendar import parse_moment
from lifecircle.home import DamagedHomeError, Home
from publishing.approval import publish
from publishing.drafts import write_drafts
from publishing.manifest import read_manifest
from publishing.registry import damaged_versions, published_versions, read_register
from publishing.snapshot import publish_snapshot
from tests.building.harmed_files import BY_SIZE, cut_off, delete, files, flip, put
from tests.building.landed_home import LandedHome, plan_row
from tests.building.plain_pages import use_plain_pages
from tests.building.publishable_warehouse import build
from tests.building.workbooks import monthly_report
from workflows.inspection import inspect_home

AS_OF = parse_moment("2023-10-11")


SENT = {name: monthly_report() for name in ("月报_南桥镇_2024-03.xlsx", "月报_南桥镇_2024-03_v2.xlsx")}


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with two batches that were landed and checked."""
    folder = tmp_path_factory.mktemp("landed")
    home = Home(folder / "home")
    for name in SENT:
        put(folder / "inbox", name, SENT[name])
        land(home, folder / "inbox")
        check(home, data_docs=False)
    return home


@pytest.mark.parametrize("harm", [*BY_SIZE, flip])
def test_any_landed_file_that_is_harmed_is_named(landed: Home, tmp_path: Path, harm: Callable[[Path], None]) -> None:
    for number, file in enumerate(files(landed.landed, landed.archive)):
        home = Home(shutil.copytree(landed.root, tmp_path / str(number)))
        harmed = home.root / file.relative_to(landed.root)
        harm(harmed)
        lines = inspect_home(home, whole_bytes=harm is flip)
        assert any(harmed.name in line for line in lines), f"{harmed} is not named: {lines}"


def test_a_landing_refuses_a_home_that_lost_rows_and_reads_an_original_anew_that_the_inbox_has(
    landed: Home, tmp_path: Path
) -> None:
    home = Home(shutil.copytree(landed.root, tmp_path / "home"))
    for name, data in SENT.items():
        put(tmp_path / "inbox", name, data)
    original = files(home.archive)[0]
    original.unlink()
    land(home, tmp_path / "inbox")
    assert original.exists()
    (home.landed / "issues" / "000001.parquet").unlink()
    with pytest.raises(DamagedHomeError, match=r"issues/000001\.parquet is missing"):
        land(home, tmp_path / "inbox")


@pytest.mark.parametrize("harm", [delete, cut_off, flip])
def test_a_build_refuses_a_batch_of_which_a_file_is_missing_or_changed(
    tmp_path: Path, harm: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    from warehouse.build import build_warehouse

    home = LandedHome(tmp_path / "home")
    home.submit("annual_plan", "fengpu", "2023", "2023-05-20", "plan", plan_projects=[plan_row("FP-1")])
    home.land()
    harm(home.home.landed / "plan_projects" / "000001.parquet")
    monkeypatch.setattr("warehouse.build.run_dbt", lambda *_: pytest.fail("dbt was run over damaged files"))
    with pytest.raises(DamagedHomeError, match=r"plan_projects/000001\.parquet"):
        build_warehouse(home.home, AS_OF)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with one published quarter and the draft of another."""
    home = Home(tmp_path_factory.mktemp("published") / "home")
    with pytest.MonkeyPatch.context() as patch:
        use_plain_pages(patch)
        build(home)
        write_drafts(home)
        publish(home, "2024Q1", "王芳")
    return home


@pytest.mark.parametrize("harm", BY_SIZE)
def test_any_file_that_can_be_made_again_is_made_again(
    published: Home, tmp_path: Path, harm: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    use_plain_pages(monkeypatch)
    made_again = [
        *files(published.published / "2023Q4" / "draft"),
        published.published / "index.html",
        *files(published.publications.parent),
    ]
    for number, file in enumerate(made_again):
        home = Home(shutil.copytree(published.root, tmp_path / str(number), symlinks=True))
        harmed = home.root / file.relative_to(published.root)
        harm(harmed)
        write_drafts(home)
        assert harmed.read_bytes() == file.read_bytes(), harmed


@pytest.mark.parametrize("harm", BY_SIZE)
def test_any_file_of_a_version_that_is_harmed_is_named_and_the_version_still_counts(
    published: Home, tmp_path: Path, harm: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    use_plain_pages(monkeypatch)
    for number, file in enumerate(files(published.published / "2024Q1")):
        home = Home(shutil.copytree(published.root, tmp_path / str(number), symlinks=True))
        harmed = home.root / file.relative_to(published.root)
        harmed.parent.chmod(0o755)
        harm(harmed)
        assert any(str(harmed.parent) in line for line in damaged_versions(home)), harmed
        write_drafts(home)
        assert not (home.published / "2024Q1" / "draft").exists()


@pytest.mark.parametrize("harm", [*BY_SIZE, flip])
def test_any_file_of_a_snapshot_that_is_harmed_is_made_again(
    published: Home, tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    for number, file in enumerate(files(published.snapshot.resolve().parent)):
        home = Home(shutil.copytree(published.root, tmp_path / str(number), symlinks=True))
        harmed = home.root / file.relative_to(published.root.resolve())
        harmed.parent.chmod(0o755)
        harm(harmed)
        publish_snapshot(home)
        assert inspect_home(home, whole_bytes=True) == []


@pytest.mark.usefixtures("published")
def test_a_folder_that_looks_like_a_version_is_none_and_is_named(
    published: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_plain_pages(monkeypatch)
    home = Home(shutil.copytree(published.root, tmp_path / "home", symlinks=True))
    forged = home.published / "2024Q1" / "v2"
    shutil.copytree(home.published / "2024Q1" / "v1", forged)
    manifest = read_manifest(forged).model_copy(update={"version": 2, "approved_by": "他人"})
    (forged / "manifest.json").chmod(0o644)
    (forged / "manifest.json").write_bytes(manifest.to_bytes())
    home.publications.unlink()
    write_drafts(home)
    assert [version.number for version in published_versions(home)] == [1]
    assert [row["approved_by"] for row in read_register(home)] == ["王芳"]
    assert damaged_versions(home) == [f"{forged} was never published by lifecircle: move it away"]
