"""How the work on a project really goes, from its first drawing to its last day, whatever the plan says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from simulation.chance import clipped_gauss, happens

_PREPARATION = timedelta(days=75)


@dataclass(frozen=True)
class Course:
    """A project's true course; `lead_pct` is what preparing it counts for, `spending` its true share of the total."""

    start: date
    finish: date
    lead_pct: int
    pause: tuple[date, date] | None
    cancelled_on: date | None
    spending: float

    def is_started(self, day: date) -> bool:
        """Whether work had begun by the day."""
        return self.start <= self._effective(day)

    def is_finished(self, day: date) -> bool:
        """Whether work was done by the day."""
        return self.finish <= self._effective(day)

    def status_on(self, day: date) -> str:
        """The state that a report as of the day has to tell (项目状态)."""
        if self.is_finished(day):
            return "完工"
        if self.cancelled_on and self.cancelled_on <= day:
            return "取消"
        if self.is_started(day):
            return "暂停" if self.pause and self.pause[0] <= day < self.pause[1] else "在建"
        return "前期" if day >= self.start - _PREPARATION else "未启动"

    def progress_on(self, day: date) -> int:
        """The progress in whole percent: never falls, 100 only when finished."""
        day = self._effective(day)
        if day >= self.finish:
            return 100
        if day < self.start:
            return self.lead_pct if day >= self.start - _PREPARATION else 0
        done = s_curve(self._worked_days(day) / self._worked_days(self.finish))
        return min(99, int(self.lead_pct + (100 - self.lead_pct) * done))

    def invested_on(self, day: date, total: float) -> float:
        """What was spent by the day, of a total in the same unit: never falls."""
        return round(total * self.spending * self.progress_on(day) / 100, 2) if self.is_started(day) else 0.0

    def _effective(self, day: date) -> date:
        return min(day, self.cancelled_on) if self.cancelled_on else day

    def _worked_days(self, day: date) -> int:
        paused = (min(day, self.pause[1]) - min(day, self.pause[0])).days if self.pause else 0
        return (day - self.start).days - paused


def s_curve(share: float) -> float:
    """How much of the work is done after this share of the time: slow at both ends."""
    share = min(1.0, max(0.0, share))
    return 0.4 * share + 0.6 * (3 * share**2 - 2 * share**3)


def run_course(rng: Random, planned_start: date, planned_finish: date, delivery: float) -> Course:
    """Let a project meet reality: late, slow, paused or cancelled, the more so the worse its town delivers (0 to 1)."""
    lag = 1 - delivery
    start = planned_start + timedelta(days=round(clipped_gauss(rng, -8 + 55 * lag**1.5, 6 + 22 * lag, -25, 160)))
    slowness = clipped_gauss(rng, 0.93 + 0.45 * lag, 0.05 + 0.12 * lag, 0.8, 2.0)
    duration = timedelta(days=max(20, round((planned_finish - planned_start).days * slowness)))
    pause = None
    if happens(rng, 0.02 + 0.1 * lag):
        stopped = start + duration * rng.uniform(0.2, 0.7)
        pause = (stopped, stopped + timedelta(days=rng.randint(25, 100)))
    finish = start + duration + ((pause[1] - pause[0]) if pause else timedelta(0))
    cancelled_on = None
    if happens(rng, 0.01 + 0.04 * lag):
        cancelled_on = min(finish - timedelta(days=5), planned_start + timedelta(days=rng.randint(20, 150)))
    return Course(start, finish, rng.choice((0, 0, 2, 3, 5)), pause, cancelled_on, rng.uniform(0.9, 1.0))
