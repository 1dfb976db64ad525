"""Building under Airflow: what dbt did is summed up on the run's page, whether the build is good or has failed."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from airflow.sdk import get_current_context

from dags.wiring import home

logger = logging.getLogger(__name__)

DBT = "dbt"
"""The key of the XCom that sums a build up."""


@contextmanager
def summed_up() -> Iterator[None]:
    """Log and push as XCom what the builds within the block came to, by layer and model."""
    from warehouse.summary import build_numbers, summarise

    before = build_numbers(home())
    try:
        yield
    finally:
        for number in sorted(build_numbers(home()) - before):
            summary = summarise(home(), number)
            logger.info("%s", json.dumps(summary, ensure_ascii=False, indent=2))
            get_current_context()["ti"].xcom_push(DBT, summary)
