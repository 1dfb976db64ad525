"""A toy district of two towns and three tasks, and copies of it with something changed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from lifecircle.reference import load_reference

TOY_DISTRICT = Path(__file__).with_name("toy_district")
"""Its reference folder: an example of what another district has to bring."""


def changed_district(folder: Path, name: str, old: str, new: str) -> Path:
    """Copy the toy district to `folder/reference` with one text of the file `name`.csv replaced by another."""
    copy = folder / "reference"
    if not copy.exists():
        shutil.copytree(TOY_DISTRICT, copy)
    path = copy / f"{name}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path.name} has no {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return copy


@contextmanager
def district_of(reference: Path) -> Iterator[None]:
    """Let the reference folder be the settings' own while the block runs, in this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LIFECIRCLE_REFERENCE", str(reference))
        load_reference.cache_clear()
        yield
    load_reference.cache_clear()
