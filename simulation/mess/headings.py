"""The headings of a table: which columns there are, in which order, and what is above each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random

from lifecircle.forms import Column, Table
from simulation.chance import happens
from simulation.mess.degree import Degree
from simulation.mess.hand import MONEY
from simulation.mess.numbers import YUAN
from simulation.mess.words import wide

GROUPS = (
    ("资金来源", ("fund_city", "fund_district", "fund_town", "fund_social")),
    ("计划进度", ("planned_q1", "planned_q2", "planned_q3", "planned_q4")),
    ("完成投资", ("month_investment", "ytd_investment")),
    ("坐标", ("lon", "lat")),
)
"""What a heading may span: these fields are side by side then."""
_FUNDS = {"fund_city": "市级", "fund_district": "区级", "fund_town": "镇级", "fund_social": "社会"}
_UNKNOWN = ("序号", "联系人", "审核意见", "数据来源", "填表人签字")
_LIKELY_UNITS = ("元", "千元", "百万元", "亿元", "万元")
_UNIT = re.compile(r"\((?:" + "|".join(YUAN) + r")\)$")


@dataclass(frozen=True)
class Heading:
    """A column as it is on the sheet; `field` is None for one that the form does not know."""

    field: str | None
    text: str
    upper: str | None = None
    """What spans it and its neighbours."""
    unit: str = ""
    """That of the amounts below."""


@dataclass(frozen=True)
class Head:
    """All headings, and the unit that a line above them tells."""

    headings: list[Heading]
    unit_line: str | None


def head_of(rng: Random, degree: Degree, table: Table, omitted: frozenset[str], *, may_span: bool) -> Head:
    """Arrange the columns of a table that the sender's template has."""
    fields = {name: column for name, column in table.columns.items() if name not in omitted}
    blocks: list[tuple[str | None, list[str]]] = []
    spanned = _spans(rng, degree, fields) if may_span else {}
    for name in fields:
        upper = next((upper for upper, names in spanned.items() if name in names), None)
        if upper and any(upper == other for other, _ in blocks):
            continue
        blocks.append((upper, spanned[upper] if upper else [name]))
    if happens(rng, degree.layout):
        rng.shuffle(blocks)
    has_money = any(column.type in MONEY for column in fields.values())
    unit_line = rng.choice(_LIKELY_UNITS) if has_money and happens(rng, degree.layout) else None
    headings: list[Heading] = []
    for upper, names in blocks:
        headings += _block(rng, degree, upper, {name: fields[name] for name in names}, unit_line)
    return Head(_with_unknown(rng, degree, headings, table), unit_line)


def _spans(rng: Random, degree: Degree, fields: dict[str, Column]) -> dict[str, list[str]]:
    if not happens(rng, degree.layout):
        return {}
    return {upper: list(names) for upper, names in GROUPS if all(name in fields for name in names)}


def _block(
    rng: Random, degree: Degree, upper: str | None, columns: dict[str, Column], unit_line: str | None
) -> list[Heading]:
    """Head one column, or several under what spans them; the span's unit holds for all."""
    span_unit = None
    if upper and happens(rng, 0.5) and all(column.type in MONEY for column in columns.values()):
        span_unit = rng.choice(("万元", "元"))
        upper = f"{upper}({span_unit})" if happens(rng, 0.5) else f"{upper}（{span_unit}）"
    return [_heading(rng, degree, name, column, upper, span_unit, unit_line) for name, column in columns.items()]


def _heading(
    rng: Random,
    degree: Degree,
    name: str,
    column: Column,
    upper: str | None,
    span_unit: str | None,
    unit_line: str | None,
) -> Heading:
    text = rng.choice([column.header, *column.aliases]) if happens(rng, degree.layout) else column.header
    if upper and name in _FUNDS:
        text = _FUNDS[name]
    if column.type not in MONEY:
        return Heading(name, _scribbled(rng, degree, text), upper)
    bare = _UNIT.sub("", text)
    if span_unit:
        return Heading(name, _scribbled(rng, degree, bare), upper, span_unit)
    stated = MONEY[column.type] if bare != text else None
    if happens(rng, degree.layout):
        stated = rng.choice(_LIKELY_UNITS)
    elif unit_line and happens(rng, 0.7):
        stated = None
    unit = stated or unit_line or MONEY[column.type]
    return Heading(name, _scribbled(rng, degree, f"{bare}({stated})" if stated else bare), upper, unit)


def _scribbled(rng: Random, degree: Degree, text: str) -> str:
    """Change what a reader must not mind: brackets, blanks, line breaks, the asterisk of a required column."""
    if happens(rng, degree.layout):
        text = text.replace("(", "（").replace(")", "）")
    if happens(rng, degree.layout * 0.4):
        place = rng.randint(1, max(1, len(text) - 1))
        text = text[:place] + rng.choice((" ", "\n", "　")) + text[place:]
    if happens(rng, degree.layout * 0.4):
        text += rng.choice(("*", "＊"))
    if degree.is_thorough and happens(rng, 0.03):
        text = wide(text)
    return text


def _with_unknown(rng: Random, degree: Degree, headings: list[Heading], table: Table) -> list[Heading]:
    """Add columns that the form does not know (W04), and now and then one that is there already."""
    known = {column.header for column in table.columns.values()}
    headings = list(headings)
    for text in _UNKNOWN:
        if text not in known and happens(rng, degree.layout * 0.25):
            places = [n for n in range(len(headings) + 1) if not _is_inside_a_span(headings, n)]
            headings.insert(0 if text == "序号" else rng.choice(places), Heading(None, text))
    if degree.is_thorough and happens(rng, 0.05):
        plain = [heading for heading in headings if heading.field and not heading.upper and not heading.unit]
        headings += [Heading(None, heading.text) for heading in rng.sample(plain, min(1, len(plain)))]
    return headings


def _is_inside_a_span(headings: list[Heading], place: int) -> bool:
    return (
        0 < place < len(headings)
        and headings[place].upper is not None
        and (headings[place - 1].upper == headings[place].upper)
    )
