"""ZIP containers (.xlsx, .ods), written so that the same parts always give the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo


def write_parts(path: Path, parts: Mapping[str, bytes], stored: frozenset[str] = frozenset()) -> None:
    """Write the parts in their order, all dated 1980; those of `stored` without compression."""
    with ZipFile(path, "w") as container:
        for name, part in parts.items():
            container.writestr(ZipInfo(name), part, ZIP_STORED if name in stored else ZIP_DEFLATED)


def rewrite(path: Path, change: Callable[[str, bytes], bytes], added: Mapping[str, bytes] | None = None) -> None:
    """Change each part of a container by its name and content, and add some."""
    with ZipFile(path) as container:
        parts = {name: change(name, container.read(name)) for name in container.namelist()}
    write_parts(path, parts | dict(added or {}))
