"""Check every landed batch that was not checked yet: one Great Expectations run a table and batch."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Hashable, Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from lifecircle.findings import Finding, message
from lifecircle.forms import Table, load_tables
from lifecircle.home import Home
from lifecircle.landed import CHECKED_BATCHES, FINDINGS, batch_file, checked_file, landed_batches, write_parquet
from lifecircle.progress import Progress

if TYPE_CHECKING:
    from great_expectations.data_context.data_context.ephemeral_data_context import EphemeralDataContext

log = logging.getLogger(__name__)

_WAIT_SECONDS = 600
_POSITION = "position"


@dataclass(frozen=True)
class CheckResult:
    """What checking did: the batches it checked, the rows it saw and the findings it made."""

    batches: tuple[int, ...]
    rows: int
    findings: int


def check(home: Home, progress: Progress | None = None) -> CheckResult:
    """Hold every unchecked batch against the forms' rules; its findings go to `landed/findings`, then the batch counts.

    Args:
        home: where landed rows are.
        progress: told (tables checked, tables in all) after each table.

    Raises:
        HomeInUseError: a landing or another check holds the home for longer than ten minutes.
    """
    with home.hold("landing", _WAIT_SECONDS):
        batches = [batch for batch in landed_batches(home) if not batch_file(home, "checked_batches", batch).exists()]
        work = [(batch, name) for batch in batches for name in load_tables() if batch_file(home, name, batch).exists()]
        findings: dict[int, list[Finding]] = {batch: [] for batch in batches}
        rows = 0
        for done, (batch, name) in enumerate(work, start=1):
            frame = _read_frame(home, name, batch)
            rows += len(frame)
            findings[batch] += check_rows(name, frame)
            if progress:
                progress(done, len(work))
        for batch, found in findings.items():
            table = pa.Table.from_pylist([asdict(finding) for finding in found], schema=FINDINGS)
            write_parquet(table, checked_file(home, batch))
            marker = pa.Table.from_pylist([{"batch": batch}], schema=CHECKED_BATCHES)
            write_parquet(marker, batch_file(home, "checked_batches", batch))
    total = sum(map(len, findings.values()))
    log.info("checked %d batches, %d rows: %d findings", len(batches), rows, total)
    return CheckResult(tuple(batches), rows, total)


def check_rows(name: str, frame: pd.DataFrame) -> list[Finding]:
    """Run the table's suite over a frame of landed rows (`lifecircle.landed.row_schema`; index 0, 1, 2 ...)."""
    table = load_tables()[name]
    findings = []
    for meta, positions in _failures(name, table, frame):
        rows = frame.loc[positions, ["submission_id", "sheet", "row_number", "raw", "unreadable"]].to_dict("records")
        findings += [_finding(row, name, table, meta) for row in rows if not _is_unreadable(row, meta)]
    return findings


def _read_frame(home: Home, name: str, batch: int) -> pd.DataFrame:
    frame: pd.DataFrame = pq.read_table(batch_file(home, name, batch)).to_pandas()
    return frame


def _failures(name: str, table: Table, frame: pd.DataFrame) -> Iterator[tuple[dict[str, str], list[int]]]:
    """Each expectation that rows fail: its meta, and the positions of the rows."""
    import great_expectations as gx  # it takes seconds to import: not before there is something to check

    from expectations.suites import REPEATS_KEY, suite_of

    context = _context()
    asset = context.data_sources.add_pandas("landed").add_dataframe_asset(name)
    batch = asset.add_batch_definition_whole_dataframe("batch")
    suite = context.suites.add(suite_of(name, table))
    definition = context.validation_definitions.add(gx.ValidationDefinition(name=name, data=batch, suite=suite))
    frame = frame.copy()
    frame[REPEATS_KEY], frame[_POSITION] = _repeats_key(frame, table), range(len(frame))
    outcome = definition.run(
        batch_parameters={"dataframe": frame},
        result_format={"result_format": "COMPLETE", "unexpected_index_column_names": [_POSITION]},
    )
    for result in outcome.results:
        configuration = result.expectation_config
        if configuration is None or result.exception_info.get("raised_exception"):
            raise RuntimeError(f"{name}: {configuration} could not be run: {result.exception_info}")
        if not result.success:
            yield configuration.meta, [int(row[_POSITION]) for row in result.result["unexpected_index_list"]]


def _context() -> EphemeralDataContext:
    """A context of Great Expectations that keeps nothing: no files, no analytics, no progress bars of its own."""
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    import great_expectations as gx
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )

    config = DataContextConfig(
        store_backend_defaults=InMemoryStoreBackendDefaults(),
        progress_bars=ProgressBarsConfig(globally=False),
        analytics_enabled=False,
    )
    return gx.get_context(mode="ephemeral", project_config=config)


def _repeats_key(frame: pd.DataFrame, table: Table) -> pd.Series[bool]:
    """Whether an earlier row of the submission has the key; a blank equals a blank, a required part must be there."""
    if not table.key:
        return pd.Series(False, index=frame.index)
    required = [field for field in table.key if table.columns[field].required]
    repeated = frame.groupby(["submission_id", *table.key], dropna=False).cumcount() > 0
    return repeated & frame[required].notna().all(axis="columns")


def _is_unreadable(row: dict[Hashable, Any], meta: dict[str, str]) -> bool:
    """A cell that could not be read (E02) is null, but not blank."""
    return meta["code"] == "E01" and meta["field"] in row["unreadable"].split(";")


def _finding(row: dict[Hashable, Any], name: str, table: Table, meta: dict[str, str]) -> Finding:
    code, fields = meta["code"], meta["field"].split(";")
    raw: dict[str, str] = json.loads(row["raw"])
    header = "+".join(table.columns[field].header for field in fields)
    value = "+".join(raw.get(field, "") for field in fields)
    number = int(row["row_number"])
    text = message(code, row=number, column=header, value=value, detail=meta["detail"])
    sheet = None if pd.isna(row["sheet"]) else str(row["sheet"])
    return Finding(row["submission_id"], code, text, name, sheet, number, fields[0], header, value)
