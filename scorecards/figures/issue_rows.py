"""Where the issues of the supervision list stand; many are older than what S1 counts, and no metric's evidence."""

from __future__ import annotations

from typing import Any

import duckdb
import pyarrow.compute as pc
import pyarrow.dataset as ds

from lifecircle.calendar import CHINA
from lifecircle.home import Home
from lifecircle.landed import row_schema
from scorecards.figures.source_rows import SourceRow

# of each month the report in force, the latest month first
_REPORTS = """
    select submission_id, unit_code, form, file_name, received_at, period from marts.fct_submission
    where form = 'monthly_report' and outcome = 'accepted'
        and period <= (select strftime(ends_on, '%Y-%m') from marts.dim_quarter where quarter = $quarter)
        and ($basis = 'latest' or received_at <= (select cutoff_at from marts.dim_quarter where quarter = $quarter))
    qualify row_number() over (partition by unit_code, period order by received_at desc) = 1
    order by period desc
"""
_WANTED = """
    select town_code, subject_id from marts.supervision_list
    where quarter = $quarter and basis = $basis and kind = 'issue'
"""
_RETURNED = "select submission_id, row_number from marts.fct_finding where table_name = 'issues' and severity = 'error'"


def read_issue_rows(
    connection: duckdb.DuckDBPyConnection, home: Home, quarter: str, basis: str
) -> dict[tuple[str, str], SourceRow]:
    """Find each listed issue's accepted row of the latest month: (town, issue) -> the row, without its cells."""
    place = {"quarter": quarter, "basis": basis}
    wanted = set(connection.execute(_WANTED, place).fetchall())
    files = [str(path) for path in sorted((home.landed / "issues").glob("*.parquet"))]
    if not wanted or not files:
        return {}
    reports = connection.execute(_REPORTS, place).fetchall()
    if not reports:
        return {}
    returned = set(connection.execute(_RETURNED).fetchall())
    landed = ds.dataset(files, schema=row_schema("issues")).to_table(
        columns=["submission_id", "sheet", "row_number", "issue_id"],
        filter=pc.field("submission_id").isin([submission_id for submission_id, *_ in reports]),
    )
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in landed.to_pylist():
        if (row["submission_id"], row["row_number"]) not in returned:
            rows.setdefault(row["submission_id"], []).append(row)
    found: dict[tuple[str, str], SourceRow] = {}
    for submission_id, unit, form, file_name, received_at, period in reports:
        for row in rows.get(submission_id, ()):
            issue = (unit, str(row["issue_id"]))
            if issue in wanted and issue not in found:
                received = received_at.astimezone(CHINA)
                sheet, number = row["sheet"], row["row_number"]
                found[issue] = SourceRow(submission_id, form, file_name, received, "issues", sheet, number, {}, period)
    return found
