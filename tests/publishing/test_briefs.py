"""A month is closed once; what is learnt later is a next edition that says what it corrects."""

from __future__ import annotations

from pathlib import Path

import pytest

from lifecircle.calendar import parse_moment
from lifecircle.home import Home
from publishing.briefs import NotClosedYetError, close_month, editions, read_brief
from tests.building.month_warehouse import LATE_REPORT, build_month

NOW = parse_moment("2024-04-20T08:00:00")


@pytest.fixture
def closed(tmp_path: Path) -> Home:
    home = build_month(Home(tmp_path / "home"))
    close_month(home, "2024-03", NOW)
    return home


def contents(home: Home) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in home.briefs.rglob("*") if path.is_file()}


def test_a_close_writes_the_district_and_each_town_as_of_the_close(closed: Home) -> None:
    (folder,) = editions(closed)
    assert folder == closed.briefs / "2024-03" / "v1"
    assert {"district.html", "nanqiao.html", "fengpu.html", "items.csv"} <= {path.name for path in folder.iterdir()}
    page = (folder / "district.html").read_text(encoding="utf-8")
    assert "数据截至2024-04-10 23:59" in page
    assert "更正" not in page


def test_a_town_that_has_not_reported_has_words_and_no_noughts(closed: Home) -> None:
    page = (closed.briefs / "2024-03" / "v1" / "fengpu.html").read_text(encoding="utf-8")
    assert '本月完成投资（万元）</th><td class="number bad">无月报</td><td class="number">无上月</td>' in page


def test_closing_again_writes_nothing(closed: Home) -> None:
    before = contents(closed)
    assert close_month(closed, "2024-03", NOW).name == "v1"
    assert contents(closed) == before


def test_a_correction_is_a_next_edition_that_says_what_changed_and_leaves_the_first_alone(closed: Home) -> None:
    before = contents(closed)
    build_month(closed, 2, LATE_REPORT)
    second = close_month(closed, "2024-03", NOW)
    assert second.name == "v2"
    page = (second / "district.html").read_text(encoding="utf-8")
    assert "更正（第2版）" in page
    assert "本月完成投资（万元）：10.50 → 30.50" in page
    assert "涉及奉浦街道" in page
    after = contents(closed)
    assert all(after[path] == data for path, data in before.items() if "v1" in path.parts)
    assert not (closed.briefs / "2024-03" / "v1" / "district.html").stat().st_mode & 0o222


def test_an_edition_names_the_files_that_had_come_by_its_moment_with_their_hashes(closed: Home) -> None:
    manifest = read_brief(editions(closed)[0])
    assert [file.sha256 for file in manifest.inputs] == ["aa", "bb"]
    assert manifest.build == closed.snapshot.resolve().name


def test_a_month_that_has_not_closed_is_refused(closed: Home) -> None:
    with pytest.raises(NotClosedYetError, match="2024-04 has no brief"):
        close_month(closed, "2024-04", NOW)
    with pytest.raises(NotClosedYetError, match="2024-03 closes at 2024-04-10 23:59"):
        close_month(closed, "2024-03", parse_moment("2024-04-09T08:00:00"))


def test_whoever_reads_the_scorecards_finds_the_briefs(closed: Home) -> None:
    assert 'href="briefs/index.html"' in (closed.published / "index.html").read_text(encoding="utf-8")
    assert 'href="2024-03/v1/district.html"' in (closed.briefs / "index.html").read_text(encoding="utf-8")
