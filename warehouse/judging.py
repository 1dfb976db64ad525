"""The SQL that judges rows across files (E06, E11, W02, W03, W05), as dbt compiled it, kept beside its build.

Whoever judges a file that has not landed must use the very same SQL and cannot wait for dbt; and dbt's own folder holds
what the last run compiled, a failed one too.  So each build that counts has its own copy, `builds/<n>.judging`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from lifecircle.home import Home
from lifecircle.writing import whole

FINDINGS = "int_findings_gathered"
RUN = "int_run_dated"
"""The one model that knows the run's moment; whoever runs the SQL puts another in its stead."""


@dataclass(frozen=True)
class Step:
    """One relation that the findings are made from, or the findings themselves."""

    schema: str
    name: str
    kind: str
    """seed, view or table."""
    sql: str
    """The query; empty for a seed."""


@dataclass(frozen=True)
class Judging:
    """The steps in an order in which each finds what it reads."""

    database: str
    """The name of the database in the queries."""
    landed: tuple[str, ...]
    """The landed tables that they read, in the schema `landed`."""
    steps: tuple[Step, ...]


class NoJudgingError(Exception):
    """The home has no build to take the SQL from; the message says what to do."""


def keep_judging(home: Home, number: int) -> None:
    """Write the SQL of the dbt run that just ended beside its build."""
    target = home.latest_build.parent / "dbt" / "target"
    manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    nodes = manifest["nodes"]
    last = next(key for key, node in nodes.items() if node["resource_type"] == "model" and node["name"] == FINDINGS)
    steps = tuple(_step(nodes[key]) for key in dict.fromkeys(_ancestors(nodes, last)))
    landed = tuple(sorted(source["name"] for source in manifest["sources"].values()))
    judging = Judging(nodes[last]["database"], landed, steps)
    with whole(_file(home.builds / f"{number}.duckdb"), durable=True) as unfinished:
        unfinished.write_text(json.dumps(asdict(judging)), encoding="utf-8")


def load_judging(home: Home) -> Judging:
    """Read the SQL of the latest build.

    Raises:
        NoJudgingError: there is no build, or it is of a version that did not keep its SQL.
    """
    if not home.latest_build.exists():
        raise NoJudgingError(f"{home.root} has no warehouse yet: build it first (`lifecircle run`)")
    file = _file(home.latest_build.resolve())
    if not file.exists():
        raise NoJudgingError(f"{home.latest_build.resolve()} lacks {file.name}: build the warehouse anew")
    kept = json.loads(file.read_text(encoding="utf-8"))
    # before sources were views, the queries named a folder
    if isinstance(kept["landed"], str):
        raise NoJudgingError(f"{file.name} is of an earlier version: build the warehouse anew")
    return Judging(kept["database"], tuple(kept["landed"]), tuple(Step(**step) for step in kept["steps"]))


def _file(build: Path) -> Path:
    return build.with_suffix(".judging")


def _ancestors(nodes: Mapping[str, Any], key: str) -> Iterator[str]:
    """Everything that a model reads, what is read first coming first, and the model itself; with repetitions."""
    # a seed reads nothing, a source (landed rows) is no node
    for parent in nodes[key]["depends_on"].get("nodes", []):
        if parent in nodes:
            yield from _ancestors(nodes, parent)
    yield key


def _step(node: Mapping[str, Any]) -> Step:
    if node["resource_type"] == "seed":
        return Step(node["schema"], node["name"], "seed", "")
    sql = Path(node["compiled_path"]).read_text(encoding="utf-8")
    return Step(node["schema"], node["name"], node["config"]["materialized"], sql)
