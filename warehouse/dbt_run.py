"""One run of dbt in this process.  dbt takes four seconds to import: only when there is something to build."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from lifecircle.home import Home
from lifecircle.progress import Progress
from lifecircle.settings import Settings
from warehouse.fingerprint import DBT_PROJECT
from warehouse.seeds import complete_reference, described_rules

if TYPE_CHECKING:
    from dbt.artifacts.schemas.run import RunResult
    from dbt.cli.main import dbtRunnerResult
    from dbt_common.events.base_types import EventMsg

_ARGUMENTS = (
    "build",
    *("--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT)),
    # unit tests try the models, not the rows: they run with the project's own tests
    *("--exclude-resource-type", "unit_test"),
    *("--log-level", "none", "--log-level-file", "info", "--no-send-anonymous-usage-stats", "--no-version-check"),
)

# dbt's events that end a node, and what they call the number of all nodes
_TOTALS = {"LogSeedResult": "total", "LogModelResult": "total", "LogTestResult": "num_models"}


@dataclass(frozen=True)
class ModelResult:
    """What became of one seed, model or test, or of the operation before them if it failed."""

    name: str
    kind: str
    """seed, model, test or operation."""
    layer: str
    """staging, intermediate, marts; for a seed or a test: seeds, tests."""
    status: str
    """success, pass, error, fail or skipped."""
    seconds: float
    message: str

    @property
    def is_good(self) -> bool:
        """Whether the build may go on with it."""
        return self.status in {"success", "pass", "warn"}


class DbtRunError(Exception):
    """dbt could not even begin: the project or the environment is broken."""


def run_dbt(
    home: Home,
    file: Path,
    as_of: datetime,
    reference: Path,
    progress: Progress | None = None,
    *,
    with_tests: bool = True,
) -> list[ModelResult]:
    """Build and test everything into `file`; the results, failures among them, in the order in which they came.

    Args:
        home: its pinned landed files are read, dbt's own files are kept in `warehouse/dbt`.
        file: the database to build into.
        as_of: the run's moment, with a zone.
        reference: the district's reference folder.
        progress: told (seeds, models and tests done, in all).
        with_tests: whether the project's tests run too; only a benchmark or a test of something else does without.

    Raises:
        DbtRunError: the project cannot be parsed, or nothing ran.
    """
    from dbt.cli.main import dbtRunner

    own = home.latest_build.parent / "dbt"
    seeds = complete_reference(reference, own / "reference")
    rules = described_rules(Settings().rules, own / "rules")

    def tell(event: EventMsg) -> None:
        if progress and event.info.name in _TOTALS:
            progress(event.data.index, getattr(event.data, _TOTALS[event.info.name]))

    paths = ("--target-path", str(own.resolve() / "target"), "--log-path", str(own.resolve() / "log"))
    with _environment(
        {
            "LIFECIRCLE_BUILD_FILE": str(file.resolve()),
            # it is written between quotes in SQL
            "LIFECIRCLE_BUILD_LANDED": str(pinned_landed(home).resolve()).replace("'", "''"),
            "LIFECIRCLE_BUILD_AS_OF": as_of.isoformat(),
            # dbt takes no absolute path for seeds
            "LIFECIRCLE_BUILD_REFERENCE": os.path.relpath(seeds, DBT_PROJECT),
            "LIFECIRCLE_BUILD_RULES": os.path.relpath(rules, DBT_PROJECT),
        }
    ):
        try:
            without = () if with_tests else ("--exclude-resource-type", "test")
            outcome = dbtRunner(callbacks=[tell]).invoke([*_ARGUMENTS, *without, *paths])
        finally:
            _close_file()
    return [_result(run) for run in _runs(outcome)]


def pinned_landed(home: Home) -> Path:
    """The folder of landed files that a build reads: those that count, laid out before dbt begins."""
    return home.latest_build.parent / "dbt" / "landed"


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    """Let dbt's `env_var` see these while the block runs; afterwards all is as it was."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _close_file() -> None:
    """Let go of the file: dbt-duckdb keeps its connection until the process ends, and with it the write-ahead log."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    close: Callable[[], None] = DuckDBConnectionManager.close_all_connections
    close()


def _runs(outcome: dbtRunnerResult) -> list[RunResult]:
    from dbt.artifacts.schemas.run import RunExecutionResult

    if isinstance(outcome.result, RunExecutionResult) and outcome.result.results:
        # dbt counts the operation before the nodes as none of them
        return [run for run in outcome.result.results if not _is_operation_done(run)]
    raise DbtRunError(f"dbt could not run: {outcome.exception or outcome.result}") from outcome.exception


def _is_operation_done(run: RunResult) -> bool:
    return str(run.node.resource_type) == "operation" and str(run.status) == "success"


def _result(run: RunResult) -> ModelResult:
    kind = str(run.node.resource_type)
    layer = run.node.fqn[1] if kind == "model" else f"{kind}s"
    return ModelResult(run.node.name, kind, layer, str(run.status), run.execution_time, run.message or "")
