"""A batch of landed rows on its way to disk: nothing of it counts before all of it is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ingestion.submission import Submission
from ingestion.withdrawals import Withdrawal
from lifecircle.batches import Seal, seal_batch, unfinished_files
from lifecircle.forms import load_tables
from lifecircle.home import Home
from lifecircle.landed import schemas
from lifecircle.writing import unfinished_path

_ROWS_IN_MEMORY, _BYTES_IN_MEMORY = 10_000, 64 * 2**20
_ESCAPED = bytes([*range(0x20), *b'"\\'])
"""The bytes that JSON requires to be escaped in a text."""


class BatchWriter:
    """Writes one batch, a Parquet file a table; it lands by `commit`.

    Memory holds at most some 10,000 rows of a table and 64 MiB in all, however many files a batch has.
    """

    def __init__(self, home: Home, batch: int) -> None:
        self.batch = batch
        self._home = home
        self._schemas = schemas()
        self._fields = {name: list(table.columns) for name, table in load_tables().items()}
        self._pending: dict[str, dict[str, list[Any]]] = {}
        self._writers: dict[str, pq.ParquetWriter] = {}
        self._bytes = 0

    def add(self, submission: Submission, rows_landed_before: bool = False) -> None:
        """Add a submission; if an earlier batch already holds its rows, only its line in `submissions` is added."""
        name = submission.name
        self._append(
            "submissions",
            {
                "submission_id": submission.submission_id,
                "sha256": submission.sha256,
                "form": name.form,
                "unit_code": name.unit_code,
                "period": name.period,
                "file_name": submission.file_name,
                "received_at": submission.received_at,
                "rejected_by": submission.rejected_by,
                "batch": self.batch,
                "size": submission.bytes_received,
            },
        )
        if rows_landed_before:
            return
        self._bytes += submission.size
        if self._bytes >= _BYTES_IN_MEMORY:
            self._flush_all()
        cover = submission.cover
        if cover:
            ids = [submission.submission_id] * len(cover)
            self._extend("covers", {"submission_id": ids, "field": list(cover), "value": list(cover.values())})
        for finding in submission.findings:
            self._append("findings", vars(finding))
        located = submission.sheet_columns
        if located:
            self._extend("sheet_columns", {key: [column[key] for column in located] for key in located[0]})
        for read in submission.tables:
            count, empty = len(read), [None] * len(read)
            self._extend(
                read.table,
                {
                    "submission_id": [submission.submission_id] * count,
                    "sheet": [read.sheet] * count,
                    "row_number": read.columns["row_number"],
                    "unreadable": read.columns["unreadable"],
                    "as_percent": read.columns["as_percent"],
                    **{field: read.columns.get(field, empty) for field in self._fields[read.table]},
                    **{_text_of(field): read.texts.get(field, empty) for field in self._fields[read.table]},
                },
            )

    def withdraw(self, withdrawal: Withdrawal) -> None:
        """Add a line of the register of withdrawals."""
        self._append("withdrawals", vars(withdrawal))

    def commit(self, replaces: Sequence[str] = ()) -> None:
        """Write what is left and seal the batch: it has landed.

        Args:
            replaces: the submissions that were read anew: once it is checked, their earlier rows no longer count.
        """
        self._flush_all()
        for writer in self._writers.values():
            writer.close()
        paths = [f"{table}/{self.batch:06d}.parquet" for table in sorted(self._writers)]
        files = unfinished_files(self._home, paths)
        seal_batch(self._home, Seal(self.batch, self.batch, False, files, tuple(replaces)))

    def _append(self, table: str, row: Mapping[str, Any]) -> None:
        self._extend(table, {column: [value] for column, value in row.items()})

    def _extend(self, table: str, columns: Mapping[str, list[Any]]) -> None:
        pending = self._pending.setdefault(table, {name: [] for name in columns})
        for name, values in columns.items():
            pending[name] += values
        if len(next(iter(pending.values()))) >= _ROWS_IN_MEMORY:
            self._flush(table)

    def _flush_all(self) -> None:
        for table in list(self._pending):
            self._flush(table)
        self._bytes = 0

    def _flush(self, table: str) -> None:
        columns, schema = self._pending.pop(table), self._schemas[table]
        if table not in self._writers:
            # the texts of one row hardly ever repeat in another, so a dictionary would not make `raw` smaller
            repeating = [name for name in schema.names if name != "raw"]
            self._part(table).parent.mkdir(parents=True, exist_ok=True)
            self._writers[table] = pq.ParquetWriter(
                self._part(table), schema, compression="zstd", use_dictionary=repeating
            )
        arrays = [
            _objects_of({name: columns[_text_of(name)] for name in self._fields[table]})
            if field.name == "raw"
            else _array(columns[field.name], field.type)
            for field in schema
        ]
        self._writers[table].write_table(pa.Table.from_arrays(arrays, schema=schema))

    def _part(self, table: str) -> Path:
        return unfinished_path(self._home.landed / table / f"{self.batch:06d}.parquet")


def _array(values: list[Any], kind: pa.DataType) -> pa.Array:
    """Make a column; dates come from the reader as ISO texts."""
    return pa.array(values, pa.string()).cast(kind) if kind == pa.date32() else pa.array(values, kind)


def _text_of(field: str) -> str:
    """Name the pending column that holds a field's texts."""
    return f"{field} as typed in"


def _objects_of(texts: Mapping[str, list[str | None]]) -> pa.Array:
    """Turn columns of texts into one column of JSON objects field -> text, without the fields that a row lacks."""
    members = [_members(field, pa.array(column, pa.string())) for field, column in texts.items()]
    inner = pc.binary_join_element_wise(*members, "", null_handling="replace", null_replacement="")
    return pc.binary_join_element_wise("{", pc.utf8_rtrim(inner, ","), "}", "")


def _members(field: str, texts: pa.Array) -> pa.Array:
    """Write each text as a member of a JSON object: `"field":"text",`."""
    held = texts.buffers()[-1]
    if held and len(held.to_pybytes().translate(None, _ESCAPED)) < held.size:
        coded = [None if text is None else orjson.dumps(text).decode() for text in texts.to_pylist()]
        return pc.binary_join_element_wise(f'"{field}":', pa.array(coded, pa.string()), ",", "")
    return pc.binary_join_element_wise(f'"{field}":"', texts, '",', "")
