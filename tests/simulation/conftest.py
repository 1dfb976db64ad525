"""A full district simulated once for all tests, and a toy district of two towns and three tasks."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulation import simulate
from simulation.simulator import DEFAULT_SEED
from simulation.world.world import World, create_world
from tests.building.districts import TOY_DISTRICT


@pytest.fixture
def toy_reference(monkeypatch: pytest.MonkeyPatch) -> Path:
    """The reference folder of the toy district, set as the settings' own."""
    monkeypatch.setenv("LIFECIRCLE_REFERENCE", str(TOY_DISTRICT))
    return TOY_DISTRICT


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
