"""The district's codes, from the CSV files that are also dbt's seeds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lifecircle.district import District
from lifecircle.district_checks import faults_of
from lifecircle.district_files import DistrictError, read_district
from lifecircle.district_rows import Bounds
from lifecircle.plain import plain
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
    bounds: Bounds


@cache
def load_reference(folder: Path | None = None) -> Reference:
    """Read the codes of the reference folder (the setting's by default), once its files were checked.

    Raises:
        DistrictError: the folder does not hold what a district needs; the message names every fault.
    """
    district = load_district(folder or Settings().reference)
    return Reference(
        **{name: _meanings(words) for name, words in _words(district).items()},
        indicators={plain(row.indicator_code): row.indicator_code for row in district.indicators},
        town_names={row.town_code: row.town_name for row in district.towns},
        department_names={row.dept_code: row.dept_name for row in district.departments},
        bounds=district.bounds[0],
    )


def load_district(folder: Path) -> District:
    """Read a reference folder and check it as a whole.

    Raises:
        DistrictError: a file cannot be read, or the files do not agree; the message names every fault.
    """
    district = read_district(folder)
    faults = [*faults_of(district), *_ambiguities(district)]
    if faults:
        raise DistrictError(folder, faults)
    return district


def _words(district: District) -> dict[str, list[tuple[str, str]]]:
    """For each kind of name: (the code, what people write for it, parted by `;`)."""
    towns, departments, tasks, types = district.towns, district.departments, district.tasks, district.facility_types
    return {
        "towns": [(row.town_code, f"{row.town_name};{row.aliases}") for row in towns],
        "departments": [(row.dept_code, f"{row.dept_name};{row.aliases}") for row in departments],
        "tasks": [(str(row.task_no), f"{row.task_no};{row.task_name};{row.short_name}") for row in tasks],
        "facility_types": [(row.facility_type, f"{row.facility_type};{row.type_name}") for row in types],
    }


def _meanings(words: list[tuple[str, str]]) -> dict[str, str]:
    return {plain(word): code for code, written in words for word in written.split(";") if word}


def _ambiguities(district: District) -> Iterator[str]:
    """A unit's name or alias must not be another's, a town's not a department's; so for tasks and facility types."""
    kinds = _words(district)
    for what, words in {
        "units": kinds["towns"] + kinds["departments"],
        "tasks": kinds["tasks"],
        "facility types": kinds["facility_types"],
    }.items():
        codes: dict[str, set[str]] = {}
        for code, written in words:
            for word in filter(None, written.split(";")):
                codes.setdefault(plain(word), set()).add(code)
        for word, meant in codes.items():
            if len(meant) > 1:
                yield f"{word} means two {what}: {', '.join(sorted(meant))}"
