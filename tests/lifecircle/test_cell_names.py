from __future__ import annotations

import pytest

from lifecircle.cell_names import cell_name, column_letters, column_number, column_of, row_of


@pytest.mark.parametrize(
    ("number", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (28, "AB"), (702, "ZZ"), (16384, "XFD")]
)
def test_a_columns_number_and_letters_are_one_to_one(number: int, letters: str) -> None:
    assert column_letters(number) == letters
    assert column_number(letters) == number


@pytest.mark.parametrize("name", ["AB12", "$AB$12", "ab12"])
def test_a_cells_name_is_taken_apart(name: str) -> None:
    assert (row_of(name), column_of(name)) == (12, 28)
    assert cell_name(12, 28) == "AB12"


def test_a_name_without_a_row_is_refused() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        row_of("AB")
