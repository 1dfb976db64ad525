"""Check what was landed and not checked yet: one Great Expectations run a table, a part of its new rows at a time."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from expectations.words import as_shown, options
from lifecircle.batches import Batches, Seal, read_batches, recover, seal_batch, unfinished_files
from lifecircle.damage import require_undamaged
from lifecircle.findings import Finding, message
from lifecircle.forms import Table, load_tables
from lifecircle.home import Home
from lifecircle.landed import CHECKED_BATCHES, FINDINGS, SHEET_COLUMNS, row_schema
from lifecircle.landed_rows import compact
from lifecircle.progress import Progress
from lifecircle.writing import unfinished_path

if TYPE_CHECKING:
    from expectations.validation import Failure, Validation

log = logging.getLogger(__name__)

_WAIT_SECONDS = 600
_ROWS_AT_ONCE = 100_000
_ROW_COLUMNS = ["submission_id", "sheet", "row_number", "raw"]
"""What a finding says of its row."""
_Units = Mapping[tuple[str, str, str], str]
"""Submission, table and field -> the money unit that its header names, where it is not the form's."""


@dataclass(frozen=True)
class CheckResult:
    """What checking did: the batches it checked, the rows it saw and the findings it made."""

    batches: tuple[int, ...]
    rows: int
    findings: int


def check(home: Home, progress: Progress | None = None, *, data_docs: bool = True) -> CheckResult:
    """Hold every unchecked batch against the forms' rules; its findings go to `landed/findings`, then the batch counts.

    The run's Data Docs replace those of the run before (`home.data_docs`).

    Args:
        home: where landed rows are.
        progress: told (tables checked, tables in all) after each table.
        data_docs: whether to build them.

    Raises:
        HomeInUseError: a landing or another check holds the home for longer than ten minutes.
    """
    with home.hold("landing", _WAIT_SECONDS):
        batches = recover(home)
        require_undamaged(home, batches, whole_bytes=False)
        seals = batches.unchecked
        if not seals:
            return CheckResult((), 0, 0)
        require_undamaged(home, Batches(seals), whole_bytes=True)
        submissions = [row for seal in seals for row in _read_submissions(home, seal)]
        periods = {row["submission_id"]: row["period"] for row in submissions}
        files = {name: [home.landed / path for seal in seals for path in seal.files_of(name)] for name in load_tables()}
        counts = [sum(pq.read_metadata(path).num_rows for path in paths) for paths in files.values()]
        units = {place: unit for seal in seals for place, unit in _read_units(home, seal)}
        validation, findings = _check(_chunks(files), periods, progress, sum(map(bool, counts)), units)
        _write(home, {row["submission_id"]: row["batch"] for row in submissions}, seals, findings)
        compact(home, read_batches(home))
        if validation and data_docs:
            from expectations.data_docs import build_data_docs

            build_data_docs(validation, home.data_docs)
    log.info("checked %d batches, %d rows: %d findings", len(seals), sum(counts), len(findings))
    return CheckResult(tuple(seal.first for seal in seals), sum(counts), len(findings))


def check_frames(
    frames: Mapping[str, pd.DataFrame],
    periods: Mapping[str, str | None],
    progress: Progress | None = None,
    units: _Units | None = None,
) -> list[Finding]:
    """Hold rows in memory against the forms' rules; nothing is written.

    Args:
        frames: landed table -> its rows (`lifecircle.landed.row_schema`).
        periods: submission_id -> the period that it reports (E09 needs it).
        progress: told (tables checked, tables in all) after each table.
        units: submission, table and field -> the money unit that its header names, where it is not the form's.
    """
    return _check(frames.items(), periods, progress, len(frames), units or {})[1]


def _read_submissions(home: Home, seal: Seal) -> list[dict[str, Any]]:
    columns = ["submission_id", "period", "batch"]
    files = [home.landed / path for path in seal.files_of("submissions")]
    return [row for path in files for row in pq.read_table(path, columns=columns).to_pylist()]


def _read_units(home: Home, seal: Seal) -> Iterator[tuple[tuple[str, str, str], str]]:
    # by today's schema: an earlier version may have landed them without the unit
    for path in seal.files_of("sheet_columns"):
        landed = ds.dataset(str(home.landed / path), schema=SHEET_COLUMNS)
        for row in landed.to_table(filter=pc.field("header_unit").is_valid()).to_pylist():
            yield (row["submission_id"], row["table_name"], row["field"]), row["header_unit"]


def _chunks(files: Mapping[str, list[Path]]) -> Iterator[tuple[str, pd.DataFrame]]:
    """The rows of each table, whole submissions at a time: however much was landed, memory holds one part of it."""
    for name, paths in files.items():
        waiting: list[pa.Table] = []
        for path in paths:
            # by today's schema: an earlier version may have landed it without a column
            for rows in ds.dataset(str(path), schema=row_schema(name)).to_batches(batch_size=_ROWS_AT_ONCE):
                waiting.append(pa.Table.from_batches([rows]))
                if sum(map(len, waiting)) > _ROWS_AT_ONCE:
                    whole, begun = _cut(pa.concat_tables(waiting))
                    yield name, whole.to_pandas(date_as_object=False)
                    waiting = [begun]
        if waiting:
            yield name, pa.concat_tables(waiting).to_pandas(date_as_object=False)


