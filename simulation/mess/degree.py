"""How much mess there is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Degree:
    """Shares, each from 0 to 1."""

    name: str
    names: float
    """Of files named otherwise than the template says."""
    xls: float
    ods: float
    layout: float
    """How likely each way of laying out a sheet otherwise is."""
    words: float
    """Of cells written otherwise."""
    row_faults: float
    refused: float
    """Of files that are sent wrongly first."""
    mended: float
    """Of these, how many are sent again rightly."""
    copies: float
    """Of files sent twice."""
    junk: float
    """Of files beside which a program leaves something of its own."""
    is_thorough: bool
    """Whether the kinds occur that are rare in life: macros, DTDs, far-fetched layouts."""


DEGREES = {
    "light": Degree(
        name="light",
        names=0.3,
        xls=0.1,
        ods=0.01,
        layout=0.12,
        words=0.06,
        row_faults=0.009,
        refused=0.022,
        mended=0.6,
        copies=0.006,
        junk=0.004,
        is_thorough=False,
    ),
    "heavy": Degree(
        name="heavy",
        names=0.6,
        xls=0.12,
        ods=0.08,
        layout=0.4,
        words=0.3,
        row_faults=0.045,
        refused=0.08,
        mended=0.7,
        copies=0.02,
        junk=0.03,
        is_thorough=True,
    ),
}
