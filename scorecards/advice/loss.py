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
    """What wins back what still can be won; None if nothing does any more."""
    subjects: tuple[Subject, ...] = ()
    """Those that are still open."""
    open_points: float = 0
    """The part of the points that can still be won."""
    gone: str | None = None
    """What the rest was lost for, as part of a sentence; None if all can be won."""

    @property
    def gone_points(self) -> float:
        """The part of the points that is lost for good."""
        return self.points - self.open_points

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

    def rule(self, name: str) -> float:
        """The figure of a rule that the metric rests on; 0 if it rests on none of that name."""
        rules = self.quarter.rules.get(self.score.code, ())
        return next((rule.value for rule in rules if rule.rule == name), 0.0)

    def loss(
        self,
        why: str,
        todo: str | None = None,
        subjects: Iterable[Subject] = (),
        *,
        open_points: float | None = None,
        gone: str | None = None,
    ) -> Loss:
        """Tell the loss of this metric: all can still be won if there is something to do, unless told otherwise."""
        lost = self.score.lost
        if open_points is None:
            open_points = lost if todo else 0
        if open_points < lost and gone is None:
            gone = why
        code = self.score.code
        return Loss((code,), self.score.metric.name, lost, why, todo, tuple(subjects), min(open_points, lost), gone)

    def worth(self, units: float) -> float:
        """The points that so much of the metric's numerator is worth."""
        return self.score.points * units / self.score.denominator if self.score.denominator else 0
