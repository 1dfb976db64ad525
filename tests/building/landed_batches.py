"""Batches of landed rows, made by hand and sealed as landing and checking seal theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from lifecircle.batches import Seal, batch_name, read_batches, seal_batch, unfinished_files
from lifecircle.home import Home
from lifecircle.landed import schemas, write_parquet
from lifecircle.writing import unfinished_path


def land_batch(
    home: Home, tables: Mapping[str, Sequence[Mapping[str, Any]]], *, checked: bool = True, batch: int | None = None
) -> int:
    """Land rows of some tables as the home's next batch, or as `batch`; its number."""
    number = batch or read_batches(home).next_number
    name = batch_name(number, number)
    files = dict(tables)
    if checked:
        files["checked_batches"] = [{"batch": number}]
    paths = []
    for table, rows in files.items():
        path = f"{table}/{name}{'.checked' if checked and table == 'findings' else ''}.parquet"
        write_parquet(pa.Table.from_pylist(list(rows), schema=schemas()[table]), unfinished_path(home.landed / path))
        paths.append(path)
    seal_batch(home, Seal(number, number, checked, unfinished_files(home, paths)))
    return number
