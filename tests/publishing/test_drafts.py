from __future__ import annotations

from pathlib import Path

import pytest

from lifecircle.home import Home
from publishing.drafts import write_drafts
from publishing.manifest import read_manifest
from publishing.versions import read_draft
from tests.building.publishable_warehouse import LATE_REPORT, build


def contents(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {
        path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_every_due_quarter_that_is_not_published_has_a_draft_and_stands_in_the_index(home: Home) -> None:
    assert sorted(path.name for path in home.published.iterdir()) == ["2023Q4", "2024Q1", "index.html"]
    assert (home.published / "index.html").read_text() == "2023Q4/draft 2024Q1/draft"
    assert write_drafts(home) == ["2023Q4", "2024Q1"]


def test_a_draft_that_did_not_change_is_left_alone(home: Home) -> None:
    before = contents(home.published)
    write_drafts(home)
    assert contents(home.published) == before


def test_a_draft_is_written_again_when_its_figures_change(home: Home) -> None:
    before = contents(home.published / "2024Q1")
    build(home, 2, "update marts.task_quarter set projects = 4 where quarter = '2024Q1' and basis = 'cutoff';")
    write_drafts(home)
    after = contents(home.published / "2024Q1")
    assert after["draft/marts/task_quarter.parquet"] != before["draft/marts/task_quarter.parquet"]
    assert after["draft/marts/scorecard_town.parquet"] == before["draft/marts/scorecard_town.parquet"]


def test_a_draft_without_its_manifest_is_written_whole_again(home: Home) -> None:
    before = {name: data for name, (data, _) in contents(home.published).items()}
    (home.published / "2024Q1" / "draft" / "manifest.json").unlink()
    (home.published / "2024Q1" / "draft" / "index.html").write_text("half", encoding="utf-8")
    write_drafts(home)
    assert {name: data for name, (data, _) in contents(home.published).items()} == before


def test_a_draft_that_was_killed_while_it_was_written_is_not_taken_for_whole(home: Home) -> None:
    def die(source: Path, target: Path) -> None:
        raise KeyboardInterrupt

    before = contents(home.published)
    build(home, 2, "update marts.task_quarter set projects = 4 where quarter = '2024Q1';")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("lifecircle.writing.os.link", die)
        with pytest.raises(KeyboardInterrupt):
            write_drafts(home)
    after = contents(home.published)
    assert {name: after[name] for name in before} == before
    assert read_draft(home, "2024Q1") is not None
    write_drafts(home)
    assert not list(home.published.glob("*/.draft.*"))


def test_a_draft_stands_on_its_cutoff_and_says_what_later_figures_would_change(home: Home) -> None:
    unscored = "update marts.task_quarter set projects = 4 where basis = 'latest';"
    build(home, 2, LATE_REPORT + unscored)
    write_drafts(home)
    manifest = read_manifest(home.published / "2024Q1" / "draft")
    assert (manifest.version, manifest.basis, f"{manifest.as_of:%m-%d %H:%M:%S}") == (None, "cutoff", "04-10 23:59:59")
    assert f"{manifest.run_as_of:%m-%d}" == "05-02"
    assert {(difference.unit_name, difference.kind) for difference in manifest.offered} == {
        *(("南桥镇", kind) for kind in ("total", "rank", "band", "light", "metric")),
        ("奉浦街道", "rank"),
    }


def test_a_draft_of_a_quarter_that_an_earlier_moment_does_not_know_goes(home: Home) -> None:
    build(home, 2, "update marts.dim_quarter set is_due = false where quarter = '2024Q1';")
    write_drafts(home)
    assert (home.published / "index.html").read_text() == "2023Q4/draft"
    assert not (home.published / "2024Q1" / "draft").exists()


def test_a_fourth_quarters_figures_have_its_years(home: Home) -> None:
    assert (home.published / "2023Q4/draft/marts/town_year.parquet").exists()
    assert not (home.published / "2024Q1/draft/marts/town_year.parquet").exists()
    assert not (home.published / "2024Q1/draft/marts/publication.parquet").exists()
