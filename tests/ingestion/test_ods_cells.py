"""What an .ods says of its cells beside their texts: formats by powers of ten, kinds of values."""

from __future__ import annotations

import pytest

from ingestion.sheets import Sheet
from ingestion.submission import READERS
from tests.building.workbooks import ods_of

TEN_THOUSANDS = '<number:number number:decimal-places="1"{0}>{1}</number:number>'
EMBEDDED = '<number:embedded-text number:position="4">.</number:embedded-text>'


def only_sheet(cells: str, number: str = "") -> Sheet:
    """A row of cells, which may have the style `shown`: it shows numbers so."""
    styles = (
        f'<number:number-style style:name="N1">{number}</number:number-style>'
        '<style:style style:name="shown" style:data-style-name="N1"/>'
    )
    row = f"<table:table-row>{cells}</table:table-row>"
    return READERS["ods"](ods_of(f'<table:table table:name="表">{row}</table:table>', styles)).sheet(0)


def number_cell(value: str, style: str = ' table:style-name="shown"') -> str:
    kind = f'office:value-type="float" office:value="{value}"'
    return f"<table:table-cell{style} {kind}><text:p>1.2</text:p></table:table-cell>"


@pytest.mark.parametrize(
    ("number", "power"),
    [
        (TEN_THOUSANDS.format(' number:display-factor="1000"', ""), -3),
        (TEN_THOUSANDS.format("", EMBEDDED), -4),
        (TEN_THOUSANDS.format("", EMBEDDED.replace(">.<", ">,<")), None),
        (TEN_THOUSANDS.format(' number:display-factor="0"', ""), None),
    ],
)
def test_a_style_of_numbers_shows_a_power_of_ten_less(number: str, power: int | None) -> None:
    sheet = only_sheet(number_cell("12345") + number_cell("12345", ""), number)
    assert sheet.powers == ({(0, 0): power} if power else {})


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('office:value-type="boolean" office:boolean-value="true"><text:p>TRUE</text:p>', True),
        ('office:value-type="float" office:value="a lot"><text:p>许多</text:p>', "许多"),
        ('office:value-type="time" office:time-value="noon"><text:p>中午</text:p>', "中午"),
        (
            'office:value-type="string"><text:p>南<text:s text:c="2"/>桥<text:tab/>镇<text:line-break/>人</text:p>',
            "南  桥\t镇\n人",
        ),
    ],
)
def test_a_cell_is_what_its_kind_says_or_its_text(cell: str, value: object) -> None:
    assert only_sheet(f"<table:table-cell {cell}</table:table-cell>").rows == [[value]]
