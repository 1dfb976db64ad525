"""Check what was landed and not checked yet: one Great Expectations run a table, a part of its new rows at a time."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from lifecircle.findings import Finding, message
from lifecircle.forms import Table, load_tables
from lifecircle.home import Home
from lifecircle.landed import CHECKED_BATCHES, FINDINGS, batch_file, checked_file, landed_batches, write_parquet
from lifecircle.progress import Progress

if TYPE_CHECKING:
    from expectations.validation import Failure, Validation

log = logging.getLogger(__name__)

_WAIT_SECONDS = 600
_ROWS_AT_ONCE = 100_000


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
        batches = [batch for batch in landed_batches(home) if not batch_file(home, "checked_batches", batch).exists()]
        if not batches:
            return CheckResult((), 0, 0)
        submissions = [row for batch in batches for row in _read_submissions(home, batch)]
        periods = {row["submission_id"]: row["period"] for row in submissions}
        files = {name: _files(home, name, batches) for name in load_tables()}
        rows = sum(pq.read_metadata(path).num_rows for paths in files.values() for path in paths)
        validation, findings = _check(_chunks(files), periods, progress, sum(map(bool, files.values())))
        _write(home, {row["submission_id"]: row["batch"] for row in submissions}, batches, findings)
        if validation and data_docs:
            from expectations.data_docs import build_data_docs

            build_data_docs(validation, home.data_docs)
    log.info("checked %d batches, %d rows: %d findings", len(batches), rows, len(findings))
    return CheckResult(tuple(batches), rows, len(findings))


def check_frames(
    frames: Mapping[str, pd.DataFrame], periods: Mapping[str, str | None], progress: Progress | None = None
) -> list[Finding]:
    """Hold rows in memory against the forms' rules; nothing is written.

    Args:
        frames: landed table -> its rows (`lifecircle.landed.row_schema`).
        periods: submission_id -> the period that it reports (E09 needs it).
        progress: told (tables checked, tables in all) after each table.
    """
    return _check(frames.items(), periods, progress, len(frames))[1]


def _read_submissions(home: Home, batch: int) -> list[dict[str, Any]]:
    columns = ["submission_id", "period", "batch"]
    rows: list[dict[str, Any]] = pq.read_table(batch_file(home, "submissions", batch), columns=columns).to_pylist()
    return rows


def _files(home: Home, table: str, batches: list[int]) -> list[Path]:
    return [path for path in (batch_file(home, table, batch) for batch in batches) if path.exists()]


def _chunks(files: Mapping[str, list[Path]]) -> Iterator[tuple[str, pd.DataFrame]]:
    """The rows of each table, whole submissions at a time: however much was landed, memory holds one part of it."""
    for name, paths in files.items():
        waiting: list[pa.Table] = []
        for path in paths:
            for rows in pq.ParquetFile(path).iter_batches(batch_size=_ROWS_AT_ONCE):
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


def _write(home: Home, batch_of: Mapping[str, int], batches: list[int], findings: list[Finding]) -> None:
    found: dict[int, list[Finding]] = {batch: [] for batch in batches}
    for finding in findings:
        found[batch_of[finding.submission_id]].append(finding)
    for batch, of_batch in found.items():
        columns = {name: [getattr(finding, name) for finding in of_batch] for name in FINDINGS.names}
        write_parquet(pa.table(columns, schema=FINDINGS), checked_file(home, batch))
        marker = pa.Table.from_pylist([{"batch": batch}], schema=CHECKED_BATCHES)
        write_parquet(marker, batch_file(home, "checked_batches", batch))


def _check(
    chunks: Iterable[tuple[str, pd.DataFrame]],
    periods: Mapping[str, str | None],
    progress: Progress | None,
    tables: int,
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
        findings += _findings(name, table, rows, _faults(frame, validation.failures(name, table, frame)))
        seen[name] = None
        if progress:
            progress(len(seen), tables)
    return validation, findings


_Fault = tuple[int, str, str]
"""Where a row is in its frame, the code, and the field (or fields, `;`-separated) of the cell at fault."""


def _faults(frame: pd.DataFrame, failures: Iterator[Failure]) -> dict[_Fault, list[str]]:
    """Each cell at fault once, with all that is said of it."""
    faults: dict[_Fault, list[str]] = {}
    for failure in failures:
        meta, positions = failure.meta, failure.positions
        own, other = (_texts(frame, meta.get(column), positions) for column in ("own", "other"))
        for at, position in enumerate(positions):
            detail = meta["detail"].format(own=own[at], other=other[at]) if meta.get("other") else meta["detail"]
            faults.setdefault((position, meta["code"], meta["field"]), []).append(detail)
    return faults


def _texts(frame: pd.DataFrame, column: str | None, positions: list[int]) -> list[str]:
    """The column's values as a message writes them: dates as 2024-03-05, numbers without needless zeros."""
    if column is None:
        return [""] * len(positions)
    values = frame[column].iloc[positions]
    if pd.api.types.is_datetime64_any_dtype(values):
        return list(values.dt.strftime("%Y-%m-%d"))
    return [f"{value:.10g}" for value in values]


def _findings(name: str, table: Table, rows: pd.DataFrame, faults: dict[_Fault, list[str]]) -> list[Finding]:
    """The findings in the order of the rows, in a row from left to right."""
    fields = list(table.columns)
    in_order = sorted(faults, key=lambda fault: (fault[0], fields.index(fault[2].split(";")[0]), fault[1]))
    positions = sorted({position for position, _, _ in faults})
    places = rows[["submission_id", "sheet", "row_number", "raw"]].iloc[positions]
    place_of = dict(zip(positions, places.itertuples(index=False, name=None), strict=True))
    return [
        _finding(name, table, place_of[position], code, field.split(";"), faults[position, code, field])
        for position, code, field in in_order
    ]


def _finding(
    name: str, table: Table, place: tuple[str, str | None, int, str], code: str, fields: list[str], details: list[str]
) -> Finding:
    submission, sheet, number, text = place
    raw: dict[str, str] = json.loads(text)
    header = "+".join(table.columns[field].header for field in fields)
    value = "+".join(raw.get(field, "") for field in fields)
    text = message(code, row=number, column=header, value=value, detail="，且".join(details))
    return Finding(
        submission, code, text, name, None if pd.isna(sheet) else sheet, int(number), fields[0], header, value
    )
