"""What else is kept of each town: documents, money, approvals, participation and demands.

Source: docs/contract/marts.md, Tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import duckdb

from scorecards.figures.rows import read_rows

T = TypeVar("T")


@dataclass(frozen=True)
class Participation:
    """Activities with residents in the quarter, and the opinions that came of them; None where nobody wrote it down."""

    town_code: str
    activities: int
    participants: int | None
    opinions: int | None
    answered: int | None


@dataclass(frozen=True)
class Funding:
    """A source of a town's money, in 万元: planned over its counting projects, and paid."""

    town_code: str
    source: str
    planned: float
    paid: float


@dataclass(frozen=True)
class Approvals:
    """Approvals of a town's projects; `median_days` is None if none was closed."""

    town_code: str
    accepted: int
    closed: int
    pending: int
    median_days: float | None


@dataclass(frozen=True)
class Document:
    """A town's blueprint or a year's plan; dates are None until it happens, `days_late` until it is filed."""

    town_code: str
    document: str
    year: int | None
    due_on: date
    filed_on: date | None
    recognised_on: date | None
    disclosed_on: date | None
    days_late: int | None


@dataclass(frozen=True)
class Demand:
    """A demand of the blueprint in force; `answer` is what C2 gives it: 1, 0.6, 0.3 or 0."""

    town_code: str
    demand_id: str
    community_code: str | None
    community_name: str | None
    task_no: int
    service_class: str
    priority: str
    answer: float


def read_participation(connection: duckdb.DuckDBPyConnection, quarter: str, basis: str) -> tuple[Participation, ...]:
    """Read the participation by town."""
    return _read(connection, Participation, "* exclude (quarter, basis)", "participation_quarter", quarter, basis)


def read_funding(connection: duckdb.DuckDBPyConnection, quarter: str, basis: str) -> tuple[Funding, ...]:
    """Read the money by town and source, in the order 市级, 区级, 镇级, 社会."""
    order = ("市级", "区级", "镇级", "社会")
    columns = "town_code, fund_source as source, planned, paid"
    rows = _read(connection, Funding, columns, "funding_quarter", quarter, basis)
    return tuple(sorted(rows, key=lambda row: (row.town_code, order.index(row.source))))


def read_approvals(connection: duckdb.DuckDBPyConnection, quarter: str, basis: str) -> tuple[Approvals, ...]:
    """Read the approvals by town."""
    return _read(connection, Approvals, "* exclude (quarter, basis)", "approval_quarter", quarter, basis)


def read_documents(connection: duckdb.DuckDBPyConnection, quarter: str, basis: str) -> tuple[Document, ...]:
    """Read the documents by town: the blueprint, then the plans by year."""
    rows = _read(connection, Document, "* exclude (quarter, basis)", "document_status", quarter, basis)
    return tuple(sorted(rows, key=lambda row: (row.town_code, row.year or 0)))


def read_demands(connection: duckdb.DuckDBPyConnection, quarter: str, basis: str) -> tuple[Demand, ...]:
    """Read the demands by town, the least answered first."""
    return read_rows(
        connection,
        Demand,
        """
        with names as (
            select community_code, any_value(community_name order by month desc) as community_name
            from marts.dim_community group by community_code
        )
        select
            demands.town_code, demands.demand_id, demands.community_code, names.community_name, demands.task_no,
            demands.service_class, demands.priority, demands.answer
        from marts.demand_quarter as demands
        left join names using (community_code)
        where quarter = $quarter and basis = $basis
        order by demands.town_code, demands.answer, demands.demand_id
        """,
        quarter=quarter,
        basis=basis,
    )


def _read(
    connection: duckdb.DuckDBPyConnection, kind: type[T], columns: str, table: str, quarter: str, basis: str
) -> tuple[T, ...]:
    return read_rows(
        connection,
        kind,
        f"select {columns} from marts.{table} where quarter = $quarter and basis = $basis order by town_code",
        quarter=quarter,
        basis=basis,
    )
