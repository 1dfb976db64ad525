"""A full district simulated once for all tests, and a toy district of two towns and three tasks."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulation import simulate
from simulation.simulator import DEFAULT_SEED
from simulation.world.world import World, create_world

TOY = {
    "towns": """town_code,town_name,kind,compare_group,stat_code,lat,lon,aliases
dong,东湖镇,镇,镇,,30.10,120.10,东湖
xi,西山街道,街道,街道,,30.15,120.20,
""",
    "departments": """dept_code,dept_name,role,aliases
plan,区规划局,牵头,
park,区园林局,成员,
money,区财政局,成员,
""",
    "tasks": """task_no,task_name,short_name,sector
1,建设公园,公园,宜游
2,便利出行,出行,宜居
3,便民服务,便民,宜居
""",
    "task_departments": """task_no,dept_code
1,park
2,plan
3,plan
3,park
""",
    "facility_types": """facility_type,type_name,service_class,task_no,dept_code,radius_m,rural_radius_m,radius_basis
pocket_park,口袋公园,基础保障,1,park,500,900,assumed
bike_stand,自行车停放点,品质提升,2,plan,300,600,assumed
""",
    "indicators": """indicator_code,indicator_name,task_no,dept_code,aggregation,direction,target_2023,target_2024,per
T01_PARK,公园覆盖率,1,park,last,up,0.6,0.8,1
""",
    "expected_feeds": """dept_code,form,frequency
park,facility_ledger,monthly
park,indicator_ledger,monthly
park,supervision_ledger,quarterly
plan,facility_ledger,monthly
plan,community_ledger,on_change
plan,recognition_ledger,monthly
money,disbursement_ledger,monthly
""",
}
"""Reference file -> its text."""


@pytest.fixture
def toy_reference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The reference folder of the toy district, set as the settings' own."""
    folder = tmp_path / "reference"
    folder.mkdir()
    for name, text in TOY.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    monkeypatch.setenv("LIFECIRCLE_REFERENCE", str(folder))
    return folder


@pytest.fixture(scope="session")
def world() -> World:
    """The world of the default seed."""
    return create_world(DEFAULT_SEED)


@pytest.fixture(scope="session")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The full district's inbox of the first two months."""
    out = tmp_path_factory.mktemp("simulated") / "inbox"
    simulate(out, "2023-06", "2023-07")
    return out
