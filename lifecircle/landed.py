"""The schema of what is landed: what passes from landing to checking and modelling, in Parquet.

`landed/<table>/<batch>.parquet`: a folder a table, a file a batch.  `findings` holds two files a batch:
`<batch>.parquet` by landing, `<batch>.checked.parquet` by checking.  Which files count is said by the seals
(`lifecircle/batches.py`).
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from lifecircle.forms import ColumnType, load_tables
from lifecircle.writing import whole

MOMENT = pa.timestamp("us", tz="Asia/Shanghai")

_ARROW_TYPES: dict[ColumnType, pa.DataType] = {
    "int": pa.int64(),
    "number": pa.float64(),
    "money_wan": pa.float64(),
    "money_yuan": pa.float64(),
    "percent": pa.float64(),
    "lon": pa.float64(),
    "lat": pa.float64(),
    "date": pa.date32(),
    "bool": pa.bool_(),
}

SUBMISSIONS = pa.schema(
    [
        ("submission_id", pa.string()),
        ("sha256", pa.string()),
        ("form", pa.string()),
        ("unit_code", pa.string()),
        ("period", pa.string()),
        ("file_name", pa.string()),  # the path below the inbox
        ("received_at", MOMENT),
        ("rejected_by", pa.string()),  # the fatal finding's code; null if the file can be taken
        ("batch", pa.int64()),
        ("size", pa.int64()),  # bytes of the original; null where an earlier version landed it
    ]
)
COVERS = pa.schema([("submission_id", pa.string()), ("field", pa.string()), ("value", pa.string())])
SHEET_COLUMNS = pa.schema(
    [
        ("submission_id", pa.string()),
        ("table_name", pa.string()),
        ("sheet", pa.string()),  # null for a CSV
        ("header_row", pa.int64()),  # as Excel shows it; of a two-row header the lower one
        ("field", pa.string()),
        ("column_number", pa.int64()),  # 1 is A
        ("column_header", pa.string()),  # as written in the file
        (
            "header_unit",
            pa.string(),
        ),  # of a money column, where it is not the form's; null where an earlier version landed it
    ]
)
"""The place of each known column of a submission's sheets: from a finding on a field to its cell."""
WITHDRAWALS = pa.schema(
    [
        ("file_name", pa.string()),  # the path below the inbox, or the bare name
        ("received_at", MOMENT),  # null: every receipt until the withdrawal
        ("withdrawn_at", MOMENT),
        ("approved_by", pa.string()),
        ("reason", pa.string()),
    ]
)
"""Files that were accepted in error: from `withdrawn_at` on they do not count."""
CHECKED_BATCHES = pa.schema([("batch", pa.int64())])
FINDINGS = pa.schema(
    [
        ("submission_id", pa.string()),
        ("code", pa.string()),
        ("table_name", pa.string()),
        ("sheet", pa.string()),
        ("row_number", pa.int64()),
        ("field", pa.string()),
        ("column_header", pa.string()),
        ("value", pa.string()),
        ("message", pa.string()),
    ]
)


def row_schema(table: str) -> pa.Schema:
    """The columns of a landed table of rows: the row's place, its cells as typed in, and its typed values.

    `raw` is a JSON object field -> the cell's text; `unreadable` names the fields (`;`-separated) whose cells could not
    be read as their type (E02) and are therefore null, not blank; `as_percent` (`;`-separated) names the percent fields
    whose cells were percentages themselves, by their number format or a % after the number, so that the others are
    plain numbers (W01).  Lists are `;`-separated, codes are text.
    """
    columns = load_tables()[table].columns
    return pa.schema(
        [
            ("submission_id", pa.string()),
            ("sheet", pa.string()),
            ("row_number", pa.int64()),
            ("raw", pa.string()),
            ("unreadable", pa.string()),
            ("as_percent", pa.string()),
            *((name, _ARROW_TYPES.get(column.type, pa.string())) for name, column in columns.items()),
        ]
    )


def schemas() -> dict[str, pa.Schema]:
    """All landed tables: name -> schema."""
    return {
        "submissions": SUBMISSIONS,
        "covers": COVERS,
        "withdrawals": WITHDRAWALS,
        "sheet_columns": SHEET_COLUMNS,
        "findings": FINDINGS,
        "checked_batches": CHECKED_BATCHES,
        **{table: row_schema(table) for table in load_tables()},
    }


def write_parquet(table: pa.Table, path: Path, *, durable: bool = False) -> None:
    """Write a Parquet file whole or not at all; `durable` as in `lifecircle.writing.whole`."""
    with whole(path, durable=durable) as unfinished:
        pq.write_table(table, unfinished, compression="zstd")
