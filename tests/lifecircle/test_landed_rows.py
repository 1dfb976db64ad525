"""Reading landed rows."""

from __future__ import annotations

from pathlib import Path

from lifecircle.home import Home
from lifecircle.landed_rows import read_landed
from tests.building.landed_batches import land_batch


def test_rows_of_no_submission_are_none_whatever_is_landed(tmp_path: Path) -> None:
    home = Home(tmp_path)
    land_batch(home, {"covers": [{"submission_id": "s1", "field": "leader", "value": "李强"}]})
    assert read_landed(home, "covers", ["value"], []).to_pylist() == []
    assert read_landed(home, "covers", ["value"], ["s1"]).to_pylist() == [{"value": "李强"}]
