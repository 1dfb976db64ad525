"""One run of Great Expectations: each table's suite over its frame, and the Data Docs of what came out.

Importing it costs seconds (Great Expectations itself): import it where there is something to check.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field

import pandas as pd

# before the import: it is read there
os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")

import great_expectations as gx
from great_expectations.core.expectation_validation_result import ExpectationSuiteValidationResult
from great_expectations.data_context.data_context.ephemeral_data_context import EphemeralDataContext
from great_expectations.data_context.types.base import (
    DataContextConfig,
    InMemoryStoreBackendDefaults,
    ProgressBarsConfig,
)

from expectations.suites import suite_of
from lifecircle.forms import Table

# without column names the failing rows come back as the frame's index: positions, and no Python loop over them
_RESULT_FORMAT = {"result_format": "COMPLETE", "return_unexpected_index_query": False}


@dataclass(frozen=True)
class Failure:
    """An expectation that rows fail: what it carries, and where the rows are in the frame."""

    meta: dict[str, str]
    positions: list[int]


@dataclass
class Validation:
    """A run; it keeps each table's outcome in memory, of a table checked in parts that of the last."""

    context: EphemeralDataContext = field(default_factory=lambda: _context())
    outcomes: dict[str, ExpectationSuiteValidationResult] = field(default_factory=dict)
    definitions: dict[str, gx.ValidationDefinition] = field(default_factory=dict)

    def failures(self, name: str, table: Table, frame: pd.DataFrame) -> Iterator[Failure]:
        """Run the table's suite over the frame (`expectations.derived.derive`).

        Raises:
            RuntimeError: an expectation could not be evaluated.
        """
        if name not in self.definitions:
            source = self.context.data_sources.add_pandas(name)
            batch = source.add_dataframe_asset(name).add_batch_definition_whole_dataframe("rows")
            suite = self.context.suites.add(suite_of(name, table))
            definition = gx.ValidationDefinition(name=name, data=batch, suite=suite)
            self.definitions[name] = self.context.validation_definitions.add(definition)
        definition = self.definitions[name]
        outcome = definition.run(batch_parameters={"dataframe": frame}, result_format=_RESULT_FORMAT)
        self.outcomes[name] = outcome
        for result in outcome.results:
            configuration = result.expectation_config
            if configuration is None or result.exception_info.get("raised_exception"):
                raise RuntimeError(f"{name}: {configuration} could not be run: {result.exception_info}")
            if not result.success:
                yield Failure(configuration.meta, result.result["unexpected_index_list"])


def _context() -> EphemeralDataContext:
    """A context that keeps nothing: no files, no analytics, no progress bars of its own."""
    config = DataContextConfig(
        store_backend_defaults=InMemoryStoreBackendDefaults(),
        progress_bars=ProgressBarsConfig(globally=False),
        analytics_enabled=False,
    )
    return gx.get_context(mode="ephemeral", project_config=config)