def _cut(rows: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Part rows before their last submission, of which more may follow; a submission's rows are together."""
    ids = rows["submission_id"]
    begun = pc.index(ids, ids[-1]).as_py()
    return rows[:begun], rows[begun:]


def _write(home: Home, batch_of: Mapping[str, int], seals: Sequence[Seal], findings: list[Finding]) -> None:
    """Write the findings of each batch beside it, and let it count."""
    found: dict[int, list[Finding]] = {seal.first: [] for seal in seals}
    for finding in findings:
        found[batch_of[finding.submission_id]].append(finding)
    for seal in seals:
        of_batch = found[seal.first]
        columns = {name: [getattr(finding, name) for finding in of_batch] for name in FINDINGS.names}
        tables = {
            f"findings/{seal.name}.checked.parquet": pa.table(columns, schema=FINDINGS),
            f"checked_batches/{seal.name}.parquet": pa.table({"batch": [seal.first]}, schema=CHECKED_BATCHES),
        }
        for path, table in tables.items():
            unfinished = unfinished_path(home.landed / path)
            unfinished.parent.mkdir(parents=True, exist_ok=True)
            pq.write_table(table, unfinished, compression="zstd")
        files = {**seal.files, **unfinished_files(home, list(tables))}
        seal_batch(home, replace(seal, is_checked=True, files=files))


def _check(
    chunks: Iterable[tuple[str, pd.DataFrame]],
    periods: Mapping[str, str | None],
    progress: Progress | None,
    tables: int,
    units: _Units,
) -> tuple[Validation | None, list[Finding]]:
    """The findings of all rows, table by table, and the run they came from; none where there is no row."""
    validation: Validation | None = None
    findings: list[Finding] = []
    seen: dict[str, None] = {}
    for name, rows in chunks:
        if rows.empty:
            continue
        from expectations.derived import derive  # Great Expectations takes seconds to import: not before it is needed
        from expectations.validation import Validation

        validation = validation or Validation()
        table = load_tables()[name]
        frame = derive(name, table, rows, periods)
        findings += _findings(name, table, rows, _faults(frame, validation.failures(name, table, frame)), units)
        seen[name] = None
        if progress:
            progress(len(seen), tables)
    return validation, findings


class _Fault(NamedTuple):
    """A cell at fault: its row's position in the frame, the code, and the field (of a key several, `;`-separated)."""

    position: int
    code: str
    fields: str


def _faults(frame: pd.DataFrame, failures: Iterator[Failure]) -> dict[_Fault, list[str]]:
    """Each cell at fault once, with every detail that an expectation gives of it."""
    faults: dict[_Fault, list[str]] = {}
    for failure in failures:
        meta, positions = failure.meta, failure.positions
        own, other = (_texts(frame, meta.get(column), positions) for column in ("own", "other"))
        for at, position in enumerate(positions):
            detail = meta["detail"].format(own=own[at], other=other[at]) if meta.get("other") else meta["detail"]
            faults.setdefault(_Fault(position, meta["code"], meta["field"]), []).append(detail)
    return faults


def _texts(frame: pd.DataFrame, column: str | None, positions: list[int]) -> list[str]:
    """The column's values as a message writes them: dates as 2024-03-05, numbers without needless zeros."""
    if column is None:
        return [""] * len(positions)
    values = frame[column].iloc[positions]
    if pd.api.types.is_datetime64_any_dtype(values):
        return list(values.dt.strftime("%Y-%m-%d"))
    return [f"{value:.10g}" for value in values]


def _findings(
    name: str, table: Table, rows: pd.DataFrame, faults: dict[_Fault, list[str]], units: _Units
) -> list[Finding]:
    """The findings in the order of the rows, in a row from left to right."""
    fields = list(table.columns)
    in_order = sorted(faults, key=lambda fault: (fault.position, fields.index(fault.fields.split(";")[0]), fault.code))
    positions = sorted({fault.position for fault in faults})
    amounts = [field for field, column in table.columns.items() if column.type.startswith("money")]
    records: list[dict[Any, Any]] = rows[_ROW_COLUMNS + amounts].iloc[positions].to_dict("records")
    at_fault = dict(zip(positions, records, strict=True))
    return [_finding(name, table, at_fault[fault.position], fault, faults[fault], units) for fault in in_order]


def _finding(
    name: str, table: Table, row: Mapping[Any, Any], fault: _Fault, details: list[str], units: _Units
) -> Finding:
    raw: dict[str, str] = json.loads(row["raw"])
    fields = fault.fields.split(";")
    header = "+".join(table.columns[field].header for field in fields)
    value = "+".join(raw.get(field, "") for field in fields)
    number = int(row["row_number"])
    column, shown = table.columns[fields[0]], value
    if fault.code == "E04":
        details = [options(column, value)]
    elif column.type.startswith("money") and not pd.isna(row[fields[0]]):
        shown = as_shown(column, value, row[fields[0]], units.get((row["submission_id"], name, fields[0])))
    text = message(fault.code, row=number, column=header, value=shown, detail="，且".join(details))
    sheet = None if pd.isna(row["sheet"]) else row["sheet"]
    return Finding(row["submission_id"], fault.code, text, name, sheet, number, fields[0], header, value)
