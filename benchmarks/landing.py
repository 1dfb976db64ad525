"""What each further workbook costs, beside a pandas + openpyxl script and bare calamine; same findings required.

    python -m benchmarks.landing [--small]

Workbooks of simulated districts, every tenth with faults, are read by each way in a process of its own: `ours` lands
and checks (archive, gate, child, reading, typing, Great Expectations), `script` is `benchmarks/checking_script.py`,
`calamine` only reads every sheet.  CPU time is that of all processes.  The marginal cost is the slope between the
smaller and the larger inbox; the rest is start-up, paid once a run.  Figures are of one run on one machine.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.checking_script import Found, check_workbooks

_WAYS = ("calamine", "ours", "script")
_ROW_CODES = {"E01", "E02", "E03", "E04", "E05", "E07", "E08", "E09", "E10", "W01", "W06", "W07"}
"""What both ways check of a row, and what must therefore occur."""
_SHOWN = 10


@dataclass(frozen=True)
class Cost:
    """What a way took for an inbox."""

    cpu: float
    """Seconds of all its processes."""
    wall: float
    peak_mib: float
    """The greatest memory of its first process."""
    findings: list[Found]


def main() -> None:
    """Print start-up, marginal cost, memory and time of each way, and the ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true", help="100 and 400 workbooks instead of 500 and 2,000")
    parser.add_argument("--way", choices=_WAYS, help=argparse.SUPPRESS)
    parser.add_argument("--inbox", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.way:
        sys.stdout.write(json.dumps(asdict(_measure(arguments.way, arguments.inbox))))
        return
    few, many = (100, 400) if arguments.small else (500, 2000)
    with tempfile.TemporaryDirectory() as folder:
        _compare(Path(folder), few, many)


def _compare(folder: Path, few: int, many: int) -> None:
    from benchmarks.faulty_workbooks import copy_share, write_workbooks

    write_workbooks(folder / "many", many)
    copy_share(folder / "many", folder / "few", many // few)
    costs = {name: {way: _in_own_process(way, folder / name) for way in _WAYS} for name in ("few", "many")}
    for name in costs:
        _require_same_findings(costs[name])
    slopes = {way: (costs["many"][way].cpu - costs["few"][way].cpu) / (many - few) for way in _WAYS}
    print(f"{few} and {many} workbooks, {len(costs['many']['ours'].findings)} findings, the same from ours and script")
    print(f"{'':10}{'ms a workbook':>15}{'start-up s':>12}{'peak MiB':>14}{'wall s':>14}")
    for way, slope in slopes.items():
        small, large = costs["few"][way], costs["many"][way]
        peaks, walls = f"{small.peak_mib:.0f} {large.peak_mib:.0f}", f"{small.wall:.1f} {large.wall:.1f}"
        print(f"{way:10}{1000 * slope:15.2f}{small.cpu - slope * few:12.2f}{peaks:>14}{walls:>14}")
    print(f"script / ours: {slopes['script'] / slopes['ours']:.1f} (5 is the target, 10 the aim)")
    print(f"ours / calamine: {slopes['ours'] / slopes['calamine']:.1f} (5 is the target, 3 the aim)")


def _in_own_process(way: str, inbox: Path) -> Cost:
    command = [sys.executable, "-m", "benchmarks.landing", "--way", way, "--inbox", str(inbox)]
    answer = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    return Cost(**answer | {"findings": [tuple(found) for found in answer["findings"]]})


def _measure(way: str, inbox: Path) -> Cost:
    ways: dict[str, Callable[[Path], list[Found]]] = {
        "calamine": _read_bare,
        "ours": _land_and_check,
        "script": check_workbooks,
    }
    started = time.perf_counter()
    findings = ways[way](inbox)
    wall = time.perf_counter() - started
    used = [resource.getrusage(process) for process in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    # not ru_maxrss: it begins with the memory of the process that started this one
    peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return Cost(sum(one.ru_utime + one.ru_stime for one in used), wall, int(peak.split()[1]) / 1024, findings)


def _read_bare(inbox: Path) -> list[Found]:
    from python_calamine import CalamineWorkbook

    for path in sorted(inbox.rglob("*.xlsx")):
        workbook = CalamineWorkbook.from_path(path)
        for name in workbook.sheet_names:
            workbook.get_sheet_by_name(name).to_python()
    return []


def _land_and_check(inbox: Path) -> list[Found]:
    import pyarrow.dataset

    from expectations.check import check
    from ingestion.land import land
    from lifecircle.home import Home

    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        land(home, inbox)
        check(home)
        submissions, findings = (
            pyarrow.dataset.dataset([str(path) for path in (home.landed / table).glob("*.parquet")]).to_table()
            for table in ("submissions", "findings")
        )
    files = dict(zip(submissions["submission_id"].to_pylist(), submissions["file_name"].to_pylist(), strict=True))
    return [(files[row["submission_id"]], *_place(row), row["code"]) for row in findings.to_pylist()]


def _place(row: dict[str, Any]) -> tuple[str | None, int | None]:
    """The row at fault; of a whole file's fault the script does not know the place."""
    return (None, None) if row["code"].startswith("F") else (row["sheet"], row["row_number"])


def _require_same_findings(costs: dict[str, Cost]) -> None:
    """Exit unless ours and the script found the same, and every code they check for."""
    ours, script = Counter(costs["ours"].findings), Counter(costs["script"].findings)
    differing = [f"only ours: {found}" for found in ours - script] + [
        f"only script: {found}" for found in script - ours
    ]
    codes = {code for *_, code in ours}
    if differing or not codes >= _ROW_CODES:
        print("\n".join(differing[:_SHOWN]), file=sys.stderr)
        sys.exit(f"{len(differing)} findings differ; codes found: {sorted(codes)}")


if __name__ == "__main__":
    main()
