"""What readers are told about the metrics: `definitions.yml`, read strictly."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict


class MetricDefinition(BaseModel):
    """A metric in words: what it means, what its two sides count, and what the action plan says of it, if anything."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    means: str
    numerator: str
    denominator: str
    source: str
    """The forms that it is computed from."""
    plan: str | None = None


class AdjustmentDefinition(BaseModel):
    """An adjustment in words: its name, and what gives or costs points."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    means: str


class Definitions(BaseModel):
    """The metrics of both cards and the adjustments by code, the sections' names, and the rules in words."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    metrics: dict[str, MetricDefinition]
    department_metrics: dict[str, MetricDefinition]
    adjustments: dict[str, AdjustmentDefinition]
    sections: dict[str, str]
    rules: tuple[str, ...]
    lists: tuple[str, ...]
    """How the figures beside the cards are made."""


@cache
def load_definitions() -> Definitions:
    """Read the definitions.

    Raises:
        pydantic.ValidationError: an entry is missing or unknown.
    """
    text = (Path(__file__).parent / "definitions.yml").read_text(encoding="utf-8")
    return Definitions.model_validate(yaml.safe_load(text))
