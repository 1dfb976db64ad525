"""Where the marks of small pictures go: trends, timelines and the steps of a colour scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from scorecards.figures.projects import Project
from scorecards.figures.towns import HistoryPoint

_STEPS = (60, 70, 80, 90)


@dataclass(frozen=True)
class Trend:
    """A line through a unit's totals: `points` as SVG wants them, and each point by itself."""

    points: str
    dots: tuple[tuple[float, float], ...]


def trend(history: Sequence[HistoryPoint], low: float, high: float, width: float, height: float) -> Trend:
    """Lay out a trend on a scale from `low` to `high`, one step a quarter; quarters without a total are left out."""
    margin = 3
    step = (width - 2 * margin) / max(1, len(history) - 1)
    scale = (height - 2 * margin) / ((high - low) or 1)
    dots = tuple(
        (round(margin + number * step, 1), round(height - margin - (point.total - low) * scale, 1))
        for number, point in enumerate(history)
        if point.total is not None
    )
    return Trend(" ".join(f"{x},{y}" for x, y in dots), dots)


def bounds(histories: Sequence[Sequence[HistoryPoint]]) -> tuple[float, float]:
    """The lowest and the highest total of all, so that trends beside each other share a scale."""
    totals = [point.total for history in histories for point in history if point.total is not None]
    return (min(totals), max(totals)) if totals else (0, 100)


def heat(score: float | None) -> str:
    """Name the step of the colour scale that a score falls on; None has one of its own."""
    return "absent" if score is None else f"heat{sum(score >= step for step in _STEPS)}"


@dataclass(frozen=True)
class Bar:
    """A bar on a timeline, in per cent of its width."""

    start: float
    width: float


@dataclass(frozen=True)
class Axis:
    """A timeline's span."""

    first: date
    last: date

    def at(self, day: date) -> float:
        """The place of a day, in per cent; days outside are at the edge."""
        share = (day - self.first).days / max(1, (self.last - self.first).days)
        return round(100 * min(1.0, max(0.0, share)), 2)

    def bar(self, start: date | None, end: date | None) -> Bar | None:
        """Lay out a span; None unless both ends are known."""
        if start is None or end is None:
            return None
        return Bar(self.at(start), max(0.8, round(self.at(end) - self.at(start), 2)))

    @property
    def ticks(self) -> tuple[tuple[float, str], ...]:
        """Where each quarter begins, with a name for those that begin a half-year."""
        starts = [
            date(year, month, 1)
            for year in range(self.first.year, self.last.year + 1)
            for month in (1, 4, 7, 10)
            if self.first <= date(year, month, 1) <= self.last
        ]
        names = {1: "{year}年", 7: "7月"}
        return tuple((self.at(start), names.get(start.month, "").format(year=start.year)) for start in starts)


def axis(projects: Sequence[Project], today: date) -> Axis:
    """Span the timeline of projects: at most from two years before `today`, the quarter's end, to two years after."""
    days = [
        day
        for project in projects
        for day in (project.planned_start, project.planned_finish, project.actual_start, project.actual_finish)
        if day is not None
    ]
    span = timedelta(days=730)
    first = max(min([*days, today]), today - span)
    last = min(max([*days, today]), today + span)
    return Axis(first.replace(day=1), max(last, first + timedelta(days=90)))
