"""Why figures changed: the submissions that they rest on now and did not before, or did before and do not now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import duckdb

from lifecircle.calendar import CHINA
from lifecircle.forms import load_forms
from publishing.manifest import InputFile, Manifest
from scorecards.edition import CausingSubmission

_EVIDENCE = """
    with changed as (
        select unnest($units) as unit_code, unnest($metrics) as metric_code
    ),

    before as (
        select distinct unit_code, metric_code, submission_id
        from read_parquet($before) inner join changed using (unit_code, metric_code)
    ),

    after as (
        select distinct unit_code, metric_code, submission_id
        from marts.evidence inner join changed using (unit_code, metric_code)
        where quarter = $quarter and basis = 'latest'
    )

    select distinct submission_id, true as is_new
    from (select * from after except select * from before)
    union all
    select distinct submission_id, false as is_new
    from (select * from before except select * from after)
"""

_SUBMISSIONS = """
    select
        submissions.submission_id, submissions.sha256, submissions.file_name, submissions.form, submissions.period,
        submissions.received_at, coalesce(towns.town_name, departments.dept_name, submissions.unit_code) as unit_name
    from marts.fct_submission as submissions
    left join marts.dim_town as towns on submissions.unit_code = towns.town_code
    left join marts.dim_department as departments on submissions.unit_code = departments.dept_code
"""


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
    pairs = sorted(changed)
    found = marts.execute(
        _EVIDENCE,
        {
            "units": [unit for unit, _ in pairs],
            "metrics": [metric for _, metric in pairs],
            "before": str(folder / "marts" / "evidence.parquet"),
            "quarter": published.quarter,
        },
    ).fetchall()
    rests_now = {submission for submission, is_new in found if is_new}
    rested_before = {submission for submission, is_new in found if not is_new} - rests_now
    causes = _explain(marts, published, rests_now, rested_before)
    return tuple(sorted(causes, key=lambda cause: (cause.received_at, cause.file_name)))


def _explain(
    marts: duckdb.DuckDBPyConnection, published: Manifest, rests_now: set[str], rested_before: set[str]
) -> Iterator[CausingSubmission]:
    counted = {file.submission_id: file for file in published.inputs if file.received_at <= published.as_of}
    known, standing = set(), set()
    for submission, sha256, file_name, form, period, received_at, unit_name in marts.execute(_SUBMISSIONS).fetchall():
        known.add(submission)
        standing.add((file_name, sha256))
        how = None
        if submission in rests_now:
            how = _how_it_came(submission, file_name, sha256, published, counted)
        elif submission in rested_before:
            how = "已被后来的报送替换"
        if how:
            title = load_forms()[form].title if form else ""
            yield CausingSubmission(file_name, title, unit_name, period or "", _local(received_at), how)
    for submission in sorted(rested_before - known):
        gone = counted.get(submission)
        # one whose time of receipt was corrected stands under its new number already
        if gone and (gone.file_name, gone.sha256) not in standing:
            yield CausingSubmission(gone.file_name, "", "", "", gone.received_at, "不再有效")


def _how_it_came(
    submission: str, file_name: str, sha256: str, published: Manifest, counted: dict[str, InputFile]
) -> str:
    if submission in counted:
        return "改为采用"
    if any(file.submission_id == submission for file in published.inputs):
        return "截止时点后收到"
    if any((file.file_name, file.sha256) == (file_name, sha256) for file in published.inputs):
        return "更正收到时间"
    return "新收到"


def _local(at: datetime) -> datetime:
    return at.astimezone(CHINA)
