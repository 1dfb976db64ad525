"""A home whose marts were built by an earlier release, as the office meets it after an upgrade."""

from __future__ import annotations

from pathlib import Path

import pytest

from lifecircle.home import Home
from publishing.drafts import write_drafts
from tests.building.publishable_warehouse import build
from tests.building.terminal import lifecircle


@pytest.mark.parametrize(
    "change",
    ["alter table marts.dim_metric drop column valid_from;", "drop table marts.town_year;"],
    ids=["a column is missing", "a mart is missing"],
)
def test_marts_of_another_release_are_told_in_one_line_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    home = Home(tmp_path / "home")
    build(home)
    monkeypatch.setattr("publishing.drafts.render", lambda home, edition: {"index.html": b"page"})
    monkeypatch.setattr("publishing.drafts.render_index", lambda home, editions: b"index")
    write_drafts(home)
    build(home, 2, change)

    done = lifecircle("publish", "2023Q4", "--approved-by", "王芳", "--home", home.root)

    assert done.returncode == 1
    assert "built by another version of lifecircle: run `lifecircle run` first" in done.stderr
    assert "Traceback" not in done.stderr
