"""What a later edition of a brief corrects in the one before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lifecircle.wording import amount
from scorecards.brief.figures import DISTRICT, Counts
from scorecards.brief.wording import COUNTED, STATES, absence


@dataclass(frozen=True)
class Change:
    """A figure of a town or of the district that is another than in the edition before."""

    unit_code: str
    what: str
    before: str
    after: str


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """Say what differs between the figures of two editions, as `Month.to_bytes` keeps them.

    A unit whose figures are the same, while a line behind them is another, is told of without figures.
    """
    found: list[Change] = []
    for code in sorted({*before["counts"], *after["counts"]}, key=lambda code: (code != DISTRICT, code)):
        of_unit = [*_states(code, before, after), *_counts(code, before, after)]
        if not of_unit and _lines(code, before) != _lines(code, after):
            of_unit = [Change(code, "事项明细", "见上一版", "有更正")]
        found += of_unit
    departments = [each for each in _departments(before) if each not in _departments(after)]
    if departments:
        found.append(Change(DISTRICT, "部门台账报送", "见上一版", f"{len(departments)}项有更正"))
    return tuple(found)


def _counts(code: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    then, now = (each["counts"].get(code) for each in (before, after))
    if then is None or now is None:
        return []
    return [
        Change(code, label, count_text(Counts(**then), field), count_text(Counts(**now), field))
        for field, label in COUNTED.items()
        if then[field] != now[field]
    ]


def count_text(counts: Counts, field: str) -> str:
    """Write one of the month's figures, or why there is none."""
    return amount(getattr(counts, field), absence(field, counts))


def _states(code: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    if code == DISTRICT:
        return []
    then, now = (
        [each["state"] for each in figures["reports"] if each["unit_code"] == code] for figures in (before, after)
    )
    if not then or not now or then == now:
        return []
    return [Change(code, "月报", STATES[then[0]], STATES[now[0]])]


def _lines(code: str, figures: Mapping[str, Any]) -> list[Any]:
    return [each for lines in ("items", "suspects") for each in figures[lines] if code in (DISTRICT, each["town_code"])]


def _departments(figures: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    return [
        (each["unit_code"], each["form"], each["state"])
        for each in figures["reports"]
        if each["unit_kind"] == "department"
    ]
