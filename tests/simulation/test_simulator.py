from __future__ import annotations

import csv
import hashlib
from datetime import datetime
from pathlib import Path

import pytest

from ingestion.filename import read_file_name
from lifecircle.calendar import CHINA
from lifecircle.forms import load_forms
from simulation import SimulationError, simulate
from simulation.files.folder import MARK, REGISTER


def _hashes(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def _register(folder: Path) -> list[tuple[str, str]]:
    with (folder / REGISTER).open(encoding="utf-8-sig", newline="") as file:
        return [(row["文件名"], row["收到时间"]) for row in csv.DictReader(file)]


def test_the_same_seed_and_span_give_the_same_bytes(inbox: Path, tmp_path: Path) -> None:
    simulate(tmp_path / "again", "2023-06", "2023-07")
    assert _hashes(tmp_path / "again") == _hashes(inbox)


@pytest.mark.usefixtures("toy_reference")
def test_another_seed_gives_another_district(tmp_path: Path) -> None:
    simulate(tmp_path / "one", "2023-06", "2023-06", seed=1)
    simulate(tmp_path / "two", "2023-06", "2023-06", seed=2)
    one, two = _hashes(tmp_path / "one"), _hashes(tmp_path / "two")
    assert not set(one.values()) & set(two.values())


@pytest.mark.usefixtures("toy_reference")
def test_a_longer_span_has_the_same_files_as_far_as_the_shorter_one_goes(tmp_path: Path) -> None:
    shorter = simulate(tmp_path / "shorter", "2023-06", "2023-09")
    simulate(tmp_path / "longer", "2023-06", "2024-06")
    received = {
        name
        for name, at in _register(tmp_path / "longer")
        if datetime.fromisoformat(at).replace(tzinfo=CHINA) <= shorter.closed_at
    }
    longer = {name: sha256 for name, sha256 in _hashes(tmp_path / "longer").items() if name in received}
    ours = _hashes(tmp_path / "shorter")
    assert longer == {name: sha256 for name, sha256 in ours.items() if name not in (MARK, REGISTER)}
    assert _register(tmp_path / "longer")[: shorter.files] == _register(tmp_path / "shorter")


@pytest.mark.usefixtures("toy_reference")
def test_a_span_that_starts_later_has_its_year_s_plan_but_no_earlier_reports(tmp_path: Path) -> None:
    simulate(tmp_path / "out", "2024-02", "2024-03")
    names = {name for name, _ in _register(tmp_path / "out")}
    assert "年度计划_东湖镇_2024.xlsx" in names
    assert "行动蓝图_东湖镇_v1.xlsx" in names
    assert not {name for name in names if name.startswith(("月报", "年度计划", "设施")) and "_2023" in name}


def test_all_twelve_forms_occur_and_every_file_bears_a_name_by_its_form(inbox: Path) -> None:
    read = [read_file_name(name, datetime.fromisoformat(at).replace(tzinfo=CHINA)) for name, at in _register(inbox)]
    assert {file.form for file in read} == set(load_forms())
    assert all(file.unit_code and file.period for file in read)


def test_the_register_lists_each_file_in_the_order_of_receipt_and_the_files_bear_these_times(inbox: Path) -> None:
    lines = _register(inbox)
    assert sorted(name for name, _ in lines) == sorted(
        p.name for p in inbox.iterdir() if p.name not in (MARK, REGISTER)
    )
    assert [at for _, at in lines] == sorted(at for _, at in lines)
    for name, at in lines:
        modified = datetime.fromtimestamp((inbox / name).stat().st_mtime, CHINA)
        assert f"{modified:%Y-%m-%d %H:%M:%S}" == at


def test_the_result_counts_the_files_of_each_form_and_progress_is_told(toy_reference: Path, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    result = simulate(tmp_path / "out", "2023-06", "2023-06", progress=lambda *step: told.append(step))
    assert result.files == len(_register(tmp_path / "out")) == sum(result.files_by_form.values())
    assert told == [(n, result.files) for n in range(1, result.files + 1)]
    assert list(result.files_by_form) == list(load_forms())


def test_another_district_is_another_reference_folder(toy_reference: Path, tmp_path: Path) -> None:
    simulate(tmp_path / "out", "2023-06", "2025-12")
    units = {name.split("_")[1] for name, _ in _register(tmp_path / "out")}
    assert units == {"东湖镇", "西山街道", "区规划局", "区园林局", "区财政局"}


@pytest.mark.parametrize(
    ("first", "last", "mess", "complaint"),
    [
        ("2023-05", "2023-07", "none", "from 2023-06 to 2025-12"),
        ("2023-06", "2026-01", "none", "from 2023-06 to 2025-12"),
        ("2023-13", "2024-01", "none", "2023-13"),
        ("2023-09", "2023-07", "none", "later than the last"),
        ("2023-06", "2023-07", "total", "expected one of: none"),
    ],
)
def test_a_span_or_mess_that_there_is_not_is_refused_and_nothing_is_written(
    first: str, last: str, mess: str, complaint: str, tmp_path: Path
) -> None:
    with pytest.raises(SimulationError, match=complaint):
        simulate(tmp_path / "out", first, last, mess=mess)
    assert not (tmp_path / "out").exists()
