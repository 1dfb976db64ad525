"""The project as a whole: its own unit tests, its descriptions, and that it says nothing twice differently."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from lifecircle.batches import read_batches
from lifecircle.forms import load_tables
from lifecircle.landed_rows import pin
from lifecircle.settings import PROJECT
from tests.building.landed_home import LandedHome

DBT_PROJECT = PROJECT / "dbt_project"
MODELS = sorted((DBT_PROJECT / "models").rglob("*.sql"))
DOCUMENTED: dict[str, dict[str, Any]] = {
    model["name"]: model
    for path in (DBT_PROJECT / "models").rglob("_*.yml")
    # the loader in C: every worker reads all descriptions before it runs a test
    for model in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader).get("models", [])
}
MARTS = [path.stem for path in MODELS if path.parent.name == "marts"]


@pytest.mark.model
def test_every_metric_is_right_at_its_edges(tmp_path: Path) -> None:
    home = LandedHome(tmp_path).home
    pin(home, read_batches(home), tmp_path / "pinned")
    environment = {
        **os.environ,
        "LIFECIRCLE_BUILD_FILE": str(tmp_path / "lifecircle.duckdb"),
        "LIFECIRCLE_BUILD_LANDED": str(tmp_path / "pinned"),
    }
    folders = ["--target-path", str(tmp_path / "target"), "--log-path", str(tmp_path / "log")]
    project = ["--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT)]
    # dbt takes the inputs' types from the database: everything above the tested models is built, of nothing
    select = ["--select", "+test_type:unit", "--indirect-selection", "cautious"]
    command = [sys.executable, "-m", "dbt.cli.main", "build", *select, *project, *folders]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout
    assert "unit_test" in run.stdout


@pytest.mark.parametrize("model", [path.stem for path in MODELS])
def test_every_model_is_described_by_its_grain_first(model: str) -> None:
    assert re.match(r"One row\b", DOCUMENTED[model]["description"])


@pytest.mark.parametrize("mart", MARTS)
def test_every_column_of_a_mart_is_described_in_english_and_chinese(mart: str) -> None:
    texts = [DOCUMENTED[mart]["description"], *(column["description"] for column in DOCUMENTED[mart]["columns"])]
    assert [text for text in texts if not (re.search(r"[a-z]{3}", text) and re.search(r"[一-鿿]", text))] == []


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_staging_alone_reads_sources_and_marts_never_read_staging(path: Path) -> None:
    sql = path.read_text(encoding="utf-8")
    assert ("source(" in sql) == (path.parent.name == "staging")
    assert path.parent.name != "marts" or "ref('stg_" not in sql


FLOW = ("rules", "received", "in_force", "monthly", "assessed", "scored", "suspected", "evidence")
"""The folders of the intermediate models, in the order of the flow (docs/architecture.md, Code map)."""
INTERMEDIATE = [path for path in MODELS if path.parent.parent.name == "intermediate"]


def test_every_intermediate_model_lies_in_a_folder_of_the_flow_and_no_folder_is_a_heap() -> None:
    assert all(path.parent.name in FLOW for path in MODELS if path.stem.startswith("int_"))
    assert max(sum(path.parent.name == folder for path in INTERMEDIATE) for folder in FLOW) <= 25


@pytest.mark.parametrize("path", INTERMEDIATE, ids=lambda path: path.stem)
def test_a_folder_of_the_flow_reads_from_none_after_it(path: Path) -> None:
    folders = {model.stem: model.parent.name for model in INTERMEDIATE}
    read = re.findall(r"ref\('(int_\w+)'\)", path.read_text(encoding="utf-8"))
    later = [name for name in read if FLOW.index(folders[name]) > FLOW.index(path.parent.name)]
    assert later == []


def test_the_headers_that_cross_file_findings_name_are_those_of_the_forms() -> None:
    with (DBT_PROJECT / "seeds" / "findings" / "cross_file_columns.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert load_tables()[row["table_name"]].columns[row["field"]].header == row["column_header"]


def test_every_rule_that_a_model_reads_is_a_seed_and_every_seed_is_read() -> None:
    with (DBT_PROJECT / "seeds" / "rules" / "rules.csv").open(encoding="utf-8", newline="") as file:
        rules = {row["rule"] for row in csv.DictReader(file)}
    sql = (DBT_PROJECT / "models" / "intermediate" / "rules" / "int_rules_pivoted.sql").read_text(encoding="utf-8")
    assert set(re.findall(r"'([a-z_]+)'", sql.split("%}")[0])) | {"cutoff_day"} == rules
