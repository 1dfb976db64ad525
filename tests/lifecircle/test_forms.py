"""The forms are declared once, strictly."""

import pytest
from pydantic import ValidationError

from lifecircle.forms import Column, Form, load_forms, load_tables
from lifecircle.landed import row_schema


def test_a_word_that_a_column_does_not_have_is_refused() -> None:
    with pytest.raises(ValidationError, match="requierd"):
        Column.model_validate({"header": "项目编号", "type": "text", "requierd": True})


def test_an_enumeration_names_its_values_and_nothing_else_does() -> None:
    with pytest.raises(ValidationError, match="values"):
        Column.model_validate({"header": "状态", "type": "enum"})
    with pytest.raises(ValidationError, match="values"):
        Column.model_validate({"header": "状态", "type": "text", "values": ["在建"]})


def test_an_unknown_type_is_refused() -> None:
    form = load_forms()["annual_plan"].model_dump()
    form["tables"]["plan_projects"]["columns"]["lon"]["type"] = "longitude"
    with pytest.raises(ValidationError, match="type"):
        Form.model_validate(form)


def test_a_column_of_a_form_is_a_column_of_its_landed_table() -> None:
    for name, table in load_tables().items():
        assert list(row_schema(name).names[6:]) == list(table.columns)
