"""What a number format makes of the number in a cell: a percentage, or a number shown by a power of ten smaller.

Source: docs/contract/submissions.md, Normalised (As shown; Percent); ECMA-376 part 1, 18.8.31 (sections, conditions,
thousands separators that scale).
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

_FORMATS_KEPT = 1024
_LONGEST = 512
"""Excel takes 255 characters; what is longer is no format that anybody sees."""
_TOKEN = re.compile(r'"[^"]*"?|[\\!].|[_*].|\[[^\]]*\]|.', re.DOTALL)
"""A quoted text, an escaped character, a gap or a filling of a character's width, a bracket, or one character."""
_CONDITION = re.compile(r"\[\s*(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)\s*\]")
_COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq, "<>": operator.ne,
}  # fmt: skip
_Condition = tuple[str, float]
_NEGATIVE = ("<", 0.0)
_BY_SIGN: dict[int, tuple[_Condition | None, ...]] = {
    1: (None,),
    2: ((">=", 0.0), None),
    3: ((">", 0.0), _NEGATIVE, None),
}
"""What each of so many sections is for, where none says so itself; a fourth is for texts."""
_DIGITS = "0#?"
_THOUSAND = 3
_LITERAL_POINTS = frozenset({"\\.", "!.", '"."'})


@dataclass(frozen=True)
class Shown:
    """How a number is shown: as a percentage or not, and as the cell's number times 10 to this power."""

    is_percentage: bool = False
    power: int = 0


AS_IT_IS = Shown()


@dataclass(frozen=True)
class _Section:
    shown: Shown
    condition: _Condition | None

    def is_for(self, value: float) -> bool:
        if self.condition is None:
            return True
        sign, bound = self.condition
        return _COMPARISONS[sign](value, bound)


@lru_cache(_FORMATS_KEPT)
def is_plain(code: str) -> bool:
    """Whether a format shows every number as it is."""
    return all(section.shown == AS_IT_IS for section in _sections(code))


def shown_by(code: str, value: float) -> Shown:
    """How a format shows a number: by the first of its sections that is for it."""
    return next((section.shown for section in _sections(code) if section.is_for(value)), AS_IT_IS)


@lru_cache(_FORMATS_KEPT)
def _sections(code: str) -> tuple[_Section, ...]:
    parts: list[list[str]] = [[]]
    for token in _TOKEN.findall(code[:_LONGEST]):
        if token == ";":
            parts.append([])
        else:
            parts[-1].append(token)
    parts = parts[: max(_BY_SIGN)]
    conditions = [_condition(part) for part in parts]
    if not any(conditions):
        conditions = list(_BY_SIGN[len(parts)])
    elif len(parts) == max(_BY_SIGN) and conditions[1] is None:
        conditions[1] = _NEGATIVE
    return tuple(_Section(_shown(part), condition) for part, condition in zip(parts, conditions, strict=True))


def _condition(tokens: list[str]) -> _Condition | None:
    for token in tokens:
        found = _CONDITION.fullmatch(token)
        if found:
            return found[1], float(found[2])
    return None


def _shown(tokens: list[str]) -> Shown:
    places = [index for index, token in enumerate(tokens) if token in _DIGITS]
    if not places:
        return Shown("%" in tokens)
    last = places[-1]
    commas = _commas_after(tokens, last)
    point = next((index for index in range(places[0], last) if tokens[index] == "."), None)
    power = -_THOUSAND * commas
    if point is None:
        literal = next((index for index in range(places[0], last) if tokens[index] in _LITERAL_POINTS), None)
        if literal is not None:
            power -= sum(1 for index in places if index > literal)
    else:
        before = max(index for index in places if index < point)
        power -= _THOUSAND * _commas_after(tokens[:point], before)
    return Shown("%" in tokens, power)


def _commas_after(tokens: list[str], place: int) -> int:
    count = 0
    while place + 1 + count < len(tokens) and tokens[place + 1 + count] == ",":
        count += 1
    return count
