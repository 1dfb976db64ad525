"""Files of the home that are not as they were written: missing, of another size, of other bytes."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow.dataset as ds

from lifecircle.batches import Batches, hash_file
from lifecircle.home import DamagedHomeError, Home
from lifecircle.landed import SUBMISSIONS
from lifecircle.limits import KEPT_LIMIT
from lifecircle.writing import unfinished_path

_NAMED = 5


def damaged_files(home: Home, batches: Batches, *, whole_bytes: bool) -> Iterator[str]:
    """Say which landed files are missing or are not as they were written: by their size, or by all their bytes."""
    for seal in batches.seals:
        for name, file in seal.files.items():
            path = home.landed / name
            path = path if path.exists() else unfinished_path(path)
            if not path.exists():
                yield f"{home.landed / name} is missing"
            elif path.stat().st_size != file.size:
                yield f"{path} has {path.stat().st_size} bytes, {file.size} were written"
            elif whole_bytes and hash_file(path) != file.sha256:
                yield f"{path} was changed since it was written"


def require_undamaged(home: Home, batches: Batches, *, whole_bytes: bool) -> None:
    """Refuse landed files that are missing or changed.

    Raises:
        DamagedHomeError: the message names the first ones.
    """
    damaged = list(damaged_files(home, batches, whole_bytes=whole_bytes))
    if damaged:
        named = "\n".join(damaged[:_NAMED]) + (f"\nand {len(damaged) - _NAMED} more" if len(damaged) > _NAMED else "")
        raise DamagedHomeError(f"landed files are damaged; put them back from a backup:\n{named}")


def lost_originals(home: Home, batches: Batches) -> list[str]:
    """Name the originals that are missing in the archive, or have another size than when they were kept."""
    files = [str(home.landed / path) for seal in batches.seals for path in seal.files_of("submissions")]
    if not files:
        return []
    rows = ds.dataset(files, schema=SUBMISSIONS).to_table(columns=["file_name", "sha256", "size"]).to_pylist()
    lines = {}
    for row in rows:
        size, path = row["size"], home.archived(row["sha256"])
        if size is not None and size > KEPT_LIMIT:
            continue
        if not path.exists():
            lines[path] = f"{path}, the original of {row['file_name']}, is missing in the archive"
        elif size is not None and path.stat().st_size != size:
            lines[path] = f"{path}, the original of {row['file_name']}, was changed in the archive"
    return list(lines.values())
