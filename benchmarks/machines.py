"""What more machines could save: a cycle's steps one after the other, and as far as order and locks let them overlap.

    .venv/bin/python -m benchmarks.machines [--months 4 10]

Each span of a simulated district goes through the cycle twice: whole, as a home that begins, and then with one month
more, as a home does every month.  Steps are timed one by one, in CPU-seconds of all their processes, which other
programs do not stretch; on several machines a step begins once what it needs is done and nobody holds its lock.  What
Airflow adds, about a second a task, is the same on one machine and on many.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from lifecircle.home import Home
from simulation import simulate
from workflows.steps import CYCLE, Step, Work

_FIRST_YEAR, _FIRST_MONTH = 2023, 6
_LOCKS = {
    "land_files": "landing",
    "check_rows": "landing",
    "build": "warehouse",
    "publish_snapshot": "publication",
    "answer": "receipts",
    "send_mail": "outbox",
    "write_drafts": "publication",
    "compare": "publication",
}
"""The lock that a step holds for nearly as long as it takes: no two steps of one lock go on at once."""
_MACHINES = (1, 2, 4)


def main() -> None:
    """Print what each cycle takes on one machine and on several."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--months", type=int, nargs="+", default=[4, 10], help="spans to go through (%(default)s)")
    for span in parser.parse_args().months:
        with tempfile.TemporaryDirectory() as folder:
            home, inbox = Home(Path(folder) / "home"), Path(folder) / "inbox"
            for what, months in ((f"{span} months at once", span), ("one month more", span + 1)):
                closed_at = simulate(inbox, "2023-06", _month(months), mess="light").closed_at
                _show(_timed(what, home, inbox, closed_at))


def _month(number: int) -> str:
    """The last of so many months."""
    years, month = divmod(_FIRST_MONTH + number - 2, 12)
    return f"{_FIRST_YEAR + years}-{month + 1:02}"


def _timed(what: str, home: Home, inbox: Path, as_of: datetime) -> Mapping[Step, float]:
    print(f"\n{what}")
    seconds = {}
    for step in CYCLE:
        started = _cpu_seconds()
        step.run(Work(inbox, home, as_of))
        seconds[step] = _cpu_seconds() - started
        print(f"  {f'{step.dag}.{step.name}':40}{seconds[step]:8.1f} CPU-s", flush=True)
    return seconds


def _cpu_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def _show(seconds: Mapping[Step, float]) -> None:
    alone = _makespan(seconds, 1)
    for machines in _MACHINES:
        taken = _makespan(seconds, machines)
        print(f"  on {machines}: {taken:.1f} s, {alone / taken:.2f} times as fast", flush=True)


def _makespan(seconds: Mapping[Step, float], machines: int) -> float:
    """How long the steps take: whichever could begin first does."""
    ends: dict[Step, float] = {}
    free_at = [0.0] * machines
    lock_free_at = dict.fromkeys(_LOCKS.values(), 0.0)
    waiting = list(seconds)
    while waiting:
        ready = [step for step in waiting if all(needed in ends for needed in _needed(step, list(seconds)))]
        begins = {
            step: max([min(free_at), lock_free_at[_LOCKS[step.name]], *(ends[n] for n in _needed(step, list(seconds)))])
            for step in ready
        }
        step = min(ready, key=lambda step: begins[step])
        ends[step] = begins[step] + seconds[step]
        free_at[free_at.index(min(free_at))] = lock_free_at[_LOCKS[step.name]] = ends[step]
        waiting.remove(step)
    return max(ends.values())


def _needed(step: Step, steps: Sequence[Step]) -> list[Step]:
    """The steps that must be over: those of its DAG that it names, and all that emit what it listens to."""
    return [
        other
        for other in steps
        if (other.dag == step.dag and other.name in step.needs) or set(other.emits) & set(step.listens)
    ]


if __name__ == "__main__":
    main()
