from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from simulation.world.courses import Course

_COURSE = Course(date(2024, 3, 1), date(2024, 9, 1), 3, None, None, 0.95)


def test_work_goes_from_nothing_over_preparation_to_a_hundred_percent() -> None:
    days = [date(2023, 9, 1), date(2024, 2, 1), date(2024, 6, 1), date(2024, 9, 1)]
    assert [_COURSE.status_on(day) for day in days] == ["未启动", "前期", "在建", "完工"]
    assert [_COURSE.progress_on(day) for day in days] == [0, 3, 51, 100]


def test_nothing_moves_while_work_pauses() -> None:
    paused = replace(_COURSE, pause=(date(2024, 5, 1), date(2024, 6, 1)))
    assert paused.status_on(date(2024, 5, 20)) == "暂停"
    assert paused.progress_on(date(2024, 5, 1)) == paused.progress_on(date(2024, 5, 31))
    assert paused.progress_on(date(2024, 9, 1)) == 100


def test_what_is_cancelled_stays_where_it_stood() -> None:
    cancelled = replace(_COURSE, cancelled_on=date(2024, 5, 1))
    assert cancelled.status_on(date(2025, 1, 1)) == "取消"
    assert cancelled.progress_on(date(2025, 1, 1)) == _COURSE.progress_on(date(2024, 5, 1))
    assert not cancelled.is_finished(date(2025, 1, 1))


def test_nothing_is_spent_before_work_begins_and_never_less_than_the_day_before() -> None:
    spent = [_COURSE.invested_on(date(2024, 1, 1) + timedelta(days=n), 400) for n in range(300)]
    assert spent == sorted(spent)
    assert _COURSE.invested_on(date(2024, 2, 29), 400) == 0
    assert spent[-1] == 380
