"""The forms that towns and departments submit, read from `forms.yml` and strictly typed."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from lifecircle.settings import Settings

ColumnType = Literal[
    "text", "code", "int", "number", "money_wan", "money_yuan", "percent", "date", "enum", "town", "dept", "task",
    "bool", "lon", "lat", "period", "list", "facility_type", "indicator",
]  # fmt: skip
Sender = Literal["town", "dept"]
Period = Literal["month", "quarter", "year", "version"]

WORKBOOK_ENDINGS = ("xlsx", "xls", "ods")
LEDGER_ENDINGS = (*WORKBOOK_ENDINGS, "csv")
COVER_SHEET = "封面"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    def __hash__(self) -> int:
        """By identity: what is made of a form is made once."""
        return id(self)


class Column(_Strict):
    """A column of a form, or a field of its cover."""

    header: str
    type: ColumnType
    required: bool = False
    key: bool = False
    round: Literal["start", "end"] = "start"
    values: list[str] = Field(default_factory=list)
    aliases: list[str] = Field(default_factory=list)

    @model_validator(mode="after")
    def _enumerations_name_their_values(self) -> Self:
        if (self.type == "enum") != bool(self.values):
            raise ValueError(f"column {self.header}: 'values' belong to type enum, and to it alone")
        return self


class Table(_Strict):
    """A table of a form: a named sheet of a workbook, or the whole of a ledger (`sheet` is None)."""

    sheet: str | None = None
    required: bool = True
    rows_required: bool = False
    header_required: bool = True
    """Whether a sheet without a header refuses the file (F05); else the sheet is passed over."""
    columns: dict[str, Column]

    @property
    def key(self) -> list[str]:
        """The columns that tell one row of a submission from another."""
        return [name for name, column in self.columns.items() if column.key]


class Form(_Strict):
    """One kind of file: who sends it, for which period, and what it holds."""

    title: str
    sender: Sender
    stem: str
    period: Period
    container: Literal["workbook", "ledger"]
    cover: dict[str, Column] = Field(default_factory=dict)
    tables: dict[str, Table]

    @property
    def endings(self) -> tuple[str, ...]:
        """The kinds of file that the form takes."""
        return WORKBOOK_ENDINGS if self.container == "workbook" else LEDGER_ENDINGS

    @property
    def cover_period_field(self) -> str:
        """The cover field that must tell the same period as the file name."""
        return "version" if self.period == "version" else "period"


def forms_file() -> Path:
    """Where the forms are declared."""
    return Settings().forms


@cache
def load_forms() -> dict[str, Form]:
    """Read `forms.yml`: form name -> form.

    Raises:
        pydantic.ValidationError: the file says something that a form does not have.
    """
    declared = yaml.safe_load(forms_file().read_text(encoding="utf-8"))
    return {name: Form.model_validate(form) for name, form in declared.items()}


@cache
def load_tables() -> dict[str, Table]:
    """All tables of all forms: landed table name -> table (names are unique over the forms)."""
    return {name: table for form in load_forms().values() for name, table in form.tables.items()}
