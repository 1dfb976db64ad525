from __future__ import annotations

from pathlib import Path

import pytest

from tests.building.receipts_home import ToyHome


@pytest.fixture
def toy(tmp_path: Path) -> ToyHome:
    return ToyHome(tmp_path / "home")
