"""Which forms go to whom for a month, and the files that they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import duckdb

from lifecircle.calendar import quarter_of
from lifecircle.district import District
from lifecircle.due import deadlines, opens_after
from lifecircle.forms import Form, load_forms
from lifecircle.home import Home
from lifecircle.marts.opening import NothingPublishedError, open_snapshot
from lifecircle.plain import plain
from lifecircle.reference import Reference, load_district, load_reference
from lifecircle.settings import Settings
from receipts.forms.begun import begun_ledger, begun_report
from receipts.forms.form_book import Rows, render_form

TEMPLATE = "模板"


class UnknownFormError(Exception):
    """There is no such unit or form, or the unit does not send the form; the message says what there is."""


@dataclass(frozen=True)
class Blank:
    """A form to be filled in: its file's name, and its bytes."""

    file_name: str
    content: bytes


@dataclass(frozen=True)
class _Wanted:
    form_name: str
    form: Form
    unit_code: str
    unit_name: str
    period: str


def templates(form_name: str | None = None) -> Iterator[Blank]:
    """Render the form that is named, or all, with nothing in them.

    Raises:
        UnknownFormError: there is no such form.
    """
    district = load_district(Settings().reference)
    for form in _forms(form_name).values():
        yield Blank(f"{form.stem}_{TEMPLATE}.xlsx", render_form(form, district))


def forms_of_month(
    home: Home | None, month: str, unit: str | None = None, form_name: str | None = None
) -> Iterator[Blank]:
    """Render what a unit (all by default) is to send for a month, begun with what is known of it.

    Args:
        home: with a published snapshot; None, or a home without one, leaves the forms empty but for their covers.
        month: as `2024-04`; out goes what opens when it is over: a quarterly ledger with its last month, a year's plan
            with the month before the one in which it is due.
        unit: its name, an alias or its code.
        form_name: only this form, due or not: a form's name, title or stem.

    Raises:
        UnknownFormError: there is no such unit or form, or the unit does not send it.
    """
    reference, district = load_reference(), load_district(Settings().reference)
    wanted = list(_wanted(reference, district, month, unit, form_name))
    if not wanted:
        raise UnknownFormError(f"{unit or '各单位'}在{month}没有应报的表；加 --form 可以指定表式。")
    marts = _open(home)
    try:
        for each in wanted:
            yield Blank(
                f"{each.form.stem}_{each.unit_name}_{each.period}.xlsx",
                render_form(each.form, district, _cover(each), _begun(marts, home, reference, each)),
            )
    finally:
        if marts is not None:
            marts.close()


def _open(home: Home | None) -> duckdb.DuckDBPyConnection | None:
    if home is None:
        return None
    try:
        return open_snapshot(home)
    except NothingPublishedError:
        return None


def _begun(
    marts: duckdb.DuckDBPyConnection | None, home: Home | None, reference: Reference, wanted: _Wanted
) -> dict[str, Rows]:
    if marts is None or home is None:
        return {}
    if wanted.form_name == "monthly_report":
        return begun_report(marts, reference, wanted.unit_code, wanted.period)
    if wanted.form.sender == "dept":
        return begun_ledger(marts, home, reference, wanted.form_name, wanted.unit_code)
    return {}


def _cover(wanted: _Wanted) -> dict[str, Any]:
    period: Any = int(wanted.period) if wanted.form.period == "year" else wanted.period
    return {"town": wanted.unit_name, wanted.form.cover_period_field: period}


def _forms(asked: str | None) -> dict[str, Form]:
    forms = load_forms()
    if asked is None:
        return forms
    found = {name: form for name, form in forms.items() if plain(asked) in map(plain, (name, form.title, form.stem))}
    if not found:
        raise UnknownFormError(f"没有“{asked}”这种表；有：{'、'.join(form.title for form in forms.values())}。")
    return found


def _wanted(
    reference: Reference, district: District, month: str, unit: str | None, asked: str | None
) -> Iterator[_Wanted]:
    forms, chosen = _forms(asked), None if unit is None else _find(reference, unit)
    due = {(each.unit_code, each.form): each.period for each in opens_after(deadlines(district), month)}
    is_there = {code for code, _ in due}
    periods = {"month": month, "quarter": quarter_of(month), "year": month[:4], "version": "v1"}
    for sender, names in (("town", reference.town_names), ("dept", reference.department_names)):
        for code, name in names.items():
            if chosen is not None and code not in chosen:
                continue
            # a form that is named goes out though nobody owes it yet: to the unit that is named, or to every town
            also_undue = asked is not None and (chosen is not None or (sender == "town" and code in is_there))
            for form_name, form in forms.items():
                period = due.get((code, form_name), periods[form.period] if also_undue else None)
                if form.sender == sender and period is not None:
                    yield _Wanted(form_name, form, code, name, period)


def _find(reference: Reference, unit: str) -> set[str]:
    town = unit if unit in reference.town_names else reference.towns.get(plain(unit))
    dept = unit if unit in reference.department_names else reference.departments.get(plain(unit))
    if town is None and dept is None:
        raise UnknownFormError(f"没有“{unit}”这个街镇或者部门。")
    return {code for code in (town, dept) if code is not None}
