"""What a district's reference folder must hold, file by file.

A file is `<name>.csv`, UTF-8, with the columns of its row (`lifecircle/district_rows.py`) and no others; a cell may be
blank only where its field has a default.  Each file is also dbt's seed of that name.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from lifecircle.district_rows import (
    Band,
    Bounds,
    Cycle,
    Department,
    DistrictName,
    DocumentDueDate,
    DueDay,
    ExpectedFeed,
    FacilityRadius,
    FacilityType,
    Indicator,
    Metric,
    MovedDueDate,
    ReportingWindow,
    Task,
    TaskDepartment,
    Tile,
    Town,
    UnitName,
)

USUAL_WINDOW = ReportingWindow.model_validate(
    {
        "valid_from": "2000-01-01",
        "opens_day": 1,
        "closes_day": 10,
        "source": "docs/contract/assessment.md, Calendar: holds where a district says nothing",
    }
)
"""Every form opens on the 1st of the month after its period and closes on the 10th."""


class District(BaseModel):
    """All files of a reference folder: file name -> its rows.  A file whose field has a default may be absent."""

    model_config = ConfigDict(frozen=True)

    district: tuple[DistrictName, ...] = Field(min_length=1, max_length=1)
    towns: tuple[Town, ...] = Field(min_length=1)
    departments: tuple[Department, ...] = Field(min_length=1)
    tasks: tuple[Task, ...] = Field(min_length=1)
    task_departments: tuple[TaskDepartment, ...]
    facility_types: tuple[FacilityType, ...]
    facility_radii: tuple[FacilityRadius, ...]
    indicators: tuple[Indicator, ...]
    metrics: tuple[Metric, ...]
    expected_feeds: tuple[ExpectedFeed, ...]
    bands: tuple[Band, ...]
    document_due_dates: tuple[DocumentDueDate, ...]
    due_days: tuple[DueDay, ...]
    cycle: tuple[Cycle, ...] = Field(min_length=1, max_length=1)
    bounds: tuple[Bounds, ...] = Field(min_length=1, max_length=1)
    tiles: tuple[Tile, ...]
    moved_due_dates: tuple[MovedDueDate, ...] = ()
    reporting_windows: tuple[ReportingWindow, ...] = (USUAL_WINDOW,)
    unit_names: tuple[UnitName, ...] = ()
