"""dbt's own documentation can be made, and it knows every mart with its columns."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lifecircle.batches import read_batches
from lifecircle.calendar import parse_moment
from lifecircle.landed_rows import pin
from lifecircle.settings import PROJECT
from tests.building.landed_home import LandedHome
from warehouse.dbt_run import pinned_landed, run_dbt

pytestmark = pytest.mark.model

DBT_PROJECT = PROJECT / "dbt_project"
REFERENCE = DBT_PROJECT / "seeds" / "reference"


def test_dbt_docs_describe_every_mart_with_its_columns(tmp_path: Path) -> None:
    home = LandedHome(tmp_path / "home").home
    file = tmp_path / "lifecircle.duckdb"
    pin(home, read_batches(home), pinned_landed(home))
    run_dbt(home, file, parse_moment("2023-10-11"), REFERENCE, with_tests=False)
    environment = os.environ | {"LIFECIRCLE_BUILD_FILE": str(file), "LIFECIRCLE_BUILD_LANDED": str(pinned_landed(home))}
    target = tmp_path / "target"
    folders = ["--target-path", str(target), "--log-path", str(tmp_path / "log")]
    project = ["--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT)]
    command = [sys.executable, "-m", "dbt.cli.main", "docs", "generate", *project, *folders]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout
    assert (target / "index.html").is_file()
    described = json.loads((target / "catalog.json").read_text(encoding="utf-8"))["nodes"]
    for path in sorted((DBT_PROJECT / "models" / "marts").glob("*.sql")):
        columns = described[f"model.lifecircle.{path.stem}"]["columns"].values()
        assert [column["name"] for column in columns if not column["comment"]] == []
