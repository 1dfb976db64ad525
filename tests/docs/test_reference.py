"""The reference pages are those that `make docs` writes."""

from __future__ import annotations

import re

import pytest

from docs.generate import REFERENCE, pages
from lifecircle.settings import PROJECT

PAGES = pages()


@pytest.mark.parametrize("name", PAGES)
def test_a_reference_page_is_up_to_date(name: str) -> None:
    assert (REFERENCE / name).read_text(encoding="utf-8") == PAGES[name], "run `make docs`"


def test_the_index_of_the_dags_is_among_them_and_names_each_in_the_order_of_the_month() -> None:
    page = PAGES["../../dags/README.md"]
    named = re.findall(r"\((\w+)\.py\)", page)
    assert set(named) == {
        path.stem for path in (PROJECT / "dags").glob("*.py") if "dag_display_name=" in path.read_text(encoding="utf-8")
    }
    assert named.index("month_close") < named.index("quarterly_scorecards")


def test_every_mart_is_in_the_data_dictionary() -> None:
    marts = {path.stem for path in (PROJECT / "dbt_project" / "models" / "marts").glob("*.sql")}
    assert {mart for mart in marts if f"\n## {mart}\n" not in PAGES["data-dictionary.md"]} == set()


def test_every_finding_code_says_what_it_means() -> None:
    for code in ("F07", "E11", "W08"):
        section = PAGES["findings.md"].split(f"## {code} ")[1].split("\n## ")[0]
        assert len(section.split("\n\n")[1]) > 20
