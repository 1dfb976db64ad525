"""A cell's name as Excel writes it: column letters and row number, both from 1."""

from __future__ import annotations

from string import ascii_letters


def column_letters(column: int) -> str:
    """Write a column's number as letters: 1 is A, 28 is AB."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Read a column's capital letters: A is 1, AB is 28.  Beyond Excel's XFD too: a broken file may name such a one."""
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number


def cell_name(row: int, column: int) -> str:
    """Write a cell's name: row 5, column 2 is B5."""
    return f"{column_letters(column)}{row}"


def column_of(name: str) -> int:
    """Read the column's number from a cell's name such as B5 or $B$5."""
    bare = name.replace("$", "")
    return column_number(bare.removesuffix(bare.lstrip(ascii_letters)).upper())


def row_of(name: str) -> int:
    """Read the row's number from a cell's name such as B5 or $B$5.

    Raises:
        ValueError: it has none.
    """
    return int(name.replace("$", "").lstrip(ascii_letters))
