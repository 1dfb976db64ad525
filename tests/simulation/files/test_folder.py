from __future__ import annotations

from pathlib import Path

import pytest

from simulation import SimulationError, simulate
from simulation.files.folder import MARK, write_inbox

pytestmark = pytest.mark.usefixtures("toy_reference")


def test_an_earlier_simulation_is_rewritten_whole(tmp_path: Path) -> None:
    out, fresh = tmp_path / "out", tmp_path / "fresh"
    simulate(out, "2023-06", "2023-08")
    simulate(out, "2023-06", "2023-06")
    simulate(fresh, "2023-06", "2023-06")
    assert {p.name for p in out.iterdir()} == {p.name for p in fresh.iterdir()}


def test_one_that_was_killed_half_way_can_be_made_again(tmp_path: Path) -> None:
    def give_up(done: int, total: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate(tmp_path / "out", "2023-06", "2023-06", progress=give_up)
    result = simulate(tmp_path / "out", "2023-06", "2023-06")
    assert len(list((tmp_path / "out").glob("*_*"))) == result.files


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    assert simulate(tmp_path / "out", "2023-06", "2023-06").files > 0


def test_a_folder_with_somebody_s_file_is_left_untouched(tmp_path: Path) -> None:
    out = tmp_path / "out"
    simulate(out, "2023-06", "2023-06")
    before = {p.name for p in out.iterdir()}
    (out / "我的笔记.txt").write_text("勿删", encoding="utf-8")
    with pytest.raises(SimulationError, match=r"我的笔记\.txt"):
        simulate(out, "2023-06", "2023-07")
    assert {p.name for p in out.iterdir()} == before | {"我的笔记.txt"}


def test_a_folder_that_only_somebody_else_filled_is_left_untouched(tmp_path: Path) -> None:
    (tmp_path / "月报_东湖镇_2023-06.xlsx").write_bytes(b"theirs")
    with pytest.raises(SimulationError, match="no simulation wrote"):
        simulate(tmp_path, "2023-06", "2023-06")
    assert (tmp_path / "月报_东湖镇_2023-06.xlsx").read_bytes() == b"theirs"


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x", encoding="utf-8")
    with pytest.raises(SimulationError, match="is a file"):
        simulate(tmp_path / "out", "2023-06", "2023-06")


def test_a_forged_mark_does_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "precious.txt").write_text("x", encoding="utf-8")
    out = tmp_path / "out"
    out.mkdir()
    (out / MARK).write_text('{"files": ["../precious.txt"]}', encoding="utf-8")
    write_inbox(out, [])
    assert (tmp_path / "precious.txt").exists()


def test_a_broken_mark_is_refused(tmp_path: Path) -> None:
    (tmp_path / MARK).write_text("[]", encoding="utf-8")
    with pytest.raises(SimulationError, match="not a simulation's mark"):
        write_inbox(tmp_path, [])
