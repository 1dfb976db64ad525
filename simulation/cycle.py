"""The months that the district's towns report, and what is due when, by its reference folder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from lifecircle.calendar import months_between, quarter_end, quarter_of
from lifecircle.district import District
from simulation.months import month_of


@dataclass(frozen=True)
class Cycle:
    """The cycle from its first month to its last, both reported."""

    first_month: str
    last_month: str
    blueprint_due: date
    plan_due: dict[int, date]
    """Year -> when the plan for it is due."""
    due_days: dict[str, int]
    """Form -> the day of the next month on which it is due."""

    @cached_property
    def months(self) -> list[str]:
        """All months, as `2024-03`."""
        return months_between(self.first_month, self.last_month)

    @property
    def quarters(self) -> list[str]:
        """All quarters, the one in which the first month lies among them."""
        return sorted({quarter_of(month) for month in self.months})

    @property
    def years(self) -> list[int]:
        """All years, first to last."""
        return sorted({int(month[:4]) for month in self.months})


def cycle_of(district: District) -> Cycle:
    """Take the cycle from the reference; of rules with several dates the last one holds throughout."""
    documents = sorted(district.document_due_dates, key=lambda row: row.valid_from)
    return Cycle(
        first_month=district.cycle[0].first_month,
        last_month=month_of(quarter_end(district.cycle[0].last_quarter)),
        blueprint_due=[row.due_on for row in documents if row.year is None][-1],
        plan_due={row.year: row.due_on for row in documents if row.year is not None},
        due_days={row.form: row.due_day for row in sorted(district.due_days, key=lambda row: row.valid_from)},
    )
