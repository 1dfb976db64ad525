"""What a quarter's scorecards cost: pages with evidence, workbook and PDF, in seconds, and the heaviest page.

    python -m benchmarks.scorecards [--home HOME] [--quarter 2024Q1]

Without a home, thirteen months of a simulated district are landed, checked and built first, which is not counted.
Nothing is written to the home.  Figures are of one machine: compare them, not machines; other programs stretch the
wall time, not the CPU time.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from expectations.check import check
from ingestion.land import land
from lifecircle.home import Home
from lifecircle.marts.opening import open_snapshot
from publishing.drafts import first_edition
from publishing.snapshot import publish_snapshot
from scorecards.edition import Edition
from scorecards.figures.evidence import Evidence, read_evidence
from scorecards.figures.quarter import Quarter, read_quarter
from scorecards.pages.rendering import render_pages
from scorecards.pdf import render_pdf
from scorecards.workbook.book import render_workbook
from simulation import simulate
from warehouse.build import build_warehouse

_T = TypeVar("_T")


def main() -> None:
    """Print the cost of each kind of card and of all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, help="a home with a snapshot; by default one is simulated")
    parser.add_argument("--quarter", default="2024Q1", help="whose cards (%(default)s)")
    arguments = parser.parse_args()
    if arguments.home:
        _measure(Home(arguments.home), arguments.quarter)
        return
    with tempfile.TemporaryDirectory() as folder:
        _measure(_simulated_home(Path(folder)), arguments.quarter)


def _simulated_home(folder: Path) -> Home:
    home = Home(folder / "home")
    closed_at = simulate(folder / "inbox").closed_at
    land(home, folder / "inbox")
    check(home)
    build_warehouse(home, closed_at)
    publish_snapshot(home)
    return home


def _measure(home: Home, name: str) -> None:
    started, started_cpu = time.monotonic(), time.process_time()
    quarter, edition, evidence = _timed("reading", lambda: _read(home, name))
    pages = _timed("pages", lambda: dict(render_pages(quarter, edition, evidence)))
    workbook = _timed("workbook", lambda: render_workbook(quarter, edition))
    pdf = _timed("PDF", lambda: render_pdf(quarter, edition, evidence))
    _show("all", time.monotonic() - started, time.process_time() - started_cpu)
    heaviest = max(pages, key=lambda path: len(pages[path]))
    print(f"{len(pages)} files; heaviest {heaviest}, {len(pages[heaviest]) / 1024:.0f} KiB")
    print(f"workbook {len(workbook) / 1024:.0f} KiB, PDF {len(pdf) / 1024:.0f} KiB")


def _read(home: Home, name: str) -> tuple[Quarter, Edition, Evidence]:
    with open_snapshot(home) as marts:
        edition = first_edition(marts, name)
        quarter = read_quarter(marts, name, edition.basis, edition.as_of)
        return quarter, edition, read_evidence(marts, home, name, edition.basis)


def _timed(what: str, work: Callable[[], _T]) -> _T:
    started, started_cpu = time.monotonic(), time.process_time()
    made = work()
    _show(what, time.monotonic() - started, time.process_time() - started_cpu)
    return made


def _show(what: str, seconds: float, cpu: float) -> None:
    print(f"{what:10}{seconds:8.2f} s{cpu:8.2f} CPU-s")


if __name__ == "__main__":
    main()
