"""What the files of a reference folder must agree on among themselves; each check yields what is wrong, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import get_args

from lifecircle.calendar import parse_period, period_start, quarter_end
from lifecircle.district import District
from lifecircle.district_rows import BandName, Indicator, Row
from lifecircle.forms import load_forms

_FULL_CARD = 100
_FREQUENCIES = {"month": {"monthly", "on_change"}, "quarter": {"quarterly"}}
"""Period of a form -> how often it can be sent."""


def faults_of(district: District) -> list[str]:
    """All that is wrong with a district whose every cell can be read; an empty list if nothing is."""
    return [fault for check in _CHECKS for fault in check(district)]


def _keys_stand_once(district: District) -> Iterator[str]:
    for name in District.model_fields:
        rows: tuple[Row, ...] = getattr(district, name)
        counted = Counter(tuple(getattr(row, column) for column in row.key) for row in rows if row.key)
        for key, count in counted.items():
            if count > 1:
                yield f"{name}.csv: {_said(key)} occurs {count} times, expected once"


def _codes_are_known(district: District) -> Iterator[str]:
    known: dict[str, tuple[set[object], str]] = {
        "dept_code": ({row.dept_code for row in district.departments}, "departments.csv"),
        "task_no": ({row.task_no for row in district.tasks}, "tasks.csv"),
        "town_code": ({row.town_code for row in district.towns}, "towns.csv"),
        "facility_type": ({row.facility_type for row in district.facility_types}, "facility_types.csv"),
        "form": (set(load_forms()), "the forms"),
    }
    for name in District.model_fields:
        for line, row in enumerate(getattr(district, name), start=2):
            for column in known.keys() & type(row).model_fields:
                codes, home = known[column]
                code = getattr(row, column)
                if code is not None and code not in codes:
                    yield f"{name}.csv, line {line}: {column} {code} is not in {home}"


def _everybody_can_answer(district: District) -> Iterator[str]:
    answered = {row.task_no for row in district.task_departments}
    for task in district.tasks:
        if task.task_no not in answered:
            yield f"task_departments.csv: no department answers for task {task.task_no}"
    feeds = {(row.dept_code, row.form) for row in district.expected_feeds}
    for kind in district.facility_types:
        if (kind.dept_code, "facility_ledger") not in feeds:
            yield f"expected_feeds.csv: {kind.dept_code} keeps {kind.facility_type}, but sends no facility_ledger"
    for indicator in district.indicators:
        if (indicator.dept_code, "indicator_ledger") not in feeds:
            code = indicator.indicator_code
            yield f"expected_feeds.csv: {indicator.dept_code} keeps {code}, but sends no indicator_ledger"
    for feed in district.expected_feeds:
        form = load_forms().get(feed.form)
        if form and (form.sender != "dept" or feed.frequency not in _FREQUENCIES[form.period]):
            yield f"expected_feeds.csv: {feed.form} is not sent {feed.frequency} by departments"


def _cards_sum_to_100(district: District) -> Iterator[str]:
    for card, letters in {"town": "PRDFCS", "department": "K"}.items():
        rows = [row for row in district.metrics if row.card == card]
        for row in rows:
            if row.metric_code[0] not in letters:
                yield f"metrics.csv: {row.metric_code} does not belong to the {card}'s card"
            if (row.section is None) != (card == "department"):
                yield f"metrics.csv: {row.metric_code} of the {card}'s card has the section {row.section}"
        for day in _days_from_the_first_card(district, [row.valid_from for row in rows]):
            in_force = {row.metric_code: row for row in sorted(rows, key=_since) if row.valid_from <= day}
            points = sum(row.points for row in in_force.values())
            if abs(points - _FULL_CARD) > 1e-9:
                yield f"metrics.csv: on {day} the points of the {card}'s card sum to {points:g}, expected {_FULL_CARD}"


def _bands_fall_to_0(district: District) -> Iterator[str]:
    for day in _days_from_the_first_card(district, [row.valid_from for row in district.bands]):
        in_force = {row.band: row.at_least for row in sorted(district.bands, key=_since) if row.valid_from <= day}
        floors = list(in_force.values())
        if not floors or min(floors) > 0:
            yield f"bands.csv: on {day} no band begins at 0, so that a low total would have none"
        if len(set(floors)) < len(floors):
            yield f"bands.csv: on {day} two bands have the same floor: {_said(floors)}"
        order = [in_force[band] for band in get_args(BandName) if band in in_force]
        if order != sorted(order, reverse=True):
            yield f"bands.csv: on {day} the floors do not fall from 优秀 to 不合格: {_said(order)}"


def _cycle_has_its_dates(district: District) -> Iterator[str]:
    cycle = district.cycle[0]
    if cycle.first_quarter > cycle.last_quarter:
        yield f"cycle.csv: the last quarter {cycle.last_quarter} lies before the first {cycle.first_quarter}"
    if f"{cycle.first_month}-01" > str(period_start(cycle.first_quarter)):
        yield f"cycle.csv: the first month {cycle.first_month} is not reported before {cycle.first_quarter} begins"
    years = range(int(cycle.first_quarter[:4]), int(cycle.last_quarter[:4]) + 1)
    due = {(row.document, row.year) for row in district.document_due_dates}
    expected: list[tuple[str, int | None]] = [("行动蓝图", None), *(("年度计划", year) for year in years)]
    for document, year in expected:
        if (document, year) not in due:
            yield f"document_due_dates.csv: no due date of {document}{f' for {year}' if year else ''}"
    for year in years:
        if f"target_{year}" not in Indicator.model_fields:
            yield f"cycle.csv: the cycle reaches {year}, but indicators.csv has targets for 2023 to 2025 only"
    begins = date.fromisoformat(f"{cycle.first_month}-28")
    dated = {row.form for row in district.due_days if row.valid_from <= begins}
    for form in sorted({"monthly_report", *(row.form for row in district.expected_feeds)} - dated):
        yield f"due_days.csv: no due day of {form} that holds in {cycle.first_month}"


def _windows_hold_and_end_after_they_begin(district: District) -> Iterator[str]:
    first = min(date.fromisoformat(f"{district.cycle[0].first_month}-01"), *_document_days(district))
    if not any(row.form is None and row.valid_from <= first for row in district.reporting_windows):
        yield f"reporting_windows.csv: no window of every form (form blank) holds on {first}, when something is due"
    for row in district.reporting_windows:
        if row.opens_day > row.closes_day:
            what = row.form or "every form"
            yield f"reporting_windows.csv: {what} closes on day {row.closes_day}, before it opens on {row.opens_day}"


def _document_days(district: District) -> list[date]:
    return [row.due_on for row in district.document_due_dates]


def _moved_due_dates_name_a_period_of_their_form(district: District) -> Iterator[str]:
    for moved in district.moved_due_dates:
        form = load_forms().get(moved.form)
        if form and parse_period(moved.period, form.period) != moved.period:
            yield f"moved_due_dates.csv: {moved.period} is no {form.period} as {moved.form} has it"


def _dated_names_are_of_known_units(district: District) -> Iterator[str]:
    known = {town.town_code for town in district.towns} | {dept.dept_code for dept in district.departments}
    for code in sorted({row.unit_code for row in district.unit_names} - known):
        yield f"unit_names.csv: {code} is in neither towns.csv nor departments.csv"


def _towns_lie_in_the_district(district: District) -> Iterator[str]:
    bounds = district.bounds[0]
    if bounds.lon_min >= bounds.lon_max or bounds.lat_min >= bounds.lat_max:
        yield "bounds.csv: the least longitude or latitude is not less than the greatest"
    for town in district.towns:
        if not (bounds.lon_min <= town.lon <= bounds.lon_max and bounds.lat_min <= town.lat <= bounds.lat_max):
            yield f"towns.csv: {town.town_code} (lon {town.lon}, lat {town.lat}) lies outside bounds.csv"
    places: dict[tuple[int, int], str] = {}
    for tile in district.tiles:
        other = places.setdefault((tile.tile_row, tile.tile_column), tile.town_code)
        if other != tile.town_code:
            yield f"tiles.csv: {tile.town_code} and {other} share row {tile.tile_row}, column {tile.tile_column}"
    for town_code in sorted({town.town_code for town in district.towns} - set(places.values())):
        yield f"tiles.csv: {town_code} has no tile of its own"


def _days_from_the_first_card(district: District, changes: list[date]) -> list[date]:
    """The last day of the first quarter assessed, whose rules hold for it, and every later day of a change."""
    first = quarter_end(district.cycle[0].first_quarter)
    return sorted({first, *(day for day in changes if day > first)})


def _since(row: Row) -> date:
    valid_from: date = row.model_dump()["valid_from"]
    return valid_from


def _said(values: Iterable[object]) -> str:
    return ", ".join(str(value) for value in values)


_CHECKS: tuple[Callable[[District], Iterator[str]], ...] = (
    _keys_stand_once,
    _codes_are_known,
    _everybody_can_answer,
    _cards_sum_to_100,
    _bands_fall_to_0,
    _cycle_has_its_dates,
    _windows_hold_and_end_after_they_begin,
    _moved_due_dates_name_a_period_of_their_form,
    _dated_names_are_of_known_units,
    _towns_lie_in_the_district,
)
