"""Towns and departments as the warehouse knows them (docs/contract/marts.md, Tables, dim_unit)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import duckdb

from lifecircle.marts.reading import read_rows


@dataclass(frozen=True)
class Unit:
    """A town or a department; `aliases` are its other names, divided by semicolons, None without one."""

    unit_code: str
    unit_name: str
    unit_kind: Literal["town", "department"]
    aliases: str | None


def read_units(connection: duckdb.DuckDBPyConnection) -> dict[str, Unit]:
    """Read all units by code, towns first."""
    units = read_rows(connection, Unit, "dim_unit", order_by=("-unit_kind", "unit_code"))
    return {unit.unit_code: unit for unit in units}


@dataclass(frozen=True)
class _Named:
    unit_code: str
    unit_name: str


def read_unit_names(connection: duckdb.DuckDBPyConnection, quarter: str) -> dict[str, str]:
    """Read what each unit was called in the quarter, by code; today's name for one that was not assessed then."""
    then = {unit.unit_code: unit.unit_name for unit in read_rows(connection, _Named, "unit_quarter", quarter=quarter)}
    return {code: unit.unit_name for code, unit in read_units(connection).items()} | then
