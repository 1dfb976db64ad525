"""The whole cycle once in this process, step by step, without Airflow: up to the drafts, which a person approves."""

from __future__ import annotations

from collections.abc import Sequence

from lifecircle.progress import Listener, listen
from workflows.steps import CYCLE, Step, Work


class CycleError(Exception):
    """A step of the cycle failed; the message names its DAG and the fault, the cause is the exception raised."""


def run_cycle(work: Work, listener: Listener) -> None:
    """Run every step of the cycle, one after the other.

    Args:
        work: inbox, home and moment.
        listener: told how far each step is.

    Raises:
        CycleError: a step failed; the steps before it are done, and running again goes on from there.
    """
    _run(CYCLE, work, listener)


def rebuild(work: Work, listener: Listener) -> None:
    """Run every step but landing: what a home has landed becomes a warehouse, receipts and drafts, without an inbox.

    Raises:
        CycleError: as `run_cycle`.
    """
    _run([step for step in CYCLE if step.name != "land_files"], work, listener)


def _run(steps: Sequence[Step], work: Work, listener: Listener) -> None:
    listen(listener)
    for step in steps:
        try:
            step.run(work)
        except Exception as fault:
            raise CycleError(f"{step.dag}: {fault}") from fault
