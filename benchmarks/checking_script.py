"""The yardstick: a script that a competent analyst would write with pandas and openpyxl to check the forms' rows.

It takes files as the templates have them: no other spellings, no safety, no archive.  Sheets are read one by one; the
checks run over all rows of a table at once.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd

from lifecircle.forms import Column, Form, Table, load_forms, load_tables
from lifecircle.plain import plain
from lifecircle.reference import load_reference

Found = tuple[str, str | None, int | None, str]
"""File, sheet, row as Excel shows it, code; for a refused file no sheet and no row."""

_BLANKS = ["", "—", "——", "-", "/", "无", "N/A", "待定"]
_NUMBERS = ("int", "number", "money_wan", "money_yuan", "percent", "lon", "lat")
_MOST = {"percent": 100, "lon": 180, "lat": 90}
_LEAST = {"lon": -180, "lat": -90}
_ORDERED = {
    "project_progress": ("actual_start", "actual_finish"),
    "plan_projects": ("planned_start", "planned_finish"),
    "issues": ("raised_on", "resolved_on"),
    "approval_ledger": ("accepted_on", "closed_on"),
    "supervision_ledger": ("supervised_on", "rectified_on"),
}
_FUNDS = ["fund_city", "fund_district", "fund_town", "fund_social"]
_QUARTERS = ["planned_q1", "planned_q2", "planned_q3", "planned_q4"]


def check_workbooks(inbox: Path) -> list[Found]:
    """Read every .xlsx of an inbox; refuse files (F05 to F07), check rows: E01 to E05, E07 to E10, W01, W06, W07."""
    forms = {form.stem: form for form in load_forms().values()}
    sheets: defaultdict[str, list[pd.DataFrame]] = defaultdict(list)
    found: list[Found] = []
    for path in sorted(inbox.rglob("*.xlsx")):
        file = str(path.relative_to(inbox))
        try:
            for name, rows in _read(path, forms[path.stem.split("_")[0]]).items():
                sheets[name].append(rows.assign(file=file))
        except _RefusedError as refused:
            found.append((file, None, None, str(refused)))
    tables = load_tables()
    for name, frames in sheets.items():
        found += _Checks(name, tables[name], pd.concat(frames, ignore_index=True)).run()
    return found


class _RefusedError(Exception):
    """The file is refused; the message is the code."""


def _read(path: Path, form: Form) -> dict[str, pd.DataFrame]:
    unit, period = path.stem.split("_")[1:3]
    tables = {}
    with pd.ExcelFile(path, engine="openpyxl") as book:
        if form.container == "workbook":
            cover = set(book.parse("封面", header=None, dtype=object)[1].astype(str).str.strip())
            for text, code in ((unit, "F06"), (period, "F07")):
                if text not in cover:
                    raise _RefusedError(code)
        for name, table in form.tables.items():
            title = table.sheet or str(book.sheet_names[0])
            if title in book.sheet_names:
                cells = book.parse(title, header=None, dtype=object)
                tables[name] = _rows_below_header(cells, table).assign(sheet=title, period=period)
    return tables


def _rows_below_header(cells: pd.DataFrame, table: Table) -> pd.DataFrame:
    fields = {text: field for field, column in table.columns.items() for text in (column.header, *column.aliases)}
    required = {field for field, column in table.columns.items() if column.required}
    for number in range(min(15, len(cells))):
        names = cells.iloc[number].map(fields)
        missing = required - set(names)
        if len(missing) <= 0.4 * len(required):
            if missing:
                break
            rows = cells.iloc[number + 1 :].set_axis(names, axis="columns").loc[:, names.notna().to_numpy()]
            rows = rows.reindex(columns=list(table.columns))
            rows["row"] = rows.index + 1
            return rows[rows[list(table.columns)].notna().any(axis="columns")]
    raise _RefusedError("F05")


class _Checks:
    """A table's rows; as long as checks run, what they found and the values that are fit for further checks."""

    def __init__(self, name: str, table: Table, rows: pd.DataFrame) -> None:
        self.name, self.table, self.rows = name, table, rows
        self.values: dict[str, pd.Series] = {}
        self.given: dict[str, pd.Series] = {}
        self.found: list[Found] = []

    def run(self) -> list[Found]:
        for field, column in self.table.columns.items():
            self._check_column(field, column)
        self._check_key()
        self._check_dates()
        self._check_numbers()
        return self.found

    def _note(self, code: str, at_fault: pd.Series) -> None:
        places = self.rows.loc[at_fault.fillna(False).astype(bool), ["file", "sheet", "row"]]
        self.found += [(file, sheet, row, code) for file, sheet, row in places.itertuples(index=False)]

    def _check_column(self, field: str, column: Column) -> None:
        cells = self.rows[field]
        if column.type not in ("date", *_NUMBERS):
            cells = cells.map(lambda cell: cell.strip() if isinstance(cell, str) else cell)
        if column.type != "bool":
            cells = cells.mask(cells.isin(_BLANKS))
        given = cells.notna()
        if column.required:
            self._note("E01", ~given)
        values: Any = cells
        if column.type in _NUMBERS:
            values = pd.to_numeric(cells, errors="coerce")
            values = values.mask(values % 1 != 0) if column.type == "int" else values
            self._note("E02", given & values.isna())
            wrong = (values < _LEAST.get(column.type, 0)) | (values > _MOST.get(column.type, float("inf")))
            self._note("E03", wrong)
            if column.type == "percent":
                self._note("W01", (values > 0) & (values < 1))
            values = values.mask(wrong)
            if column.type in ("lon", "lat"):
                bounds = load_reference().bounds
                least, most = getattr(bounds, f"{column.type}_min"), getattr(bounds, f"{column.type}_max")
                self._note("W06", (values < least) | (values > most))
        elif column.type == "date":
            values = pd.to_datetime(cells, errors="coerce")
            self._note("E02", given & values.isna())
        elif column.type == "bool":
            self._note("E02", given & ~cells.isin(["是", "否"]))
        elif (meanings := _meanings(column)) is not None:
            words = cells[given].astype(str)
            values = words.map({word: meanings.get(plain(word)) for word in words.unique()}).reindex(cells.index)
            self._note("E04", given & values.isna())
        self.values[field], self.given[field] = values, given

    def _check_key(self) -> None:
        key = self.table.key
        if not key:
            return
        parts = pd.DataFrame({"file": self.rows["file"]} | {field: self.values[field] for field in key})
        fit = parts.notna() | pd.DataFrame({field: ~self.given[field] for field in key if not self._required(field)})
        parts = parts[fit[list(parts)].all(axis="columns")]
        self._note("E05", parts.duplicated().reindex(self.rows.index, fill_value=False))

    def _required(self, field: str) -> bool:
        return self.table.columns[field].required

    def _check_dates(self) -> None:
        values, given = self.values, self.given
        if self.name in _ORDERED:
            first, second = _ORDERED[self.name]
            self._note("E07", values[second] < values[first])
        if self.name == "issues":
            self._note("E08", values["status"].eq("已解决") & ~given["resolved_on"])
        if self.name == "project_progress":
            dates_blank = ~given["actual_start"] | ~given["actual_finish"]
            finished = values["status"].eq("完工") & ((values["progress_pct"] < 100) | dates_blank)
            self._note("E08", finished | (values["status"].eq("未启动") & (values["progress_pct"] > 0)))
            month_end = pd.to_datetime(self.rows["period"]) + pd.offsets.MonthEnd(0)
            self._note("E09", values["actual_start"] > month_end)
            self._note("E09", values["actual_finish"] > month_end)

    def _check_numbers(self) -> None:
        if self.name != "plan_projects":
            return
        values, given = self.values, self.given
        funds = pd.DataFrame({fund: values[fund] for fund in _FUNDS})
        blank = ~pd.DataFrame({fund: given[fund] for fund in _FUNDS})
        usable = (funds.notna() | blank).all(axis="columns") & ~blank.all(axis="columns")
        difference = (funds.sum(axis="columns") - values["total_investment"]).abs()
        self._note("E10", usable & (difference > 0.005 * values["total_investment"] + 1e-9))
        for earlier, later in pairwise(_QUARTERS):
            self._note("W07", values[later] < values[earlier])


def _meanings(column: Column) -> dict[str, str] | None:
    """What a cell of a list may hold -> its code; None where the column is no list."""
    reference = load_reference()
    lists = {
        "town": reference.towns,
        "dept": reference.departments,
        "task": reference.tasks,
        "facility_type": reference.facility_types,
        "indicator": reference.indicators,
        "enum": {value: value for value in column.values},
    }
    return lists.get(column.type)
