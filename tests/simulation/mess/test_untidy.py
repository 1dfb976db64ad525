from __future__ import annotations

import csv
import hashlib
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from lifecircle.calendar import CHINA
from simulation import SimulationError, simulate
from simulation.files.folder import MARK, REGISTER
from tests.simulation.mess.seen import Seen

pytestmark = pytest.mark.usefixtures("toy_reference")


def _hashes(folder: Path) -> dict[str, str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _register(folder: Path) -> list[tuple[str, str]]:
    with (folder / REGISTER).open(encoding="utf-8-sig", newline="") as file:
        return [(row["文件名"], row["收到时间"]) for row in csv.DictReader(file)]


@pytest.mark.parametrize("mess", ["light", "heavy"])
def test_the_same_seed_span_and_mess_give_the_same_bytes(mess: str, tmp_path: Path) -> None:
    simulate(tmp_path / "one", "2023-06", "2024-03", mess=mess)
    simulate(tmp_path / "two", "2023-06", "2024-03", mess=mess)
    assert _hashes(tmp_path / "one") == _hashes(tmp_path / "two")


def test_a_longer_span_has_the_same_files_as_far_as_the_shorter_one_goes(tmp_path: Path) -> None:
    shorter = simulate(tmp_path / "shorter", "2023-06", "2023-09", mess="heavy")
    simulate(tmp_path / "longer", "2023-06", "2024-03", mess="heavy")
    longer = {
        path: sha256
        for path, sha256 in _hashes(tmp_path / "longer").items()
        if datetime.fromtimestamp((tmp_path / "longer" / path).stat().st_mtime, CHINA) <= shorter.closed_at
    }
    ours = _hashes(tmp_path / "shorter")
    assert {path: sha256 for path, sha256 in longer.items() if path not in (MARK, REGISTER)} == {
        path: sha256 for path, sha256 in ours.items() if path not in (MARK, REGISTER)
    }


def test_mess_changes_files_but_not_what_is_sent_without_it(tmp_path: Path) -> None:
    simulate(tmp_path / "before", "2023-06", "2023-07")
    simulate(tmp_path / "messy", "2023-06", "2023-07", mess="heavy")
    simulate(tmp_path / "after", "2023-06", "2023-07")
    assert _hashes(tmp_path / "before") == _hashes(tmp_path / "after")
    assert not set(_hashes(tmp_path / "before").values()) & set(_hashes(tmp_path / "messy").values())


def test_an_inbox_with_folders_and_leftovers_is_rewritten_whole(tmp_path: Path) -> None:
    simulate(tmp_path / "out", "2023-06", "2024-03", mess="heavy")
    assert any(path.is_dir() for path in (tmp_path / "out").iterdir())
    simulate(tmp_path / "out", "2023-06", "2023-06")
    simulate(tmp_path / "fresh", "2023-06", "2023-06")
    assert _hashes(tmp_path / "out") == _hashes(tmp_path / "fresh")
    assert not any(path.is_dir() for path in (tmp_path / "out").iterdir())


def test_somebody_s_file_in_one_of_our_folders_is_left_untouched(tmp_path: Path) -> None:
    out = tmp_path / "out"
    simulate(out, "2023-06", "2024-03", mess="heavy")
    folder = min(path for path in out.iterdir() if path.is_dir())
    (folder / "我的笔记.txt").write_text("勿删", encoding="utf-8")
    with pytest.raises(SimulationError, match=r"我的笔记\.txt"):
        simulate(out, "2023-06", "2023-06")
    assert (folder / "我的笔记.txt").exists()


def test_the_register_lists_submissions_only_and_most_of_them(heavy: Seen) -> None:
    listed = [path for path, _ in _register(heavy.result.out)]
    assert set(listed) <= heavy.paths
    assert not [path for path in listed if path.endswith((".tmp", ".part", ".db", ".ini")) or "~" in path]
    assert 0.9 * heavy.result.files < len(listed) < heavy.result.files


def test_light_mess_refuses_few_files_and_spoils_few_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LIFECIRCLE_REFERENCE")
    result = simulate(tmp_path / "out", "2023-06", "2023-09", mess="light")
    kinds = Counter(code[0] for code, times in result.faults.items() for _ in range(times))
    assert 0.01 < kinds["F"] / result.files < 0.04
    assert 0.2 < (kinds["E"] + kinds["W"]) / result.files < 1
