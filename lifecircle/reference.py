"""The district's codes, from the CSV files that are also dbt's seeds."""

from __future__ import annotations

import csv
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lifecircle.settings import Settings


@dataclass(frozen=True)
class Reference:
    """What a name may mean.  Each mapping: what people write (brought to its plain form, see `plain`) -> the code."""

    towns: dict[str, str]
    departments: dict[str, str]
    tasks: dict[str, str]
    facility_types: dict[str, str]
    indicators: dict[str, str]
    town_names: dict[str, str]
    department_names: dict[str, str]


def read_csv(name: str, folder: Path | None = None) -> list[dict[str, str]]:
    """Read the reference file `name`.csv, a mapping a row.

    Raises:
        FileNotFoundError: the reference folder lacks it.
    """
    path = (folder or Settings().reference) / f"{name}.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@cache
def load_reference(folder: Path | None = None) -> Reference:
    """Read the codes of the reference folder (the setting's by default)."""
    towns, departments = read_csv("towns", folder), read_csv("departments", folder)
    tasks = read_csv("tasks", folder)
    types, indicators = read_csv("facility_types", folder), read_csv("indicators", folder)
    return Reference(
        towns=_meanings(towns, "town_code", "town_name", "aliases"),
        departments=_meanings(departments, "dept_code", "dept_name", "aliases"),
        tasks=_meanings(tasks, "task_no", "task_no", "task_name", "short_name"),
        facility_types=_meanings(types, "facility_type", "facility_type", "type_name"),
        indicators=_meanings(indicators, "indicator_code", "indicator_code"),
        town_names={row["town_code"]: row["town_name"] for row in towns},
        department_names={row["dept_code"]: row["dept_name"] for row in departments},
    )


def plain(text: str) -> str:
    """Bring a name to the form in which names are compared: half-width, without any space (validation.md, Files)."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _meanings(rows: list[dict[str, str]], code: str, *columns: str) -> dict[str, str]:
    return {plain(word): row[code] for row in rows for column in columns for word in row[column].split(";") if word}
