"""What a day costs after one landing and after many: landing nothing, landing a file, checking, building, answering.

    python -m benchmarks.batches [--landings 1000]

The same workbooks are landed at once in one home, and one by one in the other, where batches are compacted as they are
in life.  CPU time is this process's and its children's.  Figures are of one run on one machine: compare the homes.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from benchmarks.faulty_workbooks import write_workbooks
from expectations.check import check
from ingestion.inbox import InboxFile, read_inbox
from ingestion.land import land_files
from lifecircle.batches import read_batches, recover
from lifecircle.calendar import CHINA
from lifecircle.home import Home
from publishing.snapshot import publish_snapshot
from receipts.answer import answer
from warehouse.build import build_warehouse

_AS_OF = datetime(2024, 4, 12, tzinfo=CHINA)


def main() -> None:
    """Print what each step took in both homes, and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--landings", type=int, default=1000, help="landings of the second home (%(default)s)")
    landings: int = parser.parse_args().landings
    with tempfile.TemporaryDirectory() as folder:
        write_workbooks(Path(folder) / "inbox", landings + 1)
        *files, new = read_inbox(Path(folder) / "inbox").files
        once, often = Home(Path(folder) / "once"), Home(Path(folder) / "often")
        _take_in(once, files)
        for number, file in enumerate(files, start=1):
            _take_in(often, [file])
            if number % 100 == 0:
                print(f"  {number} landings", flush=True)
        print(f"{len(read_batches(once).seals)} and {len(read_batches(often).seals)} batches of {len(files)} workbooks")
        few, many = (_costs_of_a_day(home, files, new) for home in (once, often))
    print(f"{'CPU-s':24}{'after 1':>10}{f'after {landings}':>14}{'ratio':>8}")
    for step in few:
        print(f"{step:24}{few[step]:10.3f}{many[step]:14.3f}{many[step] / max(few[step], 0.001):8.1f}")


def _take_in(home: Home, files: Sequence[InboxFile]) -> None:
    land_files(home, files)
    check(home, data_docs=False)
    recover(home)


def _costs_of_a_day(home: Home, files: Sequence[InboxFile], new: InboxFile) -> dict[str, float]:
    steps: dict[str, Callable[[], object]] = {
        "landing nothing new": lambda: land_files(home, files),
        "landing a workbook": lambda: land_files(home, [*files, new]),
        "checking it": lambda: check(home, data_docs=False),
        "building": lambda: build_warehouse(home, _AS_OF),
        "publishing a snapshot": lambda: publish_snapshot(home),
        "answering": lambda: answer(home, lambda done, total: None, _AS_OF),
        "answering again": lambda: answer(home, lambda done, total: None, _AS_OF),
    }
    costs = {}
    for step, work in steps.items():
        before = _used()
        work()
        costs[step] = _used() - before
    return costs


def _used() -> float:
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in both)


if __name__ == "__main__":
    main()
