"""How things get sent: when a unit of some punctuality sends, and what befalls a file on its way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

from simulation.chance import happens
from simulation.months import LAST_DAY_OF_CLOSE, in_office_hours, month_of, month_start, shifted
from simulation.submissions.submission import Row, Submission


def arrival(rng: Random, period_end: date, punctuality: float, due_day: int) -> datetime | None:
    """Decide when a file arrives in the month after its period, on whose `due_day` it is due; None if never.

    A punctual unit (1) is always in time.  A careless one (0) is late every other time: still before the close, weeks
    after it, or for good.
    """
    carelessness = 1 - punctuality
    first = month_start(shifted(month_of(period_end), 1))
    fate = rng.random()
    if fate < 0.08 * carelessness**1.5:
        return None
    if fate < 0.26 * carelessness:
        day = rng.randint(LAST_DAY_OF_CLOSE + 1, 28)
    elif fate < 0.55 * carelessness and due_day < LAST_DAY_OF_CLOSE:
        day = rng.randint(due_day + 1, LAST_DAY_OF_CLOSE)
    else:
        day = round(rng.triangular(1, due_day, 1 + (due_day - 1) * (0.3 + 0.6 * carelessness)))
    return in_office_hours(rng, first.replace(day=day))


def befall(rng: Random, submission: Submission, care: float) -> Iterator[Submission]:
    """Yield what is really sent where `submission` was meant: mostly just that, sometimes something wrong at first.

    A hasty first version, the same file twice, a template without a column (F05), last month's cover (F07).
    """
    carelessness = 1 - care
    second = replace(submission, version=submission.version + 1)
    fate = rng.random()
    if fate < 0.02 + 0.07 * carelessness:
        yield _hasty(rng, submission)
        days = rng.randint(1, 4) if happens(rng, 0.55) else rng.randint(12, 50)
        yield replace(second, received_at=_later(rng, submission.received_at, days))
    elif fate < 0.04 + 0.07 * carelessness:
        yield submission
        yield replace(
            second, received_at=_later(rng, submission.received_at, rng.randint(0, 3)), copy_of=submission.file_name
        )
    elif fate < 0.045 + 0.105 * carelessness:
        yield _refused(rng, submission)
        yield replace(second, received_at=_later(rng, submission.received_at, rng.randint(1, 4)))
    else:
        yield submission


def _later(rng: Random, moment: datetime, days: int) -> datetime:
    if days == 0:
        return moment + timedelta(minutes=rng.randint(4, 90))
    return in_office_hours(rng, moment.date() + timedelta(days=days))


def _hasty(rng: Random, submission: Submission) -> Submission:
    """Leave out a tenth of the first table's rows: what the sender did not have at hand yet."""
    name, rows = next(iter(submission.tables.items()))
    kept = max(1, len(rows) * 9 // 10)
    chosen = set(rng.sample(range(len(rows)), min(kept, len(rows))))
    some: list[Row] = [row for number, row in enumerate(rows) if number in chosen]
    return replace(submission, tables={**submission.tables, name: some})


def _refused(rng: Random, submission: Submission) -> Submission:
    """Spoil the file so that it must be refused: by its cover's month where it has one, else by a missing column."""
    if "period" in submission.cover and happens(rng, 0.5):
        return replace(submission, cover={**submission.cover, "period": shifted(submission.period, -1)})
    table = submission.form.tables[next(iter(submission.tables))]
    required = [name for name, column in table.columns.items() if column.required and not column.key]
    return replace(submission, omitted=frozenset([rng.choice(required)]))
