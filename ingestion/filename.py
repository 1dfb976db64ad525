"""A file's form, unit and period, read from its name (docs/contract/submissions.md, Files)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from lifecircle.calendar import parse_period, period_start
from lifecircle.findings import message
from lifecircle.forms import LEDGER_ENDINGS, Form, load_forms
from lifecircle.plain import plain
from lifecircle.reference import load_reference

_RESEND = re.compile(r"v\d+", re.IGNORECASE)
_FORM_BY_STEM = {form.stem: name for name, form in load_forms().items()}


@dataclass(frozen=True)
class FileName:
    """A file name as read: parts that cannot be read are None; `fault` is its first fatal finding (code, message)."""

    ending: str
    form: str | None = None
    unit_code: str | None = None
    period: str | None = None
    fault: tuple[str, str] | None = None


def read_file_name(name: str, received_at: datetime) -> FileName:
    """Read a bare file name: its kind (F02), form (F09), unit (F06) and period (F07), faults in that order."""
    stem, _, ending = plain(name).rpartition(".")
    ending = ending.lower() if stem else ""
    word, *rest = (stem or plain(name)).split("_")
    form_name = _FORM_BY_STEM.get(word) if len(rest) >= 2 else None
    if form_name is None:
        return FileName(ending, fault=_kind_fault(ending, LEDGER_ENDINGS) or ("F09", message("F09", value=name)))
    form = load_forms()[form_name]
    if len(rest) > 2 and _RESEND.fullmatch(rest[-1]):
        rest.pop()  # the _v{n} of a file sent again carries no meaning
    unit, period_text = "_".join(rest[:-1]), rest[-1]
    unit_code = _units(form).get(unit)
    period = parse_period(period_text, form.period)
    fault = (
        _kind_fault(ending, form.endings)
        or _unit_fault(form, unit, unit_code)
        or _period_fault(form, period_text, period, received_at)
    )
    return FileName(ending, form_name, unit_code, period, fault)


def _period_fault(form: Form, text: str, period: str | None, received_at: datetime) -> tuple[str, str] | None:
    fault = period_fault(form, f"报告期“{text}”", period, received_at)
    return ("F07", fault) if fault else None


def period_fault(form: Form, named: str, period: str | None, received_at: datetime) -> str | None:
    """F07: the period is unreadable, begins after the month of receipt, or is a plan year beyond the next year.

    Args:
        form: the file's.
        named: how the message names the period: by what the file name says, never by what a cover's cell says.
        period: None where it cannot be read.
        received_at: when the file was received.
    """
    if period is None:
        return message("F07", detail=f"{named}无法识别")
    start = period_start(period)
    too_early = form.period == "year" and int(period) > received_at.year + 1
    if too_early or (start is not None and (start.year, start.month) > (received_at.year, received_at.month)):
        return message("F07", detail=f"{named}晚于收到文件的时间（{received_at:%Y-%m-%d}）")
    return None


def _units(form: Form) -> dict[str, str]:
    reference = load_reference()
    return reference.towns if form.sender == "town" else reference.departments


def _kind_fault(ending: str, endings: tuple[str, ...]) -> tuple[str, str] | None:
    if ending in endings:
        return None
    detail = "、".join(f".{kind}" for kind in endings)
    return "F02", message("F02", value=f".{ending}" if ending else "无后缀名", detail=detail)


def _unit_fault(form: Form, unit: str, unit_code: str | None) -> tuple[str, str] | None:
    if unit_code is not None:
        return None
    kind = "街镇" if form.sender == "town" else "责任部门"
    return "F06", message("F06", detail=f"文件名中的“{unit}”不是可以报送《{form.title}》的{kind}")
