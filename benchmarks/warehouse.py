"""What building the warehouse costs: each layer, the tests, and the same SQL without dbt; and how that grows.

    python -m benchmarks.warehouse [--months 13 31]

Each span of a simulated district (13 months are the clean sample's size) is landed in one process and built in
another, three times: the first warms it up, the second is timed without tests, the third with them.  "bare SQL" is
what dbt compiled, run by DuckDB alone into a new file.  Figures are of one machine: compare them, not machines.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path
from typing import ParamSpec, TypeVar

import duckdb

from expectations.check import check
from ingestion.land import land
from lifecircle.home import Home
from lifecircle.settings import Settings
from simulation import simulate
from warehouse.dbt_run import ModelResult, run_dbt

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")

_FIRST_YEAR, _FIRST_MONTH = 2023, 6


@dataclass(frozen=True)
class Cost:
    """What a build took, in seconds, and the process's greatest memory in MiB."""

    models: float
    """From start to end without tests, dbt's own work included."""
    cpu: float
    """Of that, what the processor worked: other programs do not stretch it."""
    layers: dict[str, tuple[int, float]]
    """Seeds, staging, intermediate, marts, tests: how many, and the sum of their times on two threads."""
    bare_sql: float
    peak_mib: float


def main() -> None:
    """Print the costs of each span, and the ratio of the last to the first."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--months", type=int, nargs="+", default=[13, 31], help="spans to build (%(default)s)")
    spans: list[int] = parser.parse_args().months
    costs = {}
    for span in spans:
        with tempfile.TemporaryDirectory() as folder:
            as_of = _alone(_land, Path(folder), span)
            costs[span] = _alone(_measure, Path(folder), as_of)
        _show(span, costs[span])
    if len(costs) > 1:
        first, last = costs[spans[0]], costs[spans[-1]]
        print(f"{spans[-1]} months cost {last.models / first.models:.2f} times {spans[0]}", end=" ")
        print(f"({last.cpu / first.cpu:.2f} in CPU-s), as bare SQL {last.bare_sql / first.bare_sql:.2f} times")


def _alone(work: Callable[_Arguments, _Result], *arguments: _Arguments.args, **options: _Arguments.kwargs) -> _Result:
    """Do the work in a process of its own, so that its memory is its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *arguments, **options).result()


def _land(folder: Path, months: int) -> datetime:
    """Simulate, land and check so many months; the close of the last one."""
    number = _FIRST_YEAR * 12 + _FIRST_MONTH - 1 + months - 1
    result = simulate(folder / "inbox", last_month=f"{number // 12}-{number % 12 + 1:02d}")
    home = Home(folder / "home")
    land(home, folder / "inbox")
    check(home)
    return result.closed_at


def _measure(folder: Path, as_of: datetime) -> Cost:
    home, reference = Home(folder / "home"), Settings().reference

    def build(name: str, *, with_tests: bool) -> tuple[list[ModelResult], float, float]:
        file = folder / name / "lifecircle.duckdb"
        file.parent.mkdir()
        started, started_cpu = time.monotonic(), time.process_time()
        results = run_dbt(home, file, as_of, reference, with_tests=with_tests)
        seconds, cpu = time.monotonic() - started, time.process_time() - started_cpu
        failed = [result.name for result in results if not result.is_good]
        if failed:
            raise SystemExit(f"failed: {', '.join(failed)}")
        return results, seconds, cpu

    build("cold", with_tests=False)
    models, seconds, cpu = build("warm", with_tests=False)
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    tested, *_ = build("tested", with_tests=True)
    layers: dict[str, tuple[int, float]] = {}
    for result in [*models, *(result for result in tested if result.layer == "tests")]:
        count, spent = layers.get(result.layer, (0, 0.0))
        layers[result.layer] = (count + 1, spent + result.seconds)
    return Cost(seconds, cpu, layers, _bare_sql(home, folder, models), peak_mib)


def _bare_sql(home: Home, folder: Path, models: Sequence[ModelResult]) -> float:
    """Run what dbt compiled, in dbt's order, into a file of the name that it refers to; in seconds."""
    compiled = {path.stem: path for path in (home.latest_build.parent / "dbt" / "target" / "compiled").rglob("*.sql")}
    file = folder / "bare" / "lifecircle.duckdb"
    file.parent.mkdir()
    with duckdb.connect(file) as connection:
        connection.execute("set TimeZone = 'Asia/Shanghai'; set threads = 2")
        connection.execute(f"attach '{folder}/warm/lifecircle.duckdb' as built (read_only)")
        for schema in ("reference", "staging", "intermediate", "marts"):
            connection.execute(f"create schema {schema}")
        for seed in (result.name for result in models if result.kind == "seed"):
            connection.execute(f"create table reference.{seed} as from built.reference.{seed}")
        started = time.monotonic()
        for model in (result for result in models if result.kind == "model"):
            kind = "view" if model.layer == "staging" else "table"
            query = compiled[model.name].read_text(encoding="utf-8")
            connection.execute(f"create {kind} {model.layer}.{model.name} as ({query}\n)")
        return time.monotonic() - started


def _show(span: int, cost: Cost) -> None:
    print(f"{span} months")
    for layer, (count, seconds) in cost.layers.items():
        print(f"  {layer:14}{count:5}{seconds:9.2f} s")
    print(f"  {'all models':14}     {cost.models:9.2f} s from start to end, without tests ({cost.cpu:.2f} CPU-s)")
    print(f"  {'bare SQL':14}     {cost.bare_sql:9.2f} s")
    print(f"  {'peak memory':14}     {cost.peak_mib:9.0f} MiB without tests")


if __name__ == "__main__":
    main()
