"""What landing a workbook costs, beside bare calamine and a pandas + openpyxl script, in CPU milliseconds a workbook.

    python -m benchmarks.landing [--files 120]

All three read the same workbooks of a simulated district in one process; landing also archives, types and writes
Parquet.  Figures are ratios of one run on one machine: compare them, not runs.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
from python_calamine import CalamineWorkbook

from ingestion.land import land
from lifecircle.home import Home
from simulation import simulate


def main() -> None:
    """Print a line for each way to read."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=120, help="workbooks to read (%(default)s)")
    count: int = parser.parse_args().files
    with tempfile.TemporaryDirectory() as folder:
        inbox = Path(folder) / "inbox"
        simulate(inbox, "2023-06", "2023-12")
        paths = sorted(inbox.rglob("*.xlsx"))
        for path in [*paths[count:], *inbox.rglob("*.csv")]:
            path.unlink()
        paths = paths[:count]
        ways: dict[str, Callable[[], object]] = {
            "bare calamine": lambda: [_calamine(path) for path in paths],
            "landing": lambda: land(Home(Path(folder) / "home"), inbox),
            "pandas + openpyxl": lambda: [
                pd.read_excel(path, sheet_name=None, header=None, engine="openpyxl") for path in paths
            ],
        }
        costs = {name: _cpu_seconds(way) for name, way in ways.items()}
    for name, cost in costs.items():
        ratio = cost / costs["bare calamine"]
        print(f"{name:20} {1000 * cost / len(paths):8.2f} ms a workbook  {ratio:6.1f} x calamine")


def _calamine(path: Path) -> list[object]:
    workbook = CalamineWorkbook.from_path(path)
    return [workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names]


def _cpu_seconds(way: Callable[[], object]) -> float:
    started = time.process_time()
    way()
    return time.process_time() - started


if __name__ == "__main__":
    main()
