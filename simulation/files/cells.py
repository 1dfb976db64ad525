"""How a value is written into a cell of the template form."""

from __future__ import annotations

from datetime import date

from lifecircle.forms import Column, Table
from lifecircle.reference import load_district
from lifecircle.settings import Settings
from simulation.submissions.submission import Cell, Row, Submission

Written = str | int | float | date | None
"""The value of a cell: a text, a number, a date, or nothing."""


class Clerk:
    """Writes values as an office would: names instead of codes, 是 and 否, lists with semicolons."""

    def __init__(self) -> None:
        district = load_district(Settings().reference)
        self._units = {row.town_code: row.town_name for row in district.towns}
        self._units |= {row.dept_code: row.dept_name for row in district.departments}
        self._type_names = {row.facility_type: row.type_name for row in district.facility_types}

    def columns(self, submission: Submission, table: Table) -> dict[str, Column]:
        """The columns that the sender's template has."""
        return {name: column for name, column in table.columns.items() if name not in submission.omitted}

    def write(self, column: Column, value: Cell, *, names_of_types: bool) -> Written:
        """Write one value; towns give facility types by their names, departments by the codes of their own lists."""
        if value is None or value == []:
            return None
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, list):
            return ";".join(value)
        if column.type in ("town", "dept"):
            return self._units[str(value)]
        if column.type == "facility_type" and names_of_types:
            return self._type_names[str(value)]
        return value

    def rows(self, submission: Submission, table_name: str) -> list[list[Written]]:
        """All rows of a table of the submission, in the order of its columns."""
        columns = self.columns(submission, submission.form.tables[table_name])
        names_of_types = submission.form.sender == "town"
        rows: list[Row] = submission.tables.get(table_name, [])
        return [
            [self.write(column, row.get(name), names_of_types=names_of_types) for name, column in columns.items()]
            for row in rows
        ]
