from __future__ import annotations

import pytest
from pydantic import ValidationError

from lifecircle.reference import load_district
from lifecircle.settings import Settings
from scorecards.definitions import MetricDefinition, load_definitions
from scorecards.figures.metrics import SECTIONS


def test_every_metric_of_the_towns_card_is_defined_in_the_cards_order() -> None:
    towns = [row.metric_code for row in load_district(Settings().reference).metrics if row.card == "town"]
    assert list(load_definitions().metrics) == towns


def test_every_section_has_a_name() -> None:
    assert tuple(load_definitions().sections) == SECTIONS


def test_what_the_plan_itself_says_is_told_from_our_assumptions() -> None:
    metrics = load_definitions().metrics
    assert {code for code, definition in metrics.items() if definition.plan} == {"P1", "P2", "R1", "C1", "C2", "S1"}


def test_no_definition_gives_a_figure_under_the_name_of_the_unpublished_guideline() -> None:
    assert "标准指引" not in load_definitions().model_dump_json()


def test_a_misspelt_entry_is_refused() -> None:
    with pytest.raises(ValidationError):
        MetricDefinition.model_validate({"means": "", "numerator": "", "denominator": "", "planned": ""})
