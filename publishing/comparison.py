"""A published version beside the same version rebuilt: byte for byte, or figure by figure."""

from __future__ import annotations

import hashlib
import io
import math
from collections.abc import Collection, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from lifecircle.home import Home
from lifecircle.marts.opening import open_snapshot
from publishing.figures import figure_files, read_inputs
from publishing.manifest import MANIFEST, Manifest, hash_file
from publishing.registry import recorded_hash
from scorecards.rendering import render

_SENTENCES = {"supervision_list": ("reason",)}
"""Mart -> its columns of sentences: another version of the code may put the same figures in other words."""
_RELATIVE, _ABSOLUTE = 1e-9, 1e-6


def changed_files(home: Home, folder: Path, manifest: Manifest) -> list[str]:
    """Say which files of a version are not as they were published; the register keeps the manifest's own hash."""
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {MANIFEST}
    lines = [f"{path}: missing" for path in sorted(manifest.files.keys() - present)]
    lines += [f"{path}: not among the files that were published" for path in sorted(present - manifest.files.keys())]
    for path in sorted(present & manifest.files.keys()):
        if hash_file((folder / path).read_bytes()) != manifest.files[path]:
            lines.append(f"{path}: changed since it was published")
    sha256 = hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()
    recorded = recorded_hash(home, manifest.quarter, manifest.version)
    if recorded != sha256:
        lines.append(f"{MANIFEST}: " + ("not in the register of publications" if not recorded else "changed"))
    return lines


def rebuilt_files(rebuilt: Home, manifest: Manifest, with_pages: bool) -> dict[str, bytes]:
    """Make a version's files from a rebuilt home: the figures, and the pages too if they are to be compared."""
    with open_snapshot(rebuilt) as marts:
        files = figure_files(marts, manifest.quarter, manifest.basis)
    return {**files, **(render(rebuilt, manifest.edition) if with_pages else {})}


def other_inputs(rebuilt: Home, manifest: Manifest) -> list[str]:
    """Say which submissions came out otherwise than when the version was published."""
    with open_snapshot(rebuilt) as marts:
        now = {file.submission_id: file for file in read_inputs(marts, rebuilt)}
    then = {file.submission_id: file for file in manifest.inputs}
    lines = [f"{then[id_].file_name}: not among the rebuilt submissions" for id_ in then if id_ not in now]
    lines += [f"{now[id_].file_name}: not among the published submissions" for id_ in now if id_ not in then]
    for id_ in then.keys() & now.keys():
        if then[id_].outcome != now[id_].outcome:
            lines.append(f"{then[id_].file_name}: was {then[id_].outcome}, is {now[id_].outcome}")
    return sorted(lines)


def other_bytes(manifest: Manifest, files: Mapping[str, bytes]) -> list[str]:
    """Say which rebuilt files are not byte for byte the published ones."""
    lines = [f"{path}: not made again" for path in sorted(manifest.files.keys() - files.keys())]
    lines += [f"{path}: made now, not published" for path in sorted(files.keys() - manifest.files.keys())]
    both = sorted(files.keys() & manifest.files.keys())
    return lines + [f"{path}: other bytes" for path in both if hash_file(files[path]) != manifest.files[path]]


def other_figures(folder: Path, files: Mapping[str, bytes]) -> list[str]:
    """Say which published figures are not the rebuilt ones within 1e-9 of the figure or 1e-6.

    New columns are none, nor are other words of a sentence whose figures stand in columns beside it.
    """
    lines = []
    for path in sorted((folder / "marts").glob("*.parquet")):
        name = f"marts/{path.name}"
        if name not in files:
            lines.append(f"{name}: no longer made")
            continue
        published, rebuilt = pq.read_table(path), pq.read_table(io.BytesIO(files[name]))
        sentences = _SENTENCES.get(path.stem, ())
        lines += [f"{name}: {text}" for text in _table_differences(published, rebuilt, sentences)]
    return lines


def _table_differences(published: pa.Table, rebuilt: pa.Table, sentences: Collection[str]) -> list[str]:
    gone = [name for name in published.column_names if name not in rebuilt.column_names]
    if gone:
        return [f"no column {', '.join(gone)} any more"]
    if published.num_rows != rebuilt.num_rows:
        return [f"{published.num_rows} rows published, {rebuilt.num_rows} rebuilt"]
    names = [name for name in published.column_names if name not in sentences]
    one, other = (_in_order(table.select(names)) for table in (published, rebuilt))
    for before, after in zip(one, other, strict=True):
        for name, was, now in zip(names, before, after, strict=True):
            if not _equal(was, now):
                return [f"{name} of {_label(before)} was {was}, is {now}"]
    return []


def _in_order(table: pa.Table) -> list[tuple[object, ...]]:
    """The rows by their texts and whole numbers, then by the rest: a last bit must not shuffle them."""
    rows = list(zip(*(column.to_pylist() for column in table.columns), strict=True))
    return sorted(rows, key=lambda row: (repr([v for v in row if not isinstance(v, float)]), repr(row)))


def _equal(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=_RELATIVE, abs_tol=_ABSOLUTE)
    return one == other


def _label(row: tuple[object, ...]) -> str:
    return " ".join(str(value) for value in row[:5] if isinstance(value, str))
