"""
### Publish the scorecards of every due quarter

**Runs** whenever the marts were published (asset `lifecircle://marts`); needs no date.

**Reads** `home/warehouse/lifecircle.duckdb`; parameter `as_of`.

**Writes** `home/published`: a page for each quarter whose cut-off has passed, and their index.

**Safe to run again?** Yes: the same marts give the same bytes, and a page that did not change is not written.

**If it fails** the pages published before stay in place.
"""

from __future__ import annotations

from airflow.sdk import dag, task

from dags.wiring import AS_OF, COMMON, MARTS, home, moment


@task
def publish_pages() -> list[str]:
    """Write the pages of all due quarters; their paths."""
    from publishing.pages import publish_quarters

    return [str(path) for path in publish_quarters(home(), moment())]


@dag(
    schedule=[MARTS],
    params={"as_of": AS_OF},
    tags=["publishing"],
    doc_md=__doc__,
    **COMMON,
)
def quarterly_scorecards() -> None:
    """Publish what is due."""
    publish_pages()


quarterly_scorecards()
