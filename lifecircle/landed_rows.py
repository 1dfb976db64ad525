"""Reading landed rows: of the batches that count, and of each submission as it was read last."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from lifecircle.batches import Batches, Seal, SealedFile, read_batches, seal_batch, unfinished_files
from lifecircle.home import Home
from lifecircle.landed import schemas, write_parquet
from lifecircle.writing import link_or_copy, unfinished_path

_COMPACTED_FROM = 32
"""So many batches that count make one."""
_ATTEMPTS = 3
_ROWS_AT_ONCE = 100_000
_WITHOUT_READINGS = ("submissions", "withdrawals", "checked_batches")
"""Tables whose rows are of landings, not of what was read."""


def read_landed(
    home: Home, table: str, columns: Sequence[str] | None = None, submissions: Collection[str] | None = None
) -> pa.Table:
    """Read a landed table's rows of the batches that count, in the order of landing.

    Args:
        home: with landed rows.
        table: its name.
        columns: those wanted; all by default.
        submissions: the ids of those wanted; all by default.
    """
    for attempt in range(_ATTEMPTS):
        try:
            return _read(home, table, columns, submissions)
        except FileNotFoundError:
            # the batches were compacted between reading their seals and reading them
            if attempt == _ATTEMPTS - 1:
                raise
    raise AssertionError


def pin(home: Home, batches: Batches, folder: Path, link: Callable[[Path, Path], None] = link_or_copy) -> None:
    """Lay out what counts as `<table>/<batch>.parquet` below a folder, where no landing or compacting changes it.

    Args:
        home: with landed rows.
        batches: its batches.
        folder: to be made; beside the files there is an `empty.parquet` with each table's schema.
        link: how a file is laid out; `os.symlink` for a folder that is gone soon.
    """
    for table, schema in schemas().items():
        write_parquet(schema.empty_table(), folder / table / "empty.parquet")
    for seal in batches.counted:
        replaced = batches.replaced_after(seal)
        for name in seal.files:
            table = name.partition("/")[0]
            (folder / table).mkdir(exist_ok=True)
            if replaced and table not in _WITHOUT_READINGS:
                rows = _without(pq.read_table(home.landed / name), replaced)
                write_parquet(rows, folder / name)
            else:
                link((home.landed / name).absolute(), folder / name)


def compact(home: Home, batches: Batches) -> Batches:
    """Make one batch of those that count, once they are many: reading and building then cost as with few.

    The files' rows are the same, but for those of submissions that were read anew.  Hold `landing` for it.
    """
    counted = batches.counted
    if len(counted) < _COMPACTED_FROM or counted != batches.seals[: len(counted)]:
        return batches
    merged = Seal(counted[0].first, counted[-1].last, True, {})
    paths = [path for table in schemas() if (path := _merge(home, batches, table, merged.name))]
    files: dict[str, SealedFile] = unfinished_files(home, paths)
    seal_batch(home, Seal(merged.first, merged.last, True, files))
    return read_batches(home)


def _read(home: Home, table: str, columns: Sequence[str] | None, submissions: Collection[str] | None) -> pa.Table:
    schema = schemas()[table]
    wanted = None if submissions is None else pc.field("submission_id").isin(pa.array(sorted(submissions), pa.string()))
    batches = read_batches(home)
    parts = [schema.empty_table().select(columns or schema.names)]
    for replaced, paths in _by_replaced(home, batches, table):
        condition = wanted
        if replaced:
            current = ~pc.field("submission_id").isin(sorted(replaced))
            condition = current if wanted is None else wanted & current
        parts.append(ds.dataset(paths, schema=schema).to_table(columns=columns, filter=condition))
    return pa.concat_tables(parts)


def _by_replaced(home: Home, batches: Batches, table: str) -> Iterator[tuple[frozenset[str], list[str]]]:
    """The table's files in order, those together of which the same submissions no longer count."""
    waiting: list[str] = []
    before: frozenset[str] = frozenset()
    for seal in batches.counted:
        replaced = frozenset() if table in _WITHOUT_READINGS else batches.replaced_after(seal)
        if replaced != before and waiting:
            yield before, waiting
            waiting = []
        before = replaced
        waiting += [str(_present(home.landed / name)) for name in seal.files_of(table)]
    if waiting:
        yield before, waiting


def _present(path: Path) -> Path:
    """The file, or what becomes it when a landing that goes on has given it its name."""
    return path if path.exists() else unfinished_path(path)


def _without(rows: pa.Table, replaced: frozenset[str]) -> pa.Table:
    return rows.filter(~pc.field("submission_id").isin(sorted(replaced)))


def _merge(home: Home, batches: Batches, table: str, name: str) -> str | None:
    """Write a table's rows of all batches that count into one unfinished file; its path below `landed`."""
    sources = [
        (home.landed / path, frozenset() if table in _WITHOUT_READINGS else batches.replaced_after(seal))
        for seal in batches.counted
        for path in seal.files_of(table)
    ]
    if not sources:
        return None
    schema = schemas()[table]
    target = f"{table}/{name}.parquet"
    repeating = [column for column in schema.names if column != "raw"]
    unfinished = unfinished_path(home.landed / target)
    with pq.ParquetWriter(unfinished, schema, compression="zstd", use_dictionary=repeating) as writer:
        waiting: list[pa.Table] = []
        for path, replaced in sources:
            for rows in ds.dataset(str(path), schema=schema).to_batches():
                part = pa.Table.from_batches([rows])
                waiting.append(_without(part, replaced) if replaced else part)
                if sum(map(len, waiting)) >= _ROWS_AT_ONCE:
                    writer.write_table(pa.concat_tables(waiting))
                    waiting = []
        # many small groups of rows would cost their readers as much as many small files
        writer.write_table(pa.concat_tables(waiting) if waiting else schema.empty_table())
    return target
