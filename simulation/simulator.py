"""The simulator: from a seed and a span to an inbox."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from lifecircle.forms import load_forms
from simulation.cycle import Cycle
from simulation.errors import SimulationError
from simulation.files.folder import write_inbox
from simulation.files.tidy import tidy
from simulation.mess.degree import DEGREES
from simulation.mess.untidy import untidy
from simulation.months import close_of, shifted
from simulation.submissions.departments import ledgers, standing_ledgers
from simulation.submissions.documents import documents
from simulation.submissions.reports import reports
from simulation.submissions.submission import Submission
from simulation.world.world import World, create_world

DEFAULT_SEED = 2
_MONTHS_AFTER_THE_FIRST = 9
MESSES = ("none", *DEGREES)
"""How untidily the files are filled in: `none` is by the templates."""


@dataclass(frozen=True)
class SimulationResult:
    """What was written."""

    out: Path
    files: int
    """The submissions, the register not counted."""
    files_by_form: dict[str, int]
    """Form -> how many files; 0 for a form that nobody sent."""
    faults: dict[str, int]
    """Code of a finding -> how often the mess was made to earn it; beside what the district does wrong by itself."""
    closed_at: datetime
    """The close of the last month: nothing in the inbox was received later."""


def simulate(
    out: Path,
    first_month: str | None = None,
    last_month: str | None = None,
    seed: int = DEFAULT_SEED,
    mess: str = "none",
    progress: Callable[[int, int], None] | None = None,
) -> SimulationResult:
    """Write the inbox of a made-up district as it is when the last month is closed.

    It holds what towns and departments sent for the months, and what holds for longer: blueprints, communities, and
    the plans of all years from the first month's on.  The same seed and span always give the same bytes, and a span
    that ends earlier gives the same files as a longer one, as far as they had been received by then.  With `light` or
    `heavy` mess the files differ from the templates, and some are wrong, in the ways of
    docs/contract/submissions.md, Findings.

    Args:
        out: the folder to write: absent, empty, or an earlier simulation's, which is then rewritten whole.
        first_month: the first month reported, the cycle's first or later; None is the cycle's first.
        last_month: the last one, the cycle's last or earlier; None is nine months after the first.
        seed: another seed is another district: other people, other diligence.
        mess: how untidily the files are filled in, one of `MESSES`.
        progress: is told after each file how many are done, of how many.

    Raises:
        SimulationError: a month is not of the cycle, the span is empty, the mess is unknown, or `out` holds something
            that no simulation wrote, and is left untouched.
        DistrictError: the reference folder does not hold what a district needs.
    """
    if mess not in MESSES:
        raise SimulationError(f"mess is {mess!r}, expected one of: {', '.join(MESSES)}")
    world = create_world(seed)
    first_month = first_month or world.district.cycle.first_month
    last_month = last_month or shifted(first_month, _MONTHS_AFTER_THE_FIRST)
    _check_span(world.district.cycle, first_month, last_month)
    sent = _sent(world, first_month, last_month)
    parcels = untidy(world, sent, DEGREES[mess]) if mess in DEGREES else tidy(sent)
    received = sorted(
        (parcel for parcel in parcels if parcel.received_at <= close_of(last_month)),
        key=lambda parcel: (parcel.received_at, parcel.path),
    )
    write_inbox(out, received, progress)
    forms = Counter(parcel.form_name for parcel in received)
    return SimulationResult(
        out=out,
        files=sum(parcel.is_submission for parcel in received),
        files_by_form={form_name: forms[form_name] for form_name in load_forms()},
        faults=dict(sorted(Counter(code for parcel in received for code in parcel.faults).items())),
        closed_at=close_of(last_month),
    )


def _check_span(cycle: Cycle, first_month: str, last_month: str) -> None:
    for month in (first_month, last_month):
        if month not in cycle.months:
            raise SimulationError(f"month is {month!r}, expected one from {cycle.first_month} to {cycle.last_month}")
    if first_month > last_month:
        raise SimulationError(f"the first month, {first_month}, is later than the last, {last_month}")


def _sent(world: World, first_month: str, last_month: str) -> list[Submission]:
    """All that is sent for the span, by time of receipt, which may lie after its close."""
    months = world.district.cycle.months
    until_last = months[: months.index(last_month) + 1]
    span = until_last[until_last.index(first_month) :]
    sent = [
        *documents(world, int(first_month[:4])),
        *standing_ledgers(world, until_last),
        *reports(world, span),
        *ledgers(world, span),
    ]
    return sorted(sent, key=lambda submission: (submission.received_at, submission.file_name))
