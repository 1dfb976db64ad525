"""A file as somebody sends it: which form, for which period, when, with which values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from lifecircle.forms import Form, load_forms
from simulation.months import last_day

Cell = str | int | float | bool | date | list[str] | None
Row = dict[str, Cell]
"""Field of the form -> value: units by their codes, percent 0 to 100, money in the form's unit."""


@dataclass(frozen=True)
class Submission:
    """One file on its way.  A field that a row does not have stays blank, so a new column needs nothing here."""

    form_name: str
    unit_code: str
    unit_name: str
    period: str
    received_at: datetime
    tables: dict[str, list[Row]]
    cover: Row = field(default_factory=dict)
    version: int = 1
    ending: str = "xlsx"
    encoding: str = "utf-8-sig"
    """How a .csv is encoded."""
    omitted: frozenset[str] = frozenset()
    """Fields whose columns the sender's template lacks."""
    copy_of: str | None = None
    """The file name whose very bytes are sent again."""

    @property
    def form(self) -> Form:
        """The form that is filled in."""
        return load_forms()[self.form_name]

    @property
    def file_name(self) -> str:
        """The name by the form's pattern; a blueprint's version is its period already."""
        suffix = f"_v{self.version}" if self.version > 1 else ""
        return f"{self.form.stem}_{self.unit_name}_{self.period}{suffix}.{self.ending}"

    @property
    def ends_on(self) -> date | None:
        """The last day of what is reported; None where the form is not for a month or a quarter."""
        return last_day(self.period) if self.form.period in ("month", "quarter") else None
