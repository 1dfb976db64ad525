"""A messy quarter of a small district comes out as it is kept in the repository: every mart, every page."""

from __future__ import annotations

import difflib

import pytest

from lifecircle.home import Home
from tests.building.windows import ordered_models, tied_models
from tests.golden.golden_quarter import golden_files, kept_files, page_text, take_in

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("golden") / "home")
    take_in(home)
    return home


@pytest.fixture(scope="module")
def made(home: Home) -> dict[str, str]:
    """What comes out of the inbox, as the repository keeps it."""
    return golden_files(home)


@pytest.mark.parametrize("folder", ["marts", "pages"])
def test_what_comes_out_is_what_is_kept(made: dict[str, str], folder: str) -> None:
    kept = {path: text for path, text in kept_files().items() if path.startswith(folder)}
    now = {path: text for path, text in made.items() if path.startswith(folder)}
    lines: list[str] = []
    for path in sorted(kept.keys() | now.keys()):
        one, other = kept.get(path, "").splitlines(), now.get(path, "").splitlines()
        lines += list(difflib.unified_diff(one, other, f"kept/{path}", f"now/{path}", lineterm="", n=0))
    shown = "\n".join(lines[:100])
    assert not lines, f"{len(lines)} lines differ; `make golden` renews what is kept:\n{shown}"


def test_no_window_has_two_rows_of_the_same_place(home: Home) -> None:
    assert tied_models(home, ordered_models(home)) == []


def test_a_page_is_read_by_headings_paragraphs_and_rows() -> None:
    head = "<h1>评分卡</h1><style>p {}</style><table><tr><th>街镇</th><th>总分</th></tr>"
    assert page_text(head + "<tr><td>东湖镇</td><td>9<b>1</b></td></tr>") == "评分卡\n街镇 | 总分\n东湖镇 | 91\n"
