"""What was expected of whom for the quarter, what came, and how good it was.

Source: docs/contract/marts.md, fct_submission, fct_finding.

Everything here is bounded by a moment: what was received later does not belong to the edition.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from lifecircle.forms import load_forms

MOST_FINDINGS = 300


@dataclass(frozen=True)
class Submission:
    """A file received for the quarter; `outcome` is accepted, rejected, duplicate or withdrawn."""

    submission_id: str
    form: str
    unit_code: str
    period: str | None
    file_name: str
    received_at: datetime
    outcome: str
    rows_accepted: int
    rows_quarantined: int
    rows_flagged: int

    @property
    def form_title(self) -> str:
        """What the form is called."""
        return form_title(self.form)


@dataclass(frozen=True)
class Finding:
    """Something wrong with a file received for the quarter; `severity` is fatal, error or warning."""

    submission_id: str
    unit_code: str
    form: str
    file_name: str
    code: str
    severity: str
    title: str
    mended_by: str
    sheet: str | None
    row_number: int | None
    column_header: str | None
    value: str | None
    message: str


@dataclass(frozen=True)
class FindingCount:
    """How often a finding was made in a unit's files of a form."""

    unit_code: str
    form: str
    code: str
    severity: str
    title: str
    mended_by: str
    findings: int


@dataclass(frozen=True)
class Expected:
    """A report or ledger that was due for the quarter, and when its first acceptable file came."""

    unit_code: str
    form: str
    period: str
    due_at: datetime
    received_at: datetime | None
    """When the first accepted file came; None if none did."""
    days_late: int | None
    """Days after the last day that was in time, 0 if in time; None if nothing acceptable came."""
    files: int
    """How many files came, accepted or not."""

    @property
    def form_title(self) -> str:
        """What the form is called."""
        return form_title(self.form)

    @property
    def is_on_time(self) -> bool:
        """Whether an acceptable file came in time."""
        return self.days_late == 0


@dataclass(frozen=True)
class Quality:
    """Everything known of the quarter's files."""

    submissions: tuple[Submission, ...]
    findings: tuple[Finding, ...]
    """At most `MOST_FINDINGS` of each unit: a single file can have hundreds of thousands."""
    finding_counts: tuple[FindingCount, ...]
    """All of them, counted."""
    expected: tuple[Expected, ...]

    @property
    def late(self) -> tuple[Expected, ...]:
        """What came late or not at all: what never came first, then the latest."""
        late = (expected for expected in self.expected if not expected.is_on_time)
        return tuple(sorted(late, key=lambda each: (each.days_late is not None, -(each.days_late or 0))))

    def of_unit(self, unit_code: str) -> Quality:
        """The part of one unit."""
        return replace(
            self,
            submissions=tuple(each for each in self.submissions if each.unit_code == unit_code),
            findings=tuple(each for each in self.findings if each.unit_code == unit_code),
            finding_counts=tuple(each for each in self.finding_counts if each.unit_code == unit_code),
            expected=tuple(each for each in self.expected if each.unit_code == unit_code),
        )

    def of_form(self, form: str) -> Quality:
        """The part of one form."""
        return replace(
            self,
            submissions=tuple(each for each in self.submissions if each.form == form),
            findings=tuple(each for each in self.findings if each.form == form),
            finding_counts=tuple(each for each in self.finding_counts if each.form == form),
            expected=tuple(each for each in self.expected if each.form == form),
        )

    def count(self, outcome: str) -> int:
        """How many files had an outcome."""
        return sum(submission.outcome == outcome for submission in self.submissions)

    @property
    def on_time(self) -> int:
        """How many of what was expected came in time."""
        return sum(expected.is_on_time for expected in self.expected)

    @property
    def came(self) -> int:
        """How many of what was expected came at all."""
        return sum(expected.received_at is not None for expected in self.expected)

    @property
    def rows_accepted(self) -> int:
        """How many rows were accepted."""
        return sum(submission.rows_accepted or 0 for submission in self.submissions)

    @property
    def rows_quarantined(self) -> int:
        """How many rows were sent back."""
        return sum(submission.rows_quarantined or 0 for submission in self.submissions)

    @property
    def rows_flagged(self) -> int:
        """How many rows were accepted with a doubt."""
        return sum(submission.rows_flagged or 0 for submission in self.submissions)


def form_title(form: str | None) -> str:
    """Say what a form is called; a file that fits none has none."""
    return load_forms()[form].title if form in load_forms() else "未能识别表式"
