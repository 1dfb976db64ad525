"""What every test stands on."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from lifecircle.settings import PROJECT

# Airflow reads its configuration when it is first imported, and would write into the home directory
os.environ["AIRFLOW_HOME"] = tempfile.mkdtemp(prefix="lifecircle-airflow-")
os.environ["AIRFLOW__CORE__LOAD_EXAMPLES"] = "False"
os.environ["AIRFLOW__CORE__DAGS_FOLDER"] = str(PROJECT / "dags")
for name in [name for name in os.environ if name.startswith("LIFECIRCLE_") and name != "LIFECIRCLE_SAMPLE"]:
    del os.environ[name]  # a test chooses its own settings
# a test writes its files whole before anything looks at them
os.environ["LIFECIRCLE_SETTLING_SECONDS"] = "0"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder with the sample archives; the test skips where there is none."""
    folder = Path(os.environ.get("LIFECIRCLE_SAMPLE") or PROJECT.parent / "shared" / "sample")
    if not folder.is_dir():
        pytest.skip(f"no samples at {folder}")
    return folder
