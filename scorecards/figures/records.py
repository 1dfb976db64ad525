"""What else is kept of each town: documents, money, approvals, participation and demands.

Source: docs/contract/marts.md, Tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

import duckdb

from lifecircle.marts.reading import read_rows

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
    task_no: int
    service_class: str
    priority: str
    answer: float
    community_name: str | None = None
    """As the latest ledger has it."""


@dataclass(frozen=True)
class _Community:
    community_code: str
    community_name: str | None


def read_participation(connection: duckdb.DuckDBPyConnection, quarter: str, basis: str) -> tuple[Participation, ...]:
    """Read the participation by town."""
    return _read(connection, Participation, "participation_quarter", quarter, basis)


def read_funding(connection: duckdb.DuckDBPyConnection, quarter: str, basis: str) -> tuple[Funding, ...]:
    """Read the money by town and source, in the order 市级, 区级, 镇级, 社会."""
    order = ("市级", "区级", "镇级", "社会")
    rows = _read(connection, Funding, "funding_quarter", quarter, basis, {"source": "fund_source"})
    return tuple(sorted(rows, key=lambda row: (row.town_code, order.index(row.source))))


def read_approvals(connection: duckdb.DuckDBPyConnection, quarter: str, basis: str) -> tuple[Approvals, ...]:
    """Read the approvals by town."""
    return _read(connection, Approvals, "approval_quarter", quarter, basis)


def read_documents(connection: duckdb.DuckDBPyConnection, quarter: str, basis: str) -> tuple[Document, ...]:
    """Read the documents by town: the blueprint, then the plans by year."""
    rows = _read(connection, Document, "document_status", quarter, basis)
    return tuple(sorted(rows, key=lambda row: (row.town_code, row.year or 0)))


def read_demands(connection: duckdb.DuckDBPyConnection, quarter: str, basis: str) -> tuple[Demand, ...]:
    """Read the demands by town, the least answered first."""
    names = {
        community.community_code: community.community_name
        for community in read_rows(connection, _Community, "dim_community")
    }
    order = ("town_code", "answer", "demand_id")
    demands = read_rows(connection, Demand, "demand_quarter", order_by=order, quarter=quarter, basis=basis)
    return tuple(replace(demand, community_name=names.get(demand.community_code or "")) for demand in demands)


def _read(
    connection: duckdb.DuckDBPyConnection,
    kind: type[T],
    mart: str,
    quarter: str,
    basis: str,
    columns: Mapping[str, str] | None = None,
) -> tuple[T, ...]:
    return read_rows(connection, kind, mart, columns=columns, order_by=("town_code",), quarter=quarter, basis=basis)
