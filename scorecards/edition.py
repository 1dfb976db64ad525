"""What makes an edition of a quarter's scorecards: a draft, or a version that a person approved.

Source: docs/contract/assessment.md, As of.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Basis = Literal["cutoff", "latest"]


@dataclass(frozen=True)
class Difference:
    """One figure that a version changes: `kind` is total, rank, band, light, metric or other."""

    unit_code: str
    unit_name: str
    kind: str
    what: str
    before: str
    after: str


@dataclass(frozen=True)
class CausingSubmission:
    """A submission that came, or was received differently, since the version before; why figures changed."""

    file_name: str
    form_title: str
    unit_name: str
    period: str
    received_at: datetime
    how: str
    """In Chinese, as 新收到, 更正收到时间, 不再有效."""


@dataclass(frozen=True)
class Edition:
    """A quarter's scorecards as rendered: which figures, as of when, and who approved them."""

    quarter: str
    basis: Basis
    as_of: datetime
    """The moment of the basis: the quarter's cut-off, or the run's."""
    version: int | None = None
    """None is a draft."""
    approved_by: str | None = None
    approved_at: datetime | None = None
    reason: str | None = None
    """Why it was restated; None for the first version."""
    differences: tuple[Difference, ...] = ()
    """To the version before; empty for the first."""
    causes: tuple[CausingSubmission, ...] = ()
    rule_version: str = ""
    """Which rules were in force: the latest `valid_from` of those that hold at the quarter's end, and their hash."""
    offered: tuple[Difference, ...] = ()
    """On a draft or a version: what the figures known now would change."""
    is_demo: bool = False
    previous: int | None = None
    """The version that this one restates; None for the first. A draft with one is a draft of the next version."""

    @property
    def name(self) -> str:
        """The folder's name: draft, v1, v2 ..."""
        return "draft" if self.version is None else f"v{self.version}"
