"""Why figures changed: the submissions that they rest on now and did not before, or did before and do not now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from lifecircle.forms import load_forms
from lifecircle.marts.reading import read_distinct, read_rows
from lifecircle.units import read_unit_names
from publishing.manifest import InputFile, Manifest
from scorecards.edition import CausingSubmission


@dataclass(frozen=True)
class _File:
    submission_id: str
    sha256: str
    file_name: str
    form: str | None
    period: str | None
    received_at: datetime
    unit_code: str | None


def find_causes(
    marts: duckdb.DuckDBPyConnection, published: Manifest, folder: Path, changed: set[tuple[str, str]]
) -> tuple[CausingSubmission, ...]:
    """Find the submissions behind changed metrics, in the order of their receipt.

    Args:
        marts: the snapshot, with the figures known now.
        published: the manifest of the version that is restated.
        folder: that version's folder.
        changed: (unit, metric or adjustment) pairs.
    """
    columns = ("unit_code", "metric_code", "submission_id")
    before = pq.read_table(folder / "marts" / "evidence.parquet", columns=[*columns]).to_pylist()
    then = {row for row in map(itemgetter(*columns), before) if row[:2] in changed}
    known_now = read_distinct(marts, "evidence", columns, quarter=published.quarter, basis="latest")
    now = {row for row in known_now if row[:2] in changed}
    rests_now = {submission for *_, submission in now - then}
    rested_before = {submission for *_, submission in then - now} - rests_now
    causes = _explain(marts, published, rests_now, rested_before)
    return tuple(sorted(causes, key=lambda cause: (cause.received_at, cause.file_name)))


def _explain(
    marts: duckdb.DuckDBPyConnection, published: Manifest, rests_now: set[str], rested_before: set[str]
) -> Iterator[CausingSubmission]:
    counted = {file.submission_id: file for file in published.inputs if file.received_at <= published.as_of}
    files, names = read_rows(marts, _File, "fct_submission"), read_unit_names(marts, published.quarter)
    for file in files:
        how = None
        if file.submission_id in rests_now:
            how = _how_it_came(file, published, counted)
        elif file.submission_id in rested_before:
            how = "已被后来的报送替换"
        if how:
            title = load_forms()[file.form].title if file.form else ""
            sender = names.get(file.unit_code, file.unit_code) if file.unit_code else ""
            yield CausingSubmission(file.file_name, title, sender, file.period or "", file.received_at, how)
    known = {file.submission_id for file in files}
    same_file = {(file.file_name, file.sha256) for file in files}
    for submission in sorted(rested_before - known):
        gone = counted.get(submission)
        # one whose time of receipt was corrected is known under its new number already
        if gone and (gone.file_name, gone.sha256) not in same_file:
            yield CausingSubmission(gone.file_name, "", "", "", gone.received_at, "不再有效")


def _how_it_came(submission: _File, published: Manifest, counted: dict[str, InputFile]) -> str:
    if submission.submission_id in counted:
        return "改为采用"
    if any(file.submission_id == submission.submission_id for file in published.inputs):
        return "截止时点后收到"
    same_file = (submission.file_name, submission.sha256)
    if any((file.file_name, file.sha256) == same_file for file in published.inputs):
        return "更正收到时间"
    return "新收到"
