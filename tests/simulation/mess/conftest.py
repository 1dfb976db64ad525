"""An inbox of the full district with heavy mess."""

from __future__ import annotations

import pytest

from simulation import simulate
from tests.simulation.mess.seen import Seen, look


@pytest.fixture(scope="session")
def heavy(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """Seven months, so that each kind of plan, report and ledger occurs."""
    return look(simulate(tmp_path_factory.mktemp("messy") / "inbox", "2023-06", "2023-12", mess="heavy"))
