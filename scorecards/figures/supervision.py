"""The supervision list and the discrepancies (docs/contract/marts.md, supervision_list and discrepancy)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import duckdb

from lifecircle.marts.reading import read_rows

_OF_PROJECTS = ("behind", "late_start", "late_finish")


@dataclass(frozen=True)
class Matter:
    """A matter of the supervision list; `level` quarters in a row, shown as `colour` 蓝, 橙 or 红.

    A project that is both behind and overdue is one matter of several `kinds`: days and level are the greatest.
    """

    kind: str
    town_code: str
    dept_code: str | None
    subject_id: str
    reason: str
    days: int | None
    level: int
    colour: str
    kinds: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Discrepancy:
    """A project whose reported investment and payments differ beyond the tolerance, in 万元."""

    town_code: str
    project_id: str
    project_name: str | None
    dept_code: str | None
    ytd_investment: float
    paid: float


def read_matters(connection: duckdb.DuckDBPyConnection, quarter: str, basis: str) -> tuple[Matter, ...]:
    """Read the supervision list, the highest level first, then the longest overdue; a project is one matter."""
    matters = read_rows(
        connection,
        Matter,
        "supervision_list",
        columns={"colour": "level_colour"},
        order_by=("-level", "-days", "town_code", "kind", "subject_id"),
        quarter=quarter,
        basis=basis,
    )
    together: dict[tuple[str, str, str], list[Matter]] = {}
    for matter in matters:
        subject = "project" if matter.kind in _OF_PROJECTS else matter.kind
        together.setdefault((subject, matter.town_code, matter.subject_id), []).append(matter)
    return tuple(sorted(map(_as_one, together.values()), key=_in_order))


def _as_one(matters: Sequence[Matter]) -> Matter:
    gravest = max(matters, key=lambda each: (each.level, each.days or 0))
    ordered = sorted(matters, key=lambda each: _OF_PROJECTS.index(each.kind) if each.kind in _OF_PROJECTS else 0)
    reasons = [each.reason.rstrip("。") for each in ordered]
    # each begins with the project's name in quotes, and one mention of it is enough
    reasons[1:] = [reason[reason.find("”计划于") + 1 :] for reason in reasons[1:]]
    return Matter(
        gravest.kind,
        gravest.town_code,
        gravest.dept_code,
        gravest.subject_id,
        "；".join(reasons) + "。",
        max((each.days for each in matters if each.days is not None), default=None),
        gravest.level,
        gravest.colour,
        tuple(each.kind for each in ordered),
    )


def _in_order(matter: Matter) -> tuple[int, float, str, str, str]:
    days = math.inf if matter.days is None else -matter.days
    return -matter.level, days, matter.town_code, matter.kind, matter.subject_id


def read_discrepancies(connection: duckdb.DuckDBPyConnection, quarter: str, basis: str) -> tuple[Discrepancy, ...]:
    """Read the discrepancies, the largest difference first."""
    rows = read_rows(
        connection, Discrepancy, "discrepancy", order_by=("town_code", "project_id"), quarter=quarter, basis=basis
    )
    return tuple(sorted(rows, key=lambda row: -abs(row.ytd_investment - row.paid)))
