"""Many small landings become one batch, which holds the same rows; who is killed over it loses nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lifecircle import landed_rows
from lifecircle.batches import read_batches, recover
from lifecircle.home import Home
from lifecircle.landed import schemas
from lifecircle.landed_rows import compact, read_landed
from tests.building.landed_batches import land_batch
from workflows.inspection import inspect_home

LANDINGS = 40


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    for number in range(LANDINGS):
        place = {"submission_id": f"s{number}", "sheet": "项目进展", "row_number": 3, "raw": "{}"}
        submission = {"submission_id": f"s{number}", "file_name": f"{number}.xlsx", "sha256": "0", "batch": number + 1}
        finding = {"submission_id": f"s{number}", "code": "W01", "message": "…"}
        land_batch(home, {"submissions": [submission], "project_progress": [place], "findings": [finding]})
    return home


def rows(home: Home) -> dict[str, list[Any]]:
    return {table: read_landed(home, table).to_pylist() for table in schemas()}


def test_compacted_batches_hold_the_same_rows_in_a_file_a_table(home: Home) -> None:
    before = rows(home)
    compact(home, read_batches(home))
    recover(home)
    assert rows(home) == before
    assert [seal.name for seal in read_batches(home).seals] == ["000001-000040"]
    assert [path.name for path in (home.landed / "submissions").iterdir()] == ["000001-000040.parquet"]
    assert inspect_home(home, whole_bytes=True) == [
        line for line in inspect_home(home, whole_bytes=True) if "archive" in line
    ]


def test_what_lands_later_is_compacted_with_it(home: Home) -> None:
    compact(home, read_batches(home))
    for number in range(LANDINGS):
        land_batch(home, {"submissions": [{"submission_id": f"t{number}", "file_name": "a", "sha256": "0"}]})
    compact(home, recover(home))
    recover(home)
    assert [seal.name for seal in read_batches(home).seals] == ["000001-000080"]
    assert len(read_landed(home, "submissions")) == 2 * LANDINGS


def test_a_batch_that_was_not_checked_is_left_as_it_is(home: Home) -> None:
    land_batch(home, {"submissions": [{"submission_id": "new", "file_name": "a", "sha256": "0"}]}, checked=False)
    compact(home, read_batches(home))
    assert [seal.name for seal in recover(home).seals] == ["000001-000040", "000041"]


@pytest.mark.parametrize("step", ["_merge", "seal_batch"])
def test_compacting_that_is_killed_leaves_the_batches_as_they_were(
    home: Home, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    before = rows(home)
    real = getattr(landed_rows, step)
    calls = []

    def die(*arguments: Any) -> Any:
        calls.append(arguments)
        if len(calls) > 2 or step == "seal_batch":
            raise KeyboardInterrupt
        return real(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(landed_rows, step, die)
        with pytest.raises(KeyboardInterrupt):
            compact(home, read_batches(home))
    recover(home)
    assert rows(home) == before
    assert len(read_batches(home).seals) == LANDINGS


def test_of_a_submission_that_was_read_anew_the_last_reading_counts_before_and_after_compacting(home: Home) -> None:
    from dataclasses import replace

    from lifecircle.batches import seal_batch

    place = {"submission_id": "s7", "sheet": "项目进展", "row_number": 9, "raw": "{}"}
    number = land_batch(home, {"project_progress": [place], "submissions": []}, checked=False)
    (seal,) = read_batches(home).unchecked

    def numbers() -> list[int]:
        return [row["row_number"] for row in read_landed(home, "project_progress", submissions=["s7"]).to_pylist()]

    seal_batch(home, replace(seal, replaces=("s7",)))
    assert numbers() == [3]
    seal_batch(home, replace(seal, replaces=("s7",), is_checked=True))
    assert numbers() == [9]
    compact(home, read_batches(home))
    recover(home)
    assert numbers() == [9]
    assert number == LANDINGS + 1
