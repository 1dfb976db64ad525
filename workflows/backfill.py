"""A backfill: the inbox through the whole cycle, like any run, with a record of why, by whom and to what effect.

For what the month's course does not do by itself: late files of closed quarters, a year caught up at once, months run
again after a mended reader or a changed rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from lifecircle.calendar import now
from lifecircle.home import Home
from lifecircle.marts.opening import NothingPublishedError, open_snapshot
from lifecircle.marts.reading import read_rows
from lifecircle.progress import Listener
from lifecircle.units import read_unit_names
from lifecircle.wording import LIGHTS, NOT_APPLICABLE, fixed
from lifecircle.writing import whole
from publishing.differences import compare
from publishing.registry import latest_version
from workflows.cycle import run_cycle
from workflows.records import Change, File, QuarterEffect, Record, Score, require_words, write_record
from workflows.steps import Work

_OUTCOMES = {"rejected": "已退回", "duplicate": "重复报送", "withdrawn": "已撤回"}


@dataclass(frozen=True)
class _Submission:
    submission_id: str
    file_name: str
    form: str | None
    unit_code: str | None
    period: str | None
    received_at: datetime
    outcome: str
    rows_accepted: int
    rows_quarantined: int

    @property
    def words(self) -> str:
        """What came of it, as its receipt says."""
        if self.outcome != "accepted":
            return _OUTCOMES[self.outcome]
        left_out = f"，未采用{self.rows_quarantined}行" if self.rows_quarantined else ""
        return f"采用{self.rows_accepted}行{left_out}"


@dataclass(frozen=True)
class _DepartmentCard:
    quarter: str
    basis: str
    unit_code: str
    total: float | None
    rank: int | None
    band: str | None

    @property
    def words(self) -> str:
        """Its result in a line."""
        parts = [NOT_APPLICABLE if self.total is None else f"{fixed(self.total)}分"]
        parts += [] if self.rank is None else [f"第{self.rank}"]
        return "，".join([*parts, *filter(None, [self.band])])


@dataclass(frozen=True)
class _TownCard(_DepartmentCard):
    light: str | None

    @property
    def words(self) -> str:
        """Its result in a line."""
        return "，".join([super().words, *([LIGHTS[self.light]] if self.light else [])])


@dataclass(frozen=True)
class _Result:
    quarter: str
    basis: str
    unit_code: str
    words: str


class _State(BaseModel):
    """What a home held at a moment."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    at: datetime
    submissions: dict[str, _Submission]
    results: tuple[_Result, ...]


def backfill(work: Work, because: str, by: str, listener: Listener) -> int:
    """Run the cycle and keep a record of it; the record's number.

    What the home held before is kept until the record is written: after a killed backfill the next one tells the
    effect of both.

    Raises:
        RecordError: no reason or no name.
        CycleError: a step failed; running again goes on from there.
    """
    reason, name = require_words(because, by)
    place = work.home
    before = _begin(place)
    run_cycle(work, listener)
    after = _state(place)
    record = Record(
        kind="backfill",
        because=reason,
        by=name,
        begun_at=before.at,
        finished_at=now(),
        as_of=work.as_of,
        files=tuple(_changed_files(before, after)),
        quarters=tuple(_effects(place, before, after)),
    )
    number = write_record(place, record)
    _begun(place).unlink()
    return number


def _begin(home: Home) -> _State:
    path = _begun(home)
    if path.exists():
        return _State.model_validate_json(path.read_bytes())
    before = _state(home)
    with whole(path, durable=True) as unfinished:
        unfinished.write_text(before.model_dump_json(), encoding="utf-8")
    return before


def _begun(home: Home) -> Path:
    return home.records / "backfills" / "begun.json"


def _state(home: Home) -> _State:
    try:
        marts = open_snapshot(home)
    except NothingPublishedError:
        return _State(at=now(), submissions={}, results=())
    with marts:
        submissions = read_rows(marts, _Submission, "fct_submission")
        towns = read_rows(marts, _TownCard, "scorecard_town", columns={"unit_code": "town_code"})
        depts = read_rows(marts, _DepartmentCard, "scorecard_department", columns={"unit_code": "dept_code"})
    results = tuple(_Result(card.quarter, card.basis, card.unit_code, card.words) for card in (*towns, *depts))
    return _State(at=now(), submissions={each.submission_id: each for each in submissions}, results=results)


def _changed_files(before: _State, after: _State) -> Iterator[File]:
    """The submissions that came, left or came out otherwise, in the order of their receipt."""
    all_known = {**before.submissions, **after.submissions}
    for each in sorted(all_known.values(), key=lambda file: (file.received_at, file.file_name)):
        then, later = before.submissions.get(each.submission_id), after.submissions.get(each.submission_id)
        result = Change(before=then.words if then else None, after=later.words if later else None)
        if result.before != result.after:
            yield File(
                file_name=each.file_name,
                form=each.form,
                unit_code=each.unit_code,
                period=each.period,
                received_at=each.received_at,
                result=result,
            )


def _effects(home: Home, before: _State, after: _State) -> Iterator[QuarterEffect]:
    with open_snapshot(home) as marts:
        for quarter in sorted({result.quarter for result in after.results}):
            published = latest_version(home, quarter)
            basis = "latest" if published else "cutoff"
            then, later = (_results(state, quarter, basis) for state in (before, after))
            names = read_unit_names(marts, quarter)
            if scores := tuple(_scores(then, later, names)):
                offered = published is not None and compare(marts, quarter, published.folder).is_offered
                yield QuarterEffect(
                    quarter=quarter,
                    version=published.number if published else None,
                    is_restatement_offered=offered,
                    scores=scores,
                )


def _results(state: _State, quarter: str, basis: str) -> dict[str, str]:
    return {each.unit_code: each.words for each in state.results if (each.quarter, each.basis) == (quarter, basis)}


def _scores(then: dict[str, str], later: dict[str, str], names: dict[str, str]) -> Iterator[Score]:
    for code in sorted(then.keys() | later.keys()):
        result = Change(before=then.get(code), after=later.get(code))
        if result.before != result.after:
            yield Score(unit_name=names.get(code, code), result=result)
