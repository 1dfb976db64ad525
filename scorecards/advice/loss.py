"""What a loss is, and what is known when one is explained."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scorecards.figures.evidence import Evidence
from scorecards.figures.explained import Item
from scorecards.figures.metrics import MetricScore
from scorecards.figures.quarter import Quarter
from scorecards.figures.towns import Town


@dataclass(frozen=True)
class Subject:
    """A project, issue, facility or document behind a loss: its number or name, and what is the matter with it."""

    name: str
    detail: str


@dataclass(frozen=True)
class Loss:
    """Points that a town lost in one metric or adjustment, or for one thing that several of them ask for."""

    codes: tuple[str, ...]
    name: str
    points: float
    why: str
    """As part of a sentence, without a full stop."""
    todo: str | None
    """What mends it; None if nothing does any more."""
    subjects: tuple[Subject, ...] = ()

    @property
    def code(self) -> str:
        """The metric or adjustment whose evidence shows it best."""
        return self.codes[0]


@dataclass(frozen=True)
class Case:
    """A town's metric that lost points, with all that its explanation may need."""

    quarter: Quarter
    town: Town
    score: MetricScore
    items: tuple[Item, ...]
    evidence: Evidence

    @property
    def short(self) -> tuple[Item, ...]:
        """The items that did not reach their whole, those that lack most first."""
        items = (item for item in self.items if item.numerator < (item.denominator or 0))
        return tuple(sorted(items, key=lambda item: item.numerator - (item.denominator or 0)))

    def loss(self, why: str, todo: str | None, subjects: Iterable[Subject] = ()) -> Loss:
        """Tell the loss of this metric."""
        return Loss((self.score.code,), self.score.metric.name, self.score.lost, why, todo, tuple(subjects))
