"""The whole cycle once in this process, step by step, without Airflow: up to the drafts, which a person approves."""

from __future__ import annotations

from lifecircle.progress import Listener, listen
from workflows.steps import CYCLE, Work


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
    listen(listener)
    for step in CYCLE:
        try:
            step.run(work)
        except Exception as fault:
            raise CycleError(f"{step.dag}: {fault}") from fault
