"""A page of evidence of figures beside the cards: what they mean, their parts, and the rows behind these."""

from __future__ import annotations

from dataclasses import dataclass

from scorecards.figures.source_rows import SourceRow


@dataclass(frozen=True)
class Heading:
    """The heading of a column of parts."""

    words: str
    is_number: bool = True


@dataclass(frozen=True)
class FigureItem:
    """A part of a figure: its name, its figures as they are shown, and the rows that it was made from."""

    anchor: str
    title: str
    cells: tuple[str, ...]
    rows: tuple[SourceRow, ...]
    project_id: str | None = None


@dataclass(frozen=True)
class FigurePage:
    """A page of evidence; `columns` names which columns of source rows decide (`deciding_headers`)."""

    name: str
    title: str
    means: tuple[str, ...]
    columns: str
    of_what: str
    headings: tuple[Heading, ...]
    items: tuple[FigureItem, ...]
    total: tuple[str, ...] = ()
    """What the items come to, as published."""
    rows: tuple[SourceRow, ...] = ()
    """Rows that belong to no item alone."""


def text_heading(words: str) -> Heading:
    """The heading of a column of words."""
    return Heading(words, is_number=False)
