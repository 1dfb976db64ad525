"""Files that are known to be good, a kind each: a reader that cannot read them cannot judge any other."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from ingestion.sheets import Cell, Sheet
from ingestion.submission import READERS

FILES = Path(__file__).with_name("known_good_files")

_ROWS: tuple[tuple[Cell, ...], ...] = (
    ("项目编号", "完成比例", "完成投资", "日期"),
    ("TY-0001", 0.85, 1234.5, date(2024, 3, 5)),
    ("TY-0002", 0.4, 0.0, date(2024, 3, 6)),
)
_PERCENTAGES = frozenset({(1, 1), (2, 1)})


class NotProvedError(Exception):
    """A file that is known to be good was read otherwise; the message names it."""


def prove(folder: Path = FILES) -> None:
    """Read the file of each kind: everything that reading needs is loaded, and works.

    Raises:
        NotProvedError: one is not read as it should be.
        OSError: one cannot be opened.
    """
    for ending, reader in READERS.items():
        path = folder / f"sample.{ending}"
        try:
            sheet = reader(path.read_bytes()).sheet(0)
        except (ImportError, OSError, MemoryError):
            raise
        except Exception as error:  # whatever a parser raises over a good file, it is not the file
            raise NotProvedError(f"{path.name}: {error}") from error
        if not _is_as_it_should_be(sheet, ending):
            raise NotProvedError(f"{path.name} is read as {sheet.rows[:3]}")


def _is_as_it_should_be(sheet: Sheet, ending: str) -> bool:
    read = tuple(tuple(map(_comparable, row)) for row in sheet.rows[: len(_ROWS)])
    if ending == "csv":
        return read == tuple(tuple(map(_as_text, row)) for row in _ROWS)
    return read == _ROWS and sheet.percentages == _PERCENTAGES


def _comparable(cell: Cell) -> Cell:
    return cell.date() if isinstance(cell, datetime) else cell


def _as_text(cell: Cell) -> str:
    return f"{cell:g}" if isinstance(cell, float) else str(cell)
