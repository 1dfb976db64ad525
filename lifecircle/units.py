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
